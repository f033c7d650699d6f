// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_TASKS_HPP
#define RENDERBUS_CALLS_TASKS_HPP

#include <renderbus/api/query_tasks.hpp>
#include <renderbus/calls/composed_call.hpp>

#include <cstdint>
#include <vector>

namespace renderbus::calls {

/// The tasks that render: of a task with parts its parts, to any depth, and else the task itself.
RENDERBUS_DECL std::vector<api::query::task> leaves_of(const api::query::task_info::reply& known);

/// The tasks that render, of tasks that may have parts.
struct leaf_tasks {
    list<std::int64_t> task_ids;

    using reply = std::vector<api::query::task>;
    RENDERBUS_DECL void start(call_run in, completion<reply> done) const;
};

}  // namespace renderbus::calls

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/calls/impl/tasks.ipp>
#endif

#endif
