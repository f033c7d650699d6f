// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_BASE64_HPP
#define RENDERBUS_DETAIL_BASE64_HPP

#include <renderbus/detail/config.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace renderbus::detail {

/// With padding, in one line.
RENDERBUS_DECL std::string base64_of(std::string_view bytes);
/// Takes only what `base64_of` gives.
RENDERBUS_DECL std::optional<std::string> from_base64(std::string_view text);

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/detail/impl/base64.ipp>
#endif

#endif
