// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_IMPL_TASK_LOOKS_IPP
#define RENDERBUS_CALLS_IMPL_TASK_LOOKS_IPP

#include <renderbus/calls/task_looks.hpp>
#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/errc.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace renderbus::detail {

struct task_looks::waiter {
    waiter(call_run run, std::int64_t number, completion<reply> then)
        : in(std::move(run)), task(number), done(std::move(then)), wait(in.stop) {}
    call_run in;
    std::int64_t task;
    completion<reply> done;
    linked_stop wait;  // ends the pause when somebody else looked

    void end(result<reply> how) {
        auto once = std::move(done);
        once(std::move(how));
    }
};

RENDERBUS_DECL void task_looks::async_look(call_run in, std::int64_t task, std::chrono::milliseconds pause,
                                           completion<reply> done) {
    const auto one = std::make_shared<waiter>(std::move(in), task, std::move(done));
    {
        std::lock_guard lock(guard_);
        waiting_.push_back(one);
    }
    // Even where nothing is to be waited for: others who begin just now come along.
    if (pause.count() <= 0) return asio::post(one->in.executor, [self = shared_from_this(), one] { self->ask_for_all(one); });
    one->in.channel->clock().async_wait(one->in.executor, pause, one->wait.token(),
                                        [self = shared_from_this(), one](result<void> waited) {
                                            if (waited) self->ask_for_all(one);
                                            else if (self->take_out(one)) one->end(std::move(waited).error());
                                        });
}

/// False where somebody else has taken it along.
RENDERBUS_DECL bool task_looks::take_out(const std::shared_ptr<waiter>& one) {
    std::lock_guard lock(guard_);
    return std::erase(waiting_, one) != 0;
}

RENDERBUS_DECL task_looks::waiters task_looks::take_all_with(const std::shared_ptr<waiter>& first) {
    constexpr std::size_t most_tasks = 100;  // of a page of the farm's answers
    std::lock_guard lock(guard_);
    const auto at = std::find(waiting_.begin(), waiting_.end(), first);
    if (at == waiting_.end()) return {};
    std::iter_swap(waiting_.begin(), at);
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(most_tasks, waiting_.size()));
    waiters taken(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    return taken;
}

RENDERBUS_DECL void task_looks::ask_for_all(const std::shared_ptr<waiter>& first) {
    auto all = take_all_with(first);
    if (all.empty()) return;
    std::set<std::int64_t> tasks;
    for (const auto& one : all) tasks.insert(one->task);
    if (tasks.size() == 1 && all.size() == 1) return ask_alone(first);
    api::query::task_info request;
    for (const auto task : tasks) request.task_ids.push_back(task);
    first->in.send(request, [all = std::move(all)](result<reply> known) {
        if (known) return hand_out(all, *known);
        // A farm may refuse all for one number that it does not know.
        const bool is_refused = known.error().code.category() == service_category();
        for (std::size_t n = is_refused ? 0 : 1; n < all.size(); ++n) ask_alone(all[n]);
        if (!is_refused) all.front()->end(std::move(known).error());
    });
}

RENDERBUS_DECL void task_looks::ask_alone(std::shared_ptr<waiter> one) {
    asio::post(one->in.executor, [one] {
        one->wait.request_stop();
        one->in.send(api::query::task_info{.task_ids = {one->task}}, [one](result<reply> known) { one->end(std::move(known)); });
    });
}

RENDERBUS_DECL void task_looks::hand_out(const waiters& all, const reply& known) {
    for (const auto& one : all) {
        reply own;
        own.items.items();
        for (const auto& task : known.items)
            if (task.id == one->task) own.items.push_back(task);
        // What is not among so many may be there when it is asked for by itself.
        if (own.items.empty()) {
            ask_alone(one);
            continue;
        }
        asio::post(one->in.executor, [one, own = std::move(own)]() mutable {
            one->wait.request_stop();
            one->end(std::move(own));
        });
    }
}

}  // namespace renderbus::detail

#endif
