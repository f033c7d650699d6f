// SPDX-License-Identifier: BSL-1.0
// Servers that others wrote, started by the tests: nginx as a WebDAV server, and the tus project's own server on node.
#include "support.hpp"

#include "../transport/program.hpp"

#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transport/asio_transport.hpp>

#include <asio/connect.hpp>
#include <asio/ip/tcp.hpp>

#include <csignal>
#include <thread>

namespace {

using namespace transfer_tests;
using transport_test::free_port;
using transport_test::program;

struct server_bench {
    transport_test::scratch_folder folder;
    std::uint16_t port = free_port();
    std::string content = some_bytes(3'000'000);

    std::string in(const char* name) const { return (folder.path / name).string(); }
    rb::upload_file file_here(const std::string& name) const {
        const auto local = write_file(folder.path / "here" / name, content);
        return {local, "10201-1/shots 1/" + name, content.size(), digest_of_text(content), {}};
    }
    /// A WebDAV server below `dav`, and what it writes of each request to `asked`.
    void write_nginx_conf(const std::string& told, const std::string& dav_methods) const {
        transport_test::write_file(in("nginx.conf"), "daemon off; master_process off; worker_processes 1; pid " + in("pid") +
                                                         "; error_log stderr; events {}\nhttp { log_format form '" + told +
                                                         "'; access_log " + in("asked") + " form; client_body_temp_path " +
                                                         in("dav/t1") + "; proxy_temp_path " + in("t2") + "; fastcgi_temp_path " +
                                                         in("t3") + "; uwsgi_temp_path " + in("t4") + "; scgi_temp_path " +
                                                         in("t5") + ";\n server { listen 127.0.0.1:" + std::to_string(port) +
                                                         "; root " + in("dav") + "; dav_methods " + dav_methods + "; } }\n");
    }
    bool listens(program& server) const {
        for (int i = 0; i < 200 && !server.has_ended(); ++i) {
            asio::io_context context;
            asio::ip::tcp::socket socket(context);
            std::error_code why;
            socket.connect({asio::ip::make_address("127.0.0.1"), port}, why);
            if (!why) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }
    /// One that knows nothing of those before it.
    rb::http_engine new_engine(const std::string& prefix) const {
        rb::http_engine_options options;
        options.prefix = prefix;
        options.resume_from = rb::mebibytes(1);
        options.uploads_folder = folder.path / "uploads";
        rb::asio_transport_options connection;
        connection.proxies = rb::proxy_rules::none();
        return {rb::any_transport(std::make_shared<rb::asio_transport>(connection)),
                {false, "127.0.0.1", port, true},
                "artist",
                rb::secret("key"),
                options};
    }
    /// One operation of a new engine; `tell` hears of bytes.
    template <class T, class Start>
    rb::result<T> by_a_new_engine(const std::string& prefix, Start start) const {
        asio::io_context context;
        auto engine = new_engine(prefix);
        return outcome<T>(context, [&](auto done) { start(engine, context.get_executor(), std::move(done)); });
    }
    rb::result<void> put(const std::string& prefix, const rb::upload_file& file, rb::transfer_progress tell = {}) const {
        return by_a_new_engine<void>(prefix, [&](auto& engine, auto executor, auto done) {
            engine.async_put(executor, file, std::move(tell), {}, std::move(done));
        });
    }
    rb::result<void> get(const std::string& prefix, const rb::remote_file& file, const fs::path& local,
                         rb::transfer_progress tell = {}) const {
        return by_a_new_engine<void>(prefix, [&](auto& engine, auto executor, auto done) {
            engine.async_get(executor, file, local, std::move(tell), {}, std::move(done));
        });
    }
};

/// Kills its own process once so many bytes are through.
rb::transfer_progress killing_behind(std::uint64_t bytes) {
    return [left = static_cast<std::int64_t>(bytes)](std::uint64_t more) mutable {
        if ((left -= static_cast<std::int64_t>(more)) <= 0) ::raise(SIGKILL);
    };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_with_other_servers)

BOOST_FIXTURE_TEST_CASE(goes_to_nginx_and_back_and_goes_on_after_a_kill, server_bench) {
    const char* nginx = "/usr/sbin/nginx";
    if (::access(nginx, X_OK) != 0) {
        BOOST_TEST_MESSAGE("skipped: no nginx here");
        return;
    }
    fs::create_directories(folder.path / "dav");
    fs::permissions(folder.path / "dav", fs::perms::all);
    write_nginx_conf("$request_method $status $body_bytes_sent", "PUT DELETE; create_full_put_path on; client_max_body_size 0");
    std::string log;
    const rb::remote_file there{"10201-1/shots 1/big.abc", content.size(), digest_of_text(content)};
    const auto local = folder.path / "back" / "big.abc";
    {
        program server({nginx, "-c", in("nginx.conf"), "-p", folder.path.string()}, folder.path / "output");
        BOOST_REQUIRE_MESSAGE(listens(server), read_file(folder.path / "output"));
        BOOST_REQUIRE(put("/storage", file_here("big.abc")));
        BOOST_TEST((read_file(folder.path / "dav/storage/10201-1/shots 1/big.abc") == content));
        BOOST_TEST(in_child([&]() -> std::string {
                       static_cast<void>(get("/storage", there, local, killing_behind(1'000'000)));
                       return "it was not killed";
                   }) == "killed by signal 9");
        BOOST_TEST(!fs::exists(local));
        BOOST_REQUIRE(get("/storage", there, local));
        BOOST_TEST((read_file(local) == content));
    }
    log = read_file(in("asked"));
    BOOST_TEST_CONTEXT(log) {
        BOOST_TEST(log.starts_with("OPTIONS "));
        BOOST_TEST(log.find("PUT 201") != std::string::npos);
        const auto part = log.rfind("GET 206 ");
        BOOST_REQUIRE(part != std::string::npos);
        BOOST_TEST(std::stoull(log.substr(part + 8)) <= content.size() - 1'000'000);
    }
}

BOOST_FIXTURE_TEST_CASE(makes_the_folders_that_a_server_does_not_make, server_bench) {
    const std::string root = in("dav");
    fs::create_directories(root + "/storage");
    fs::permissions(root, fs::perms::all);
    fs::permissions(root + "/storage", fs::perms::all);
    write_nginx_conf("$request_method $uri $status", "PUT MKCOL");
    const std::vector<std::vector<std::string>> servers = {
        {"/usr/sbin/nginx", "-c", in("nginx.conf"), "-p", folder.path.string()},
        {"/usr/bin/rclone", "serve", "webdav", root, "--addr", "127.0.0.1:" + std::to_string(port), "--config",
         in("rclone.conf")},
    };
    for (const auto& command : servers) {
        if (::access(command[0].c_str(), X_OK) != 0) {
            BOOST_TEST_MESSAGE("skipped: no " << command[0] << " here");
            continue;
        }
        fs::remove_all(root + "/storage/10201-1");
        {
            program server(command, folder.path / "output");
            BOOST_REQUIRE_MESSAGE(listens(server), read_file(folder.path / "output"));
            content = some_bytes(5'000);
            const std::vector<std::string> names = {"a.png", "b.png", "deep/er/c.png", "deep/d.png", "other/e.png"};
            asio::io_context context;
            auto engine = new_engine("/storage");
            // All but the last at once, so that each finds the folders missing; rclone itself loses folders that are made so.
            const bool is_nginx = command[0].ends_with("nginx");
            std::size_t arrived = 0;
            const auto send = [&](const std::string& name) {
                engine.async_put(context.get_executor(), file_here(name), {}, {}, [&](rb::result<void> how) {
                    BOOST_TEST(how.has_value(), command[0] << ": " << (how ? "" : how.error().message()));
                    ++arrived;
                });
                context.restart();
            };
            for (std::size_t i = 0; i + 1 < names.size(); ++i) {
                send(names[i]);
                if (!is_nginx) context.run();
            }
            context.restart();
            context.run();
            send(names.back());
            context.run();
            BOOST_TEST(arrived == names.size());
            for (const auto& name : names) BOOST_TEST((read_file(root + "/storage/10201-1/shots 1/" + name) == content), name);
            // By the last one it knows that this server makes none: no try of the file is lost on that. nginx tells after its
            // answer.
            const std::string last = "MKCOL /storage/10201-1/shots 1/other/ 201\nPUT /storage/10201-1/shots 1/other/e.png 201\n";
            const auto asked = [&] { return read_file(in("asked")); };
            for (int i = 0; is_nginx && i < 200 && !asked().ends_with(last); ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            if (is_nginx) BOOST_TEST(asked().ends_with(last), asked());
        }
    }
}

BOOST_FIXTURE_TEST_CASE(goes_to_a_tus_server_and_goes_on_after_a_kill, server_bench) {
    const fs::path modules = RENDERBUS_NODE_MODULES;
    if (!fs::exists(modules / "@tus/server") || !fs::exists(modules / "@tus/file-store")) {
        BOOST_TEST_MESSAGE("skipped: no @tus/server below " << modules);
        return;
    }
    fs::create_directories(folder.path / "arrived");
    transport_test::write_file(in("server.cjs"),
                               "const [modules, folder, port] = process.argv.slice(2);\n"
                               "const { Server } = require(modules + '/@tus/server');\n"
                               "const { FileStore } = require(modules + '/@tus/file-store');\n"
                               "const server = new Server({ path: '/files', datastore: new FileStore({ directory: folder }),\n"
                               "    onIncomingRequest: async (request) => { console.log(request.method); } });\n"
                               "server.listen({ host: '127.0.0.1', port: Number(port) });\n");
    program server({"node", in("server.cjs"), modules.string(), in("arrived"), std::to_string(port)}, folder.path / "output");
    BOOST_REQUIRE_MESSAGE(listens(server), read_file(folder.path / "output"));
    const auto sent = file_here("big.abc");
    BOOST_TEST(in_child([&]() -> std::string {
                   static_cast<void>(put("/files", sent, killing_behind(1'500'000)));
                   return "it was not killed";
               }) == "killed by signal 9");
    std::uint64_t first = 0;
    BOOST_REQUIRE(put("/files", sent, [&](std::uint64_t more) { first = first == 0 ? more : first; }));
    BOOST_TEST(first >= 500'000u);  // what was there already, told at once
    const auto log = read_file(folder.path / "output");
    BOOST_TEST_CONTEXT(log) {
        const auto count = [&](std::string_view method) {
            std::size_t found = 0;
            for (auto at = log.find(method); at != log.npos; at = log.find(method, at + 1)) ++found;
            return found;
        };
        BOOST_TEST(count("POST\n") == 1u);
        BOOST_TEST(count("PATCH\n") == 2u);
        BOOST_TEST(count("HEAD\n") >= 1u);
    }
    std::string arrived;
    for (const auto& one : fs::directory_iterator(folder.path / "arrived"))
        if (one.path().extension() != ".json") arrived = read_file(one.path());
    BOOST_TEST((arrived == content));
    BOOST_TEST(files_below(folder.path / "uploads").empty());
}

BOOST_AUTO_TEST_SUITE_END()
