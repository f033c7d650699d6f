// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_ENV_HPP
#define RENDERBUS_API_ENV_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/api/endpoint.hpp>
#include <renderbus/api/query_software.hpp>

#include <cstdint>
#include <optional>
#include <string>

/// Render environments: a program's version with its plugins, under a name.
namespace renderbus::api::env {

/// Makes an environment.
struct add {
    api::dcc cg_id = {};
    std::string cg_name;                                           ///< `Maya`
    std::string cg_version;                                        ///< `2020`
    std::optional<api::render_layer_type> render_layer_type = {};  ///< Maya
    std::string edit_name;                                         ///< the environment's name
    api::render_system render_system = api::render_system::on_linux;
    list<std::int64_t> plugin_ids = {};  ///< of `query.supported_plugin`
    std::optional<std::string> project_path = {};

    struct reply {
        nullable<std::string> edit_name;
    };
    static constexpr routes at{"env.add", "/api/render/common/addRenderEnv", "/api/render/plugin/addUserPluginConfig",
                               retry_class::idempotent};
    static constexpr auto rules = rules_of(required("cg_id"), required("cg_name"), required("cg_version"), required("edit_name"),
                                           one_of("render_system", 0, 1));
};

/// Changes an environment.
struct update {
    api::dcc cg_id = {};
    std::string cg_name;                                           ///< `Maya`
    std::string cg_version;                                        ///< `2020`
    std::optional<api::render_layer_type> render_layer_type = {};  ///< Maya
    std::string edit_name;                                         ///< the name of one that is there
    api::render_system render_system = api::render_system::on_linux;
    list<std::int64_t> plugin_ids = {};  ///< of `query.supported_plugin`
    std::optional<std::string> project_path = {};

    using reply = nothing;
    static constexpr routes at{"env.update", "/api/render/common/updateRenderEnv", "/api/render/plugin/editUserPluginConfig",
                               retry_class::idempotent};
    static constexpr auto rules = rules_of(required("cg_id"), required("cg_name"), required("cg_version"), required("edit_name"),
                                           one_of("render_system", 0, 1));
};

/// Takes an environment away.
struct remove {
    std::string edit_name;

    using reply = nothing;
    static constexpr routes at{"env.remove", "/api/render/common/deleteRenderEnv", "/api/render/plugin/deleteUserPluginConfig",
                               retry_class::idempotent};
    static constexpr auto rules = rules_of(required("edit_name"));
};

/// Makes an environment the one that is used where none is named.
struct set_default {
    std::string edit_name;

    using reply = nothing;
    static constexpr routes at{"env.set_default", "/api/render/common/setDefaultRenderEnv",
                               "/api/render/plugin/setDefaultUserPluginConfig", retry_class::idempotent};
    static constexpr auto rules = rules_of(required("edit_name"));
};

/// The environments of programs.
struct get {
    std::optional<api::dcc> cg_id = {};  ///< generation 1 needs it
    list<std::string> cg_ids = {};       ///< several programs
    std::optional<api::render_system> os_name = {};

    struct environment {
        nullable<api::dcc> cg_id;
        nullable<std::string> edit_name;
        nullable<std::string> cg_name;
        nullable<std::string> cg_version;
        nullable<api::render_system> os_name;
        nullable<api::render_layer_type> render_layer_type;
        nullable<std::int64_t> is_default;  ///< 1: used where none is named
        nullable<std::string> project_path;
        nullable<std::int64_t> is_main_user_id;  ///< 1: the main account's
        list<query::plugin_version> resp_user_plugin_info_vos;
    };
    using reply = list<environment>;
    static constexpr routes at{"env.get", "/api/render/common/getRenderEnv", "/api/render/plugin/getUserPluginConfig"};
    static constexpr auto only_in = only_in_generation({{"cg_ids", 2}, {"os_name", 2}});
    static constexpr auto rules = rules_of(required("cg_id").in_generation(1));
};

}  // namespace renderbus::api::env

#endif
