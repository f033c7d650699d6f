// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_TRANSMIT_HPP
#define RENDERBUS_API_TRANSMIT_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/api/endpoint.hpp>
#include <renderbus/json/nullable.hpp>
#include <renderbus/json/secret_form.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Where files go, and with which key.
namespace renderbus::api::transmit {

/// The servers of the Raysync engine.
struct server_info {
    api::zone zone = api::zone::china;  ///< `api::zone_of` the farm's domain

    struct raysync_server {
        nullable<std::string> server_ip;
        nullable<std::int64_t> server_port;
        nullable<std::string> proxy_ip;
        nullable<std::int64_t> proxy_port;
        nullable<std::int64_t> ssl_port;
        nullable<std::int64_t> port;
    };
    struct reply {
        nullable<std::string> client_version;
        nullable<std::string> protocol_version;
        nullable<raysync_server> raysync_transfer;
    };
    static constexpr routes at{"transmit.server_info", "/api/render/task/getTransferServerMsg",
                               "/api/render/transfer/getServerInfo"};
};

/// The key of the account's storages.
struct raysync_user_key {
    struct reply {
        nullable<std::int64_t> channel;
        nullable<std::int64_t> platform;
        nullable<secret> signature;
        nullable<std::string> version;
        nullable<secret> user_key;
        std::int64_t id = 0;
        nullable<std::string> user_name;
        nullable<api::zone> zone;
        nullable<std::string> phone;
        nullable<std::string> email;
        nullable<std::int64_t> login_time;  ///< milliseconds since the epoch
        nullable<std::int64_t> info_status;
        nullable<std::int64_t> account_type;
        nullable<std::int64_t> share_main_capital;
        nullable<std::int64_t> sub_delete_task;
        nullable<std::int64_t> sub_delete_capital;
        nullable<std::int64_t> use_main_balance;
        nullable<std::int64_t> download_disable;
        secret ray_sync_user_key;
    };
    static constexpr routes at{"transmit.raysync_user_key", "/api/render/user/getRaySyncUserKey",
                               "/api/render/transfer/getRaySyncUserKey", retry_class::safe, "/api/render/user/getRaySyncUserKey"};
};

/// The storages and the engines that move files to and from them.
struct config {
    struct engine_account {
        nullable<std::string> bid;
        nullable<std::string> name;
        nullable<secret> password;
    };
    struct line {
        nullable<std::string> name;
        nullable<std::string> server;
        nullable<std::string> port;
        nullable<std::int64_t> is_default;  ///< 1: used where none is named
        nullable<std::int64_t> line_id;
        nullable<std::int64_t> type;
    };
    struct engine {
        list<engine_account> resq_engine_accounts;
        list<line> resp_task_engine_lines;
        nullable<std::string> engine_name;  ///< `Aspera`, `RaySync`, ...
        nullable<std::int64_t> automatic_check;
        nullable<std::string> check_server;
        nullable<std::string> check_port;
        nullable<std::string> check_enable;
        nullable<std::string> check_exclud_type;
        nullable<std::int64_t> is_default;
    };
    struct sub_user_output {
        nullable<std::string> user_id;
        nullable<std::string> output_bid;
    };
    struct reply {
        std::string input_bid;
        std::string output_bid;
        std::string config_bid;
        nullable<std::string> parent_input_bid;  ///< assets, where the main account's are shared
        list<engine> resq_engines;
        list<sub_user_output> sub_user_output_bids;
    };
    static constexpr routes at{"transmit.config", "", "/api/render/transfer/getConfig"};
};

/// Hands one of a task's four files to the farm as text.
struct upload_json {
    std::int64_t task_id = 0;
    std::string file_name;  ///< `task.json`, `upload.json`, `asset.json` or `tips.json`
    std::string content;    ///< the file's text

    using reply = nothing;
    static constexpr routes at{"transmit.upload_json", "/api/render/task/taskJsonFile", "/api/render/submit/taskJsonFile",
                               retry_class::idempotent};
    static constexpr auto rules = rules_of(
        required("task_id"), one_of("file_name", "task.json", "upload.json", "asset.json", "tips.json"), required("content"));
};

/// What lies in a folder of the output storage.
struct output_files {
    std::string tree_path = "/";  ///< `/` where `task_id` is given
    std::optional<std::int64_t> task_id = {};

    struct file {
        std::string file_name;
        nullable<std::string> file_size;
        nullable<std::string> icon_path;
        nullable<std::string> last_modify;  ///< `yyyy-MM-dd HH:mm:ss`
        nullable<std::string> file_type;
        nullable<std::string> file_path;  ///< from the storage's root
        nullable<bool> directory;
        nullable<std::int64_t> is_arrears;  ///< 1: it is kept back until the account is paid
    };
    using reply = list<file>;
    static constexpr routes at{"transmit.output_files", "", "/api/render/file/operate/getOutputUserDirFile"};
    static constexpr auto rules = rules_of(required("tree_path"));
};

}  // namespace renderbus::api::transmit

#endif
