// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_NUMBER_TEXT_HPP
#define RENDERBUS_FARM_NUMBER_TEXT_HPP

#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace renderbus::farm {

/// The number that a text is; 0 for what is no number.
inline std::int64_t number_or_0(std::string_view text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? number : 0;
}

}  // namespace renderbus::farm

#endif
