// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_API_SERVICE_HPP
#define RENDERBUS_FARM_API_SERVICE_HPP

#include <renderbus/api/table.hpp>
#include <renderbus/farm/call_check.hpp>
#include <renderbus/farm/dispatch.hpp>
#include <renderbus/farm/farm_state.hpp>
#include <renderbus/farm/http_handler.hpp>
#include <renderbus/farm/task_button.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::farm {

/// Answers the calls of the endpoint table, in both generations: one `handle` for each endpoint, in the table's order.
class api_service {
public:
    RENDERBUS_DECL explicit api_service(farm_state& state);

    /// Before the body: an answer for paths and methods that are none of the table's.
    RENDERBUS_DECL reception begin(const incoming& head);
    RENDERBUS_DECL answer finish(incoming&& call);

    /// Calls that did something to tasks are recorded.
    template <recorded E>
    void succeeded(const session& caller, const E& what, std::string_view body) {
        record(caller, button_of<E>, tasks_named_in(what), body);
    }

    template <class E>
    using reply_to = result<typename E::reply>;

    RENDERBUS_DECL auto handle(session& caller, const api::user::profile&) -> reply_to<api::user::profile>;
    RENDERBUS_DECL auto handle(session& caller, const api::user::setting&) -> reply_to<api::user::setting>;
    RENDERBUS_DECL auto handle(session& caller, const api::user::update_setting&) -> reply_to<api::user::update_setting>;
    RENDERBUS_DECL auto handle(session& caller, const api::user::transfer_bid&) -> reply_to<api::user::transfer_bid>;
    RENDERBUS_DECL auto handle(session& caller, const api::user::hardware_config&) -> reply_to<api::user::hardware_config>;
    RENDERBUS_DECL auto handle(session& caller, const api::user::task_record&) -> reply_to<api::user::task_record>;
    RENDERBUS_DECL auto handle(session& caller, const api::user::login_record&) -> reply_to<api::user::login_record>;

    RENDERBUS_DECL auto handle(session& caller, const api::task::create&) -> reply_to<api::task::create>;
    RENDERBUS_DECL auto handle(session& caller, const api::task::submit&) -> reply_to<api::task::submit>;
    RENDERBUS_DECL auto handle(session& caller, const api::task::stop&) -> reply_to<api::task::stop>;
    RENDERBUS_DECL auto handle(session& caller, const api::task::start&) -> reply_to<api::task::start>;
    RENDERBUS_DECL auto handle(session& caller, const api::task::abort&) -> reply_to<api::task::abort>;
    RENDERBUS_DECL auto handle(session& caller, const api::task::remove&) -> reply_to<api::task::remove>;
    RENDERBUS_DECL auto handle(session& caller, const api::task::update_level&) -> reply_to<api::task::update_level>;
    RENDERBUS_DECL auto handle(session& caller, const api::task::set_overtime_stop&) -> reply_to<api::task::set_overtime_stop>;
    RENDERBUS_DECL auto handle(session& caller, const api::task::full_speed&) -> reply_to<api::task::full_speed>;
    RENDERBUS_DECL auto handle(session& caller, const api::task::update_limit&) -> reply_to<api::task::update_limit>;
    RENDERBUS_DECL auto handle(session& caller, const api::task::edit_hardware_config&)
        -> reply_to<api::task::edit_hardware_config>;

