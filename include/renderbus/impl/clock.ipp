// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_CLOCK_IPP
#define RENDERBUS_IMPL_CLOCK_IPP

#include <renderbus/clock.hpp>

#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace renderbus {
namespace detail {

RENDERBUS_DECL failure wait_canceled() { return {transport_errc::canceled, "wait", "called off while waiting", {}}; }

/// A timer and the callback that ends it early; both live on the executor of the wait.
struct timed_wait : std::enable_shared_from_this<timed_wait> {
    timed_wait(asio::any_io_executor on, completion<void> done) : executor(on), timer(on), finish(std::move(done)) {}

    void start(std::chrono::milliseconds span, std::stop_token stop) {
        timer.expires_after(span);
        timer.async_wait([self = shared_from_this()](std::error_code ec) {
            self->watch.reset();
            if (ec) self->finish(wait_canceled());
            else self->finish({});
        });
        // The stop may come from any thread: it goes through the executor to the timer.
        watch.emplace(std::move(stop), ender{weak_from_this(), executor});
    }

    struct ender {
        std::weak_ptr<timed_wait> target;
        asio::any_io_executor executor;
        void operator()() const {
            asio::post(executor, [target = target] {
                if (auto self = target.lock()) self->timer.cancel();
            });
        }
    };
    asio::any_io_executor executor;
    asio::steady_timer timer;
    completion<void> finish;
    std::optional<std::stop_callback<ender>> watch;
};

}  // namespace detail

RENDERBUS_DECL void system_time::async_wait(asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token stop,
                                            completion<void> done) {
    auto op = std::make_shared<detail::timed_wait>(executor, std::move(done));
    asio::post(executor, [op, span, stop = std::move(stop)]() mutable { op->start(span, std::move(stop)); });
}

struct manual_time::wait {
    std::chrono::steady_clock::time_point due;
    asio::any_io_executor executor;
    completion<void> done;
    std::mutex guard;  // a stop and an advance may meet here
    std::optional<std::stop_callback<std::function<void()>>> watch = std::nullopt;

    void finish(result<void> how) {
        completion<void> once;
        asio::any_io_executor there;  // not kept: this may be found called off after its context has ended
        {
            std::lock_guard lock(guard);
            if (!done) return;
            once = std::move(done);
            done = {};
            there = std::exchange(executor, {});
        }
        asio::post(there, [once = std::move(once), how = std::move(how)]() mutable { once(std::move(how)); });
    }
    bool was_called_off() {
        std::lock_guard lock(guard);
        return !done;
    }
};

RENDERBUS_DECL std::chrono::system_clock::time_point manual_time::now() const {
    std::lock_guard lock(guard_);
    return now_;
}

RENDERBUS_DECL std::chrono::steady_clock::time_point manual_time::steady_now() const {
    std::lock_guard lock(guard_);
    return steady_now_;
}

RENDERBUS_DECL void manual_time::set(std::chrono::system_clock::time_point now) {
    std::lock_guard lock(guard_);
    now_ = now;
}

RENDERBUS_DECL std::vector<std::shared_ptr<manual_time::wait>> manual_time::take_due() {
    const auto later =
        std::stable_partition(waits_.begin(), waits_.end(), [&](const auto& one) { return one->due <= steady_now_; });
    std::vector<std::shared_ptr<wait>> due(waits_.begin(), later);
    waits_.erase(waits_.begin(), later);
    std::stable_sort(due.begin(), due.end(), [](const auto& a, const auto& b) { return a->due < b->due; });
    return due;
}

RENDERBUS_DECL void manual_time::advance(std::chrono::milliseconds span) {
    std::vector<std::shared_ptr<wait>> due;
    {
        std::lock_guard lock(guard_);
        now_ += span;
        steady_now_ += span;
        due = take_due();
    }
    for (const auto& one : due) one->finish({});
}

RENDERBUS_DECL std::optional<std::chrono::system_clock::time_point> manual_time::next() const {
    std::lock_guard lock(guard_);
    std::optional<std::chrono::steady_clock::time_point> first;
    for (const auto& one : waits_)
        if (!one->was_called_off()) first = std::min(first.value_or(one->due), one->due);
    if (!first) return std::nullopt;
    return now_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(*first - steady_now_);
}

RENDERBUS_DECL bool manual_time::advance_to_next() {
    std::vector<std::shared_ptr<wait>> due;
    {
        std::lock_guard lock(guard_);
        std::erase_if(waits_, [](const auto& one) { return one->was_called_off(); });
        if (waits_.empty()) return false;
        const auto next =
            std::min_element(waits_.begin(), waits_.end(), [](const auto& a, const auto& b) { return a->due < b->due; });
        const auto passed = std::max((*next)->due - steady_now_, std::chrono::steady_clock::duration(0));
        now_ += std::chrono::duration_cast<std::chrono::system_clock::duration>(passed);
        steady_now_ += passed;
        due = take_due();
    }
    for (const auto& one : due) one->finish({});
    return true;
}

RENDERBUS_DECL void manual_time::async_wait(asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token stop,
                                            completion<void> done) {
    auto one = std::make_shared<wait>();
    one->executor = std::move(executor);
    one->done = std::move(done);
    one->watch.emplace(std::move(stop), [target = std::weak_ptr<wait>(one)] {
        if (auto self = target.lock()) self->finish(detail::wait_canceled());
    });
    std::vector<std::shared_ptr<wait>> due;
    {
        std::lock_guard lock(guard_);
        one->due = steady_now_ + span;
        waits_.push_back(std::move(one));
        due = take_due();
    }
    for (const auto& each : due) each->finish({});
}

}  // namespace renderbus

#endif
