// SPDX-License-Identifier: BSL-1.0
#include "../farm/support.hpp"
#include "raysync_bench.hpp"

#include <renderbus/farm/http_server.hpp>
#include <renderbus/farm/in_process.hpp>
#include <renderbus/farm/raysync_agent.hpp>
#include <renderbus/transport/asio_transport.hpp>

#include <asio/steady_timer.hpp>

#include <algorithm>

#include <sys/stat.h>

namespace {

using namespace transfer_tests;
using namespace std::chrono_literals;
using kind = rb::raysync_job::kind;

/// An engine that asks the repository's own agent over HTTP, which moves files to and from a loopback farm.
struct agent_bench {
    farm_tests::fixture at;
    scratch folder;
    asio::io_context context{1};
    std::shared_ptr<rb::farm::raysync_agent> agent = std::make_shared<rb::farm::raysync_agent>(
        rb::farm::raysync_agent_options{.executor = context.get_executor(),
                                        .carrier = rb::any_transport(rb::farm::in_process_carrier(at.farm)),
                                        .farm = {true, "localhost", 8443, true}});
    rb::farm::http_server server = rb::farm::http_server::start(context.get_executor(), {}, agent).value();
    std::string account = "artist";
    std::string key{rb::farm::storage_key(farm_tests::account("artist-id", farm_tests::artist_key, 1, "artist")).reveal()};
    int restarts = 0;
    std::vector<std::string> told;

