// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_RAYSYNC_STATE_HPP
#define RENDERBUS_TRANSFER_RAYSYNC_STATE_HPP

#include <renderbus/error.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace renderbus {

/// How a task of the Raysync agent ended without success; the values are the service's own. A code that is not here, in an
/// agent's answer, comes as it is: `raysync_errc` of that value.
enum class raysync_errc : int {
    stopped = 102,         ///< somebody stopped the task at the agent
    auth_failed = 201,     ///< the account or its transfer key was refused
    proxy_closed = 202,    ///< the line's proxy closed the connection
    ip_locked = 205,       ///< this machine's address is locked
    account_locked = 209,  ///< the account is locked
    stop_by_server = 301,  ///< the server stopped the task
    no_permission = 405,   ///< the account may not reach this storage
    failed = 500,          ///< files could not be moved
};

/// As conditions: `auth_failed`, `ip_locked`, `account_locked` and `no_permission` are `condition::auth`; `proxy_closed` and
/// `stop_by_server` are `condition::transient`.
RENDERBUS_DECL const std::error_category& raysync_category() noexcept;
inline std::error_code make_error_code(raysync_errc e) noexcept { return {static_cast<int>(e), raysync_category()}; }

namespace raysync {

/// A state of a task, by its number.
enum class task_state : int {
    successful = 0,
    ready = 100,  ///< waits for its turn
    start = 101,  ///< is under way
    stopped = 102,
    auth_failed = 201,
    proxy_closed = 202,
    ip_locked = 205,
    account_locked = 209,
    idle = 300,
    stop_by_server = 301,
    no_permission = 405,
    failed = 500,
};

/// The state of that name (`stop-by-server`), or nothing.
RENDERBUS_DECL std::optional<task_state> read_state(std::string_view name) noexcept;
RENDERBUS_DECL std::string_view name_of(task_state state) noexcept;

/// Whether the task goes on by itself.
constexpr bool is_under_way(task_state state) noexcept {
    return state == task_state::ready || state == task_state::start || state == task_state::idle;
}

}  // namespace raysync
}  // namespace renderbus

template <>
struct std::is_error_code_enum<renderbus::raysync_errc> : std::true_type {};

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/raysync_state.ipp>
#endif

#endif
