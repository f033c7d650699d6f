// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_ACCOUNT_HPP
#define RENDERBUS_ACCOUNT_HPP

#include <cstdint>
#include <string>

namespace renderbus {

/// Who the farm says the caller is, and where his files are kept.
struct account {
    std::int64_t user_id = 0;
    std::string user_name;
    std::int64_t storage_user_id = 0;  ///< whose input storage is used: the main account's, where its assets are shared
    std::string config_bid;
    std::string input_bid;  ///< the main account's, where its assets are shared
    std::string output_bid;

    /// Names of the account's storages below the farm's.
    std::string input_storage() const { return "input/" + input_bid + "-" + std::to_string(storage_user_id); }
    std::string output_storage() const { return "output/" + output_bid + "-" + std::to_string(user_id); }
};

}  // namespace renderbus

#endif
