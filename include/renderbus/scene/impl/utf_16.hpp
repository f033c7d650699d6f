// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_UTF_16_HPP
#define RENDERBUS_SCENE_IMPL_UTF_16_HPP

#include <renderbus/scene/codeset.hpp>
#include <renderbus/utf8.hpp>

#include <string>
#include <string_view>

namespace renderbus::scene_detail {

/// Little-endian UTF-16 up to its first NUL, as UTF-8; half a pair becomes `unreadable_character`.
inline std::string from_utf_16(std::string_view bytes) {
    std::string made;
    const auto unit = [&](std::size_t at) {
        return static_cast<char32_t>(static_cast<unsigned char>(bytes[at]) | static_cast<unsigned char>(bytes[at + 1]) << 8);
    };
    for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
        const auto code = unit(at);
        if (code == 0) break;
        if (code < 0xD800 || code > 0xDFFF) {
            append_utf8(made, code);
            continue;
        }
        const auto low = code < 0xDC00 && at + 4 <= bytes.size() ? unit(at + 2) : 0;
        if (low >= 0xDC00 && low <= 0xDFFF) append_utf8(made, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)), at += 2;
        else made += unreadable_character;
    }
    return made;
}

}  // namespace renderbus::scene_detail

#endif
