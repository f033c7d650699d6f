// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_TRANSMIT_HPP
#define RENDERBUS_API_TRANSMIT_HPP

#include <renderbus/api/endpoint.hpp>

#include <cstdint>
#include <optional>
#include <string>

/// Where files go, and with which key.
namespace renderbus::api::transmit {

/// The key of the account's storages. It is a password: take it into a `secret` at once.
struct raysync_user_key {
    struct reply {
        std::int64_t id = 0;
        std::string user_name;
        std::string ray_sync_user_key;
        std::optional<std::int64_t> platform;
        std::optional<std::int64_t> zone;
    };
    static constexpr routes at{"transmit.raysync_user_key", "/api/render/user/getRaySyncUserKey",
                               "/api/render/transfer/getRaySyncUserKey", retry_class::safe, "/api/render/user/getRaySyncUserKey"};
};

/// The storages and the engines that move files to and from them.
struct config {
    struct line {
        std::string name;
        std::string server;
        std::string port;
        std::int64_t is_default = 0;
        std::optional<std::int64_t> line_id;
        std::optional<std::int64_t> type;
    };
    struct engine {
        std::string engine_name;
        list<line> resp_task_engine_lines;
        std::optional<std::int64_t> is_default;
    };
    struct reply {
        std::string input_bid;
        std::string output_bid;
        std::string config_bid;
        std::optional<std::string> parent_input_bid;
        list<engine> resq_engines;
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
};

}  // namespace renderbus::api::transmit

#endif
