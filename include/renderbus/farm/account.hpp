// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_ACCOUNT_HPP
#define RENDERBUS_FARM_ACCOUNT_HPP

#include <renderbus/detail/config.hpp>
#include <renderbus/secret.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::farm {

/// Who may use a loopback farm.
struct account {
    std::string access_id;
    secret access_key;
    std::int64_t user_id = 100001;
    std::string user_name = "artist";
    std::int64_t main_user_id = 0;                ///< the main account's user, 0 where this is one
    std::int64_t share_main_capital = 0;          ///< not 0: assets are the main account's
    std::vector<std::string> machine_plans = {};  ///< that it has paid for
};

/// The main account's user of an account, which may be its own.
inline std::int64_t main_user_of(const account& who) { return who.main_user_id == 0 ? who.user_id : who.main_user_id; }

/// The numbers of the storages of every account of a loopback farm.
inline constexpr std::string_view input_bid = "10201";
inline constexpr std::string_view output_bid = "20201";
inline constexpr std::string_view config_bid = "30201";
inline constexpr std::string_view parent_input_bid = "10202";

/// The storage that an account's assets are in: `10201-100001`.
RENDERBUS_DECL std::string input_storage(const account& of);
/// The storage that an account's frames are in: `20201-100001`.
RENDERBUS_DECL std::string output_storage(const account& of);
/// The password of an account's storages: the same as long as its access key is.
RENDERBUS_DECL secret storage_key(const account& of);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/account.ipp>
#endif

#endif
