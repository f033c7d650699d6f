// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_TASK_BOOK_IPP
#define RENDERBUS_FARM_IMPL_TASK_BOOK_IPP

#include <renderbus/farm/refusal.hpp>
#include <renderbus/farm/task_book.hpp>
#include <renderbus/json/json.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace renderbus::farm {
namespace detail {

inline constexpr std::int64_t first_task_id = 10001;
inline constexpr std::int64_t frames_per_task_id = 100'000;
inline constexpr std::size_t most_tasks = 100'000;
inline constexpr std::size_t most_frames_of_all = 10'000'000;

/// Milliseconds between two writes of a task's progress: a frame lost to a crash is rendered again, and long tasks have large
/// files.
inline std::int64_t pause_between_saves(const kept_task& task) {
    return 1'000 + 2 * static_cast<std::int64_t>(task.frames.size());
}

inline std::int64_t in_milliseconds(task_book::time when) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count();
}

inline std::vector<kept_frame> frames_of(std::int64_t task_id, const render_plan& plan) {
    std::vector<kept_frame> frames;
    for (std::uint32_t view = 0; view < plan.views.size(); ++view) {
        std::set<std::int32_t> seen;  // a frame named twice is one picture
        for (const auto number : frame_list::parse(plan.views[view].frames).value()) {
            if (!seen.insert(number).second) continue;
            frames.push_back({task_id * frames_per_task_id + static_cast<std::int64_t>(frames.size()), view, number});
        }
    }
    return frames;
}

/// Whether a task of the state's files can be worked with: the files are the farm's own, but may be damaged.
inline bool is_sound(const kept_task& task, std::string_view file_stem) {
    if (std::to_string(task.id) != file_stem || !relative_path::parse(task.output_storage)) return false;
    if (task.submitted != 0 && !relative_path::parse(task.plan.output_folder)) return false;
    for (const auto& view : task.plan.views) {
        const bool fits = view.width >= 1 && view.width <= largest_side && view.height >= 1 && view.height <= largest_side;
        if (!fits || !frame_list::parse(view.frames) || !relative_path::parse(frame_file(view, 0))) return false;
    }
    if (task.frames.size() > most_frames) return false;
    return std::all_of(task.frames.begin(), task.frames.end(),
                       [&](const kept_frame& one) { return one.view < task.plan.views.size(); });
}

}  // namespace detail

RENDERBUS_DECL std::int64_t kept_task::count(frame_status in) const {
    return std::count_if(frames.begin(), frames.end(), [in](const kept_frame& one) { return one.status == in; });
}

RENDERBUS_DECL result<task_book> task_book::open(std::shared_ptr<store> files, milliseconds pace, time now) {
    task_book book(std::move(files), pace);
    std::error_code why;
    for (std::filesystem::directory_iterator at(book.files_->state("tasks"), why), end; !why && at != end; at.increment(why)) {
        if (at->path().extension() != ".json") continue;
        auto text = store::read(at->path(), mebibytes(64));
        if (!text) return std::move(text).error();
        auto task = from_json<kept_task>(*text);
        if (!task || !detail::is_sound(*task, at->path().stem().string())) {
            return failure{data_errc::invalid_value, at->path().string(),
                           "is no task that this farm wrote" + (task ? "" : ": " + task.error().message()),
                           "remove the file, or give the farm another root folder"};
        }
        entry kept{*std::move(task)};
        for (auto& frame : kept.task.frames) {
            if (frame.status == frame_status::rendering) frame.status = frame_status::waiting;
        }
        const bool goes_on =
            kept.task.submitted != 0 && (kept.task.status == task_status::waiting || kept.task.status == task_status::rendering);
        if (goes_on) kept.due = detail::in_milliseconds(now + pace);
        const auto id = kept.task.id;
        book.entries_.insert_or_assign(id, std::move(kept));
    }
    if (why)
        return failure{scene_errc::unreadable_file, book.files_->state("tasks").string(), why.message(),
                       "check the folder's permissions"};
    return book;
}

RENDERBUS_DECL result<std::vector<std::int64_t>> task_book::reserve(const kept_task& like, std::size_t count, time now) {
    if (entries_.size() + count > detail::most_tasks)
        return refuse(service_code::parameter_invalid, "this farm keeps no more than 100000 tasks");
    std::vector<std::int64_t> ids;
    for (std::size_t n = 0; n < count; ++n) {
        entry made{like};
        made.task.id = entries_.empty() ? detail::first_task_id : entries_.rbegin()->first + 1;
        made.task.created = detail::in_milliseconds(now);
        if (auto saved = save(made, made.task.created); !saved) return std::move(saved).error();
        ids.push_back(made.task.id);
        entries_.insert_or_assign(ids.back(), std::move(made));
    }
    return ids;
}

RENDERBUS_DECL kept_task* task_book::find(std::int64_t id) {
    const auto at = entries_.find(id);
    return at == entries_.end() ? nullptr : &at->second.task;
}

RENDERBUS_DECL std::vector<const kept_task*> task_book::tasks_of(std::int64_t user_id) const {
    std::vector<const kept_task*> tasks;
    for (auto at = entries_.rbegin(); at != entries_.rend(); ++at) {
        if (at->second.task.user_id == user_id) tasks.push_back(&at->second.task);
    }
    return tasks;
}

