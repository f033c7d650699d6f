// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_TIME_TEXT_HPP
#define RENDERBUS_FARM_TIME_TEXT_HPP

#include <renderbus/detail/config.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Times as the service writes them in words, which this farm takes for UTC; as numbers they are milliseconds since the epoch.
namespace renderbus::farm {

RENDERBUS_DECL std::int64_t in_milliseconds(std::chrono::system_clock::time_point when);

/// `yyyy-MM-dd HH:mm:ss`; nothing for another text.
RENDERBUS_DECL std::optional<std::int64_t> read_time(std::string_view text);
RENDERBUS_DECL std::string write_time(std::int64_t when);
/// Whether a text is a date, `yyyy-MM-dd`. Dates in this form are in the order of their letters.
RENDERBUS_DECL bool is_date(std::string_view text);
RENDERBUS_DECL std::string write_date(std::int64_t when);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/time_text.ipp>
#endif

#endif
