// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_QUERIES_IPP
#define RENDERBUS_FARM_IMPL_API_QUERIES_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/catalogue.hpp>
#include <renderbus/json/json.hpp>

#include <algorithm>
#include <chrono>
#include <set>
#include <string_view>

namespace renderbus::farm {
namespace detail {

/// What did not happen yet has no time: null.
inline nullable<std::int64_t> time_or_nothing(std::int64_t when) {
    if (when == 0) return nullptr;
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

/// `yyyy-MM-dd HH:mm:ss`, which this farm takes for UTC, in milliseconds since the epoch; 0 where no time is given, nothing where
/// it is none.
inline std::optional<std::int64_t> milliseconds_of(const std::optional<std::string>& time) {
    if (!time) return 0;
    constexpr std::string_view pattern = "0000-00-00 00:00:00";
    if (time->size() != pattern.size()) return std::nullopt;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = (*time)[i];
        if (pattern[i] == '0' ? c < '0' || c > '9' : c != pattern[i]) return std::nullopt;
    }
    const auto number = [&](std::size_t at, std::size_t size) { return std::stoi(time->substr(at, size)); };
    const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                           std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                           std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000;
}

/// The labels as a text of JSON: their names by their numbers, `{"1":"night"}`. The service shows `{}` where there are none;
/// how it writes others is not published.
inline std::string labels_text(const kept_task& task) {
    object_map<std::string> names;
    for (std::size_t i = 0; i < task.labels.size(); ++i) names.append(std::to_string(i + 1)) = task.labels[i];
    return to_json(names);
}

inline api::query::task info_of(const kept_task& task, std::int64_t platform) {
    api::query::task made;
    made.id = task.id;
    made.task_alias = std::to_string(platform) + "W" + std::to_string(task.id);
    made.task_status = task.status;
    made.status_text = "render_task_status_" + std::to_string(static_cast<std::int64_t>(task.status));
    made.total_frames = static_cast<std::int64_t>(task.frames.size());
    made.abort_frames = task.count(frame_status::stopped);
    made.executing_frames = task.count(frame_status::rendering);
    made.done_frames = task.count(frame_status::done);
    made.failed_frames = task.count(frame_status::failed);
    made.user_name = task.user_name;
    made.user_id = task.user_id;
    made.is_open = 0;
    made.labels = labels_text(task);
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
    made.cg_id = static_cast<api::dcc>(task.plan.cg_id);
    made.layer_name = common_text(task.plan, &render_view::layer);
    made.render_camera = common_text(task.plan, &render_view::camera);
    made.bid = task.output_storage.substr(0, task.output_storage.find('-'));
    return made;
}

inline api::query::frame frame_of(const kept_task& task, const kept_frame& frame) {
    api::query::frame made;
    made.id = frame.id;
    made.user_id = task.user_id;
    made.frame_index = std::to_string(frame.number);
    made.frame_status = frame.status;
    made.frame_status_text = "task_frame_status_" + std::to_string(static_cast<std::int64_t>(frame.status));
    made.fee_amount = 0;
    made.start_time = time_or_nothing(frame.started);
    made.end_time = time_or_nothing(frame.ended);
    made.frame_execute_time = frame.ended == 0 ? 0 : (frame.ended - frame.started) / 1000;
    made.task_id = task.id;
    made.frame_type = api::frame_type::main_frame;
    made.frame_block = "1";
    return made;
}

}  // namespace detail

RENDERBUS_DECL api_service::reply_to<api::query::error_detail> api_service::handle(session&,
                                                                                   const api::query::error_detail& what) {
    constexpr std::size_t most_codes = 1'000;
    if (what.codes.size() > most_codes) return refuse(service_code::parameter_invalid, "more than 1000 codes");
    std::vector<std::string> codes(what.codes.begin(), what.codes.end());
    if (what.code && std::find(codes.begin(), codes.end(), *what.code) == codes.end()) codes.push_back(*what.code);
    api::query::error_detail::reply made;
    made.items();
    for (const auto& code : codes) {
        for (auto& one : tip_detail(code, what.language.value_or(api::language::chinese))) made.push_back(std::move(one));
    }
    return made;
}

RENDERBUS_DECL api_service::reply_to<api::query::task_list> api_service::handle(session& caller,
                                                                                const api::query::task_list& what) {
    if (what.page_num < 1 || what.page_num > 1'000'000)
        return refuse(service_code::parameter_invalid, "pageNum is not from 1 to 1000000");
    if (what.page_size < 1 || what.page_size > 1'000)
        return refuse(service_code::parameter_invalid, "pageSize is not from 1 to 1000");
    const auto since = detail::milliseconds_of(what.start_time), until = detail::milliseconds_of(what.end_time);
    if (!since || !until) return refuse(service_code::parameter_invalid, "startTime or endTime is not yyyy-MM-dd HH:mm:ss");
    const auto is_wanted = [&](const kept_task& task) {
        const auto is_status = [&](api::task_status one) { return one == task.status; };
        const auto when = task.submitted != 0 ? task.submitted : task.created;
        const auto keyword = what.search_keyword.value_or("");
        return (what.status_list.empty() || std::any_of(what.status_list.begin(), what.status_list.end(), is_status)) &&
               (!what.start_time || when >= *since) && (!what.end_time || when <= *until) &&
               (keyword.empty() || task.plan.scene_name.find(keyword) != std::string::npos ||
                std::to_string(task.id).find(keyword) != std::string::npos);
    };
    api::query::task_list::reply made;
    made.items.items();
    const auto first = (what.page_num - 1) * what.page_size;
    std::int64_t found = 0;
    for (const auto* task : state_.tasks.tasks_of(caller.who->user_id)) {
        if (!is_wanted(*task)) continue;
        if (found >= first && found < first + what.page_size)
            made.items.push_back(detail::info_of(*task, state_.options.platform)).labels.reset();
        ++found;
    }
    made.total = found;
    made.size = what.page_size;
    made.page_num = what.page_num;
    made.page_count = (found + what.page_size - 1) / what.page_size;
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
