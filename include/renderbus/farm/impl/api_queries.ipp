// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_QUERIES_IPP
#define RENDERBUS_FARM_IMPL_API_QUERIES_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/catalogue.hpp>

#include <algorithm>
#include <set>

namespace renderbus::farm {
namespace detail {

inline std::optional<std::int64_t> time_or_nothing(std::int64_t when) {
    if (when == 0) return std::nullopt;
    return when;
}

/// The one text of all views, or nothing where they differ.
template <class Field>
std::string common_text(const render_plan& plan, Field field) {
    if (plan.views.empty()) return {};
    const auto& first = plan.views.front().*field;
    const bool is_common =
        std::all_of(plan.views.begin(), plan.views.end(), [&](const render_view& one) { return one.*field == first; });
    return is_common ? first : std::string();
}

inline std::string all_ranges(const render_plan& plan) {
    std::set<std::string> seen;
    std::string text;
    for (const auto& view : plan.views) {
        if (seen.insert(view.frames).second) text += (text.empty() ? "" : ",") + view.frames;
    }
    return text;
}

inline api::query::task_info::task info_of(const kept_task& task, std::int64_t platform) {
    api::query::task_info::task made;
    made.id = task.id;
    made.task_alias = std::to_string(platform) + "W" + std::to_string(task.id);
    made.task_status = static_cast<std::int64_t>(task.status);
    made.status_text = "render_task_status_" + std::to_string(static_cast<std::int64_t>(task.status));
    made.total_frames = static_cast<std::int64_t>(task.frames.size());
    made.abort_frames = task.count(frame_status::stopped);
    made.executing_frames = task.count(frame_status::rendering);
    made.done_frames = task.count(frame_status::done);
    made.failed_frames = task.count(frame_status::failed);
    made.user_name = task.user_name;
    made.user_id = task.user_id;
    made.is_open = 0;
    made.resp_rendering_task_list.items();
    made.submit_date = time_or_nothing(task.submitted);
    made.start_time = time_or_nothing(task.started);
    made.completed_date = time_or_nothing(task.ended);
    std::int64_t rendered = 0;
    for (const auto& frame : task.frames) {
        if (frame.ended != 0) rendered += frame.ended - frame.started;
    }
    made.render_duration = rendered / 1000;
    if (task.submitted == 0) return made;
    made.scene_name = task.plan.scene_name;
    made.frames_range = all_ranges(task.plan);
    made.project_name = task.plan.project_name;
    made.output_file_name = task.plan.output_folder;
    made.cg_id = task.plan.cg_id;
    made.layer_name = common_text(task.plan, &render_view::layer);
    made.render_camera = common_text(task.plan, &render_view::camera);
    made.bid = task.output_storage.substr(0, task.output_storage.find('-'));
    return made;
}

inline api::query::task_frames::frame frame_of(const kept_task& task, const kept_frame& frame) {
    api::query::task_frames::frame made;
    made.id = frame.id;
    made.user_id = task.user_id;
    made.frame_index = std::to_string(frame.number);
    made.frame_status = static_cast<std::int64_t>(frame.status);
    made.frame_status_text = "task_frame_status_" + std::to_string(static_cast<std::int64_t>(frame.status));
    made.fee_amount = 0;
    made.start_time = time_or_nothing(frame.started);
    made.end_time = time_or_nothing(frame.ended);
    made.frame_execute_time = frame.ended == 0 ? 0 : (frame.ended - frame.started) / 1000;
    made.task_id = task.id;
    constexpr std::int64_t main_frame = 5;
    made.frame_type = main_frame;
    made.frame_block = "1";
    return made;
}

}  // namespace detail

RENDERBUS_DECL api_service::reply_to<api::query::error_detail> api_service::handle(session&,
                                                                                   const api::query::error_detail& what) {
    constexpr std::size_t most_codes = 1'000;
    if (what.code.empty() && what.codes.empty())
        return refuse(service_code::parameter_missing, "neither code nor codes names a code");
    if (what.codes.size() > most_codes) return refuse(service_code::parameter_invalid, "more than 1000 codes");
    std::vector<std::string> codes(what.codes.begin(), what.codes.end());
    if (!what.code.empty() && std::find(codes.begin(), codes.end(), what.code) == codes.end()) codes.push_back(what.code);
    api::query::error_detail::reply made;
    made.items();
    for (const auto& code : codes) {
        for (auto& one : tip_detail(code, what.language.value_or(0))) made.push_back(std::move(one));
    }
    return made;
}

RENDERBUS_DECL api_service::reply_to<api::query::task_info> api_service::handle(session& caller,
                                                                                const api::query::task_info& what) {
    const auto tasks = tasks_of(caller, what.task_ids);
    if (!tasks) return tasks.error();
    api::query::task_info::reply made;
    for (const auto* task : *tasks) made.items.push_back(detail::info_of(*task, state_.options.platform));
    made.page_count = 1;
    made.page_num = 1;
    made.total = static_cast<std::int64_t>(tasks->size());
    made.size = 100;
    return made;
}

RENDERBUS_DECL api_service::reply_to<api::query::task_frames> api_service::handle(session& caller,
                                                                                  const api::query::task_frames& what) {
    constexpr std::int64_t largest_page = 1'000;
    const auto task = task_of(caller, what.task_id);
    if (!task) return task.error();
    if (what.page_num < 1 || what.page_num > 1'000'000)
        return refuse(service_code::parameter_invalid, "pageNum is not from 1 to 1000000");
    if (what.page_size < 1 || what.page_size > largest_page)
        return refuse(service_code::parameter_invalid, "pageSize is not from 1 to 1000");
    const auto keyword = what.search_keyword.value_or("");
    api::query::task_frames::reply made;
    made.items.items();
    const auto first = (what.page_num - 1) * what.page_size;
    std::int64_t found = 0;
    for (const auto& frame : (*task)->frames) {
        if (!keyword.empty() && std::to_string(frame.number).find(keyword) == std::string::npos) continue;
        if (found >= first && found < first + what.page_size) made.items.push_back(detail::frame_of(**task, frame));
        ++found;
    }
    made.total = found;
    made.size = what.page_size;
    made.page_num = what.page_num;
    made.page_count = (found + what.page_size - 1) / what.page_size;
    return made;
}

RENDERBUS_DECL api_service::reply_to<api::query::supported_plugin> api_service::handle(session&,
                                                                                       const api::query::supported_plugin& what) {
    return software(what.cg_id);
}

}  // namespace renderbus::farm

#endif
