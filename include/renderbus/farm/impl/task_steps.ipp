// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_TASK_STEPS_IPP
#define RENDERBUS_FARM_IMPL_TASK_STEPS_IPP

#include <renderbus/farm/task_book.hpp>
#include <renderbus/farm/time_text.hpp>

#include <algorithm>
#include <utility>

namespace renderbus::farm {
namespace detail {

/// Milliseconds between two writes of a task's progress: a frame lost to a crash is rendered again, and long tasks have large
/// files.
inline std::int64_t pause_between_saves(const kept_task& task) {
    return 1'000 + 2 * static_cast<std::int64_t>(task.frames.size());
}

}  // namespace detail

RENDERBUS_DECL bool task_book::advance(time now, render_frame& render, std::size_t most) {
    for (;;) {
        entry* earliest = nullptr;
        for (auto& [id, at] : entries_) {
            if (at.due != 0 && (earliest == nullptr || at.next() < earliest->next())) earliest = &at;
        }
        if (earliest == nullptr || earliest->next() > in_milliseconds(now)) return false;
        if (most-- == 0) return true;
        step(*earliest, render);
    }
}

RENDERBUS_DECL std::optional<task_book::time> task_book::next_due() const {
    std::int64_t earliest = 0;
    for (const auto& [id, at] : entries_) {
        if (at.due != 0 && (earliest == 0 || at.next() < earliest)) earliest = at.next();
    }
    if (earliest == 0) return std::nullopt;
    return time(std::chrono::milliseconds(earliest));
}

RENDERBUS_DECL void task_book::step(entry& at, render_frame& render) {
    if (const auto when = at.next(); when < at.due) {
        rest(at, task_status::stopped_on_timeout, when);
        return save_progress(at, when);
    }
    if (at.task.status == task_status::waiting) {
        at.task.status = task_status::rendering;
        at.task.rendering_since = at.due;
        if (at.task.started == 0) at.task.started = at.due;
        set_deadline(at, 0);
    }
    if (at.current) {
        auto& frame = at.task.frames[*at.current];
        frame.status = render(at.task, frame) ? frame_status::done : frame_status::failed;
        frame.ended = at.due;
        at.current.reset();
    }
    start_next_frame(at);
}

RENDERBUS_DECL void task_book::start_next_frame(entry& at) {
    auto& frames = at.task.frames;
    const auto find_waiting = [&] {
        while (at.next_frame < frames.size() && frames[at.next_frame].status != frame_status::waiting) ++at.next_frame;
        return at.next_frame < frames.size();
    };
    if (!find_waiting()) {
        if (at.task.count(frame_status::waiting_for_priority_frames) == 0) {
            end_task(at, at.due);
            return save_progress(at, at.task.ended);
        }
        if (at.task.awaits_full_speed) {
            at.task.status = task_status::test_done;
            return save_progress(at, std::exchange(at.due, 0));
        }
        for (auto& one : frames) {
            if (one.status == frame_status::waiting_for_priority_frames) one.status = frame_status::waiting;
        }
        at.next_frame = 0;
        find_waiting();
    }
    at.current = at.next_frame;
    frames[*at.current].status = frame_status::rendering;
    frames[*at.current].started = at.due;
    at.unsaved = true;
    if (at.due >= at.saved + detail::pause_between_saves(at.task)) save_progress(at, at.due);
    at.due += rules_.pace.count();
}

/// What the disk refuses now is tried again with the next frame, and reported where a client waits for it.
RENDERBUS_DECL void task_book::save_progress(entry& at, std::int64_t now) {
    static_cast<void>(save(at, time(std::chrono::milliseconds(now))));
}

RENDERBUS_DECL void task_book::end_task(entry& at, std::int64_t when) {
    auto& task = at.task;
    const auto failed = task.count(frame_status::failed);
    const bool has_stopped_frames = task.count(frame_status::stopped) + task.count(frame_status::timed_out) != 0;
    task.status = has_stopped_frames                                        ? rules_.stopped_frames_give
                  : failed == 0                                             ? task_status::done
                  : failed == static_cast<std::int64_t>(task.frames.size()) ? task_status::failed
                                                                            : task_status::done_with_failed_frames;
    task.ended = when;
    at.due = at.deadline = 0;
    at.current.reset();
}

/// Ends the work on a task before its time.
RENDERBUS_DECL void task_book::rest(entry& at, task_status as, std::int64_t now) {
    const auto current_becomes = as == task_status::stopped_on_timeout ? frame_status::timed_out : frame_status::stopped;
    for (auto& frame : at.task.frames) {
        if (frame.status == frame_status::rendering) frame.ended = now, frame.status = current_becomes;
        else if (is_pending(frame.status)) frame.status = frame_status::stopped;
    }
    at.task.status = as;
    at.task.ended = now;
    at.due = at.deadline = 0;
    at.current.reset();
}

/// The task waits for its turn, and then renders the frames that wait.
RENDERBUS_DECL void task_book::go_on(entry& at, time now) {
    hold_back(at.task);
    at.task.status = task_status::waiting;
    at.task.ended = 0;
    at.due = in_milliseconds(now + rules_.pace);
    at.deadline = 0;
    at.current.reset();
    at.next_frame = 0;
}

/// Frames wait for the priority frames, as long as there are some to be rendered or `go_full_speed` is to come.
RENDERBUS_DECL void task_book::hold_back(kept_task& task) {
    const bool is_held = task.awaits_full_speed || std::any_of(task.frames.begin(), task.frames.end(), [](const kept_frame& one) {
                             return one.is_priority && is_pending(one.status);
                         });
    for (auto& frame : task.frames) {
        const bool waits = frame.status == frame_status::waiting || frame.status == frame_status::waiting_for_priority_frames;
        if (waits && !frame.is_priority)
            frame.status = is_held ? frame_status::waiting_for_priority_frames : frame_status::waiting;
    }
}

RENDERBUS_DECL void task_book::set_deadline(entry& at, std::int64_t earliest) {
    const auto& task = at.task;
    at.deadline = task.over_time_stop == 0 ? 0 : std::max(task.rendering_since + task.over_time_stop * 1'000, earliest);
}

}  // namespace renderbus::farm

#endif
