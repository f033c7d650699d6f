// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_API_SERVICE_HPP
#define RENDERBUS_FARM_API_SERVICE_HPP

#include <renderbus/api/table.hpp>
#include <renderbus/farm/call_check.hpp>
#include <renderbus/farm/dispatch.hpp>
#include <renderbus/farm/farm_state.hpp>
#include <renderbus/farm/http_handler.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::farm {

/// The endpoints that this farm answers.
using served = type_list<api::user::profile, api::user::setting, api::user::transfer_bid, api::user::hardware_config,      //
                         api::task::create, api::task::submit, api::task::stop, api::task::start, api::task::abort,        //
                         api::query::error_detail, api::query::task_list, api::query::task_info, api::query::task_frames,  //
                         api::query::supported_plugin, api::tag::add, api::tag::names, api::tag::project_list,             //
                         api::transmit::raysync_user_key, api::transmit::config, api::transmit::upload_json>;

/// Answers the calls of the endpoint table, in both generations: one `handle` for each endpoint.
class api_service {
public:
    RENDERBUS_DECL explicit api_service(farm_state& state);

    /// Before the body: an answer for paths and methods that are none of the table's.
    RENDERBUS_DECL reception begin(const incoming& head);
    RENDERBUS_DECL answer finish(incoming&& call);

    template <class E>
    using reply_to = result<typename E::reply>;

    RENDERBUS_DECL reply_to<api::user::profile> handle(session& caller, const api::user::profile&);
    RENDERBUS_DECL reply_to<api::user::setting> handle(session& caller, const api::user::setting&);
    RENDERBUS_DECL reply_to<api::user::transfer_bid> handle(session& caller, const api::user::transfer_bid&);
    RENDERBUS_DECL reply_to<api::user::hardware_config> handle(session& caller, const api::user::hardware_config&);

    RENDERBUS_DECL reply_to<api::task::create> handle(session& caller, const api::task::create&);
    RENDERBUS_DECL reply_to<api::task::submit> handle(session& caller, const api::task::submit&);
    RENDERBUS_DECL reply_to<api::task::stop> handle(session& caller, const api::task::stop&);
    RENDERBUS_DECL reply_to<api::task::start> handle(session& caller, const api::task::start&);
    RENDERBUS_DECL reply_to<api::task::abort> handle(session& caller, const api::task::abort&);

    RENDERBUS_DECL reply_to<api::query::error_detail> handle(session& caller, const api::query::error_detail&);
    RENDERBUS_DECL reply_to<api::query::task_list> handle(session& caller, const api::query::task_list&);
    RENDERBUS_DECL reply_to<api::query::task_info> handle(session& caller, const api::query::task_info&);
    RENDERBUS_DECL reply_to<api::query::task_frames> handle(session& caller, const api::query::task_frames&);
    RENDERBUS_DECL reply_to<api::query::supported_plugin> handle(session& caller, const api::query::supported_plugin&);

    RENDERBUS_DECL reply_to<api::tag::add> handle(session& caller, const api::tag::add&);
    RENDERBUS_DECL reply_to<api::tag::names> handle(session& caller, const api::tag::names&);
    RENDERBUS_DECL reply_to<api::tag::project_list> handle(session& caller, const api::tag::project_list&);

    RENDERBUS_DECL reply_to<api::transmit::raysync_user_key> handle(session& caller, const api::transmit::raysync_user_key&);
    RENDERBUS_DECL reply_to<api::transmit::config> handle(session& caller, const api::transmit::config&);
    RENDERBUS_DECL reply_to<api::transmit::upload_json> handle(session& caller, const api::transmit::upload_json&);

private:
    /// A task of this caller's, or the refusal that says that there is none.
    RENDERBUS_DECL result<kept_task*> task_of(const session& caller, std::int64_t id);
    RENDERBUS_DECL result<std::vector<kept_task*>> tasks_of(const session& caller, const list<std::int64_t>& ids);
    RENDERBUS_DECL envelope_marks marks(int generation);

    farm_state& state_;
    call_check check_;
    dispatch_table<api_service, served> table_;
    std::uint64_t calls_ = 0;
};

/// The four files that a submission needs.
inline constexpr std::string_view config_file_names[] = {"task.json", "asset.json", "upload.json", "tips.json"};
RENDERBUS_DECL bool is_config_file_name(std::string_view name);
/// Where one of them is in the storage.
RENDERBUS_DECL result<relative_path> config_file(std::int64_t task_id, std::string_view name);
/// No such file is larger.
inline constexpr byte_count largest_config_file = mebibytes(64);

/// What a task renders, if its four files and the assets that they name are there; `asset_folder` is where the assets' server
/// paths begin. A refusal names what is missing.
RENDERBUS_DECL result<render_plan> inspect_submission(const store& files, std::int64_t task_id, const std::string& asset_folder);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/api_account.ipp>
#include <renderbus/farm/impl/api_queries.ipp>
#include <renderbus/farm/impl/api_service.ipp>
#include <renderbus/farm/impl/api_tasks.ipp>
#endif

#endif
