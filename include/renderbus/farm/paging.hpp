// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_PAGING_HPP
#define RENDERBUS_FARM_PAGING_HPP

#include <renderbus/api/page.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace renderbus::farm {

/// One page of what was found, `number` from 1; past the last page it has no items. `describe` makes an item of an answer.
template <class Item, class Found, class Describe>
api::page<Item> page_of(const std::vector<Found>& found, std::int64_t number, std::int64_t size, Describe describe) {
    const auto total = static_cast<std::int64_t>(found.size());
    api::page<Item> made;
    made.page_count = (total + size - 1) / size;
    made.page_num = number;
    made.total = total;
    made.size = size;
    auto& items = made.items.items();
    const auto end = std::min(number * size, total);
    for (auto i = (number - 1) * size; i < end; ++i) items.push_back(describe(found[static_cast<std::size_t>(i)]));
    return made;
}

}  // namespace renderbus::farm

#endif
