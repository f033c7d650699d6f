// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_HTTP_DATE_HPP
#define RENDERBUS_HTTP_DATE_HPP

#include <renderbus/detail/config.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace renderbus {

/// The time of a Date or Retry-After header, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110; the two forms that it calls obsolete
/// are not read). Nothing where the text is no such time.
RENDERBUS_DECL std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) noexcept;

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/http_date.ipp>
#endif

#endif
