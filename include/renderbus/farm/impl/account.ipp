// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_ACCOUNT_IPP
#define RENDERBUS_FARM_IMPL_ACCOUNT_IPP

#include <renderbus/farm/account.hpp>
#include <renderbus/signing/signer.hpp>

namespace renderbus::farm {

RENDERBUS_DECL std::string input_storage(const account& of) {
    if (of.share_main_capital != 0) return std::string(parent_input_bid) + '-' + std::to_string(of.main_user_id);
    return std::string(input_bid) + '-' + std::to_string(of.user_id);
}

RENDERBUS_DECL std::string output_storage(const account& of) {
    return std::string(output_bid) + '-' + std::to_string(of.user_id);
}

RENDERBUS_DECL secret storage_key(const account& of) {
    return secret(signing::hmac_sha256_base64(of.access_key.reveal(), "storage of " + of.user_name));
}

}  // namespace renderbus::farm

#endif
