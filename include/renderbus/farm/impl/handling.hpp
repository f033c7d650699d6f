// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_HANDLING_HPP
#define RENDERBUS_FARM_IMPL_HANDLING_HPP

#include <renderbus/api/endpoint.hpp>
#include <renderbus/error.hpp>
#include <renderbus/farm/field_check.hpp>
#include <renderbus/farm/kept_task.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What handlers of more than one group need.
namespace renderbus::farm::detail {

inline constexpr std::size_t longest_name = 200;
inline constexpr std::size_t longest_keyword = 200;
inline constexpr std::size_t longest_path = 1'024;
inline constexpr std::size_t most_labels = 100;
inline constexpr std::size_t most_states = 100;
inline constexpr std::int64_t one_year = 31'536'000;  // seconds

inline std::string about_task(std::int64_t id) { return "task " + std::to_string(id); }

/// 0 for what is no number.
inline std::int64_t number_or_0(std::string_view text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? number : 0;
}

inline result<nothing> nothing_of(result<void> done) {
    if (!done) return std::move(done).error();
    return nothing{};
}

/// Does something to each of the tasks; the first failure ends it.
template <class Act>
result<nothing> for_each_task(const result<std::vector<kept_task*>>& tasks, Act act) {
    if (!tasks) return tasks.error();
    for (auto* task : *tasks) {
        if (auto done = act(*task); !done) return std::move(done).error();
    }
    return nothing{};
}

}  // namespace renderbus::farm::detail

#endif
