// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CONFIG_IMPL_TASK_JSON_IPP
#define RENDERBUS_CONFIG_IMPL_TASK_JSON_IPP

#include <renderbus/config/task_json.hpp>

#include <type_traits>

namespace renderbus::config {
namespace detail {

/// Copies each field of `from` into the field of the same name and type.
template <class To, class From>
void copy_same_names(To& to, const From& from) {
    std::size_t at = 0;
    for_each_field(from, [&](const auto& source) {
        const auto name = wire_names<From>[at++];
        std::size_t i = 0;
        for_each_field(to, [&](auto& target) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(source)>, std::remove_cvref_t<decltype(target)>>) {
                if (wire_names<To>[i] == name) target = source;
            }
            ++i;
        });
    });
}

/// Every field that may be changed must be one of task_info.
consteval bool every_choice_is_a_setting() {
    for (const auto name : wire_names<task_choices>) {
        bool found = false;
        for (const auto other : wire_names<task_settings>) found = found || name == other;
        if (!found) return false;
    }
    return true;
}
static_assert(every_choice_is_a_setting(), "renderbus: task_choices has a field that task_settings lacks");

}  // namespace detail

RENDERBUS_DECL render_settings changeable(const task_json& task) {
    render_settings open{task.software_config, task.task_info.project_name, {}, {}};
    detail::copy_same_names(open.task, task.task_info);
    if (task.additional_info) open.additional_info = *task.additional_info;
    return open;
}

RENDERBUS_DECL void apply(const render_settings& changed, task_json& task) {
    task.software_config = changed.renders_with;
    task.task_info.project_name = changed.project_name;
    detail::copy_same_names(task.task_info, changed.task);
    if (!changed.additional_info.empty() || task.additional_info) task.additional_info = changed.additional_info;
}

}  // namespace renderbus::config

#endif
