// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_KEPT_TASK_HPP
#define RENDERBUS_FARM_KEPT_TASK_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/farm/render_plan.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace renderbus::farm {

using api::frame_status, api::task_status;

/// One picture of a task. Times are milliseconds since the epoch, 0 for not yet.
struct kept_frame {
    std::int64_t id = 0;     ///< `first_frame_id` of its task, and its place in the task
    std::uint32_t view = 0;  ///< of the task's plan
    std::int32_t number = 0;
    frame_status status = frame_status::waiting;
    std::int64_t started = 0;
    std::int64_t ended = 0;
    std::int64_t restarts = 0;
    bool is_priority = false;  ///< rendered before those that are not
};

/// A task as the farm keeps it.
struct kept_task {
    std::int64_t id = 0;
    std::int64_t user_id = 0;
    std::string user_name;
    std::string output_storage;        ///< `20201-100001`
    std::vector<std::int64_t> labels;  ///< numbers of projects
    std::string producer;
    std::int64_t clone_original_id = 0;
    std::int64_t level = 50;
    std::int64_t limit = 0;           ///< machines; 0: none
    std::int64_t over_time_stop = 0;  ///< seconds after which it is stopped; 0: never
    bool is_removed = false;          ///< taken out of the list
    bool awaits_full_speed = false;   ///< what comes after its priority frames is held back
    std::int64_t created = 0;
    std::int64_t submitted = 0;  ///< 0: it has its number and no more
    std::int64_t started = 0;
    std::int64_t rendering_since = 0;  ///< since it waited last
    std::int64_t ended = 0;
    task_status status = task_status::waiting;
    render_plan plan;
    std::vector<kept_frame> frames;

    /// How many frames are in a state.
    RENDERBUS_DECL std::int64_t count(frame_status in) const;
    bool is_at_work() const noexcept {
        return submitted != 0 && (status == task_status::waiting || status == task_status::rendering);
    }
    /// Whether `start` lets it go on.
    bool is_stopped() const noexcept {
        return status == task_status::stopped || status == task_status::stopped_by_user ||
               status == task_status::stopped_on_timeout || status == task_status::done_with_stopped_frames;
    }
    /// Whether it will not be rendered any further, but for frames that are rendered again.
    bool is_over() const noexcept {
        return status == task_status::done || status == task_status::done_with_failed_frames ||
               status == task_status::abandoned || status == task_status::failed;
    }
};

/// Whether a frame is still to be rendered.
constexpr bool is_pending(frame_status status) noexcept {
    return status == frame_status::waiting || status == frame_status::rendering ||
           status == frame_status::waiting_for_priority_frames;
}

/// What became of the frame is forgotten.
constexpr void wait_again(kept_frame& frame) noexcept {
    frame.status = frame_status::waiting;
    frame.started = frame.ended = 0;
}

/// The frames of a task are numbered from here on; none has more than `most_frames`.
constexpr std::int64_t first_frame_id(std::int64_t task_id) noexcept { return task_id * static_cast<std::int64_t>(most_frames); }
constexpr std::int64_t task_of_frame(std::int64_t frame_id) noexcept { return frame_id / static_cast<std::int64_t>(most_frames); }

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/kept_task.ipp>
#endif

#endif
