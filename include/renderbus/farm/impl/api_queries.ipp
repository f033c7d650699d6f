// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_QUERIES_IPP
#define RENDERBUS_FARM_IMPL_API_QUERIES_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/description.hpp>
#include <renderbus/farm/impl/handling.hpp>
#include <renderbus/farm/paging.hpp>
#include <renderbus/farm/time_text.hpp>

#include <algorithm>

namespace renderbus::farm {
namespace detail {

/// Whether a task is one that a list is asked for; its times are right.
inline bool is_wanted(const farm_state& state, const kept_task& task, const api::query::task_list& what) {
    const auto& states = what.status_list;
    const auto when = task.submitted != 0 ? task.submitted : task.created;
    const auto keyword = what.search_keyword.value_or("");
    return task.is_removed == (what.recycle_flag.value_or(0) == 1) &&
           (states.empty() || std::find(states.begin(), states.end(), task.status) != states.end()) &&
           (!what.start_time || when >= *read_time(*what.start_time)) && (!what.end_time || when <= *read_time(*what.end_time)) &&
           (keyword.empty() || task.plan.scene_name.find(keyword) != std::string::npos ||
            task_alias(state, task.id).find(keyword) != std::string::npos);
}

}  // namespace detail

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::task_list& what) -> reply_to<api::query::task_list> {
    const auto is_time = [](const std::optional<std::string>& text) { return !text || read_time(*text); };
    const auto fine = field_check()
                          .page(what.page_num, what.page_size)
                          .count("statusList", what.status_list.size(), detail::most_states)
                          .text("searchKeyword", what.search_keyword.value_or(""), detail::longest_keyword)
                          .that(is_time(what.start_time), "startTime is not yyyy-MM-dd HH:mm:ss")
                          .that(is_time(what.end_time), "endTime is not yyyy-MM-dd HH:mm:ss")
                          .range("recycleFlag", what.recycle_flag.value_or(0), 0, 1)
                          .outcome();
    if (!fine) return fine.error();
    auto tasks = state_.tasks.tasks_of(caller.who->user_id);
    std::erase_if(tasks, [&](const kept_task* one) { return !detail::is_wanted(state_, *one, what); });
    return page_of<api::query::task>(tasks, what.page_num, what.page_size, [&](const kept_task* one) {
        auto made = describe(state_, *one);
        made.labels.reset();  // the service's lists have none
        return made;
    });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::task_info& what) -> reply_to<api::query::task_info> {
    const auto tasks = tasks_of(caller, what.task_ids);
    if (!tasks) return tasks.error();
    return page_of<api::query::task>(*tasks, 1, std::max<std::int64_t>(100, static_cast<std::int64_t>(tasks->size())),
                                     [&](const kept_task* one) { return describe(state_, *one); });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::all_frame_stats&)
    -> reply_to<api::query::all_frame_stats> {
    std::int64_t executing = 0, done = 0, failed = 0, stopped = 0, total = 0;
    for (const auto* task : state_.tasks.tasks_of(caller.who->user_id)) {
        if (task->is_removed) continue;
        executing += task->count(frame_status::rendering);
        done += task->count(frame_status::done);
        failed += task->count(frame_status::failed);
        stopped += task->count(frame_status::stopped) + task->count(frame_status::timed_out);
        total += static_cast<std::int64_t>(task->frames.size());
    }
    api::query::all_frame_stats::reply made;
    made.executing_frames_total = executing;
    made.done_frames_total = done;
    made.failed_frames_total = failed;
    made.waiting_frames_total = total - executing - done - failed - stopped;
    made.abandon_frames_total = stopped;
    made.total_frames = total;
    return made;
}

}  // namespace renderbus::farm

#endif
