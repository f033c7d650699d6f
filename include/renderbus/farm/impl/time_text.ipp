// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_TIME_TEXT_IPP
#define RENDERBUS_FARM_IMPL_TIME_TEXT_IPP

#include <renderbus/farm/time_text.hpp>

#include <cstddef>
#include <cstdio>

namespace renderbus::farm {
namespace detail {

/// Whether a text has digits where the pattern has 0, and else what the pattern has.
inline bool has_form(std::string_view text, std::string_view pattern) {
    if (text.size() != pattern.size()) return false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != pattern[i]) return false;
    }
    return true;
}

inline int digits(std::string_view text, std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size)) value = value * 10 + (c - '0');
    return value;
}

inline std::chrono::year_month_day date_in(std::string_view text) {
    return {std::chrono::year(digits(text, 0, 4)), std::chrono::month(static_cast<unsigned>(digits(text, 5, 2))),
            std::chrono::day(static_cast<unsigned>(digits(text, 8, 2)))};
}

}  // namespace detail

RENDERBUS_DECL std::int64_t in_milliseconds(std::chrono::system_clock::time_point when) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count();
}

RENDERBUS_DECL bool is_date(std::string_view text) { return detail::has_form(text, "0000-00-00") && detail::date_in(text).ok(); }

RENDERBUS_DECL std::optional<std::int64_t> read_time(std::string_view text) {
    if (!detail::has_form(text, "0000-00-00 00:00:00") || !is_date(text.substr(0, 10))) return std::nullopt;
    const int hour = detail::digits(text, 11, 2), minute = detail::digits(text, 14, 2), second = detail::digits(text, 17, 2);
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(detail::date_in(text)).time_since_epoch().count();
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000;
}

RENDERBUS_DECL std::string write_date(std::int64_t when) {
    const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(when)};
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()));
    return text;
}

RENDERBUS_DECL std::string write_time(std::int64_t when) {
    const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(when)};
    const std::chrono::hh_mm_ss clock(time - std::chrono::floor<std::chrono::days>(time));
    char text[32];
    std::snprintf(text, sizeof text, " %02d:%02d:%02d", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return write_date(when) + text;
}

}  // namespace renderbus::farm

#endif
