// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSPORT_PROGRAM_HPP
#define RENDERBUS_TESTS_TRANSPORT_PROGRAM_HPP

#include "scripted_peer.hpp"

#include <fcntl.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

namespace transport_test {

/// A program started with an argument vector; ended by its process id.
class program {
public:
    explicit program(const std::vector<std::string>& arguments, const std::filesystem::path& output) {
        std::vector<char*> argv;
        for (const auto& each : arguments) argv.push_back(const_cast<char*>(each.c_str()));
        argv.push_back(nullptr);
        id_ = ::fork();
        if (id_ == 0) {
            const int nothing = ::open("/dev/null", O_RDONLY);
            const int noted = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
            ::dup2(nothing, 0);
            ::dup2(noted, 1);
            ::dup2(noted, 2);
            ::execvp(argv[0], argv.data());
            ::_exit(127);
        }
    }
    ~program() {
        if (has_ended_) return;
        ::kill(id_, SIGTERM);
        ::waitpid(id_, nullptr, 0);
    }
    bool has_ended() { return has_ended_ = has_ended_ || ::waitpid(id_, &status_, WNOHANG) == id_; }
    /// As execvp says it, seen after has_ended().
    bool is_missing() const { return has_ended_ && WIFEXITED(status_) && WEXITSTATUS(status_) == 127; }
    int wait() {
        ::waitpid(id_, &status_, 0);
        has_ended_ = true;
        return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
    }

private:
    pid_t id_ = -1;
    int status_ = 0;
    bool has_ended_ = false;
};

struct scratch_folder {
    scratch_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "renderbus-servers-XXXXXX").string();
        BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
        // nginx drops root's rights and must still find its files.
        std::filesystem::permissions(path, std::filesystem::perms::all);
    }
    ~scratch_folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

inline std::uint16_t free_port() {
    return scripted_peer([](peer_link&, int) {}).port();
}

/// Asks until the program listens.
template <class Carrier>
result<http::response> ask_patiently(loop& client, Carrier& carrier, const http::request& what, program& server) {
    for (int i = 0;; ++i) {
        auto answer = client.ask(carrier, what);
        if (answer || answer.error().code != transport_errc::connect_failed || i == 100 || server.has_ended()) return answer;
        std::this_thread::sleep_for(50ms);
    }
}

inline void write_file(const std::filesystem::path& where, std::string_view text) {
    std::ofstream(where, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

}  // namespace transport_test

#endif
