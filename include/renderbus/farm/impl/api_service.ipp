// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_SERVICE_IPP
#define RENDERBUS_FARM_IMPL_API_SERVICE_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/impl/handling.hpp>
#include <renderbus/farm/time_text.hpp>

namespace renderbus::farm {
namespace detail {

inline std::string_view path_of(const incoming& call) { return std::string_view(call.target).substr(0, call.target.find('?')); }

inline answer json_answer(int status, std::string text) {
    return {status, {{"Content-Type", "application/json"}}, std::move(text), nullptr};
}

}  // namespace detail

RENDERBUS_DECL api_service::api_service(farm_state& state) : state_(state), check_(state.options.accounts, state.options.hosts) {}

RENDERBUS_DECL envelope_marks api_service::marks(int generation) {
    return {generation, in_milliseconds(state_.now()), "loopback-" + std::to_string(++calls_)};
}

RENDERBUS_DECL reception api_service::begin(const incoming& head) {
    reception wanted;
    wanted.limit = mebibytes(128);  // one of the four files, escaped as JSON
    const auto* at = table_.find(detail::path_of(head));
    if (at == nullptr) {
        wanted.early =
            detail::json_answer(404, refusal_text(marks(2), refuse(service_code::not_found, "this farm has no such path")));
    } else if (head.method != "POST") {
        wanted.early = detail::json_answer(405, refusal_text(marks(2), refuse(method_not_allowed, "use POST")));
        wanted.early->headers.push_back({"Allow", "POST"});
    }
    return wanted;
}

RENDERBUS_DECL answer api_service::finish(incoming&& call) {
    const auto path = detail::path_of(call);
    const auto* at = table_.find(path);
    if (at == nullptr)
        return detail::json_answer(404, refusal_text(marks(2), refuse(service_code::not_found, "this farm has no such path")));
    if (call.body.empty()) call.body = "{}";
    const auto* version = http::find(call.headers, "version");
    const int generation = at->generation_of(version != nullptr ? std::string_view(*version) : std::string_view());
    const auto around = marks(generation);
    auto caller = check_.check(call, path, state_.now());
    if (!caller) return detail::json_answer(200, refusal_text(around, caller.error()));
    caller->generation = generation;
    return detail::json_answer(200, at->run(*this, *caller, call.body, around));
}

RENDERBUS_DECL result<kept_task*> api_service::task_of(const session& caller, std::int64_t id) {
    auto* task = state_.tasks.find(id);
    // Another user's task is as unknown as none.
    if (task == nullptr || task->user_id != caller.who->user_id)
        return refuse(service_code::not_found, "you have no task " + std::to_string(id));
    return task;
}

RENDERBUS_DECL auto api_service::tasks_of(const session& caller, const list<std::int64_t>& ids) -> found_tasks {
    constexpr std::size_t most_at_once = 1'000;
    if (ids.empty()) return refuse(service_code::parameter_missing, "taskIds names no task");
    if (ids.size() > most_at_once) return refuse(service_code::parameter_invalid, "taskIds names more than 1000 tasks");
    std::vector<kept_task*> tasks;
    for (const auto id : ids) {
        auto task = task_of(caller, id);
        if (!task) return std::move(task).error();
        tasks.push_back(*task);
    }
    return tasks;
}

RENDERBUS_DECL auto api_service::submitted_tasks_of(const session& caller, const list<std::int64_t>& ids) -> found_tasks {
    auto tasks = tasks_of(caller, ids);
    if (!tasks) return tasks;
    for (const auto* task : *tasks) {
        if (task->submitted == 0)
            return refuse(service_code::parameter_invalid, detail::about_task(task->id) + " was not submitted");
        if (task->is_removed)
            return refuse(service_code::parameter_invalid, detail::about_task(task->id) + " was taken out of the list");
    }
    return tasks;
}

RENDERBUS_DECL auto api_service::renderable_tasks_of(const session& caller, const list<std::int64_t>& ids) -> found_tasks {
    auto tasks = submitted_tasks_of(caller, ids);
    if (!tasks) return tasks;
    for (const auto* task : *tasks) {
        if (task->status == task_status::abandoned)
            return refuse(service_code::parameter_invalid, detail::about_task(task->id) + " was given up for good");
    }
    return tasks;
}

RENDERBUS_DECL result<const kept_frame*> api_service::frame_of(const session& caller, std::int64_t id) {
    const auto* frame = state_.tasks.find_frame(id);
    if (frame == nullptr || !task_of(caller, task_of_frame(id)))
        return refuse(service_code::not_found, "you have no frame with the id " + std::to_string(id));
    return frame;
}

}  // namespace renderbus::farm

#endif
