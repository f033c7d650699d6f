// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_REFUSAL_HPP
#define RENDERBUS_FARM_REFUSAL_HPP

#include <renderbus/error.hpp>

#include <string>
#include <utility>

namespace renderbus::farm {

/// What the `code` of a refusal says: the codes that a client knows.
using service_code = service_errc;
/// What this farm says where the service's table of codes has nothing.
inline constexpr auto method_not_allowed = static_cast<service_code>(405);

/// The failure that becomes an answer of that code with that message.
inline failure refuse(service_code code, std::string message) {
    return {code, {}, std::move(message), {}};
}

}  // namespace renderbus::farm

#endif
