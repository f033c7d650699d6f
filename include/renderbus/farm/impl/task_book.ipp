// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_TASK_BOOK_IPP
#define RENDERBUS_FARM_IMPL_TASK_BOOK_IPP

#include <renderbus/farm/refusal.hpp>
#include <renderbus/farm/task_book.hpp>
#include <renderbus/farm/time_text.hpp>
#include <renderbus/json/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace renderbus::farm {
namespace detail {

inline constexpr std::int64_t first_task_id = 10001;
inline constexpr std::size_t most_tasks = 100'000;
inline constexpr std::size_t most_frames_of_all = 10'000'000;

inline std::vector<kept_frame> frames_of(std::int64_t task_id, const render_plan& plan) {
    std::vector<kept_frame> frames;
    for (std::uint32_t view = 0; view < plan.views.size(); ++view) {
        const auto& of = plan.views[view];
        const std::set<std::int32_t> first(of.priority_frames.begin(), of.priority_frames.end());
        std::set<std::int32_t> seen;  // a frame named twice is one picture
        for (const auto number : frame_list::parse(of.frames).value()) {
            if (!seen.insert(number).second) continue;
            auto& made = frames.emplace_back();
            made.id = first_frame_id(task_id) + static_cast<std::int64_t>(frames.size()) - 1;
            made.view = view;
            made.number = number;
            made.is_priority = first.contains(number);
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
    for (std::size_t i = 0; i < task.frames.size(); ++i) {
        const auto& one = task.frames[i];
        if (one.view >= task.plan.views.size() || one.id != first_frame_id(task.id) + static_cast<std::int64_t>(i)) return false;
    }
    return true;
}

}  // namespace detail

RENDERBUS_DECL result<task_book> task_book::open(std::shared_ptr<store> files, task_rules rules, time now) {
    task_book book(std::move(files), rules);
    std::error_code why;
    for (std::filesystem::directory_iterator at(book.files_->state("tasks"), why), end; !why && at != end; at.increment(why)) {
        if (at->path().extension() != ".json") continue;
        auto text = read_whole_file(at->path(), mebibytes(64).bytes);
        if (!text) return std::move(text).error();
        auto task = from_json<kept_task>(*text);
        if (!task || !detail::is_sound(*task, at->path().stem().string())) {
            return failure{data_errc::invalid_value, at->path().string(),
                           "is no task that this farm wrote" + (task ? "" : ": " + task.error().message()),
                           "remove the file, or give the farm another root folder"};
        }
        entry kept{*std::move(task)};
        for (auto& frame : kept.task.frames) {
            if (frame.status == frame_status::rendering) wait_again(frame);
        }
        if (kept.task.is_at_work()) {
            kept.due = in_milliseconds(now + rules.pace);
            if (kept.task.status == task_status::rendering) set_deadline(kept, in_milliseconds(now));
        }
        const auto id = kept.task.id;
        book.entries_.insert_or_assign(id, std::move(kept));
    }
    if (why)
        return failure{scene_errc::unreadable_file, book.files_->state("tasks").string(), why.message(),
                       "check the folder's permissions"};
    return book;
}

RENDERBUS_DECL result<void> task_book::save(entry& at, time now) {
    at.unsaved = true;
    auto written = files_->write(files_->state("tasks") / (std::to_string(at.task.id) + ".json"), to_json(at.task));
    if (!written) return written;
    at.saved = in_milliseconds(now);
    at.unsaved = false;
    return written;
}

RENDERBUS_DECL void task_book::save_all() {
    for (auto& [id, at] : entries_) {
        if (at.unsaved) static_cast<void>(save(at, time(std::chrono::milliseconds(at.saved))));
    }
}

RENDERBUS_DECL result<std::vector<std::int64_t>> task_book::reserve(const kept_task& like, std::size_t count, time now) {
    if (entries_.size() + count > detail::most_tasks)
        return refuse(service_code::parameter_invalid, "this farm keeps no more than 100000 tasks");
    std::vector<std::int64_t> ids;
    for (std::size_t n = 0; n < count; ++n) {
        entry made{like};
        made.task.id = entries_.empty() ? detail::first_task_id : entries_.rbegin()->first + 1;
        made.task.created = in_milliseconds(now);
        if (auto saved = save(made, now); !saved) return std::move(saved).error();
        ids.push_back(made.task.id);
        entries_.insert_or_assign(ids.back(), std::move(made));
    }
    return ids;
}

RENDERBUS_DECL kept_task* task_book::find(std::int64_t id) {
    const auto at = entries_.find(id);
    return at == entries_.end() ? nullptr : &at->second.task;
}

RENDERBUS_DECL const kept_frame* task_book::find_frame(std::int64_t id) const {
    const auto at = id < 0 ? entries_.end() : entries_.find(task_of_frame(id));
    if (at == entries_.end()) return nullptr;
    const auto& frames = at->second.task.frames;
    const auto place = static_cast<std::size_t>(id - first_frame_id(at->first));
    return place < frames.size() ? &frames[place] : nullptr;
}

RENDERBUS_DECL std::vector<const kept_task*> task_book::tasks_of(std::int64_t user_id) const {
    std::vector<const kept_task*> tasks;
    for (auto at = entries_.rbegin(); at != entries_.rend(); ++at) {
        if (at->second.task.user_id == user_id) tasks.push_back(&at->second.task);
    }
    return tasks;
}

RENDERBUS_DECL result<void> task_book::queue(kept_task& task, render_plan plan, time now) {
    auto frames = detail::frames_of(task.id, plan);
    std::size_t frames_of_all = frames.size();
    for (const auto& [id, other] : entries_) frames_of_all += other.task.frames.size();
    if (frames_of_all > detail::most_frames_of_all)
        return refuse(service_code::parameter_invalid, "this farm keeps no more than ten million frames");
    return change(entry_of(task), now, [&](entry& at) {
        at.task.frames = std::move(frames);
        at.task.plan = std::move(plan);
        at.task.awaits_full_speed = at.task.plan.stops_after_priority;
        at.task.submitted = in_milliseconds(now);
        go_on(at, now);
    });
}

RENDERBUS_DECL result<void> task_book::remove(kept_task& task, time now) {
    return change(entry_of(task), now, [&](entry& at) {
        if (task.is_at_work()) rest(at, rules_.stop_gives, in_milliseconds(now));
        at.task.is_removed = true;
    });
}

RENDERBUS_DECL result<void> task_book::stop(kept_task& task, time now) {
    if (!task.is_at_work() && task.status != task_status::test_done) return {};
    return change(entry_of(task), now, [&](entry& at) { rest(at, rules_.stop_gives, in_milliseconds(now)); });
}

RENDERBUS_DECL result<void> task_book::abandon(kept_task& task, time now) {
    if (task.is_over()) return {};
    return change(entry_of(task), now, [&](entry& at) { rest(at, task_status::abandoned, in_milliseconds(now)); });
}

RENDERBUS_DECL result<void> task_book::resume(kept_task& task, time now) {
    if (!task.is_stopped()) return {};
    return change(entry_of(task), now, [&](entry& at) {
        for (auto& frame : at.task.frames) {
            if (frame.status == frame_status::stopped || frame.status == frame_status::timed_out) wait_again(frame);
        }
        go_on(at, now);
    });
}

RENDERBUS_DECL result<void> task_book::go_full_speed(kept_task& task, time now) {
    if (!task.awaits_full_speed) return {};
    return change(entry_of(task), now, [&](entry& at) {
        at.task.awaits_full_speed = false;
        if (at.task.status == task_status::test_done) go_on(at, now);
    });
}

RENDERBUS_DECL result<void> task_book::restart_frames(kept_task& task, const frame_choice& meant, time now) {
    if (std::none_of(task.frames.begin(), task.frames.end(), meant)) return {};
    return change(entry_of(task), now, [&](entry& at) {
        for (auto& frame : at.task.frames) {
            if (!meant(frame)) continue;
            if (frame.started != 0) ++frame.restarts;
            wait_again(frame);
        }
        const bool is_undisturbed = at.current && at.task.frames[*at.current].status == frame_status::rendering;
        if (!is_undisturbed) return go_on(at, now);
        hold_back(at.task);
        at.next_frame = 0;
    });
}

RENDERBUS_DECL result<void> task_book::stop_frames(kept_task& task, const frame_choice& meant, time now) {
    const auto is_to_stop = [&](const kept_frame& one) { return is_pending(one.status) && meant(one); };
    if (std::none_of(task.frames.begin(), task.frames.end(), is_to_stop)) return {};
    return change(entry_of(task), now, [&](entry& at) {
        auto& frames = at.task.frames;
        for (auto& frame : frames) {
            if (!is_to_stop(frame)) continue;
            if (frame.status == frame_status::rendering) frame.ended = in_milliseconds(now);
            frame.status = frame_status::stopped;
        }
        if (std::none_of(frames.begin(), frames.end(), [](const kept_frame& one) { return is_pending(one.status); }))
            return end_task(at, in_milliseconds(now));
        if (at.current && at.task.frames[*at.current].status == frame_status::stopped) {
            at.current.reset();
            at.due = in_milliseconds(now);
        }
    });
}

RENDERBUS_DECL result<void> task_book::set_over_time_stop(kept_task& task, std::int64_t seconds, time now) {
    return change(entry_of(task), now, [&](entry& at) {
        at.task.over_time_stop = seconds;
        if (at.task.status == task_status::rendering) set_deadline(at, in_milliseconds(now));
    });
}

}  // namespace renderbus::farm

#endif
