// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_TASKS_IPP
#define RENDERBUS_FARM_IMPL_API_TASKS_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/catalogue.hpp>
#include <renderbus/farm/impl/handling.hpp>

namespace renderbus::farm {
namespace detail {

/// Whether a machine is the one that a request describes too.
inline bool is_described(const api::user::hardware_config::machine& one, const api::task::edit_hardware_config& what) {
    return (what.model.empty() || what.model == one.model) && (what.ram.empty() || what.ram == one.ram) &&
           (what.gpu_num.empty() || what.gpu_num == one.gpu_num.value_or(""));
}

}  // namespace detail

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::stop& what) -> reply_to<api::task::stop> {
    return detail::for_each_task(submitted_tasks_of(caller, what.task_ids),
                                 [&](kept_task& task) { return state_.tasks.stop(task, state_.now()); });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::start& what) -> reply_to<api::task::start> {
    return detail::for_each_task(renderable_tasks_of(caller, what.task_ids),
                                 [&](kept_task& task) { return state_.tasks.resume(task, state_.now()); });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::abort& what) -> reply_to<api::task::abort> {
    return detail::for_each_task(tasks_of(caller, what.task_ids),
                                 [&](kept_task& task) { return state_.tasks.abandon(task, state_.now()); });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::remove& what) -> reply_to<api::task::remove> {
    return detail::for_each_task(tasks_of(caller, what.task_ids),
                                 [&](kept_task& task) { return state_.tasks.remove(task, state_.now()); });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::update_level& what)
    -> reply_to<api::task::update_level> {
    return detail::for_each_task(tasks_of(caller, {what.task_id}), [&](kept_task& task) {
        return state_.tasks.edit(task, state_.now(), [&](kept_task& edited) { edited.level = what.task_user_level; });
    });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::update_limit& what)
    -> reply_to<api::task::update_limit> {
    if (auto fine = field_check().range("taskLimit", what.task_limit, 1, 10'000).outcome(); !fine) return std::move(fine).error();
    return detail::for_each_task(tasks_of(caller, {what.task_id}), [&](kept_task& task) {
        return state_.tasks.edit(task, state_.now(), [&](kept_task& edited) { edited.limit = what.task_limit; });
    });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::set_overtime_stop& what)
    -> reply_to<api::task::set_overtime_stop> {
    if (auto fine = field_check().range("overTime", what.over_time, 1, detail::one_year).outcome(); !fine)
        return std::move(fine).error();
    auto set = detail::for_each_task(submitted_tasks_of(caller, what.task_ids), [&](kept_task& task) {
        return state_.tasks.set_over_time_stop(task, what.over_time, state_.now());
    });
    if (!set) return std::move(set).error();
    return api::task::set_overtime_stop::reply("SUCCESS");
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::full_speed& what) -> reply_to<api::task::full_speed> {
    auto set = detail::for_each_task(renderable_tasks_of(caller, what.task_ids),
                                     [&](kept_task& task) { return state_.tasks.go_full_speed(task, state_.now()); });
    if (!set) return std::move(set).error();
    return api::task::full_speed::reply("成功");
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::edit_hardware_config& what)
    -> reply_to<api::task::edit_hardware_config> {
    const auto machines_of_farm = machines(caller.platform);
    field_check check;
    check.that(what.task_ids.size() == what.hardware_config_id.size(), "hardwareConfigId has not one item for each of taskIds");
    std::vector<api::user::hardware_config::machine> chosen;
    for (const auto& id : what.hardware_config_id) {
        const auto* one = find_machine(machines_of_farm, number_or_0(id));
        check.that(one != nullptr, "hardwareConfigId is none of this farm's machines");
        if (one == nullptr) break;
        check.that(detail::is_described(*one, what), "model, gpuNum or ram is not that of hardwareConfigId");
        chosen.push_back(*one);
    }
    if (auto fine = check.outcome(); !fine) return std::move(fine).error();
    list<std::int64_t> ids;
    for (const auto& text : what.task_ids) ids.push_back(number_or_0(text));
    auto next = chosen.begin();
    return detail::for_each_task(tasks_of(caller, ids), [&](kept_task& task) {
        const auto& machine = *next++;
        return state_.tasks.edit(task, state_.now(), [&](kept_task& edited) {
            edited.plan.hardware_id = machine.id;
            edited.plan.ram = gigabytes_of(machine);
        });
    });
}

}  // namespace renderbus::farm

#endif
