// SPDX-License-Identifier: BSL-1.0
// What transfer_plan.py measures. Each way of use prints seconds of wall and of processor time, and a count.
//   walk FOLDER THREADS        a bare walk with statx
//   record FOLDER DATABASE     claims that all files of the folder were sent
//   plan FOLDER DATABASE THREADS [hash | later]   of what is to be sent; of what is there, two days after it was claimed
//   farm FOLDER                answers on loopback for whoever plans with `ask`, until its input ends
//   ask FOLDER DATABASE PORT   a plan that asks that farm
#include <renderbus/farm/http_server.hpp>
#include <renderbus/storage/sqlite.hpp>
#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transfer/plan.hpp>
#include <renderbus/transport/asio_transport.hpp>

#include <asio/io_context.hpp>
#include <asio/thread_pool.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <thread>

namespace rb = renderbus;

namespace {

double processor_seconds() {
    ::rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

template <class Work>
void measured(Work work) {
    const auto began = std::chrono::steady_clock::now();
    const auto used = processor_seconds();
    const auto count = work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%.6f %.6f %zu\n", took.count(), processor_seconds() - used, static_cast<std::size_t>(count));
}

/// As bare as it gets: folders shared by threads, getdents64 and statx, and nothing kept.
class bare_walk {
public:
    std::size_t run(std::string root, int threads) {
        folders_.push_back(std::move(root));
        std::vector<std::jthread> workers;
        for (int i = 0; i < threads; ++i) workers.emplace_back([this] { work(); });
        workers.clear();
        return files_;
    }

private:
    struct entry {
        std::uint64_t inode;
        std::int64_t offset;
        unsigned short length;
        unsigned char type;
        char name[1];
    };

    void work() {
        alignas(64) char space[1 << 16];
        for (;;) {
            std::string folder;
            {
                std::unique_lock lock(mutex_);
                news_.wait(lock, [this] { return !folders_.empty() || busy_ == 0; });
                if (folders_.empty()) return;
                folder = std::move(folders_.back());
                folders_.pop_back();
                ++busy_;
            }
            visit(folder, space, sizeof space);
            const std::scoped_lock lock(mutex_);
            if (--busy_ == 0 && folders_.empty()) news_.notify_all();
        }
    }

    void visit(const std::string& folder, char* space, std::size_t size) {
        const int at = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        std::size_t files = 0;
        for (;;) {
            const long filled = ::syscall(SYS_getdents64, at, space, size);
            if (filled <= 0) break;
            for (long place = 0; place < filled;) {
                const auto* one = reinterpret_cast<const entry*>(space + place);
                place += one->length;
                if (std::strcmp(one->name, ".") == 0 || std::strcmp(one->name, "..") == 0) continue;
                if (one->type == DT_DIR) {
                    const std::scoped_lock lock(mutex_);
                    folders_.push_back(folder + "/" + one->name);
                    news_.notify_one();
                    continue;
                }
                struct ::statx seen;
                files +=
                    ::statx(at, one->name, AT_STATX_DONT_SYNC, STATX_SIZE | STATX_MTIME | STATX_INO | STATX_TYPE, &seen) == 0;
            }
        }
        ::close(at);
        files_ += files;
    }

    std::mutex mutex_;
    std::condition_variable news_;
    std::vector<std::string> folders_;
    int busy_ = 0;
    std::atomic<std::size_t> files_ = 0;
};

/// A farm that has what stands here, and tells no digests.
struct mirroring_farm {
    std::string folder;
    void async_put(asio::any_io_executor, rb::upload_file, rb::transfer_progress, std::stop_token, rb::completion<void>) {}
    void async_get(asio::any_io_executor, rb::remote_file, std::filesystem::path, rb::transfer_progress, std::stop_token,
                   rb::completion<void>) {}
    void async_list(asio::any_io_executor, std::string, std::stop_token, rb::completion<rb::folder_list>) {}
    void async_has(asio::any_io_executor executor, std::string remote, std::stop_token,
                   rb::completion<std::optional<rb::held_file>> done) {
        const auto seen = rb::stamp_of(folder + remote.substr(std::string_view("s/scene").size()));
        asio::post(executor, [held = rb::held_file{seen.value().size, {}}, done = std::move(done)]() mutable {
            done(std::optional(held));
        });
    }
};
rb::any_transfer_engine mirror_of(const std::string& folder) {
    return rb::any_transfer_engine(std::make_shared<mirroring_farm>(mirroring_farm{folder}));
}

rb::upload_plan plan(rb::any_transfer_engine engine, rb::any_record_store record, const std::string& folder, int threads,
                     std::chrono::hours later = {}) {
    asio::io_context context{1};
    std::optional<asio::thread_pool> pool;
    rb::plan_options options;
    if (threads > 0) options.choices.pool = pool.emplace(threads).get_executor();
    options.choices.workers = static_cast<std::size_t>(threads);
    if (later.count() != 0)
        options.clock = rb::any_clock(std::make_shared<rb::manual_time>(std::chrono::system_clock::now() + later));
    std::optional<rb::result<rb::upload_plan>> made;
    rb::async_plan(context.get_executor(), std::move(engine), std::move(record), "s", {{}, {{folder, "/scene"}}}, options, {},
                   [&](rb::result<rb::upload_plan> result) { made.emplace(std::move(result)); });
    context.run();
    return std::move(*made).value();
}

rb::any_record_store record_at(const char* file) { return rb::any_record_store(rb::sqlite_record::open(file).value()); }

void record_all(const std::string& folder, const char* database) {
    auto record = record_at(database);
    const auto made = plan(mirror_of(folder), record, folder, 2);
    std::vector<rb::claim> claims;
    for (const auto& one : made.to_send) claims.push_back({one.server_path, {one.file.stamp, one.file.digest}});
    record.put_all("s", claims).value();
}

/// Answers HEAD /storage/s/scene/NAME with what stands in the folder.
class folder_handler final : public rb::farm::http_handler {
public:
    explicit folder_handler(std::string folder) : folder_(std::move(folder)) {}
    rb::farm::answer finish(rb::farm::incoming&& call) override {
        const auto file = folder_ + call.target.substr(std::string_view("/storage/s/scene").size());
        auto source = rb::file_source::open(file);
        const auto digest = rb::sha256_of_file(file);
        if (!source || !digest) return {404, {}, {}, nullptr};
        return {200, {{"Repr-Digest", rb::repr_digest(*digest)}}, {}, *source};
    }

private:
    std::string folder_;
};

void serve(std::string folder) {
    asio::io_context context{1};
    const auto handler = std::make_shared<folder_handler>(std::move(folder));
    auto server = rb::farm::http_server::start(context.get_executor(), {}, handler).value();
    std::printf("%d\n", server.port());
    std::fflush(stdout);
    std::jthread runs([&] { context.run(); });
    std::cin.get();
    context.stop();
}

std::size_t ask(const std::string& folder, const char* database, const char* port) {
    const rb::http::origin farm{false, "127.0.0.1", static_cast<std::uint16_t>(std::atoi(port)), true};
    auto engine = std::make_shared<rb::http_engine>(rb::any_transport(std::make_shared<rb::asio_transport>()), farm, "artist",
                                                    rb::secret("key"));
    const auto made = plan(rb::any_transfer_engine(engine), record_at(database), folder, 0);
    return made.to_send.empty() ? made.already_there.size() : 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::string way = count > 2 ? arguments[1] : "";
    if (way == "walk") measured([&] { return bare_walk().run(arguments[2], std::atoi(arguments[3])); });
    else if (way == "record") record_all(arguments[2], arguments[3]);
    else if (way == "plan")
        measured([&] {
            auto record = record_at(arguments[3]);
            const std::string_view how = count > 5 ? arguments[5] : "";
            const auto made = plan(mirror_of(arguments[2]), record, arguments[2], std::atoi(arguments[4]),
                                   std::chrono::hours(how == "later" ? 48 : 0));
            return how == "hash" ? made.to_send.size() : made.already_there.size();
        });
    else if (way == "farm") serve(arguments[2]);
    else if (way == "ask") measured([&] { return ask(arguments[2], arguments[3], arguments[4]); });
    else return 2;
}
