// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_HTTP_RULES_HPP
#define RENDERBUS_TRANSPORT_HTTP_RULES_HPP

#include <algorithm>
#include <cstdint>
#include <string_view>

/// What RFC 9110 and 9112 allow in the parts of a message; the reader and the writer go by the same rules.
namespace renderbus::http::detail {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool is_hex_digit(char c) noexcept { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

/// ASCII case does not count.
constexpr bool same_text(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

/// Methods and the names of fields.
constexpr bool is_token(std::string_view text) noexcept {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [=](char c) {
        return is_letter(c) || is_digit(c) || marks.find(c) != std::string_view::npos;
    });
}

/// Anything but control characters; the tabulator is allowed.
constexpr bool is_field_value(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto code = static_cast<unsigned char>(c);
        return (code < 0x20 && c != '\t') || code == 0x7f;
    });
}

/// A path with or without a query, in visible ASCII.
constexpr bool is_target(std::string_view text) noexcept {
    return text.starts_with('/') &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

/// Digits only, no sign, no spaces; below 2^63, as lengths are added up.
constexpr bool read_number(std::string_view text, unsigned base, std::uint64_t& number) noexcept {
    if (text.empty() || text.size() > 19) return false;
    std::uint64_t read = 0;
    for (char c : text) {
        if (!(base == 16 ? is_hex_digit(c) : is_digit(c))) return false;
        const auto digit = static_cast<unsigned>(is_digit(c) ? c - '0' : lower(c) - 'a' + 10);
        if (read > (UINT64_MAX / 2 - digit) / base) return false;
        read = read * base + digit;
    }
    number = read;
    return true;
}

/// Whether the comma-separated words of `value` have `word` among them.
constexpr bool lists(std::string_view value, std::string_view word) noexcept {
    while (true) {
        const auto comma = value.find(',');
        auto each = value.substr(0, comma);
        while (!each.empty() && (each.front() == ' ' || each.front() == '\t')) each.remove_prefix(1);
        while (!each.empty() && (each.back() == ' ' || each.back() == '\t')) each.remove_suffix(1);
        if (same_text(each, word)) return true;
        if (comma == std::string_view::npos) return false;
        value.remove_prefix(comma + 1);
    }
}

}  // namespace renderbus::http::detail

#endif