    RENDERBUS_DECL auto handle(session& caller, const api::query::platforms&) -> reply_to<api::query::platforms>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::error_detail&) -> reply_to<api::query::error_detail>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::task_list&) -> reply_to<api::query::task_list>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::task_info&) -> reply_to<api::query::task_info>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::task_frames&) -> reply_to<api::query::task_frames>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::all_frame_stats&) -> reply_to<api::query::all_frame_stats>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::restart_failed_frames&)
        -> reply_to<api::query::restart_failed_frames>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::restart_frame&) -> reply_to<api::query::restart_frame>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::restart_frame_v1&) -> reply_to<api::query::restart_frame_v1>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::stop_frame&) -> reply_to<api::query::stop_frame>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::render_log&) -> reply_to<api::query::render_log>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::processing_image&) -> reply_to<api::query::processing_image>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::frame_thumbnail&) -> reply_to<api::query::frame_thumbnail>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::supported_software&)
        -> reply_to<api::query::supported_software>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::supported_plugin&) -> reply_to<api::query::supported_plugin>;
    RENDERBUS_DECL auto handle(session& caller, const api::query::pack_node_info&) -> reply_to<api::query::pack_node_info>;

    RENDERBUS_DECL auto handle(session& caller, const api::tag::add&) -> reply_to<api::tag::add>;
    RENDERBUS_DECL auto handle(session& caller, const api::tag::remove&) -> reply_to<api::tag::remove>;
    RENDERBUS_DECL auto handle(session& caller, const api::tag::names&) -> reply_to<api::tag::names>;
    RENDERBUS_DECL auto handle(session& caller, const api::tag::project_list&) -> reply_to<api::tag::project_list>;
    RENDERBUS_DECL auto handle(session& caller, const api::tag::add_task_label&) -> reply_to<api::tag::add_task_label>;
    RENDERBUS_DECL auto handle(session& caller, const api::tag::remove_task_label&) -> reply_to<api::tag::remove_task_label>;

    RENDERBUS_DECL auto handle(session& caller, const api::env::add&) -> reply_to<api::env::add>;
    RENDERBUS_DECL auto handle(session& caller, const api::env::update&) -> reply_to<api::env::update>;
    RENDERBUS_DECL auto handle(session& caller, const api::env::remove&) -> reply_to<api::env::remove>;
    RENDERBUS_DECL auto handle(session& caller, const api::env::set_default&) -> reply_to<api::env::set_default>;
    RENDERBUS_DECL auto handle(session& caller, const api::env::get&) -> reply_to<api::env::get>;

    RENDERBUS_DECL auto handle(session& caller, const api::transmit::server_info&) -> reply_to<api::transmit::server_info>;
    RENDERBUS_DECL auto handle(session& caller, const api::transmit::raysync_user_key&)
        -> reply_to<api::transmit::raysync_user_key>;
    RENDERBUS_DECL auto handle(session& caller, const api::transmit::config&) -> reply_to<api::transmit::config>;
    RENDERBUS_DECL auto handle(session& caller, const api::transmit::upload_json&) -> reply_to<api::transmit::upload_json>;
    RENDERBUS_DECL auto handle(session& caller, const api::transmit::output_files&) -> reply_to<api::transmit::output_files>;

private:
    using found_tasks = result<std::vector<kept_task*>>;

    RENDERBUS_DECL envelope_marks marks(int generation);
    RENDERBUS_DECL void record(const session& caller, const task_button& what, const std::vector<std::int64_t>& task_ids,
                               std::string_view body);
    RENDERBUS_DECL void record_login(const session& caller);

    /// A task of this caller's, or the refusal that says that there is none.
    RENDERBUS_DECL result<kept_task*> task_of(const session& caller, std::int64_t id);
    RENDERBUS_DECL found_tasks tasks_of(const session& caller, const list<std::int64_t>& ids);
    /// The same, and none of them was removed or has only its number so far.
    RENDERBUS_DECL found_tasks submitted_tasks_of(const session& caller, const list<std::int64_t>& ids);
    /// The same, and none was given up: what is to be rendered again.
    RENDERBUS_DECL found_tasks renderable_tasks_of(const session& caller, const list<std::int64_t>& ids);
    RENDERBUS_DECL result<const kept_frame*> frame_of(const session& caller, std::int64_t id);

    farm_state& state_;
    call_check check_;
    dispatch_table<api_service, api::table> table_;
    std::uint64_t calls_ = 0;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/api_envs.ipp>
#include <renderbus/farm/impl/api_frames.ipp>
#include <renderbus/farm/impl/api_queries.ipp>
#include <renderbus/farm/impl/api_records.ipp>
#include <renderbus/farm/impl/api_service.ipp>
#include <renderbus/farm/impl/api_software.ipp>
#include <renderbus/farm/impl/api_submit.ipp>
#include <renderbus/farm/impl/api_tags.ipp>
#include <renderbus/farm/impl/api_tasks.ipp>
#include <renderbus/farm/impl/api_transmit.ipp>
#include <renderbus/farm/impl/api_user.ipp>
#endif

#endif
