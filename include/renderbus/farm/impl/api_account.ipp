// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_ACCOUNT_IPP
#define RENDERBUS_FARM_IMPL_API_ACCOUNT_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/catalogue.hpp>

namespace renderbus::farm {

RENDERBUS_DECL api_service::reply_to<api::user::profile> api_service::handle(session& caller, const api::user::profile&) {
    api::user::profile::reply made;
    made.user_id = caller.who->user_id;
    made.user_name = caller.who->user_name;
    made.platform = state_.options.platform;
    made.status = 1;
    made.account_type = caller.who->main_user_id == 0 ? 1 : 2;
    made.main_user_id = caller.who->main_user_id;
    made.share_main_capital = caller.who->share_main_capital;
    made.zone = api::zone::china;
    return made;
}

RENDERBUS_DECL api_service::reply_to<api::user::setting> api_service::handle(session& caller, const api::user::setting&) {
    api::user::setting::reply made;
    made.share_main_capital = caller.who->share_main_capital;
    made.task_over_time = 12;
    made.task_over_time_sec = 43'200;
    made.single_node_render_frames = "1";
    made.max_ignore_map_flag = "1";
    made.auto_commit = "2";
    return made;
}

RENDERBUS_DECL api_service::reply_to<api::user::transfer_bid> api_service::handle(session&, const api::user::transfer_bid&) {
    api::user::transfer_bid::reply made;
    made.config_bid = config_bid;
    made.input_bid = input_bid;
    made.output_bid = output_bid;
    made.parent_input_bid = std::string(parent_input_bid);
    return made;
}

RENDERBUS_DECL api_service::reply_to<api::user::hardware_config> api_service::handle(session& caller,
                                                                                     const api::user::hardware_config&) {
    return machines(caller.platform);
}

RENDERBUS_DECL api_service::reply_to<api::transmit::raysync_user_key> api_service::handle(session& caller,
                                                                                       const api::transmit::raysync_user_key&) {
    api::transmit::raysync_user_key::reply made;
    made.id = caller.who->user_id;
    made.user_name = caller.who->user_name;
    made.ray_sync_user_key = storage_key(*caller.who).reveal();
    made.platform = state_.options.platform;
    made.zone = api::zone::china;
    return made;
}

RENDERBUS_DECL api_service::reply_to<api::transmit::config> api_service::handle(session& caller, const api::transmit::config&) {
    api::transmit::config::reply made;
    made.input_bid = input_bid;
    made.output_bid = output_bid;
    made.config_bid = config_bid;
    made.parent_input_bid = std::string(parent_input_bid);
    // The storage is where this call came to.
    const std::string_view authority = caller.authority;
    const auto colon = authority.rfind(':');
    const bool has_port = colon != authority.npos && authority.find(']', colon) == authority.npos;
    api::transmit::config::line line;
    line.name = "http_main";
    line.server = authority.substr(0, has_port ? colon : authority.npos);
    line.port = has_port ? authority.substr(colon + 1) : "443";
    line.is_default = 1;
    line.line_id = 1;
    api::transmit::config::engine engine;
    engine.engine_name = "http";
    engine.is_default = 1;
    engine.resp_task_engine_lines.push_back(std::move(line));
    made.resq_engines.push_back(std::move(engine));
    return made;
}

RENDERBUS_DECL api_service::reply_to<api::tag::add> api_service::handle(session& caller, const api::tag::add& what) {
    constexpr std::size_t longest_name = 200;
    if (what.new_name.size() > longest_name) return refuse(service_code::parameter_invalid, "newName is longer than 200 bytes");
    if (state_.projects.has(caller.who->user_id, what.new_name))
        return refuse(service_code::label_exists, "there is a project of this name already");
    auto added = state_.projects.add(caller.who->user_id, what.new_name, static_cast<std::int64_t>(what.status));
    if (!added) return std::move(added).error();
    return nothing{};
}

RENDERBUS_DECL api_service::reply_to<api::tag::names> api_service::handle(session& caller, const api::tag::names&) {
    return handle(caller, api::tag::project_list{});
}

RENDERBUS_DECL api_service::reply_to<api::tag::project_list> api_service::handle(session& caller,
                                                                                 const api::tag::project_list& what) {
    using api::project_scope;
    const auto own = caller.who->user_id;
    const auto main_user = caller.who->main_user_id == 0 ? own : caller.who->main_user_id;
    api::tag::project_names made;
    made.project_name_list.items();
    for (const auto& project : state_.projects.all()) {
        const bool is_wanted = (what.flag != project_scope::all_of_main && project.user_id == own) ||
                               (what.flag != project_scope::own && project.user_id == main_user);
        if (is_wanted) made.project_name_list.push_back({project.id, project.name});
    }
    return made;
}

}  // namespace renderbus::farm

#endif
