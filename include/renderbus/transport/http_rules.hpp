// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_HTTP_RULES_HPP
#define RENDERBUS_TRANSPORT_HTTP_RULES_HPP

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

/// What RFC 9110 and 9112 allow in the parts of a message; the reader and the writer go by the same rules.
namespace renderbus::http::detail {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool is_hex_digit(char c) noexcept { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

/// ASCII case does not count.
constexpr bool same_text(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

inline constexpr auto token_letters = [] {
    std::array<bool, 256> made{};
    for (unsigned c = 0; c < 128; ++c) made[c] = is_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c));
    for (const unsigned char c : std::string_view("!#$%&'*+-.^_`|~")) made[c] = true;
    return made;
}();

/// Methods and the names of fields.
constexpr bool is_token(std::string_view text) noexcept {
    for (const char c : text) {
        if (!token_letters[static_cast<unsigned char>(c)]) return false;
    }
    return !text.empty();
}

/// Whether a control character may stand among eight; the tabulator counts as one.
inline bool may_hold_control(std::uint64_t eight) noexcept {
    constexpr std::uint64_t each = 0x0101010101010101, highest = each * 0x80;
    const auto against_del = eight ^ each * 0x7f;
    return ((((eight - each * 0x20) & ~eight) | ((against_del - each) & ~against_del)) & highest) != 0;
}

/// Anything but control characters; the tabulator is allowed.
inline bool is_field_value(std::string_view text) noexcept {
    constexpr auto is_refused = [](char c) {
        const auto code = static_cast<unsigned char>(c);
        return (code < 0x20 && c != '\t') || code == 0x7f;
    };
    if (text.size() < 8) return std::none_of(text.begin(), text.end(), is_refused);
    const auto is_refused_among_eight = [&](const char* at) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, at, 8);
        return may_hold_control(eight) && std::any_of(at, at + 8, is_refused);
    };
    const char* const last_eight = text.data() + text.size() - 8;
    for (const char* at = text.data(); at < last_eight; at += 8) {
        if (is_refused_among_eight(at)) return false;
    }
    return !is_refused_among_eight(last_eight);
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

/// Without the blanks around it.
constexpr std::string_view trimmed(std::string_view text) noexcept {
    constexpr auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// Takes the first of comma-separated words, without the blanks around it, and its comma off a list.
constexpr std::string_view take_listed(std::string_view& list) noexcept {
    const auto comma = std::min(list.find(','), list.size());
    const auto word = trimmed(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    return word;
}

/// Whether the comma-separated words of `value` have `word` among them.
constexpr bool lists(std::string_view value, std::string_view word) noexcept {
    while (!value.empty())
        if (same_text(take_listed(value), word)) return true;
    return false;
}

}  // namespace renderbus::http::detail

#endif