    std::shared_ptr<rb::raysync_engine> engine() {
        std::ofstream(folder / "cluster.xml") << "<a><b><c value='" << server.port() << "'/></b></a>";
        rb::raysync_options options;
        options.folder = folder.path();
        options.account = account;
        options.key = rb::secret(key);
        options.config_storage = "30201-100001";
        options.input_bid = 10201;
        options.restarts = restarts;
        options.poll = 5ms;
        options.longest_task = 10s;
        return std::make_shared<rb::raysync_engine>(rb::any_transport(std::make_shared<rb::asio_transport>()),
                                                    std::move(options));
    }
    /// Until it is done: the server never is.
    template <class Start>
    rb::result<void> run(Start start) {
        std::optional<rb::result<void>> ended;
        const auto it = engine();
        start(*it, rb::completion<void>([&](rb::result<void> how) { ended.emplace(std::move(how)); }));
        context.restart();
        while (!ended) context.run_one();
        return *std::move(ended);
    }
    rb::result<void> put(const std::string& name, const std::string& remote, const std::string& content) {
        const auto local = write_file(folder / name, content);
        return run([&](auto& it, auto done) {
            it.async_put(context.get_executor(), {local, remote, content.size(), digest_of_text(content), {}}, {}, {},
                         std::move(done));
        });
    }
    rb::result<void> get(const std::string& remote, const std::string& content, const fs::path& local) {
        return run([&](auto& it, auto done) {
            it.async_get(context.get_executor(), {remote, content.size(), digest_of_text(content)}, local, {}, {},
                         std::move(done));
        });
    }
    rb::result<void> transfer(rb::raysync_job job) {
        told.clear();
        return run([&](auto& it, auto done) {
            it.async_transfer(
                context.get_executor(), job,
                [&](const rb::raysync_file_error& one) { told.push_back(one.local_path + " " + std::to_string(one.code)); }, {},
                std::move(done));
        });
    }
    fs::path stored(const std::string& name) const { return at.folder / ("storage/" + name); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_raysync_agent)

BOOST_AUTO_TEST_CASE(files_go_there_and_come_back) {
    agent_bench at;
    at.put("w\xc3\xa4nd.png", "input/10201-100001/mnt/wall 1.png", "wall").value();
    BOOST_TEST(read_file(at.stored("input/10201-100001/mnt/wall 1.png")) == "wall");
    at.put("empty", "10201-100001/mnt/empty", "").value();
    BOOST_TEST(fs::exists(at.stored("input/10201-100001/mnt/empty")));
    const auto id = std::to_string(at.at.artist.create());
    at.put("task.json", "config/" + id + "/cfg/task.json", "{}").value();
    at.get("input/10201-100001/mnt/wall 1.png", "wall", at.folder / "back/wall.png").value();
    BOOST_TEST((files_below(at.folder / "back") == std::vector<std::string>{"wall.png"}));
    write_file(at.stored("output/20201-100001/12_shot/l/a.png"), "frame");
    at.get("20201-100001/12_shot/l/a.png", "frame", at.folder / "frames/a.png").value();
    BOOST_TEST(read_file(at.folder / "frames/a.png") == "frame");
}

BOOST_AUTO_TEST_CASE(folders_and_lists_go_in_one_task) {
    agent_bench at;
    for (const auto name : {"tex/a", "tex/deep/b", "tex/deep/c d"}) write_file(at.folder / name, name);
    at.transfer({.what = kind::upload, .local = at.folder / "tex", .storage = "10201-100001", .remote = "/mnt"}).value();
    BOOST_TEST(
        (files_below(at.stored("input/10201-100001/mnt")) == std::vector<std::string>{"tex/a", "tex/deep/b", "tex/deep/c d"}));
    write_file(at.folder / "list.txt", "local:\"" + (at.folder / "tex/a").string() +
                                           "\" server:\"/input/10201-100001/x/1\"\r\n\n" + "local:\"" +
                                           (at.folder / "tex/deep/c d").string() + "\" server:\"/input/10201-100001/x/2\"");
    at.transfer({.what = kind::upload_list, .local = at.folder / "list.txt", .storage = "10201-100001"}).value();
    BOOST_TEST(read_file(at.stored("input/10201-100001/x/2")) == "tex/deep/c d");

    for (const auto name : {"12_shot/a.png", "12_shot/l/b.png"})
        write_file(at.stored("output/20201-100001/" + std::string(name)), name);
    at.transfer({.what = kind::download, .local = at.folder / "whole", .storage = "20201-100001", .remote = "12_shot"}).value();
    BOOST_TEST((files_below(at.folder / "whole") == std::vector<std::string>{"12_shot/a.png", "12_shot/l/b.png"}));
    at.transfer({.what = kind::download, .local = at.folder / "content", .storage = "20201-100001", .remote = "//12_shot/"})
        .value();
    BOOST_TEST((files_below(at.folder / "content") == std::vector<std::string>{"a.png", "l/b.png"}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_moved_is_in_the_error_list) {
    agent_bench at;
    std::string list;
    for (int i = 0; i < 250; ++i)
        list += "local:\"" + (at.folder / ("gone" + std::to_string(i))).string() + "\" server:\"/input/10201-100001/" +
                std::to_string(i) + "\"\n";
    write_file(at.folder / "here", "here");
    list += "local:\"" + (at.folder / "here").string() + "\" server:\"/input/10201-100001/here\"\n";
    write_file(at.folder / "list.txt", list);
    auto how = at.transfer({.local = at.folder / "list.txt", .storage = "10201-100001"});
    BOOST_TEST((how.error().code == rb::raysync_errc::failed));
    BOOST_TEST(says(how.error(), "could not move 250 files"));
    BOOST_REQUIRE_EQUAL(at.told.size(), 250u);
    BOOST_TEST(std::count_if(at.told.begin(), at.told.end(), [](auto& one) { return one.ends_with(" 404"); }) == 250);
    BOOST_TEST(read_file(at.stored("input/10201-100001/here")) == "here");

    how = at.transfer({.what = kind::download, .local = at.folder / "x", .storage = "20201-100001", .remote = "nothing"});
    BOOST_TEST((how.error().code == rb::raysync_errc::failed));
    how = at.transfer({.local = write_file(at.folder / "bad.txt", "rm -rf\n"), .storage = "10201-100001"});
    BOOST_TEST(says(how.error(), "bad.txt"));
    how = at.transfer({.what = kind::upload, .local = at.folder / "missing", .storage = "10201-100001"});
    BOOST_TEST(says(how.error(), "missing (code 404)"));
}

BOOST_AUTO_TEST_CASE(links_in_a_folder_are_followed_and_what_leads_nowhere_is_told) {
    agent_bench at;
    write_file(at.folder / "elsewhere/b", "linked");
    write_file(at.folder / "elsewhere/deep/c", "in a linked folder");
    write_file(at.folder / "tex/a", "file");
    fs::create_symlink(at.folder / "elsewhere/b", at.folder / "tex/b");
    fs::create_directory_symlink(at.folder / "elsewhere", at.folder / "tex/other");
    fs::create_directory_symlink(at.folder / "tex", at.folder / "linked");
    const auto job = [&](const std::string& name, const std::string& remote) {
        return rb::raysync_job{.what = kind::upload, .local = at.folder / name, .storage = "10201-100001", .remote = remote};
    };
    at.transfer(job("tex", "/mnt")).value();
    BOOST_TEST((files_below(at.stored("input/10201-100001/mnt")) ==
                std::vector<std::string>{"tex/a", "tex/b", "tex/other/b", "tex/other/deep/c"}));
    BOOST_TEST(read_file(at.stored("input/10201-100001/mnt/tex/b")) == "linked");
    at.transfer(job("linked", "/by_link")).value();
    BOOST_TEST(files_below(at.stored("input/10201-100001/by_link")).size() == 4u);

    at.restarts = 1;
    fs::create_symlink(at.folder / "gone", at.folder / "tex/nowhere");
    fs::create_directory_symlink(at.folder / "tex", at.folder / "elsewhere/again");
    fs::create_symlink("itself", at.folder / "tex/itself");
    BOOST_REQUIRE(::mkfifo((at.folder / "tex/fifo").c_str(), 0600) == 0);
    const auto how = at.transfer(job("tex", "/second"));
    BOOST_TEST((how.error().code == rb::raysync_errc::failed));
    std::sort(at.told.begin(), at.told.end());
    const auto told = [&](const std::string& name, int code) { return (at.folder / name).string() + " " + std::to_string(code); };
    BOOST_TEST((at.told == std::vector<std::string>{told("tex/fifo", 500), told("tex/itself", 500), told("tex/nowhere", 404),
                                                    told("tex/other/again", 500)}));
    BOOST_TEST(files_below(at.stored("input/10201-100001/second")).size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_task_that_is_started_again_moves_what_is_left) {
    agent_bench at;
    at.restarts = 1000;
    write_file(at.folder / "list.txt", "local:\"" + (at.folder / "late").string() + "\" server:\"/input/10201-100001/late\"\n");
    asio::steady_timer timer(at.context, 60ms);
    timer.async_wait([&](std::error_code) { write_file(at.folder / "late", "late"); });
    at.transfer({.local = at.folder / "list.txt", .storage = "10201-100001"}).value();
    BOOST_TEST(read_file(at.stored("input/10201-100001/late")) == "late");
}

BOOST_AUTO_TEST_CASE(who_is_not_known_and_what_is_anothers) {
    agent_bench at;
    auto how = at.put("a", "10201-100002/a", "a");
    BOOST_TEST((how.error().code == rb::raysync_errc::no_permission));
    at.key = "wrong";
    how = at.put("a", "10201-100001/a", "a");
    BOOST_TEST((how.error().code == rb::raysync_errc::auth_failed));
    BOOST_TEST((how.error().code == rb::condition::auth));
}

BOOST_AUTO_TEST_CASE(the_agent_answers_programs_of_this_machine_alone) {
    agent_bench at;
    const auto ask = [&](const std::string& path, const std::string& body, std::vector<rb::http::field> headers) {
        rb::farm::incoming call{"POST", path, std::move(headers), body, nullptr};
        return at.agent->finish(std::move(call));
    };
    const std::vector<rb::http::field> good = {{"Host", "127.0.0.1:1"}, {"Content-Type", "application/json"}};
    BOOST_TEST(ask("/check-raysync-http", R"({"sign":"render-bus"})", good).body == R"({"code":0,"message":"success"})");
    BOOST_TEST(ask("/check-raysync-http", R"({"sign":"render-bus"})", {{"Host", "evil.example"}, good[1]}).status == 403);
    BOOST_TEST(ask("/check-raysync-http", R"({"sign":"render-bus"})", {good[0], {"Content-Type", "text/plain"}}).status == 403);
    BOOST_TEST(ask("/elsewhere", "{}", good).status == 404);
    BOOST_TEST(ask("/set-task-limit", R"({"upload":11,"download":2})", good).body.starts_with(R"({"code":1,)"));
    BOOST_TEST(ask("/set-task-limit", R"({"upload":1,"download":10})", good).body == R"({"code":0,"message":"success"})");
    BOOST_TEST(ask("/get-task-limit", "{}", good).body == R"({"code":0,"message":"success","upload":1,"download":10})");
    for (const auto bad :
         {"", "{", "{}", R"({"task-type":"dance"})", R"({"task-type":"download","source-path":"/a","target-path":"relative"})"})
        BOOST_TEST(ask("/create-task", bad, good).body.starts_with(R"({"code":1,)"), bad);
    BOOST_TEST(ask("/get-task-status", R"({"task-id":"task-9"})", good).body.starts_with(R"({"code":1,)"));
    BOOST_TEST(ask("/get-task-list", R"({"task-group":"all"})", good).body == R"({"code":0,"message":"success","task-list":[]})");
}

BOOST_AUTO_TEST_CASE(tasks_wait_for_their_turn) {
    agent_bench at;
    const auto ask = [&](const std::string& path, const std::string& body) {
        rb::farm::incoming call{"POST", path, {{"Host", "localhost"}, {"Content-Type", "application/json"}}, body, nullptr};
        return at.agent->finish(std::move(call)).body;
    };
    for (int i = 0; i < 4; ++i) {
        rb::raysync::create_call order;
        order.task_type = "upload";
        order.source_path = write_file(at.folder / std::to_string(i), "content").string();
        order.target_path = "/input/10201-100001";
        order.account = at.account;
        order.password = rb::raysync::password_of(rb::secret(at.key), 2);
        ask("/create-task", rb::to_json(order, {.reveal_secrets = true}));
    }
    const std::string start = R"({"task-type":"upload","task-state":"start"})",
                      ready = R"({"task-type":"upload","task-state":"ready"})";
    BOOST_TEST(ask("/get-task-list", "{}") ==
               R"({"code":0,"message":"success","task-list":[)" + start + "," + start + "," + ready + "," + ready + "]}");
    while (ask("/get-task-list", "{}").find("ready") != std::string::npos ||
           ask("/get-task-list", "{}").find("start") != std::string::npos)
        at.context.run_one();
    BOOST_TEST((files_below(at.stored("input/10201-100001")) == std::vector<std::string>{"0", "1", "2", "3"}));
}

BOOST_AUTO_TEST_SUITE_END()
