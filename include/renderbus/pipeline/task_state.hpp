// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_TASK_STATE_HPP
#define RENDERBUS_PIPELINE_TASK_STATE_HPP

#include <renderbus/api/query_tasks.hpp>
#include <renderbus/pipeline/states.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the farm's answer to `query.task_info` says of a task.
namespace renderbus::detail {

using task_part = api::query::task;

/// How far a task is. A task with parts is as far as they are, to any depth.
struct task_state {
    std::vector<task_part> parts;  ///< those that render: the task itself, or its parts that have none
    std::int64_t frames_done = 0;
    std::int64_t frames_failed = 0;
    std::int64_t frames_total = 0;
    bool has_ended = false;
    std::optional<failure> broken;  ///< the farm gave it up, or somebody stopped it
};
RENDERBUS_DECL task_state state_of(const api::query::task_info::reply& known);
/// Whether anything has happened to a task between two looks.
RENDERBUS_DECL bool differ(const task_state& before, const task_state& now);

/// How many frames of a part have ended, well or not.
RENDERBUS_DECL std::int64_t frames_ended(const task_part& part);
RENDERBUS_DECL bool has_ended(const task_part& part);

/// Where a part's frames are, if it has a place for them yet.
RENDERBUS_DECL std::optional<facts::finished::part> output_of(const task_part& part, const account& owner);
RENDERBUS_DECL std::vector<facts::finished::part> outputs_of(const task_state& task, const account& owner);

inline std::string about_task(std::int64_t id) { return "task " + std::to_string(id); }
RENDERBUS_DECL failure unknown_task(std::int64_t id);
RENDERBUS_DECL failure task_without_output(std::int64_t id);

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/task_state.ipp>
#endif

#endif
