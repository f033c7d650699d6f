// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PROCESS_IMPL_LEFT_RUNNING_IPP
#define RENDERBUS_PROCESS_IMPL_LEFT_RUNNING_IPP

#include <renderbus/process/impl/spawn.ipp>
#include <renderbus/process/left_running.hpp>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include <sys/wait.h>

namespace renderbus {
namespace detail {

/// Children that nobody asks about any more: each next start looks whether they ended, so that few stay in the system's table.
class forgotten_children {
public:
    static forgotten_children& all() {
        static forgotten_children it;
        return it;
    }
    void add(::pid_t id) {
        const std::lock_guard lock(guard_);
        ids_.push_back(id);
    }
    void reap() {
        const std::lock_guard lock(guard_);
        std::erase_if(ids_, [](::pid_t id) { return ::waitpid(id, nullptr, WNOHANG) != 0; });
    }

private:
    std::mutex guard_;
    std::vector<::pid_t> ids_;
};

}  // namespace detail

RENDERBUS_DECL result<left_running> left_running::start(const program_start& start, detail::owned_descriptor held) {
    detail::forgotten_children::all().reap();
    const auto program = detail::program_of(start);
    if (!program) return program.error();

    detail::spawn_rules rules;
    rules.live_on();
    if (held) rules.give_to_hold(held.get());  // before its three are opened, one of which it may be
    rules.give_nothing(STDIN_FILENO);
    rules.give_nowhere(STDOUT_FILENO);
    rules.give_nowhere(STDERR_FILENO);
    const auto id = detail::launch(*program, start, rules);
    if (!id) return id.error();
    return left_running(*id);
}

RENDERBUS_DECL left_running::left_running(left_running&& other) noexcept
    : id_(std::exchange(other.id_, -1)), end_(std::move(other.end_)) {}

RENDERBUS_DECL left_running& left_running::operator=(left_running&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(end_, other.end_);
    return *this;
}

RENDERBUS_DECL left_running::~left_running() {
    if (id_ > 0 && !end_) detail::forgotten_children::all().add(id_);
}

RENDERBUS_DECL std::optional<program_end> left_running::ended() {
    int status = 0;
    if (!end_ && id_ > 0 && ::waitpid(id_, &status, WNOHANG) == id_)
        end_ = program_end{WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0, {}};
    return end_;
}

}  // namespace renderbus

#endif
