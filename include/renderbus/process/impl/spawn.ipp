// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PROCESS_IMPL_SPAWN_IPP
#define RENDERBUS_PROCESS_IMPL_SPAWN_IPP

#include <renderbus/detail/long_path.hpp>
#include <renderbus/process/program.hpp>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <spawn.h>
#include <sys/types.h>
#include <unistd.h>

extern "C" char** environ;

namespace renderbus::detail {

/// A program that runs, and the ends of its output that are ours.
struct spawned {
    ::pid_t id = -1;
    owned_descriptor standard;
    owned_descriptor error;
};

/// Texts as the system takes them: pointers, and a null after the last.
class text_vector {
public:
    explicit text_vector(std::vector<std::string> texts) : texts_(std::move(texts)) {
        for (auto& text : texts_) pointers_.push_back(text.data());
        pointers_.push_back(nullptr);
    }
    text_vector(const text_vector&) = delete;
    text_vector& operator=(const text_vector&) = delete;
    char* const* get() { return pointers_.data(); }

private:
    std::vector<std::string> texts_;
    std::vector<char*> pointers_;
};

RENDERBUS_DECL std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& more) {
    std::vector<std::string> all;
    for (char** one = environ; one && *one; ++one) {
        const std::string_view text(*one);
        const auto is_replaced = [name = text.substr(0, text.find('='))](const auto& other) { return other.first == name; };
        if (std::none_of(more.begin(), more.end(), is_replaced)) all.emplace_back(text);
    }
    for (const auto& [name, value] : more) all.push_back(name + "=" + value);
    return all;
}

RENDERBUS_DECL result<void> check_start(const program_start& start) {
    const auto place = start.program.string();
    const auto has_zero = [](const std::string& text) { return text.find('\0') != text.npos; };
    const auto wrong = [&](std::string cause) {
        return failure{data_errc::invalid_value, place, std::move(cause), "check what the program is started with"};
    };
    if (has_zero(place) || has_zero(start.folder.string())) return wrong("a path has a zero byte in it");
    if (std::any_of(start.arguments.begin(), start.arguments.end(), has_zero)) return wrong("an argument has a zero byte in it");
    for (const auto& [name, value] : start.environment)
        if (name.empty() || name.find('=') != name.npos || has_zero(name) || has_zero(value))
            return wrong("no environment variable can be called or be: " + name);
    if (start.input.size() > longest_program_input)
        return wrong("its input is longer than " + std::to_string(longest_program_input) + " bytes");
    std::error_code ec;
    if (!start.folder.empty() && !std::filesystem::is_directory(start.folder, ec))
        return failure{scene_errc::missing_file, start.folder.string(), "there is no such folder for a program to work in",
                       "make it"};
    return {};
}

RENDERBUS_DECL failure cannot_start(const std::filesystem::path& program, int error_number) {
    return {std::error_code(error_number, std::system_category()), program.string(),
            std::string("the program cannot be started: ") + std::strerror(error_number),
            error_number == E2BIG ? "give it less: arguments and environment are too long"
                                  : "check that it is a program of this system"};
}

/// What the child does before it becomes the program.
class spawn_rules {
public:
    spawn_rules() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
        ::sigset_t all;
        ::sigset_t none;
        ::sigfillset(&all);
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    ~spawn_rules() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    spawn_rules(const spawn_rules&) = delete;
    spawn_rules& operator=(const spawn_rules&) = delete;

    void give(int descriptor, int as) { ::posix_spawn_file_actions_adddup2(&actions_, descriptor, as); }
    void give_nothing(int as) { ::posix_spawn_file_actions_addopen(&actions_, as, "/dev/null", O_RDONLY, 0); }
    void give_nowhere(int as) { ::posix_spawn_file_actions_addopen(&actions_, as, "/dev/null", O_WRONLY, 0); }
    /// In a session of its own: no terminal's end reaches it.
    void live_on() {
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    void work_in(const std::string& folder) { ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()); }
    /// One more than its three, which it has no use for but to hold it open.
    void give_to_hold(int descriptor) { give(descriptor, first_kept_++); }
    void keep_the_rest() {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, first_kept_);
#endif
    }
    const ::posix_spawn_file_actions_t* actions() const { return &actions_; }
    const ::posix_spawnattr_t* attributes() const { return &attributes_; }

private:
    ::posix_spawn_file_actions_t actions_;
    ::posix_spawnattr_t attributes_;
    int first_kept_ = 3;
};

/// Both ends above the three that a program is given, so that none is in the way of another.
RENDERBUS_DECL bool open_pipe(owned_descriptor& from, owned_descriptor& to) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    owned_descriptor plain[2] = {owned_descriptor(ends[0]), owned_descriptor(ends[1])};
    from = owned_descriptor(::fcntl(plain[0].get(), F_DUPFD_CLOEXEC, 3));
    to = owned_descriptor(::fcntl(plain[1].get(), F_DUPFD_CLOEXEC, 3));
    return from && to;
}

/// The program's file, where the start is one that can be.
RENDERBUS_DECL result<std::filesystem::path> program_of(const program_start& start) {
    if (auto checked = check_start(start); !checked) return std::move(checked).error();
    const char* search_path = std::getenv("PATH");
    return find_program(start.program, search_path ? search_path : "/usr/bin:/bin");
}

/// Starts it; the rules say what it is given as its three.
RENDERBUS_DECL result<::pid_t> launch(const std::filesystem::path& program, const program_start& start, spawn_rules& rules) {
    if (!start.folder.empty()) rules.work_in(start.folder.string());
    rules.keep_the_rest();
    std::vector<std::string> words = {program.string()};
    words.insert(words.end(), start.arguments.begin(), start.arguments.end());
    text_vector arguments(std::move(words));
    text_vector environment(environment_with(start.environment));
    ::pid_t id = -1;
    const int failed =
        ::posix_spawn(&id, program.c_str(), rules.actions(), rules.attributes(), arguments.get(), environment.get());
    if (failed != 0) return cannot_start(program, failed);
    return id;
}

RENDERBUS_DECL result<spawned> spawn(const program_start& start) {
    const auto program = program_of(start);
    if (!program) return program.error();

    spawned made;
    owned_descriptor input, input_end, standard_end, error_end;
    const bool has_pipes = open_pipe(made.standard, standard_end) && open_pipe(made.error, error_end) &&
                           (start.input.empty() || open_pipe(input, input_end));
    if (!has_pipes) return cannot_start(*program, errno);
    if (!start.input.empty() && ::write(input_end.get(), start.input.data(), start.input.size()) < 0)
        return cannot_start(*program, errno);

    spawn_rules rules;
    if (start.input.empty()) rules.give_nothing(STDIN_FILENO);
    else rules.give(input.get(), STDIN_FILENO);
    rules.give(standard_end.get(), STDOUT_FILENO);
    rules.give(error_end.get(), STDERR_FILENO);
    const auto id = launch(*program, start, rules);
    if (!id) return id.error();
    made.id = *id;
    return made;
}

}  // namespace renderbus::detail

#endif
