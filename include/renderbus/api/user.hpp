// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_USER_HPP
#define RENDERBUS_API_USER_HPP

#include <renderbus/api/endpoint.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The account: who it is, where its files are kept, on which machines it may render.
namespace renderbus::api::user {

struct profile {
    struct reply {
        std::int64_t user_id = 0;
        std::string user_name;
        std::optional<std::int64_t> platform;
        std::optional<std::int64_t> status;
        std::optional<std::int64_t> account_type;
        std::optional<std::int64_t> main_user_id;        ///< the main account's user, 0 where this is one
        std::optional<std::int64_t> share_main_capital;  ///< not 0: assets go to the main account's storage
        std::optional<std::int64_t> zone;                ///< 1 China, 2 abroad
    };
    static constexpr routes at{"user.profile", "/api/render/user/queryUserProfile", "/api/render/setUp/queryUserProfile"};
};

struct setting {
    struct reply {
        std::optional<std::int64_t> share_main_capital;
        std::optional<std::int64_t> task_over_time;
        std::optional<std::int64_t> task_over_time_sec;  ///< seconds
        std::optional<std::string> single_node_render_frames;
        std::optional<std::string> max_ignore_map_flag;
        std::optional<std::string> auto_commit;
    };
    static constexpr routes at{"user.setting", "/api/render/user/queryUserSetting", "/api/render/setUp/queryUserSetting"};
};

/// The storages of the account: numbers that begin the paths of its files.
struct transfer_bid {
    struct reply {
        std::string config_bid;  ///< the four files of a task
        std::string input_bid;   ///< assets
        std::string output_bid;  ///< frames
        std::optional<std::string> parent_input_bid;  ///< assets, where the main account's are shared

        static constexpr auto wire_naming = naming::as_written;
    };
    static constexpr routes at{"user.transfer_bid", "/api/render/task/getTransferBid", "/api/render/transfer/getBid"};
};

/// The machines that tasks may ask for.
struct hardware_config {
    std::string clone_task = "false";
    list<std::string> task_ids = {};

    struct machine {
        std::int64_t id = 0;
        std::optional<std::int64_t> type;
        std::string model;                   ///< `Default`, or a graphics card's name
        std::optional<std::string> gpu_num;  ///< `2*GPU`; null for none
        std::string ram;                     ///< `64GB`
        std::optional<std::int64_t> platform;
        std::optional<bool> current;
        list<std::int64_t> not_support_cg_id;
        list<std::string> not_support_code;         ///< tip codes that this machine refuses
        list<std::string> not_support_plugin_list;  ///< patterns against `name version`
        std::int64_t status = 0;                    ///< 0: not to be had
    };
    using reply = std::vector<machine>;
    static constexpr routes at{"user.hardware_config", "", "/api/render/hardwareConfig/list"};
};

}  // namespace renderbus::api::user

#endif
