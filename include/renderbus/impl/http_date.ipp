// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_HTTP_DATE_IPP
#define RENDERBUS_IMPL_HTTP_DATE_IPP

#include <renderbus/http_date.hpp>

#include <cstddef>

namespace renderbus {

RENDERBUS_DECL std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) noexcept {
    constexpr std::string_view form = "Sun, 00 Nov 0000 00:00:00 GMT";
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != form.size()) return std::nullopt;
    for (std::size_t i = 3; i < form.size(); ++i) {
        const bool is_of_month = i >= 8 && i < 11;
        const bool fits = form[i] == '0' ? text[i] >= '0' && text[i] <= '9' : is_of_month || text[i] == form[i];
        if (!fits) return std::nullopt;
    }
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; i < at + digits; ++i) value = value * 10 + (text[i] - '0');
        return value;
    };
    const auto month = months.find(text.substr(8, 3));
    if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(number(12, 4)), std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                           std::chrono::day(static_cast<unsigned>(number(5, 2)))};
    const int hour = number(17, 2), minute = number(20, 2), second = number(23, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

}  // namespace renderbus

#endif
