// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_QUERY_SOFTWARE_HPP
#define RENDERBUS_API_QUERY_SOFTWARE_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/api/endpoint.hpp>
#include <renderbus/json/nullable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace renderbus::api::query {

/// The service's render platforms.
struct platforms {
    api::zone zone = api::zone::china;  ///< `api::zone_of` the farm's domain

    struct platform {
        std::int64_t platform_number = 0;  ///< what a client's `platform` is
        nullable<std::string> name;
        nullable<std::int64_t> type;
        nullable<std::int64_t> status;
        nullable<std::string> task_prefix;  ///< the letter in `2W19097`
        nullable<std::int64_t> is_show;

        static constexpr auto spellings = spelled({{"platform_number", "platform"}});
    };
    using reply = list<platform>;
    static constexpr routes at{"query.platforms", "/api/render/common/queryPlatforms", "/api/render/common/queryPlatforms"};
};

/// What tip codes mean. One of `code` and `codes` is needed.
struct error_detail {
    std::optional<std::string> code = {};
    std::optional<api::language> language = {};  ///< Chinese where it is left out
    list<std::string> codes = {};                ///< several at once

    struct detail {
        nullable<std::int64_t> id;
        std::string code;
        nullable<api::tip_type> type;
        nullable<api::language> language_flag;
        nullable<std::string> des_description_cn;  ///< the description, in the language asked for
        nullable<std::string> des_solution_cn;     ///< what to do, in the language asked for
        nullable<std::string> solution_path;       ///< an address with more about it
        nullable<std::int64_t> is_repair;          ///< 1: it can be mended
        nullable<std::int64_t> is_delete;
        nullable<std::int64_t> is_open;  ///< 1: the check looks at it
        nullable<std::string> last_modify_admin;
        nullable<std::int64_t> update_time;  ///< milliseconds since the epoch
    };
    using reply = list<detail>;
    static constexpr routes at{"query.error_detail", "/api/render/common/queryErrorDetail",
                               "/api/render/submit/queryAnalyseErrorDetail"};
    static constexpr auto only_in = only_in_generation({{"codes", 2}});
    static constexpr auto rules = rules_of(any_of("code", "codes"));
};

/// The programs whose scenes the farm renders.
struct supported_software {
    struct software {
        api::dcc cg_id = {};
        nullable<std::string> cg_name;
        nullable<std::string> cg_type;  ///< endings of scene files: `ma;mb`
        nullable<std::string> icon_path;
        nullable<std::int64_t> is_need_project_path;
        nullable<std::int64_t> is_need_analyse;
        nullable<std::int64_t> is_support_linux;
    };
    struct reply {
        nullable<std::int64_t> is_auto_commit;
        list<software> render_info_list;
        nullable<api::dcc> default_cg_id;
    };
    static constexpr routes at{"query.supported_software", "/api/render/common/querySupportedSoftware",
                               "/api/render/plugin/querySoftwareList"};
};

/// One version of a plugin.
struct plugin_version {
    nullable<std::int64_t> plugin_id;
    nullable<std::string> plugin_name;
    nullable<std::string> plugin_version;  ///< `zblur 2.02.019`
};

/// The versions and plugins of one program.
struct supported_plugin {
    api::dcc cg_id = {};
    std::optional<std::string> os_name = {};  ///< `windows` or `linux`

    struct version {
        std::int64_t id = 0;
        nullable<api::dcc> cg_id;
        nullable<std::string> cg_name;
        nullable<std::string> cg_version;
    };
    struct plugin {
        nullable<std::int64_t> cv_id;  ///< the `id` of the program's version
        nullable<std::string> plugin_name;
        list<query::plugin_version> plugin_versions;
    };
    struct reply {
        list<plugin> cg_plugin;
        list<version> cg_version;
    };
    static constexpr routes at{"query.supported_plugin", "/api/render/common/querySupportedPlugin",
                               "/api/render/plugin/querySoftwareDetail"};
    static constexpr auto only_in = only_in_generation({{"os_name", 2}});
    static constexpr auto rules = rules_of(required("cg_id"), one_of("os_name", "windows", "linux"));
};

/// The machine plans that the account has paid for.
struct pack_node_info {
    struct pack {
        std::int64_t pack_node_id = 0;
        nullable<std::string> pack_name;
    };
    using reply = list<pack>;
    static constexpr routes at{"query.pack_node_info", "", "/api/render/submit/getUserPackNodeInfo"};
};

}  // namespace renderbus::api::query

#endif
