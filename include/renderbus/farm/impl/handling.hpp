// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_HANDLING_HPP
#define RENDERBUS_FARM_IMPL_HANDLING_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/api/endpoint.hpp>
#include <renderbus/error.hpp>
#include <renderbus/farm/account.hpp>
#include <renderbus/farm/field_check.hpp>
#include <renderbus/farm/kept_task.hpp>
#include <renderbus/farm/number_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
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

/// A farm on loopback is in whichever zone its caller is.
inline result<void> known_zone(api::zone zone) {
    return field_check().that(api::is_known(zone), "zone is neither 1 nor 2").outcome();
}

/// The output storages of a main account's sub accounts.
template <class Output>
list<Output> outputs_of_sub_users(const std::vector<account>& accounts, const account& who) {
    list<Output> outputs;
    outputs.items();
    for (const auto& one : accounts) {
        if (one.main_user_id == who.user_id) outputs.push_back({std::to_string(one.user_id), std::string(output_bid)});
    }
    return outputs;
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
