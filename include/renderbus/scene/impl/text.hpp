// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_TEXT_HPP
#define RENDERBUS_SCENE_IMPL_TEXT_HPP

#include <string>
#include <string_view>

namespace renderbus::scene_detail {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

inline std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

}  // namespace renderbus::scene_detail

#endif
