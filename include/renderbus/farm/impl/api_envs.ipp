// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_ENVS_IPP
#define RENDERBUS_FARM_IMPL_API_ENVS_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/catalogue.hpp>
#include <renderbus/farm/impl/handling.hpp>

#include <algorithm>
#include <set>

namespace renderbus::farm {
namespace detail {

/// The environment that a request to add or to change one describes, of software that this farm has.
template <class Request>
result<kept_environment> environment_of(const account& who, const Request& what) {
    constexpr std::size_t most_plugins = 200;
    const auto known = software(what.cg_id);
    const auto has_version = [&] {
        return std::any_of(known.cg_version.begin(), known.cg_version.end(),
                           [&](const auto& one) { return one.cg_version == what.cg_version; });
    };
    field_check check;
    check.text("editName", what.edit_name, longest_name).text("cgName", what.cg_name, longest_name);
    check.text("projectPath", what.project_path.value_or(""), longest_path)
        .count("pluginIds", what.plugin_ids.size(), most_plugins);
    check.that(!known.cg_version.empty(), "cgId is none of this farm's programs");
    check.that(has_version(), "cgVersion is none of the program's on this farm");
    for (const auto id : what.plugin_ids)
        check.that(find_plugin(what.cg_id, id).has_value(), "pluginIds: the program has no plugin " + std::to_string(id));
    if (auto fine = check.outcome(); !fine) return std::move(fine).error();
    kept_environment made;
    made.user_id = who.user_id;
    made.name = what.edit_name;
    made.cg_id = what.cg_id;
    made.cg_name = what.cg_name;
    made.cg_version = what.cg_version;
    made.render_layer_type = what.render_layer_type.value_or(api::render_layer_type::render_layer);
    made.system = what.render_system;
    made.plugin_ids.assign(what.plugin_ids.begin(), what.plugin_ids.end());
    made.project_path = what.project_path.value_or("");
    return made;
}

inline api::env::get::environment describe(const kept_environment& kept, const account& who) {
    api::env::get::environment made;
    made.cg_id = kept.cg_id;
    made.edit_name = kept.name;
    made.cg_name = kept.cg_name;
    made.cg_version = kept.cg_version;
    made.os_name = kept.system;
    made.render_layer_type = kept.render_layer_type;
    made.is_default = kept.is_default ? 1 : 0;
    made.project_path = kept.project_path;
    made.is_main_user_id = kept.user_id == main_user_of(who) ? 1 : 0;
    made.resp_user_plugin_info_vos.items();
    for (const auto id : kept.plugin_ids) {
        if (auto plugin = find_plugin(kept.cg_id, id)) made.resp_user_plugin_info_vos.push_back(*std::move(plugin));
    }
    return made;
}

}  // namespace detail

RENDERBUS_DECL auto api_service::handle(session& caller, const api::env::add& what) -> reply_to<api::env::add> {
    auto made = detail::environment_of(*caller.who, what);
    if (!made) return std::move(made).error();
    if (auto added = state_.environments.add(*std::move(made)); !added) return std::move(added).error();
    return api::env::add::reply{what.edit_name};
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::env::update& what) -> reply_to<api::env::update> {
    auto changed = detail::environment_of(*caller.who, what);
    if (!changed) return std::move(changed).error();
    return detail::nothing_of(state_.environments.update(*std::move(changed)));
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::env::remove& what) -> reply_to<api::env::remove> {
    return detail::nothing_of(state_.environments.remove(caller.who->user_id, what.edit_name));
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::env::set_default& what) -> reply_to<api::env::set_default> {
    return detail::nothing_of(state_.environments.set_default(caller.who->user_id, what.edit_name));
}

/// The caller's own and its main account's.
RENDERBUS_DECL auto api_service::handle(session& caller, const api::env::get& what) -> reply_to<api::env::get> {
    if (auto fine = field_check().count("cgIds", what.cg_ids.size(), 100).outcome(); !fine) return std::move(fine).error();
    std::set<std::int64_t> programs;
    if (what.cg_id) programs.insert(static_cast<std::int64_t>(*what.cg_id));
    for (const auto& text : what.cg_ids) programs.insert(number_or_0(text));
    api::env::get::reply made;
    made.items();
    for (const auto& one : state_.environments.all()) {
        const bool is_reachable = one.user_id == caller.who->user_id || one.user_id == main_user_of(*caller.who);
        const bool is_wanted = (programs.empty() || programs.contains(static_cast<std::int64_t>(one.cg_id))) &&
                               (!what.os_name || *what.os_name == one.system);
        if (is_reachable && is_wanted) made.push_back(detail::describe(one, *caller.who));
    }
    return made;
}

}  // namespace renderbus::farm

#endif
