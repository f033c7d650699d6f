// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_TAGS_IPP
#define RENDERBUS_FARM_IMPL_API_TAGS_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/impl/handling.hpp>

#include <algorithm>
#include <set>

namespace renderbus::farm {
namespace detail {

/// The users whose projects a caller asks for.
inline std::set<std::int64_t> users_meant(const std::vector<account>& accounts, const account& who, api::project_scope flag) {
    std::set<std::int64_t> users{who.user_id};
    if (flag == api::project_scope::own_and_main) users.insert(main_user_of(who));
    if (flag == api::project_scope::all_of_main) {
        users.insert(main_user_of(who));
        for (const auto& one : accounts) {
            if (main_user_of(one) == main_user_of(who)) users.insert(one.user_id);
        }
    }
    return users;
}

}  // namespace detail

RENDERBUS_DECL auto api_service::handle(session& caller, const api::tag::add& what) -> reply_to<api::tag::add> {
    if (auto fine = field_check().text("newName", what.new_name, detail::longest_name).outcome(); !fine)
        return std::move(fine).error();
    return detail::nothing_of(state_.projects.add(caller.who->user_id, what.new_name, static_cast<std::int64_t>(what.status)));
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::tag::remove& what) -> reply_to<api::tag::remove> {
    return detail::nothing_of(state_.projects.remove(caller.who->user_id, what.del_name));
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::tag::names&) -> reply_to<api::tag::names> {
    return handle(caller, api::tag::project_list{});
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::tag::project_list& what) -> reply_to<api::tag::project_list> {
    const auto users = detail::users_meant(state_.options.accounts, *caller.who, what.flag);
    api::tag::project_names made;
    made.project_name_list.items();
    for (const auto& project : state_.projects.all()) {
        if (project.is_listed && users.contains(project.user_id)) made.project_name_list.push_back({project.id, project.name});
    }
    return made;
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::tag::add_task_label& what)
    -> reply_to<api::tag::add_task_label> {
    if (auto fine = field_check().text("label", what.label, detail::longest_name).outcome(); !fine)
        return std::move(fine).error();
    const auto tasks = tasks_of(caller, what.task_ids);
    if (!tasks) return tasks.error();
    for (const auto* task : *tasks) {
        if (task->labels.size() >= detail::most_labels)
            return refuse(service_code::parameter_invalid, detail::about_task(task->id) + " has 100 labels already");
    }
    const auto number = state_.projects.numbers_of(caller.who->user_id, {what.label});
    if (!number) return number.error();
    return detail::for_each_task(tasks, [&](kept_task& task) -> result<void> {
        if (std::find(task.labels.begin(), task.labels.end(), number->front()) != task.labels.end()) return {};
        return state_.tasks.edit(task, state_.now(), [&](kept_task& edited) { edited.labels.push_back(number->front()); });
    });
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::tag::remove_task_label& what)
    -> reply_to<api::tag::remove_task_label> {
    constexpr std::size_t most_named = 1'000;
    const auto fine = field_check()
                          .count("labelIds", what.label_ids.size(), most_named)
                          .count("labelNames", what.label_names.size(), most_named)
                          .outcome();
    if (!fine) return fine.error();
    std::set<std::int64_t> numbers(what.label_ids.begin(), what.label_ids.end());
    for (const auto& name : what.label_names) {
        if (const auto* project = state_.projects.find(caller.who->user_id, name)) numbers.insert(project->id);
    }
    const auto is_meant = [&](std::int64_t label) { return numbers.contains(label); };
    std::vector<kept_task*> tasks;
    if (!what.task_ids.empty()) {
        auto named = tasks_of(caller, what.task_ids);
        if (!named) return std::move(named).error();
        tasks = *std::move(named);
    } else {
        for (const auto* one : state_.tasks.tasks_of(caller.who->user_id)) tasks.push_back(state_.tasks.find(one->id));
    }
    std::erase_if(tasks, [&](const kept_task* one) { return std::none_of(one->labels.begin(), one->labels.end(), is_meant); });
    return detail::for_each_task(found_tasks(std::move(tasks)), [&](kept_task& task) {
        return state_.tasks.edit(task, state_.now(), [&](kept_task& edited) { std::erase_if(edited.labels, is_meant); });
    });
}

}  // namespace renderbus::farm

#endif
