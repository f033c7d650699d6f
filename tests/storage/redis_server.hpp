// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_STORAGE_REDIS_SERVER_HPP
#define RENDERBUS_TESTS_STORAGE_REDIS_SERVER_HPP

#include "../transfer/support.hpp"

#include <renderbus/storage/redis.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace transfer_tests {

/// A real Redis server on a Unix socket of its own; it ends with the test.
class redis_server {
public:
    static bool is_installed() { return ::access("/usr/bin/redis-server", X_OK) == 0; }

    explicit redis_server(std::vector<std::string> more = {}) : more_(std::move(more)) { start(); }
    ~redis_server() { end(SIGTERM); }
    redis_server(const redis_server&) = delete;
    redis_server& operator=(const redis_server&) = delete;

    void start() {
        std::vector<std::string> words{"/usr/bin/redis-server", "--port", "0", "--unixsocket", socket().string(), "--dir",
                                       folder_.path().string(), "--appendonly", "yes", "--appendfsync", "always", "--save", ""};
        words.insert(words.end(), more_.begin(), more_.end());
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        id_ = ::fork();
        BOOST_REQUIRE(id_ >= 0);
        if (id_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that dies leaves no server behind
            const int log = ::open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
            ::dup2(log, 1);
            ::dup2(log, 2);
            ::execv(arguments[0], arguments.data());
            ::_exit(127);
        }
        for (int i = 0; i < 400 && !fs::exists(socket()); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(25));
        BOOST_REQUIRE_MESSAGE(fs::exists(socket()), read_file(folder_ / "log"));
    }
    void end(int how) {
        if (id_ <= 0) return;
        ::kill(id_, how);
        ::waitpid(id_, nullptr, 0);
        id_ = -1;
        fs::remove(socket());
    }
    fs::path socket() const { return folder_ / "socket"; }

    rb::redis_options options(std::string prefix = "test:") const {
        rb::redis_options made;
        made.socket = socket();
        made.prefix = std::move(prefix);
        return made;
    }

private:
    scratch folder_;
    std::vector<std::string> more_;
    ::pid_t id_ = -1;
};

}  // namespace transfer_tests

#endif
