// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_PAGE_HPP
#define RENDERBUS_API_PAGE_HPP

#include <renderbus/json/nullable.hpp>
#include <renderbus/json/values.hpp>

#include <cstdint>

namespace renderbus::api {

/// One page of a longer list.
template <class Item>
struct page {
    nullable<std::int64_t> page_count;  ///< pages in all
    nullable<std::int64_t> page_num;    ///< this one, from 1 (the log counts from 0)
    nullable<std::int64_t> total;       ///< items in all; of a log its bytes
    nullable<std::int64_t> size;        ///< items of a page; of a log its bytes
    list<Item> items;
};

}  // namespace renderbus::api

#endif
