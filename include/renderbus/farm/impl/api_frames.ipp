// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_FRAMES_IPP
#define RENDERBUS_FARM_IMPL_API_FRAMES_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/description.hpp>
#include <renderbus/farm/impl/handling.hpp>
#include <renderbus/farm/paging.hpp>
#include <renderbus/farm/time_text.hpp>

#include <algorithm>
#include <set>

namespace renderbus::farm {
namespace detail {

/// The frames that a request means: all or those of `ids`, and of them those in these states alone.
template <class Request>
result<frame_choice> frames_meant(const kept_task& task, const Request& what) {
    list<api::frame_status> states;
    if constexpr (requires { what.status; }) states = what.status;
    const auto fine =
        field_check().count("ids", what.ids.size(), most_frames).count("status", states.size(), most_states).outcome();
    if (!fine) return fine.error();
    std::set<std::int64_t> ids;
    if (what.select_all == 0) ids.insert(what.ids.begin(), what.ids.end());
    for (const auto id : ids) {
        if (task_of_frame(id) != task.id || id - first_frame_id(task.id) >= static_cast<std::int64_t>(task.frames.size()))
            return refuse(service_code::not_found, about_task(task.id) + " has no frame with the id " + std::to_string(id));
    }
    return frame_choice([ids = std::move(ids), states = std::move(states)](const kept_frame& one) {
        return (ids.empty() || ids.contains(one.id)) &&
               (states.empty() || std::find(states.begin(), states.end(), one.status) != states.end());
    });
}

/// A picture that is being made or was made.
inline api::query::processing_image::grab grab_of(const kept_task& task, const kept_frame& frame, std::int64_t pace,
                                                  std::int64_t now) {
    const bool is_done = frame.status == frame_status::done;
    const auto used = (is_done ? frame.ended : now) - frame.started;
    api::query::processing_image::grab made;
    made.coupon_fee = made.fee_amount = "0.00";
    made.frame_index = std::to_string(frame.number);
    made.render_info = "";
    made.frame_block = nullptr;
    made.frame_est = std::to_string(is_done ? 0 : std::max<std::int64_t>(pace - used, 0) / 1'000);
    made.grab_url = is_done ? nullable<std::string>(output_file(task, frame)) : nullptr;
    made.frame_used = std::to_string(used / 1'000);
    made.frame_status = std::to_string(static_cast<std::int64_t>(frame.status));
    made.frame_percent = std::to_string(is_done || pace == 0 ? 100 : std::min<std::int64_t>(used * 100 / pace, 99));
    made.is_max_price = "0";
    made.start_time = write_time(frame.started);
    made.end_time = is_done ? nullable<std::string>(write_time(frame.ended)) : nullptr;
    return made;
}

}  // namespace detail

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::task_frames& what)
    -> reply_to<api::query::task_frames> {
    const auto task = task_of(caller, what.task_id);
    if (!task) return task.error();
    const auto fine = field_check()
                          .page(what.page_num, what.page_size)
                          .text("searchKeyword", what.search_keyword.value_or(""), detail::longest_keyword)
                          .outcome();
    if (!fine) return fine.error();
    const auto keyword = what.search_keyword.value_or("");
    std::vector<const kept_frame*> frames;
    for (const auto& frame : (*task)->frames) {
        if (keyword.empty() || std::to_string(frame.number).find(keyword) != std::string::npos) frames.push_back(&frame);
    }
    return page_of<api::query::frame>(frames, what.page_num, what.page_size,
                                      [&](const kept_frame* one) { return describe(state_, **task, *one); });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::restart_failed_frames& what)
    -> reply_to<api::query::restart_failed_frames> {
    if (auto fine = field_check().count("status", what.status.size(), detail::most_states).outcome(); !fine)
        return std::move(fine).error();
    const list<api::frame_status> failed{frame_status::failed, frame_status::timed_out};
    const auto& states = what.status.empty() ? failed : what.status;
    const auto is_meant = [&](const kept_frame& one) {
        return std::find(states.begin(), states.end(), one.status) != states.end();
    };
    return detail::for_each_task(renderable_tasks_of(caller, what.task_ids),
                                 [&](kept_task& task) { return state_.tasks.restart_frames(task, is_meant, state_.now()); });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::restart_frame& what)
    -> reply_to<api::query::restart_frame> {
    return detail::for_each_task(renderable_tasks_of(caller, {what.task_id}), [&](kept_task& task) -> result<void> {
        const auto meant = detail::frames_meant(task, what);
        if (!meant) return meant.error();
        return state_.tasks.restart_frames(task, *meant, state_.now());
    });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::restart_frame_v1& what)
    -> reply_to<api::query::restart_frame_v1> {
    return handle(caller, api::query::restart_frame{what.task_ids, what.select_all, what.ids, {}});
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::stop_frame& what) -> reply_to<api::query::stop_frame> {
    return detail::for_each_task(submitted_tasks_of(caller, {what.task_id}), [&](kept_task& task) -> result<void> {
        const auto meant = detail::frames_meant(task, what);
        if (!meant) return meant.error();
        return state_.tasks.stop_frames(task, *meant, state_.now());
    });
}

/// No line is cut: it is on the page that its first byte is on.
RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::render_log& what) -> reply_to<api::query::render_log> {
    const auto frame = frame_of(caller, *what.id);
    if (!frame) return frame.error();
    const auto fine = field_check()
                          .that(what.rendering_type == "render", "renderingType is not render: this farm has no other logs")
                          .range("pageNum", what.page_num, 0, most_pages)
                          .range("pageSize", what.page_size, 1, 1'048'576)
                          .outcome();
    if (!fine) return fine.error();
    const auto text = farm::render_log(state_, *state_.tasks.find(task_of_frame(*what.id)), **frame);
    const auto total = static_cast<std::int64_t>(text.size());
    api::query::render_log::reply made;
    made.page_count = (total + what.page_size - 1) / what.page_size;
    made.page_num = what.page_num;
    made.total = total;
    made.size = what.page_size;
    auto& lines = made.items.items();
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        if (static_cast<std::int64_t>(begin) / what.page_size == what.page_num) lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return made;
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::processing_image& what)
    -> reply_to<api::query::processing_image> {
    constexpr std::size_t most_pictures = 100;
    const auto found = task_of(caller, what.task_id);
    if (!found) return found.error();
    const auto& task = **found;
    api::query::processing_image::reply made;
    made.is_render_photon = false;
    made.current_task_type = "Render";
    made.scene_name = task.plan.scene_name;
    made.block = 1;
    made.start_time = task.started != 0 ? nullable<std::string>(write_time(task.started)) : nullptr;
    made.completed_time = made.end_time = task.ended != 0 ? nullable<std::string>(write_time(task.ended)) : nullptr;
    if (!task.plan.views.empty()) {
        made.width = task.plan.views.front().width;
        made.height = task.plan.views.front().height;
    }
    auto& pictures = made.grab_info.items();
    if (what.frame_type == api::frame_type::photon) return made;  // this farm renders none
    std::vector<const kept_frame*> newest;
    for (const auto& frame : task.frames) {
        if (frame.status == frame_status::rendering || frame.status == frame_status::done) newest.push_back(&frame);
    }
    std::stable_sort(newest.begin(), newest.end(),
                     [](const kept_frame* a, const kept_frame* b) { return a->started > b->started; });
    if (newest.size() > most_pictures) newest.resize(most_pictures);
    for (const auto* frame : newest)
        pictures.push_back({detail::grab_of(task, *frame, state_.options.pace.count(), in_milliseconds(state_.now()))});
    return made;
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::frame_thumbnail& what)
    -> reply_to<api::query::frame_thumbnail> {
    const auto frame = frame_of(caller, what.id);
    if (!frame) return frame.error();
    api::query::frame_thumbnail::reply made;
    made.items();
    const auto path = output_file(*state_.tasks.find(task_of_frame(what.id)), **frame);
    const auto name = relative_path::parse("output" + path);
    const bool is_there = (*frame)->status == frame_status::done && what.frame_status == frame_status::done;
    if (is_there && name && state_.files->has_file(*name)) made.push_back(path);
    return made;
}

}  // namespace renderbus::farm

#endif
