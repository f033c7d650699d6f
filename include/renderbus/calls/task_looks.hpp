// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_TASK_LOOKS_HPP
#define RENDERBUS_CALLS_TASK_LOOKS_HPP

#include <renderbus/api/query_tasks.hpp>
#include <renderbus/api_channel.hpp>
#include <renderbus/detail/unique_function.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace renderbus::detail {

/// Looks at tasks of one account for all who watch them: who looks first asks the farm, in one request, for everybody who waits
/// just then. May be used from several threads.
class task_looks : public std::enable_shared_from_this<task_looks> {
public:
    using reply = api::query::task_info::reply;

    /// Gives what the farm says of a task: after `pause`, or sooner where somebody else looks. Where a question for several
    /// fails, each asks for itself: one's failure, or its stop, is no other's.
    RENDERBUS_DECL void async_look(call_run in, std::int64_t task, std::chrono::milliseconds pause, completion<reply> done);

private:
    struct waiter;
    struct company;
    RENDERBUS_DECL void wait_for(const std::shared_ptr<waiter>& one, std::chrono::milliseconds pause);
    RENDERBUS_DECL std::vector<std::shared_ptr<waiter>> take_all_with(const std::shared_ptr<waiter>& first, std::size_t most);
    RENDERBUS_DECL void ask_for_all(const std::shared_ptr<waiter>& first);
    RENDERBUS_DECL static void hand_out(const company& those, const reply& known);

    std::mutex guard_;
    std::vector<std::weak_ptr<waiter>> waiting_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/calls/impl/task_looks.ipp>
#endif

#endif
