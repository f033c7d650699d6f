// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_KILLED_WITNESS_HPP
#define RENDERBUS_TESTS_KILLED_WITNESS_HPP

#include "../farm/support.hpp"

#include <renderbus/farm/http_server.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

namespace killed_tests {

namespace rb = renderbus;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// What the farm was asked to do for one shot.
struct doings {
    int tasks_made = 0;
    int submissions = 0;                   ///< taken or not
    std::map<std::string, int> sent;       ///< assets that arrived whole
    std::map<std::string, int> fetched;    ///< frames that were asked for
    std::vector<std::string> done_again;   ///< assets that the farm had, frames that were here
    int requests = 0;
};

/// Stands before the farm and sees every request of the shot that is under way.
class witness final : public rb::farm::http_handler {
public:
    witness(std::shared_ptr<rb::farm::http_handler> farm, fs::path root) : farm_(std::move(farm)), root_(std::move(root)) {}

    /// From now on, what comes is for the shot whose frames go there.
    void watch(fs::path frames) {
        const std::lock_guard turn(guard_);
        frames_ = std::move(frames);
        seen_ = {};
    }
    doings seen() const {
        const std::lock_guard turn(guard_);
        return seen_;
    }

    rb::farm::reception begin(const rb::farm::incoming& head) override {
        const std::lock_guard turn(guard_);
        ++seen_.requests;
        if (head.method == "PUT" && fs::exists(root_ / head.target.substr(1))) seen_.done_again.push_back("PUT " + head.target);
        if (const auto frame = frame_of(head)) {
            ++seen_.fetched[*frame];
            if (fs::exists(frames_ / *frame)) seen_.done_again.push_back("GET " + head.target);
        }
        return farm_->begin(head);
    }

    rb::farm::answer finish(rb::farm::incoming&& request) override {
        const std::lock_guard turn(guard_);
        const auto target = request.target;
        const bool is_put = request.method == "PUT";
        auto answered = farm_->finish(std::move(request));
        if (target == rb::api::task::submit::at.generation_2) ++seen_.submissions;
        if (target == rb::api::task::create::at.generation_2)
            seen_.tasks_made += rb::api::open<rb::api::task::create::reply>(target, answered.body).has_value();
        if (is_put && answered.status / 100 == 2) ++seen_.sent[target];
        return answered;
    }

    rb::farm::answer refuse(const rb::farm::incoming& head, const rb::failure& why) override { return farm_->refuse(head, why); }

private:
    /// A frame's name in the shot's folder: what stands behind `/storage/output/STORAGE/TASK/`.
    static std::optional<std::string> frame_of(const rb::farm::incoming& head) {
        std::string_view path = head.target;
        if (head.method != "GET" || !path.starts_with("/storage/output/") || path.ends_with('/')) return {};
        for (int component = 0; component < 5; ++component) path.remove_prefix(path.find('/') + 1);
        return std::string(path);
    }

    const std::shared_ptr<rb::farm::http_handler> farm_;
    const fs::path root_;
    mutable std::mutex guard_;
    fs::path frames_;
    doings seen_;
};

/// The farm behind the witness, on a thread of its own.
class watched_farm {
public:
    watched_farm() {
        auto options = farm_tests::test_options(folder_.path(), farm_tests::test_time());
        options.clock = rb::any_clock(std::make_shared<rb::system_time>());
        options.executor = io_.get_executor();
        options.pace = 1ms;
        options.paint = [](const rb::farm::picture_wish& wish) -> rb::result<std::string> {
            return "frame " + std::to_string(wish.frame) + std::string(100'000, '.');
        };
        farm_ = rb::farm::loopback_farm::open(std::move(options)).value();
        watching = std::make_shared<witness>(farm_, folder_.path());
        server_.emplace(rb::farm::http_server::start(io_.get_executor(), {}, watching).value());
        url = "http://127.0.0.1:" + std::to_string(server_->port());
        thread_ = std::thread([this] { io_.run(); });
    }
    ~watched_farm() {
        server_->stop();
        io_.stop();
        thread_.join();
    }

    std::string url;
    std::shared_ptr<witness> watching;

    /// The artist's tasks, the newest first; `newest` at most.
    rb::list<rb::api::query::task> tasks(std::int64_t newest) {
        const auto now = std::make_shared<rb::manual_time>(std::chrono::system_clock::now());
        farm_tests::caller artist(farm_, now);
        artist.nonce = std::to_string(++nonce_);
        return artist.send(rb::api::query::task_list{.page_size = newest}).value().items;
    }

    /// An asset's content, by its path in the artist's storage.
    std::string input_file(const std::string& path) const {
        for (const auto& storage : fs::directory_iterator(folder_ / "storage/input"))
            if (const auto file = storage.path().string() + path; fs::exists(file)) return farm_tests::read_file(file);
        return "none";
    }
    /// The frames that the farm rendered of a task, each with its content.
    std::map<std::string, std::string> frames_of(std::int64_t task) const;

private:
    farm_tests::scratch folder_;
    asio::io_context io_{1};
    std::shared_ptr<rb::farm::loopback_farm> farm_;
    std::optional<rb::farm::http_server> server_;
    std::thread thread_;
    std::uint64_t nonce_ = 500'000;
};

/// The farm of all tests, and its account in the environment of the programs that are started.
inline watched_farm& farm() {
    static watched_farm one;
    static const bool is_set = ::setenv("RAYVISION_API_ACCESS_ID", "artist-id", 1) == 0 &&
                               ::setenv("RAYVISION_API_KEY", farm_tests::artist_key.c_str(), 1) == 0;
    BOOST_TEST_REQUIRE(is_set);
    return one;
}

/// Every file below a folder, by its name there, with its content.
inline std::map<std::string, std::string> files_below(const fs::path& folder) {
    std::map<std::string, std::string> found;
    if (!fs::exists(folder)) return found;
    for (const auto& one : fs::recursive_directory_iterator(folder))
        if (one.is_regular_file()) found[one.path().lexically_relative(folder).string()] = farm_tests::read_file(one.path());
    return found;
}

inline std::map<std::string, std::string> watched_farm::frames_of(std::int64_t task) const {
    for (const auto& storage : fs::directory_iterator(folder_ / "storage/output"))
        for (const auto& output : fs::directory_iterator(storage))
            if (output.path().filename().string().starts_with(std::to_string(task) + "_")) return files_below(output);
    return {};
}

}  // namespace killed_tests

#endif
