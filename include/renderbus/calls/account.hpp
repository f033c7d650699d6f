// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_ACCOUNT_HPP
#define RENDERBUS_CALLS_ACCOUNT_HPP

#include <renderbus/account.hpp>
#include <renderbus/api/user.hpp>
#include <renderbus/calls/composed_call.hpp>

#include <cstdint>
#include <string>

/// Calls about the account that are made of several requests.
namespace renderbus::calls {

/// Who the caller is and where his files are kept: profile and storages, merged. Where the account shares the main account's
/// assets (`shareMainCapital` is not 0), the input storage is the main account's; `data_errc::missing_field` where the farm
/// does not say which that is.
struct login {
    using reply = account;
    RENDERBUS_DECL void start(call_run in, completion<reply> done) const;
};

/// All that the farm says of the caller: what `login` makes of it, and the answers that it is made of, the account's settings
/// with them.
struct user_info {
    struct reply {
        account who;
        api::user::profile::reply profile;
        api::user::setting::reply setting;
        api::user::transfer_bid::reply storages;
    };
    RENDERBUS_DECL void start(call_run in, completion<reply> done) const;
};

/// The number of a project, which is made where it is missing.
struct project_id {
    std::string name;

    using reply = std::int64_t;
    RENDERBUS_DECL void start(call_run in, completion<reply> done) const;
};

}  // namespace renderbus::calls

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/calls/impl/account.ipp>
#endif

#endif
