// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_TASK_BUTTON_HPP
#define RENDERBUS_FARM_TASK_BUTTON_HPP

#include <renderbus/api/table.hpp>
#include <renderbus/farm/number_text.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

/// What a farm records of a call that did something to tasks.
namespace renderbus::farm {

struct task_button {
    std::string_view name;  ///< of the button on the service's pages; `btn_restart` is published, the others are made alike
    std::string_view words;
};

/// No name: calls of this endpoint are not recorded.
template <class E>
inline constexpr task_button button_of = {};
template <>
inline constexpr task_button button_of<api::task::submit> = {"btn_submit", "submitted"};
template <>
inline constexpr task_button button_of<api::task::stop> = {"btn_stop", "stopped"};
template <>
inline constexpr task_button button_of<api::task::start> = {"btn_start", "started"};
template <>
inline constexpr task_button button_of<api::task::abort> = {"btn_abandon", "given up"};
template <>
inline constexpr task_button button_of<api::task::remove> = {"btn_delete", "taken out of the list"};
template <>
inline constexpr task_button button_of<api::task::update_level> = {"btn_level", "priority changed"};
template <>
inline constexpr task_button button_of<api::task::update_limit> = {"btn_limit", "number of machines changed"};
template <>
inline constexpr task_button button_of<api::task::edit_hardware_config> = {"btn_hardware", "machine changed"};
template <>
inline constexpr task_button button_of<api::task::set_overtime_stop> = {"btn_overtime", "time limit set"};
template <>
inline constexpr task_button button_of<api::task::full_speed> = {"btn_full_speed", "rendered at full speed"};
template <>
inline constexpr task_button button_of<api::query::restart_failed_frames> = {"btn_restart", "failed frames restarted"};
template <>
inline constexpr task_button button_of<api::query::restart_frame> = {"btn_restart", "frames restarted"};
template <>
inline constexpr task_button button_of<api::query::restart_frame_v1> = {"btn_restart", "frames restarted"};
template <>
inline constexpr task_button button_of<api::query::stop_frame> = {"btn_stop_frame", "frames stopped"};
template <>
inline constexpr task_button button_of<api::tag::add_task_label> = {"btn_label", "label put on"};
template <>
inline constexpr task_button button_of<api::tag::remove_task_label> = {"btn_remove_label", "label taken off"};

template <class E>
concept recorded = !button_of<E>.name.empty();

/// The tasks that a request names, in whichever way.
template <class E>
std::vector<std::int64_t> tasks_named_in(const E& what) {
    std::vector<std::int64_t> tasks;
    if constexpr (requires { what.task_ids.begin(); }) {
        for (const auto& one : what.task_ids) {
            if constexpr (std::integral<std::remove_cvref_t<decltype(one)>>) tasks.push_back(one);
            else tasks.push_back(number_or_0(one));
        }
    } else if constexpr (requires { what.task_ids; }) {
        tasks.push_back(what.task_ids);
    } else {
        tasks.push_back(what.task_id);
    }
    return tasks;
}

}  // namespace renderbus::farm

#endif
