// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_TASK_STATE_IPP
#define RENDERBUS_PIPELINE_IMPL_TASK_STATE_IPP

#include <renderbus/calls/tasks.hpp>
#include <renderbus/pipeline/task_state.hpp>

#include <algorithm>

namespace renderbus::detail {

enum class task_course { under_way, done, failed, stopped };

inline api::task_status status_of(const task_part& part) { return part.task_status.value_or(api::task_status::waiting); }

/// What a task's status means for who waits for it. Without anybody to ask for the other frames, tested is done.
constexpr task_course course_of(api::task_status status) noexcept {
    using enum api::task_status;
    if (status == done || status == done_with_failed_frames || status == done_with_stopped_frames || status == test_done)
        return task_course::done;
    if (status == failed || status == submit_failed) return task_course::failed;
    return api::has_ended(status) ? task_course::stopped : task_course::under_way;
}

/// The farm's word is not trusted: a number of frames is not negative, and their sum is still a number.
inline std::int64_t count_in(const nullable<std::int64_t>& said) {
    return std::clamp<std::int64_t>(said.value_or(0), 0, 1'000'000'000);
}

inline failure broken_part(const task_part& part, task_course course) {
    const bool failed = course == task_course::failed;
    return {failed ? task_errc::failed : task_errc::stopped, about_task(part.id),
            std::string(failed ? "the farm gave the task up" : "the task was stopped") + " with status " +
                std::to_string(static_cast<int>(status_of(part))),
            failed ? "look at the logs of its frames" : "start it again, or submit it anew"};
}

RENDERBUS_DECL task_state state_of(const api::query::task_info::reply& known) {
    task_state made;
    made.parts = calls::leaves_of(known);
    made.has_ended = !made.parts.empty();
    for (const auto& part : made.parts) {
        made.frames_done += count_in(part.done_frames);
        made.frames_failed += count_in(part.failed_frames);
        made.frames_total += count_in(part.total_frames);
        const auto course = course_of(status_of(part));
        if (course == task_course::under_way) made.has_ended = false;
        else if (course != task_course::done && !made.broken) made.broken = broken_part(part, course);
    }
    return made;
}

RENDERBUS_DECL bool differ(const task_state& before, const task_state& now) {
    return !std::equal(before.parts.begin(), before.parts.end(), now.parts.begin(), now.parts.end(),
                       [](const task_part& old, const task_part& part) {
                           return old.id == part.id && status_of(old) == status_of(part) &&
                                  frames_ended(old) == frames_ended(part) &&
                                  count_in(old.executing_frames) == count_in(part.executing_frames);
                       });
}

RENDERBUS_DECL std::int64_t frames_ended(const task_part& part) {
    return count_in(part.done_frames) + count_in(part.failed_frames);
}

RENDERBUS_DECL bool has_ended(const task_part& part) { return course_of(status_of(part)) != task_course::under_way; }

RENDERBUS_DECL std::optional<facts::finished::part> output_of(const task_part& part, const account& owner) {
    if (!part.output_file_name || part.output_file_name->empty()) return std::nullopt;
    auto storage = owner.output_storage();
    if (part.bid && part.user_id) storage = "output/" + *part.bid + "-" + std::to_string(*part.user_id);
    return facts::finished::part{part.id, std::move(storage), *part.output_file_name};
}

RENDERBUS_DECL std::vector<facts::finished::part> outputs_of(const task_state& task, const account& owner) {
    std::vector<facts::finished::part> outputs;
    for (const auto& part : task.parts)
        if (auto output = output_of(part, owner)) outputs.push_back(*std::move(output));
    return outputs;
}

RENDERBUS_DECL failure unknown_task(std::int64_t id) {
    return {data_errc::invalid_value, about_task(id), "the farm knows no such task of this account",
            "check the number and the account"};
}

RENDERBUS_DECL failure task_without_output(std::int64_t id) {
    return {task_errc::no_frames, about_task(id), "the task ended without any output", {}};
}

}  // namespace renderbus::detail

#endif
