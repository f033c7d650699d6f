// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_RAYSYNC_WIRE_HPP
#define RENDERBUS_TRANSFER_RAYSYNC_WIRE_HPP

#include <renderbus/json/json.hpp>
#include <renderbus/json/secret_form.hpp>
#include <renderbus/secret.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What the Raysync agent of this machine is asked and answers: JSON by POST, names with hyphens. An answer's `code` is 0 for
/// success.
namespace renderbus::raysync {

inline constexpr std::string_view check_path = "/check-raysync-http";
inline constexpr std::string_view parameters_path = "/set-transmission-parameters";
inline constexpr std::string_view proxy_path = "/set-proxy-manager";
inline constexpr std::string_view set_limit_path = "/set-task-limit";
inline constexpr std::string_view get_limit_path = "/get-task-limit";
inline constexpr std::string_view create_path = "/create-task";
inline constexpr std::string_view start_path = "/start-task";
inline constexpr std::string_view status_path = "/get-task-status";
inline constexpr std::string_view tasks_path = "/get-task-list";
inline constexpr std::string_view files_path = "/get-file-list";

/// Is it up?
struct check_call {
    std::string sign = "render-bus";
    static constexpr auto wire_naming = naming::kebab_case;
};

struct parameters_call {
    std::uint64_t max_upload_speed = 1'048'576;  ///< KB a second
    std::uint64_t max_download_speed = 1'048'576;
    std::optional<int> mss = {};  ///< 1200, but not with TCP alone
    static constexpr auto wire_naming = naming::kebab_case;
};

struct proxy_call {
    bool enable_proxy_manager = false;
    std::string proxy_manager_ip = {};
    std::uint16_t proxy_manager_port = 0;
    static constexpr auto wire_naming = naming::kebab_case;
};

/// Tasks under way at once, each 1 to 10.
struct limit_call {
    int upload = 2;
    int download = 2;
    static constexpr auto wire_naming = naming::kebab_case;
};

struct create_call {
    std::string task_name;
    std::string server_ip;
    std::uint32_t server_port = 0;  ///< the storage's number
    std::uint32_t server_ssl_port = 0;
    std::uint16_t renderbus_proxy_port = 32002;
    std::uint16_t proxy_port = 32002;
    std::string protocol_type = "default";  ///< `default`, `tcp-only`, `udp-only`
    int delay_threshold = 0;
    std::string account;
    secret password;
    int group_id = 0;
    bool enable_ssl = false;
    bool enable_verify_hash = false;
    std::string task_type;                        ///< `upload`, `upload-list`, `download`
    std::optional<std::string> source_path = {};  ///< of `upload` and `download`
    std::optional<std::string> target_path = {};  ///< a folder
    std::optional<std::string> file_list = {};    ///< of `upload-list`: a text file, one `local:"..." server:"..."` a line
    static constexpr auto wire_naming = naming::kebab_case;
};

/// For `start-task` and `get-task-status`: the id as it came.
struct task_call {
    raw_json task_id;
    static constexpr auto wire_naming = naming::kebab_case;
};

struct files_call {
    raw_json task_id;
    std::string list_type = "error";
    std::uint32_t page_size = 100;
    std::uint32_t page_number = 1;
    static constexpr auto wire_naming = naming::kebab_case;
};

struct plain_answer {
    std::optional<std::int64_t> code;
    std::optional<std::string> message;
    static constexpr auto wire_naming = naming::kebab_case;
};

struct limit_answer {
    std::optional<std::int64_t> code;
    std::optional<std::string> message;
    int upload = 0;
    int download = 0;
    static constexpr auto wire_naming = naming::kebab_case;
};

struct created_answer {
    std::optional<std::int64_t> code;
    std::optional<std::string> message;
    raw_json task_id;
    static constexpr auto wire_naming = naming::kebab_case;
};

struct task_entry {
    std::optional<std::string> task_type;
    std::string task_state;
    static constexpr auto wire_naming = naming::kebab_case;
};

struct tasks_answer {
    std::optional<std::int64_t> code;
    std::optional<std::string> message;
    list<task_entry> task_list;
    static constexpr auto wire_naming = naming::kebab_case;
};

struct file_entry {
    std::string local_path;
    std::int64_t error_code = 0;
    static constexpr auto wire_naming = naming::kebab_case;
};

struct files_answer {
    std::optional<std::int64_t> code;
    std::optional<std::string> message;
    list<file_entry> file_list;  ///< may be null
    static constexpr auto wire_naming = naming::kebab_case;
};

/// What the agent is given for a transfer key: `KEY&1&PLATFORM&12345678`.
inline secret password_of(const secret& key, std::int64_t platform) {
    return secret(std::string(key.reveal()) + "&1&" + std::to_string(platform) + "&12345678");
}

/// The transfer key in such a password; empty where it is none.
inline secret key_in(const secret& password) {
    const auto text = password.reveal();
    const auto at = text.rfind("&1&");
    return at == text.npos ? secret() : secret(std::string(text.substr(0, at)));
}

}  // namespace renderbus::raysync

#endif
