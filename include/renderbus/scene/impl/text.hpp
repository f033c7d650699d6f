// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_TEXT_HPP
#define RENDERBUS_SCENE_IMPL_TEXT_HPP

#include <renderbus/detail/text.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace renderbus::scene_detail {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

using detail::lower_ascii;

inline std::string slashed(std::string_view text) {
    std::string path(text);
    std::replace(path.begin(), path.end(), '\\', '/');
    return path;
}

}  // namespace renderbus::scene_detail

#endif
