// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_EXAMPLES_SUPPORT_HPP
#define RENDERBUS_TESTS_EXAMPLES_SUPPORT_HPP

#include "../farm/support.hpp"

#include <renderbus/farm/certificate.hpp>
#include <renderbus/farm/http_server.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <fcntl.h>
#include <sys/wait.h>

#include <map>
#include <mutex>
#include <string_view>
#include <thread>

namespace examples_tests {

namespace rb = renderbus;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

inline void write_file(const fs::path& name, std::string_view text) {
    fs::create_directories(name.parent_path());
    std::ofstream(name, std::ios::binary) << text;
}

/// A farm as another handler sees it: how often each file came, and how often each went.
class counted_farm final : public rb::farm::http_handler {
public:
    explicit counted_farm(std::shared_ptr<rb::farm::http_handler> farm) : farm_(std::move(farm)) {}
    rb::farm::reception begin(const rb::farm::incoming& head) override { return farm_->begin(head); }
    rb::farm::answer refuse(const rb::farm::incoming& head, const rb::failure& why) override { return farm_->refuse(head, why); }
    rb::farm::answer finish(rb::farm::incoming&& request) override {
        const auto method = request.method, target = request.target;
        auto answer = farm_->finish(std::move(request));
        const std::lock_guard lock(guard_);
        if (answer.status / 100 == 2 && target.starts_with("/storage/")) ++files_[method][target];
        return answer;
    }
    std::map<std::string, int> files(const std::string& method) {
        const std::lock_guard lock(guard_);
        return files_[method];
    }

private:
    std::shared_ptr<rb::farm::http_handler> farm_;
    std::mutex guard_;
    std::map<std::string, std::map<std::string, int>> files_;
};

/// Time that runs, but not as this machine's.
class wrong_time {
public:
    explicit wrong_time(std::chrono::seconds error) : error_(error) {}
    std::chrono::system_clock::time_point now() const { return right_.now() + error_; }
    std::chrono::steady_clock::time_point steady_now() const { return right_.steady_now(); }
    void async_wait(asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token stop,
                    rb::completion<void> done) {
        right_.async_wait(std::move(executor), span, std::move(stop), std::move(done));
    }

private:
    rb::system_time right_;
    std::chrono::seconds error_;
};

/// A farm over TLS on a thread of its own.
class served_farm {
public:
    explicit served_farm(const fs::path& folder, rb::farm::certificate_wish wish = {}, std::chrono::seconds clock_error = 0s,
                         std::chrono::milliseconds pace = 1ms) {
        auto made = rb::farm::make_certificate(wish).value();
        fs::create_directories(folder / "certificate");
        authority = rb::farm::write_certificate(made, folder / "certificate").value().authority.string();
        auto options = farm_tests::test_options(folder / "farm", farm_tests::test_time());
        options.clock = rb::any_clock(std::make_shared<wrong_time>(clock_error));
        options.executor = io_.get_executor();
        options.pace = pace;
        handler_ = std::make_shared<counted_farm>(rb::farm::loopback_farm::open(std::move(options)).value());
        rb::farm::http_server_options listening;
        listening.identity = std::move(made.identity);
        server_.emplace(rb::farm::http_server::start(io_.get_executor(), std::move(listening), handler_).value());
        url = "https://localhost:" + std::to_string(server_->port());
        thread_ = std::thread([this] { io_.run(); });
    }
    ~served_farm() {
        asio::post(io_, [this] { server_->stop(); });
        io_.stop();
        thread_.join();
    }
    /// How often each file of the storage came (PUT) or went (GET), by its name there.
    std::map<std::string, int> files(const std::string& method) const { return handler_->files(method); }

    std::string url;
    std::string authority;

private:
    asio::io_context io_{1};
    std::shared_ptr<counted_farm> handler_;
    std::optional<rb::farm::http_server> server_;
    std::thread thread_;
};

/// A program of the examples while it runs; it is killed with the test.
class program {
public:
    program(const std::string& name, const fs::path& folder, std::vector<std::string> arguments) : folder_(folder) {
        arguments.insert(arguments.begin(), std::string(RENDERBUS_EXAMPLES_DIR) + "/renderbus_" + name);
        std::vector<char*> argv;
        for (auto& one : arguments) argv.push_back(one.data());
        argv.push_back(nullptr);
        std::string id = "RAYVISION_API_ACCESS_ID=artist-id", key = "RAYVISION_API_KEY=" + farm_tests::artist_key,
                    home = "HOME=" + folder.string();
        char* environment[] = {id.data(), key.data(), home.data(), nullptr};
        const auto out = (folder / "out.txt").string(), err = (folder / "err.txt").string();
        process_ = ::fork();
        BOOST_REQUIRE(process_ >= 0);
        if (process_ != 0) return;
        ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
        ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
        ::execve(argv[0], argv.data(), environment);
        ::_exit(127);
    }
    ~program() {
        if (process_ > 0) wait(0s);
    }
    program(const program&) = delete;
    program& operator=(const program&) = delete;

    void signal(int number) const { ::kill(process_, number); }
    /// Its exit status; -1 where a signal ended it, or where it took too long.
    int wait(std::chrono::seconds at_most = 60s) {
        const auto end = std::chrono::steady_clock::now() + at_most;
        int status = -1;
        while (::waitpid(process_, &status, WNOHANG) == 0) {
            if (std::chrono::steady_clock::now() >= end) {
                ::kill(process_, SIGKILL);
                ::waitpid(process_, &status, 0);
                break;
            }
            std::this_thread::sleep_for(5ms);
        }
        process_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::string out() const { return farm_tests::read_file(folder_ / "out.txt"); }
    std::string err() const { return farm_tests::read_file(folder_ / "err.txt"); }

private:
    fs::path folder_;
    pid_t process_ = 0;
};

}  // namespace examples_tests

#endif
