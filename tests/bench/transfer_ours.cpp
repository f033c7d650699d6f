// SPDX-License-Identifier: BSL-1.0
// Moves files between a folder and a server by the HTTP engine:
//   transfer_ours put|get webdav|farm|tus PORT AUTHORITY FOLDER CONCURRENCY [stamps|pool|unsynced]
// The farm is the loopback one with its account for demonstrations. To be linked with cmake/compiled/core.cpp.
// What is sent is hashed, but for `stamps`; with `pool` on a thread of its own. What came is brought onto the disk before the
// end, but for `unsynced`. Prints wall seconds, processor seconds, and the most memory beyond that before the first file, in KiB.
#include <renderbus/farm/account.hpp>
#include <renderbus/farm/impl/account.ipp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transfer/impl/several_at_once.ipp>
#include <renderbus/transport/asio_transport.hpp>

#include <asio/io_context.hpp>
#include <asio/thread_pool.hpp>

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace rb = renderbus;
namespace fs = std::filesystem;

namespace {

struct usage {
    double processor;
    long most_memory;
    static usage now() {
        ::rusage seen{};
        ::getrusage(RUSAGE_SELF, &seen);
        const auto seconds = [](const ::timeval& of) {
            return static_cast<double>(of.tv_sec) + 1e-6 * static_cast<double>(of.tv_usec);
        };
        return {seconds(seen.ru_utime) + seconds(seen.ru_stime), seen.ru_maxrss};
    }
};

/// What tells one server from another.
struct server {
    std::string prefix;
    std::string folder = "box/";
    rb::secret key = rb::secret("key");
    static server of(std::string_view kind) {
        if (kind == "tus") return {"/files"};
        if (kind != "farm") return {""};
        rb::farm::account demo;
        demo.access_key = rb::secret("demo-key");
        return {"/storage", "input/" + rb::farm::input_storage(demo) + "/", rb::farm::storage_key(demo)};
    }
};

}  // namespace

int main(int count, char** arguments) {
    if (count < 7) return 2;
    const std::string_view how = count > 7 ? arguments[7] : "";
    const bool is_put = std::string_view(arguments[1]) == "put";
    const auto there = server::of(arguments[2]);
    const fs::path folder = arguments[5];
    std::vector<rb::upload_file> files;
    for (const auto& one : fs::directory_iterator(folder / "files")) {
        const auto name = one.path().filename().string();
        files.push_back({one.path(), there.folder + name, one.file_size(), {}, {}});
        if (is_put) files.back().digest = rb::sha256_of_file(one.path()).value();
    }
    rb::asio_transport_options connection;
    connection.proxies = rb::proxy_rules::none();
    connection.trusted.file = arguments[4];
    rb::http_engine_options options;
    options.prefix = there.prefix;
    if (there.prefix == "/files") options.resume_from = rb::byte_count{1};  // it takes nothing by PUT
    options.uploads_folder = folder / "uploads";
    options.hashes_what_it_sends = how != "stamps";
    asio::thread_pool pool(1);
    if (how == "pool") options.hashing_pool = pool.get_executor();
    asio::io_context context(1);
    rb::http_engine engine(rb::any_transport(std::make_shared<rb::asio_transport>(connection)),
                           {true, "localhost", static_cast<std::uint16_t>(std::atoi(arguments[3])), true}, "artist", there.key,
                           options);
    const auto began = std::chrono::steady_clock::now();
    const auto before = usage::now();
    rb::result<void> ended;
    std::make_shared<rb::detail::several_at_once>(
        context.get_executor(), files.size(), static_cast<std::size_t>(std::atoi(arguments[6])), std::stop_token(),
        [&](std::size_t i, std::stop_token stop, rb::completion<void> done) {
            const auto& file = files[i];
            if (is_put) engine.async_put(context.get_executor(), file, {}, stop, std::move(done));
            else
                engine.async_get(context.get_executor(), {file.remote, file.size, {}, false},
                                 folder / "came" / file.local.filename(), {}, stop, std::move(done));
        },
        [&](rb::result<void> how) { ended = std::move(how); })
        ->start();
    context.run();
    if (!ended) {
        std::fprintf(stderr, "%s\n", ended.error().message().c_str());
        return 1;
    }
    if (!is_put && how != "unsynced") static_cast<void>(rb::sync_file_system(folder / "came"));
    const auto after = usage::now();
    std::printf("%.4f %.4f %ld\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(),
                after.processor - before.processor, after.most_memory - before.most_memory);
    return 0;
}
