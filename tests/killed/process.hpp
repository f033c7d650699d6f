// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_KILLED_PROCESS_HPP
#define RENDERBUS_TESTS_KILLED_PROCESS_HPP

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace killed_tests {

/// A program, its arguments, and the file that gets what it says.
struct command {
    std::vector<std::string> words;
    std::string output;
};

/// How a program ended: its status, or -1 where it was killed.
struct ending {
    int status = -1;
    std::uint64_t calls = 0;  ///< system calls that came back, where they were counted
    bool was_killed() const { return status == -1; }
};

inline constexpr int not_to_be_traced = 77;

/// One that is built beside the tests.
inline std::string program_beside(const char* name) {
    return std::filesystem::read_symlink("/proc/self/exe").replace_filename(name).string();
}

inline ::pid_t start(command what, bool traced) {
    std::vector<char*> raw;
    for (auto& word : what.words) raw.push_back(word.data());
    raw.push_back(nullptr);
    const ::pid_t made = ::fork();
    if (made < 0) throw std::system_error(errno, std::system_category(), "fork");
    if (made > 0) return made;
    const int file = ::open(what.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(file, 1);
    ::dup2(file, 2);
    ::close_range(3, ~0U, 0);
    if (traced && ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(not_to_be_traced);
    ::execv(raw[0], raw.data());
    ::_exit(127);
}

inline ending ended(int status, std::uint64_t calls = 0) { return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, calls}; }

inline ending run(const command& what) {
    const auto process = start(what, false);
    int status = 0;
    ::waitpid(process, &status, 0);
    return ended(status);
}

/// Killed after that time, if it has not ended by then.
inline ending run_and_kill(const command& what, std::chrono::microseconds after) {
    const auto process = start(what, false);
    std::this_thread::sleep_for(after);
    ::kill(process, SIGKILL);
    int status = 0;
    ::waitpid(process, &status, 0);
    return ended(status);
}

/// Killed as soon as the `last` system call of all its threads has done its work; 0: never. `not_to_be_traced` where the system
/// forbids to look.
inline ending run_and_kill_after_call(const command& what, std::uint64_t last) {
    const auto process = start(what, true);
    std::uint64_t calls = 0;
    std::map<::pid_t, bool> is_inside;  // a system call, by thread
    bool is_new = true;
    for (;;) {
        int status = 0;
        const auto thread = ::waitpid(-1, &status, __WALL);
        if (thread < 0 && errno == EINTR) continue;
        if (thread < 0) throw std::system_error(errno, std::system_category(), "waitpid");
        if (!WIFSTOPPED(status)) {
            if (thread == process) return ended(status, calls);
            continue;
        }
        constexpr long what_to_see = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
        if (is_new) ::ptrace(PTRACE_SETOPTIONS, process, nullptr, what_to_see);
        is_new = false;
        long signal = WSTOPSIG(status);
        if (signal == (SIGTRAP | 0x80)) {
            auto& inside = is_inside[thread];
            inside = !inside;
            if (!inside && ++calls == last) ::kill(process, SIGKILL);
            signal = 0;
        } else if (signal == SIGTRAP || signal == SIGSTOP) {
            signal = 0;  // the tracing's own
        }
        ::ptrace(PTRACE_SYSCALL, thread, nullptr, signal);
    }
}

}  // namespace killed_tests

#endif
