// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_IMPL_LINE_WAITER_IPP
#define RENDERBUS_SHARING_IMPL_LINE_WAITER_IPP

#include <renderbus/sharing/line_waiter.hpp>

#include <asio/execution/context.hpp>
#include <asio/execution/outstanding_work.hpp>
#include <asio/execution_context.hpp>
#include <asio/post.hpp>
#include <asio/prefer.hpp>
#include <asio/query.hpp>

#include <algorithm>
#include <vector>

namespace renderbus::detail {

/// Stands in an execution context and lets go of those who wait there when it ends.
class line_waiters_of_context final : public asio::execution_context::service {
public:
    using key_type = line_waiters_of_context;
    inline static asio::execution_context::id id;

    explicit line_waiters_of_context(asio::execution_context& owner) : asio::execution_context::service(owner) {}

    void add(const std::shared_ptr<line_waiter>& who) {
        const std::lock_guard lock(guard_);
        if (waiters_.size() >= next_sweep_) {
            std::erase_if(waiters_, [](const auto& one) { return one.expired(); });
            next_sweep_ = std::max<std::size_t>(64, 2 * waiters_.size());
        }
        waiters_.push_back(who);
    }

private:
    void shutdown() noexcept override {
        std::vector<std::weak_ptr<line_waiter>> left;
        {
            const std::lock_guard lock(guard_);
            left.swap(waiters_);
        }
        for (const auto& one : left)
            if (const auto who = one.lock()) who->context_ended();
    }

    std::mutex guard_;
    std::vector<std::weak_ptr<line_waiter>> waiters_;
    std::size_t next_sweep_ = 64;
};

RENDERBUS_DECL std::shared_ptr<line_waiter> line_waiter::make(asio::any_io_executor executor, completion<gate_pass> done) {
    auto& context = asio::query(executor, asio::execution::context);
    std::shared_ptr<line_waiter> made(new line_waiter);
    made->executor_ = asio::prefer(std::move(executor), asio::execution::outstanding_work.tracked);
    made->done_ = std::move(done);
    asio::use_service<line_waiters_of_context>(context).add(made);
    return made;
}

RENDERBUS_DECL void line_waiter::watch(std::stop_token stop, unique_function<void()> called_off, unique_function<void()> lost) {
    lost_ = std::move(lost);
    watch_ = std::make_unique<std::stop_callback<unique_function<void()>>>(std::move(stop), std::move(called_off));
}

RENDERBUS_DECL void line_waiter::tell(result<gate_pass> outcome) {
    const auto self = shared_from_this();
    {
        const std::lock_guard lock(guard_);
        if (!executor_) return;
        const auto executor = std::exchange(executor_, {});
        asio::post(executor, [self, done = std::move(done_), outcome = std::move(outcome)]() mutable {
            self->watch_ = nullptr;
            done(std::move(outcome));
        });
    }
    wakes_.request_stop();
}

RENDERBUS_DECL void line_waiter::wake_after(any_clock clock, std::chrono::milliseconds span, unique_function<void()> woken) {
    const std::lock_guard lock(guard_);
    if (!executor_) return;
    const asio::any_io_executor plain = asio::prefer(executor_, asio::execution::outstanding_work.untracked);
    clock.async_wait(plain, span, wakes_.get_token(), [woken = std::move(woken)](result<void> waited) mutable {
        if (waited) woken();
    });
}

RENDERBUS_DECL void line_waiter::context_ended() {
    asio::any_io_executor executor;  // outlives what was to be called
    completion<gate_pass> done;
    {
        const std::lock_guard lock(guard_);
        if (!executor_) return;
        executor = std::exchange(executor_, {});
        done = std::move(done_);
    }
    if (lost_) lost_();
}

}  // namespace renderbus::detail

#endif
