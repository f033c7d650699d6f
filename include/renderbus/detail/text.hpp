// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_TEXT_HPP
#define RENDERBUS_DETAIL_TEXT_HPP

#include <string>
#include <string_view>

namespace renderbus::detail {

/// Without blanks, tabulators and carriage returns around it.
inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto from = text.find_first_not_of(blanks);
    return from == text.npos ? std::string_view() : text.substr(from, text.find_last_not_of(blanks) + 1 - from);
}

inline std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

}  // namespace renderbus::detail

#endif
