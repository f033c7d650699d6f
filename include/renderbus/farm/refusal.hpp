// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_REFUSAL_HPP
#define RENDERBUS_FARM_REFUSAL_HPP

#include <renderbus/error.hpp>

#include <string>
#include <utility>

namespace renderbus::farm {

/// What the `code` of an answer says, as the service's table of codes has it.
enum class service_code : int {
    success = 200,
    forbidden = 403,
    not_found = 404,
    method_not_allowed = 405,
    internal_error = 500,
    label_exists = 503,
    parameter_invalid = 600,
    parameter_missing = 601,
    illegal_request = 603,
    expired_timestamp = 610,
    wrong_signature = 611,
};

/// The failure that becomes an answer of that code with that message.
inline failure refuse(service_code code, std::string message) {
    return {std::error_code(static_cast<int>(code), service_category()), {}, std::move(message), {}};
}

}  // namespace renderbus::farm

#endif
