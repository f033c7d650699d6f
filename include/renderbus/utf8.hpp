// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_UTF8_HPP
#define RENDERBUS_UTF8_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace renderbus {

/// The length of the UTF-8 sequence at the front of a text that is not empty, and its code point; 0 where it is not UTF-8
/// (overlong forms, surrogates and what lies above U+10FFFF are not).
constexpr std::size_t decode_utf8(std::string_view text, char32_t& code) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto trail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        code = lead;
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF && trail(1)) {
        code = static_cast<char32_t>((lead & 0x1F) << 6 | (byte(1) & 0x3F));
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF && trail(1) && trail(2)) {
        code = static_cast<char32_t>((lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
        return code >= 0x800 && (code < 0xD800 || code > 0xDFFF) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4 && trail(1) && trail(2) && trail(3)) {
        code = static_cast<char32_t>((lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F));
        return code >= 0x10000 && code <= 0x10FFFF ? 4 : 0;
    }
    return 0;
}

inline void append_utf8(std::string& out, char32_t code) {
    const auto put = [&](char32_t bits) { out.push_back(static_cast<char>(bits)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6);
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

/// Whether the bytes are well-formed UTF-8 from end to end.
constexpr bool is_utf8(std::string_view text) noexcept {
    for (char32_t code = 0; !text.empty();) {
        const auto length = decode_utf8(text, code);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

/// A text for a message: control characters and what is not UTF-8 as `?`, and `...` after so many bytes.
inline std::string printable(std::string_view text, std::size_t most = std::string_view::npos) {
    std::string out;
    while (!text.empty()) {
        char32_t code = 0;
        const std::size_t length = decode_utf8(text, code);
        const bool shown = length != 0 && code >= 0x20 && (code < 0x7F || code > 0x9F);
        const std::string_view next = shown ? text.substr(0, length) : "?";
        if (out.size() + next.size() > most) return out + "...";
        out += next;
        text.remove_prefix(length ? length : 1);
    }
    return out;
}

}  // namespace renderbus

#endif
