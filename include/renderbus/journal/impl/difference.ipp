// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_IMPL_DIFFERENCE_IPP
#define RENDERBUS_JOURNAL_IMPL_DIFFERENCE_IPP

#include <renderbus/journal/difference.hpp>

#include <algorithm>

namespace renderbus::detail {

RENDERBUS_DECL bool is_same_json(std::string_view a, std::string_view b) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    const auto trimmed = [&](std::string_view text) {
        while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
        while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
        return text;
    };
    a = trimmed(a);
    b = trimmed(b);
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return x == y || (is_blank(x) && is_blank(y)); });
}

}  // namespace renderbus::detail

#endif
