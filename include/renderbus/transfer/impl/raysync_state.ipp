// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_RAYSYNC_STATE_IPP
#define RENDERBUS_TRANSFER_IMPL_RAYSYNC_STATE_IPP

#include <renderbus/transfer/raysync_state.hpp>

#include <string>

namespace renderbus {
namespace detail {

struct raysync_state_words {
    raysync::task_state state;
    std::string_view name;
    std::string_view english;
};

inline constexpr raysync_state_words raysync_states[] = {
    {raysync::task_state::successful, "successful", "all is moved"},
    {raysync::task_state::ready, "ready", "the task waits for its turn"},
    {raysync::task_state::start, "start", "the task is under way"},
    {raysync::task_state::stopped, "stopped", "somebody stopped the task at the agent"},
    {raysync::task_state::auth_failed, "auth-failed", "the account or its transfer key was refused"},
    {raysync::task_state::proxy_closed, "proxy-closed", "the line's proxy closed the connection"},
    {raysync::task_state::ip_locked, "ip-locked", "this machine's address is locked"},
    {raysync::task_state::account_locked, "account-locked", "the account is locked"},
    {raysync::task_state::idle, "idle", "the task is idle"},
    {raysync::task_state::stop_by_server, "stop-by-server", "the server stopped the task"},
    {raysync::task_state::no_permission, "no-permission", "the account may not reach this storage"},
    {raysync::task_state::failed, "failed", "files could not be moved"},
};

class raysync_category_type final : public std::error_category {
public:
    const char* name() const noexcept override { return "renderbus.raysync"; }
    std::string message(int value) const override {
        for (const auto& one : raysync_states)
            if (static_cast<int>(one.state) == value) return std::string(one.english);
        return "the Raysync agent answered with code " + std::to_string(value);
    }
    bool equivalent(int value, const std::error_condition& asked) const noexcept override {
        switch (static_cast<raysync_errc>(value)) {
            case raysync_errc::auth_failed:
            case raysync_errc::ip_locked:
            case raysync_errc::account_locked:
            case raysync_errc::no_permission:
                if (asked == make_error_condition(condition::auth)) return true;
                break;
            case raysync_errc::proxy_closed:
            case raysync_errc::stop_by_server:
                if (asked == make_error_condition(condition::transient)) return true;
                break;
            case raysync_errc::stopped:
            case raysync_errc::failed: break;
        }
        return default_error_condition(value) == asked;
    }
};

}  // namespace detail

RENDERBUS_DECL const std::error_category& raysync_category() noexcept {
    static const detail::raysync_category_type it;
    return it;
}

namespace raysync {

RENDERBUS_DECL std::optional<task_state> read_state(std::string_view name) noexcept {
    for (const auto& one : detail::raysync_states)
        if (one.name == name) return one.state;
    return {};
}

RENDERBUS_DECL std::string_view name_of(task_state state) noexcept {
    for (const auto& one : detail::raysync_states)
        if (one.state == state) return one.name;
    return "unknown";
}

}  // namespace raysync
}  // namespace renderbus

#endif
