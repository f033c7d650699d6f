// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_IMPL_VALUES_IPP
#define RENDERBUS_JSON_IMPL_VALUES_IPP

#include <renderbus/json/values.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace renderbus::detail {

RENDERBUS_DECL std::vector<std::size_t> first_appearances(const std::vector<std::string_view>& names) {
    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return std::pair(names[a], a) < std::pair(names[b], b); });
    std::vector<std::size_t> first(names.size());
    bool repeated = false;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool again = i != 0 && names[order[i]] == names[order[i - 1]];
        first[order[i]] = again ? first[order[i - 1]] : order[i];
        repeated = repeated || again;
    }
    if (!repeated) first.clear();
    return first;
}

}  // namespace renderbus::detail

#endif
