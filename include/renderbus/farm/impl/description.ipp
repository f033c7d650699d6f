// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_DESCRIPTION_IPP
#define RENDERBUS_FARM_IMPL_DESCRIPTION_IPP

#include <renderbus/farm/description.hpp>
#include <renderbus/farm/time_text.hpp>

#include <algorithm>
#include <set>

namespace renderbus::farm {
namespace detail {

/// What did not happen yet, or was not chosen, is null.
inline nullable<std::int64_t> number_or_null(std::int64_t value) {
    if (value == 0) return nullptr;
    return value;
}
inline nullable<std::string> text_or_null(const std::string& value) {
    if (value.empty()) return nullptr;
    return value;
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

/// The labels as a text of JSON: their names by their numbers, `{"1":"night"}`. The service shows `{}` where there are none;
/// how it writes others is not published.
inline std::string labels_text(const farm_state& state, const kept_task& task) {
    object_map<std::string> names;
    for (const auto id : task.labels) {
        if (const auto* project = state.projects.find(id)) names.append(std::to_string(id)) = project->name;
    }
    return to_json(names);
}

/// Whether it renders, or rendered, for longer than its user wants to wait without a word.
inline bool is_late(const farm_state& state, const kept_task& task) {
    if (task.rendering_since == 0) return false;
    const auto until = task.ended != 0 ? task.ended : in_milliseconds(state.now());
    return until - task.rendering_since > state.settings.task_over_time(task.user_id) * 1'000;
}

inline std::int64_t shares_main_capital(const farm_state& state, const kept_task& task) {
    const auto& all = state.options.accounts;
    const auto at = std::find_if(all.begin(), all.end(), [&](const account& one) { return one.user_id == task.user_id; });
    return at == all.end() ? 0 : at->share_main_capital;
}

/// Counts and times of the frames.
inline void describe_progress(api::query::task& made, const kept_task& task) {
    made.total_frames = static_cast<std::int64_t>(task.frames.size());
    made.abort_frames = task.count(frame_status::stopped) + task.count(frame_status::timed_out);
    made.executing_frames = task.count(frame_status::rendering);
    made.done_frames = task.count(frame_status::done);
    made.failed_frames = task.count(frame_status::failed);
    made.waiting_count = task.count(frame_status::waiting) + task.count(frame_status::waiting_for_priority_frames);
    made.submit_date = number_or_null(task.submitted);
    made.start_time = number_or_null(task.started);
    made.completed_date = number_or_null(task.ended);
    std::int64_t rendered = 0;
    for (const auto& frame : task.frames) {
        if (frame.ended != 0) rendered += frame.ended - frame.started;
    }
    made.render_duration = rendered / 1000;
}

inline void describe_plan(api::query::task& made, const kept_task& task) {
    made.scene_name = task.plan.scene_name;
    made.frames_range = all_ranges(task.plan);
    made.project_name = task.plan.project_name;
    made.output_file_name = task.plan.output_folder;
    made.cg_id = static_cast<api::dcc>(task.plan.cg_id);
    made.layer_name = common_text(task.plan, &render_view::layer);
    made.render_camera = common_text(task.plan, &render_view::camera);
    made.bid = task.output_storage.substr(0, task.output_storage.find('-'));
}

}  // namespace detail

RENDERBUS_DECL std::string task_alias(const farm_state& state, std::int64_t id) {
    return std::to_string(state.options.platform) + "W" + std::to_string(id);
}

RENDERBUS_DECL api::query::task describe(const farm_state& state, const kept_task& task) {
    api::query::task made;
    made.id = task.id;
    made.task_alias = task_alias(state, task.id);
    made.task_status = task.status;
    made.status_text = "render_task_status_" + std::to_string(static_cast<std::int64_t>(task.status));
    made.pre_task_status = nullptr;
    made.pre_status_text = nullptr;
    detail::describe_progress(made, task);
    made.render_consume = made.task_arrears = made.user_account_consume = made.coupon_consume = 0.0;
    made.qy_coupon_consume = nullptr;
    made.user_id = task.user_id;
    made.user_name = task.user_name;
    made.producer = detail::text_or_null(task.producer);
    made.task_level = made.task_user_level = task.level;
    made.task_limit = detail::number_or_null(task.limit);
    made.task_ram = detail::number_or_null(task.plan.ram);
    made.task_over_time = state.settings.task_over_time(task.user_id);
    made.over_time_stop = detail::number_or_null(task.over_time_stop);
    made.is_over_time = detail::is_late(state, task) ? 1 : 0;
    made.munu_task_id = made.munu_task_ids = std::to_string(task.id);
    made.layer_parent_id = made.clone_parent_id = 0;
    made.clone_original_id = task.clone_original_id;
    made.task_key_value_vo = api::query::task_key_values{nullptr, nullptr, nullptr};
    made.is_open = 0;
    made.resp_rendering_task_list.items();
    made.task_type = "Render";
    made.task_type_text = nullptr;
    made.share_main_capital = detail::shares_main_capital(state, task);
    made.is_delete = task.is_removed ? 0 : 1;
    made.channel = 4;
    made.remark = made.location_output = "";
    made.labels = detail::labels_text(state, task);
    made.stop_type = 0;
    made.output_file_name = nullptr;
    if (task.submitted != 0) detail::describe_plan(made, task);
    return made;
}

RENDERBUS_DECL api::query::frame describe(const farm_state& state, const kept_task& task, const kept_frame& frame) {
    api::query::frame made;
    made.id = frame.id;
    made.user_id = task.user_id;
    made.frame_price = nullptr;
    made.fee_type = nullptr;
    made.platform = nullptr;
    made.frame_index = std::to_string(frame.number);
    made.frame_status = frame.status;
    made.frame_status_text = "task_frame_status_" + std::to_string(static_cast<std::int64_t>(frame.status));
    made.fee_amount = made.coupon_fee = 0.0;
    made.arrears_fee = nullptr;
    made.start_time = detail::number_or_null(frame.started);
    made.end_time = detail::number_or_null(frame.ended);
    made.frame_execute_time = frame.ended == 0 ? 0 : (frame.ended - frame.started) / 1000;
    made.task_id = task.id;
    made.munu_task_id = std::to_string(task.id);
    made.munu_job_id = std::to_string(frame.id - first_frame_id(task.id));
    made.frame_type = frame.is_priority ? api::frame_type::priority : api::frame_type::main_frame;
    made.recommit_flag = frame.restarts;
    made.is_copy = nullptr;
    made.frame_block = "1";
    made.task_over_time = state.settings.task_over_time(task.user_id) * 1'000;
    made.gop_name = nullptr;
    made.frame_ram = detail::number_or_null(task.plan.ram);
    return made;
}

RENDERBUS_DECL std::string output_file(const kept_task& task, const kept_frame& frame) {
    return '/' + task.output_storage + '/' + task.plan.output_folder + '/' +
           frame_file(task.plan.views[frame.view], frame.number);
}

RENDERBUS_DECL std::string render_log(const farm_state& state, const kept_task& task, const kept_frame& frame) {
    std::string text;
    const auto say = [&](std::int64_t when, const std::string& words) { text += '[' + write_time(when) + "] " + words + '\n'; };
    if (frame.started == 0) return text;  // it waits
    const auto& view = task.plan.views[frame.view];
    text += "================ loopback farm, task " + task_alias(state, task.id) + ", frame " + std::to_string(frame.number) +
            " ================\n\n";
    say(frame.started, "scene " + task.plan.scene_name + ", layer " + view.layer + ", camera " + view.camera);
    say(frame.started, std::to_string(view.width) + " x " + std::to_string(view.height) + " pixels");
    const auto now = in_milliseconds(state.now());
    const auto span = std::max<std::int64_t>(frame.ended != 0 ? frame.ended - frame.started : state.options.pace.count(), 1);
    const auto passed = (frame.ended != 0 ? frame.ended : now) - frame.started;
    for (std::int64_t percent = 1; percent <= std::min<std::int64_t>(passed * 100 / span, 100); ++percent)
        say(frame.started + span * percent / 100, "rendering: " + std::to_string(percent) + " %");
    if (frame.status == frame_status::done) say(frame.ended, "written: " + output_file(task, frame));
    if (frame.status == frame_status::failed) say(frame.ended, "failed: no picture was written");
    if (frame.status == frame_status::stopped || frame.status == frame_status::timed_out) say(frame.ended, "stopped");
    return text;
}

}  // namespace renderbus::farm

#endif
