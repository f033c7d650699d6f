// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PROCESS_LEFT_RUNNING_HPP
#define RENDERBUS_PROCESS_LEFT_RUNNING_HPP

#include <renderbus/detail/long_path.hpp>
#include <renderbus/process/program.hpp>

#include <optional>

namespace renderbus {

/// A program that lives on by itself, as a service does: in a session of its own, with nothing on its input and its output
/// nowhere. It is neither waited for nor ended with this object.
class left_running {
public:
    /// Failures as those of `async_run_program`. The start's `input` has no meaning here. What it is given to hold stays open
    /// until it has ended, and whatever it started: a locked file stays locked so long.
    static RENDERBUS_DECL result<left_running> start(const program_start& start,
                                                     detail::owned_descriptor held = detail::owned_descriptor());

    RENDERBUS_DECL left_running(left_running&& other) noexcept;
    RENDERBUS_DECL left_running& operator=(left_running&& other) noexcept;
    RENDERBUS_DECL ~left_running();

    /// How it ended, or nothing while it runs. A program that made itself a daemon ended; the daemon did not.
    RENDERBUS_DECL std::optional<program_end> ended();

private:
    explicit left_running(int id) : id_(id) {}
    int id_ = -1;
    std::optional<program_end> end_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/process/impl/left_running.ipp>
#endif

#endif
