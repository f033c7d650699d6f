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

/// Held by what waits in its own context and nothing else outside of that: with the context it ends, whoever asks for it.
struct task_looks::waiter : std::enable_shared_from_this<waiter> {
    waiter(call_run run, std::int64_t number, completion<reply> then)
        : in(std::move(run)), task(number), done(std::move(then)), wait(in.stop) {}

    /// On this one's own executor; once.
    void end(result<reply> how) {
        if (!done) return;
        auto only_once = std::exchange(done, {});
        wait.request_stop();
        only_once(std::move(how));
    }
    void end_there(result<reply> how) {
        asio::post(in.executor, [self = shared_from_this(), how = std::move(how)]() mutable { self->end(std::move(how)); });
    }
    void ask_alone() {
        asio::post(in.executor, [self = shared_from_this()] {
            if (!self->done) return;
            self->in.send(api::query::task_info{.task_ids = {self->task}},
                          [self](result<reply> known) { self->end(std::move(known)); });
        });
    }
    bool shares_context_with(const waiter& other) const {
        return &asio::query(in.executor, asio::execution::context) == &asio::query(other.in.executor, asio::execution::context);
    }

    call_run in;
    std::int64_t task;
    completion<reply> done;
    linked_stop wait;
};

/// Those for whom one asks. Where its question ends without an answer, since its context ended, those of others ask for
/// themselves.
struct task_looks::company {
    std::shared_ptr<waiter> first;
    std::vector<std::weak_ptr<waiter>> others;
    bool is_answered = false;

    ~company() {
        for (const auto& one : others)
            if (const auto other = is_answered ? nullptr : one.lock(); other && !other->shares_context_with(*first))
                other->ask_alone();
    }
    template <class Do>
    void each(Do what) const {
        what(*first);
        for (const auto& one : others)
            if (const auto other = one.lock()) what(*other);
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
    if (pause.count() > 0) return wait_for(one, pause);
    asio::post(one->in.executor, [self = shared_from_this(), one] { self->ask_for_all(one); });
}

RENDERBUS_DECL void task_looks::wait_for(const std::shared_ptr<waiter>& one, std::chrono::milliseconds pause) {
    one->in.channel->clock().async_wait(one->in.executor, pause, one->wait.token(),
                                        [self = shared_from_this(), one](result<void> waited) {
                                            if (waited) return self->ask_for_all(one);
                                            self->take_all_with(one, 1);
                                            one->end(std::move(waited).error());
                                        });
}

/// Nobody where another asks for it already.
RENDERBUS_DECL std::vector<std::shared_ptr<task_looks::waiter>> task_looks::take_all_with(const std::shared_ptr<waiter>& first,
                                                                                          std::size_t most) {
    std::vector<std::shared_ptr<waiter>> taken;
    std::lock_guard lock(guard_);
    const auto at = std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& one) { return one.lock() == first; });
    if (at == waiting_.end()) return taken;
    waiting_.erase(at);
    taken.push_back(first);
    std::erase_if(waiting_, [&](const auto& weak) {
        auto one = weak.lock();
        if (one && taken.size() == most) return false;
        if (one) taken.push_back(std::move(one));
        return true;
    });
    return taken;
}

RENDERBUS_DECL void task_looks::ask_for_all(const std::shared_ptr<waiter>& first) {
    constexpr std::size_t most_tasks = 100;  // of a page of the farm's answers
    const auto all = take_all_with(first, most_tasks);
    if (all.empty() && first->done) return wait_for(first, std::chrono::hours(1));  // another's answer ends this
    if (all.empty()) return;
    if (all.size() == 1) return first->ask_alone();
    std::set<std::int64_t> tasks;
    const auto asked = std::make_shared<company>();
    asked->first = first;
    for (const auto& one : all) {
        tasks.insert(one->task);
        if (one != first) asked->others.push_back(one);
    }
    api::query::task_info request;
    for (const auto task : tasks) request.task_ids.push_back(task);
    first->in.send(request, [asked](result<reply> known) {
        asked->is_answered = true;
        if (known) return hand_out(*asked, *known);
        // A farm may refuse all for one number that it does not know. Another failure is the first's own.
        const bool is_refused = known.error().code.category() == service_category();
        asked->each([&](waiter& one) {
            if (!is_refused && &one == asked->first.get()) one.end(known.error());
            else one.ask_alone();
        });
    });
}

RENDERBUS_DECL void task_looks::hand_out(const company& those, const reply& known) {
    those.each([&](waiter& one) {
        reply own;
        own.items.items();
        for (const auto& task : known.items)
            if (task.id == one.task) own.items.push_back(task);
        // What is not among so many may be there when it is asked for by itself.
        if (own.items.empty()) one.ask_alone();
        else one.end_there(std::move(own));
    });
}

}  // namespace renderbus::detail

#endif
