// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_FRAMES_HPP
#define RENDERBUS_CALLS_FRAMES_HPP

#include <renderbus/api/query_frames.hpp>
#include <renderbus/calls/composed_call.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// Calls about the frames of a task that are made of several requests.
namespace renderbus::calls {

/// Every frame of a task, of all pages. `rb::listed` gives them one by one instead.
struct all_frames {
    std::int64_t task_id = 0;

    using reply = std::vector<api::query::frame>;
    RENDERBUS_DECL void start(call_run in, completion<reply> done) const;
};

/// Frames by their numbers, as a list of `6` and `7-9[1]`; a number means all tiles of a frame. Fails with
/// `data_errc::invalid_value` where the task has no such frame, and names it.
struct frames_by_number {
    std::int64_t task_id = 0;
    list<std::string> numbers;

    using reply = std::vector<api::query::frame>;
    RENDERBUS_DECL void start(call_run in, completion<reply> done) const;
};

/// Renders frames again, by their numbers; gives the frames that are.
struct restart_frames {
    std::int64_t task_id = 0;
    list<std::string> numbers;

    using reply = std::vector<api::query::frame>;
    RENDERBUS_DECL void start(call_run in, completion<reply> done) const;
};

/// Stops frames, by their numbers; gives the frames that are.
struct stop_frames {
    std::int64_t task_id = 0;
    list<std::string> numbers;

    static constexpr int only_generation = 2;
    using reply = std::vector<api::query::frame>;
    RENDERBUS_DECL void start(call_run in, completion<reply> done) const;
};

/// Up to where a log was read.
struct log_position {
    std::int64_t page = 0;
    std::size_t line = 0;  ///< of that page
    friend bool operator==(log_position, log_position) = default;
};

/// What was written to a frame's log since a position: all of it from the first on, and what is new when asked again with the
/// position that the last reply gave. A log that ends before that position was written anew, by a frame that is rendered
/// again: it is read from its first line.
struct log_lines {
    std::int64_t frame_id = 0;
    log_position from = {};

    static constexpr int only_generation = 2;
    struct reply {
        std::vector<std::string> lines;
        log_position next;
        bool begins_anew = false;  ///< the lines are those of another log than before, from its first on
    };
    RENDERBUS_DECL void start(call_run in, completion<reply> done) const;
};

}  // namespace renderbus::calls

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/calls/impl/frames.ipp>
#endif

#endif
