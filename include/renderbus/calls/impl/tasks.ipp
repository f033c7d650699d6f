// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_IMPL_TASKS_IPP
#define RENDERBUS_CALLS_IMPL_TASKS_IPP

#include <renderbus/calls/tasks.hpp>

namespace renderbus::calls {
namespace detail {

/// The answer's depth is bounded by its reader.
inline void gather(const api::query::task& one, std::vector<api::query::task>& into) {
    if (one.is_open == 0 || one.resp_rendering_task_list.empty()) return into.push_back(one);
    for (const auto& part : one.resp_rendering_task_list) gather(part, into);
}

}  // namespace detail

RENDERBUS_DECL std::vector<api::query::task> leaves_of(const api::query::task_info::reply& known) {
    std::vector<api::query::task> leaves;
    for (const auto& one : known.items) detail::gather(one, leaves);
    return leaves;
}

RENDERBUS_DECL void leaf_tasks::start(call_run in, completion<reply> done) const {
    in.send(api::query::task_info{task_ids}, [done = std::move(done)](result<api::query::task_info::reply> known) mutable {
        if (known) done(leaves_of(*known));
        else done(std::move(known).error());
    });
}

}  // namespace renderbus::calls

#endif