RENDERBUS_DECL result<void> task_book::queue(kept_task& task, render_plan plan, time now) {
    auto& at = entry_of(task);
    const kept_task before = task;
    task.frames = detail::frames_of(task.id, plan);
    std::size_t frames_of_all = 0;
    for (const auto& [id, other] : entries_) frames_of_all += other.task.frames.size();
    if (frames_of_all > detail::most_frames_of_all) {
        task = before;
        return refuse(service_code::parameter_invalid, "this farm keeps no more than ten million frames");
    }
    task.plan = std::move(plan);
    task.submitted = detail::in_milliseconds(now);
    task.status = task_status::waiting;
    auto saved = save(at, task.submitted);
    if (saved) at.due = detail::in_milliseconds(now + pace_);
    else task = before;
    return saved;
}

RENDERBUS_DECL result<void> task_book::rest(entry& at, task_status as, std::int64_t now) {
    for (auto& frame : at.task.frames) {
        if (frame.status == frame_status::waiting || frame.status == frame_status::rendering)
            frame.status = frame_status::stopped;
    }
    at.task.status = as;
    at.task.ended = now;
    at.due = 0;
    return save(at, now);
}

RENDERBUS_DECL result<void> task_book::stop(kept_task& task, task_status as, time now) {
    const bool is_at_work = task.status == task_status::waiting || task.status == task_status::rendering;
    return is_at_work ? rest(entry_of(task), as, detail::in_milliseconds(now)) : result<void>();
}

RENDERBUS_DECL result<void> task_book::abandon(kept_task& task, time now) {
    return task.is_over() ? result<void>() : rest(entry_of(task), task_status::abandoned, detail::in_milliseconds(now));
}

RENDERBUS_DECL result<void> task_book::resume(kept_task& task, time now) {
    if (task.status != task_status::stopped && task.status != task_status::stopped_by_user) return {};
    auto& at = entry_of(task);
    for (auto& frame : task.frames) {
        if (frame.status == frame_status::stopped) frame.status = frame_status::waiting;
    }
    at.next_frame = 0;
    at.due = detail::in_milliseconds(now + pace_);
    task.status = task_status::waiting;
    task.ended = 0;
    return save(at, detail::in_milliseconds(now));
}

RENDERBUS_DECL bool task_book::advance(time now, render_frame& render, std::size_t most) {
    for (;;) {
        entry* earliest = nullptr;
        for (auto& [id, at] : entries_) {
            if (at.due != 0 && (earliest == nullptr || at.due < earliest->due)) earliest = &at;
        }
        if (earliest == nullptr || earliest->due > detail::in_milliseconds(now)) return false;
        if (most-- == 0) return true;
        step(*earliest, render);
    }
}

RENDERBUS_DECL std::optional<task_book::time> task_book::next_due() const {
    std::int64_t earliest = 0;
    for (const auto& [id, at] : entries_) {
        if (at.due != 0 && (earliest == 0 || at.due < earliest)) earliest = at.due;
    }
    if (earliest == 0) return std::nullopt;
    return time(milliseconds(earliest));
}

RENDERBUS_DECL void task_book::step(entry& at, render_frame& render) {
    if (at.task.status == task_status::waiting) {
        at.task.status = task_status::rendering;
        if (at.task.started == 0) at.task.started = at.due;
        return start_next_frame(at);
    }
    if (at.next_frame < at.task.frames.size() && at.task.frames[at.next_frame].status == frame_status::rendering) {
        auto& frame = at.task.frames[at.next_frame];
        frame.status = render(at.task, frame) ? frame_status::done : frame_status::failed;
        frame.ended = at.due;
    }
    start_next_frame(at);
}

RENDERBUS_DECL void task_book::start_next_frame(entry& at) {
    auto& frames = at.task.frames;
    while (at.next_frame < frames.size() && frames[at.next_frame].status != frame_status::waiting) ++at.next_frame;
    if (at.next_frame == frames.size()) return end_task(at);
    frames[at.next_frame].status = frame_status::rendering;
    frames[at.next_frame].started = at.due;
    at.unsaved = true;
    // What the disk refuses now is tried again with the next frame, and reported where a client waits for it.
    if (at.due >= at.saved + detail::pause_between_saves(at.task)) static_cast<void>(save(at, at.due));
    at.due += std::max<std::int64_t>(pace_.count(), 0);
}

RENDERBUS_DECL void task_book::end_task(entry& at) {
    const auto failed = at.task.count(frame_status::failed);
    const auto total = static_cast<std::int64_t>(at.task.frames.size());
    at.task.status = failed == 0       ? task_status::done
                     : failed == total ? task_status::failed
                                       : task_status::done_with_failed_frames;
    at.task.ended = at.due;
    at.due = 0;
    static_cast<void>(save(at, at.task.ended));
}

RENDERBUS_DECL void task_book::save_all() {
    for (auto& [id, at] : entries_) {
        if (at.unsaved) static_cast<void>(save(at, at.saved));
    }
}

RENDERBUS_DECL result<void> task_book::save(entry& at, std::int64_t now) {
    at.unsaved = true;
    auto written = files_->write(files_->state("tasks") / (std::to_string(at.task.id) + ".json"), to_json(at.task));
    if (!written) return written;
    at.saved = now;
    at.unsaved = false;
    return written;
}

}  // namespace renderbus::farm

#endif
