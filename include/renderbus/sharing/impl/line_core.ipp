// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_IMPL_LINE_CORE_IPP
#define RENDERBUS_SHARING_IMPL_LINE_CORE_IPP

#include <renderbus/sharing/line_core.hpp>

#include <asio/io_context.hpp>

#include <algorithm>
#include <chrono>

namespace renderbus::detail {

inline failure called_off_at_the_line() {
    return {transport_errc::canceled, "the shared line", "called off while waiting for its turn", {}};
}
inline failure line_shuts_down() {
    return {transport_errc::canceled, "the shared line", "the line is shutting down", "start it again on another line"};
}

/// Changes the queue under the lock, then does what follows from that.
template <class Change>
void line_core::change(Change what) {
    errands then;
    {
        const std::lock_guard lock(guard_);
        what(then);
        advance(then);
    }
    run(std::move(then));
}

RENDERBUS_DECL fair_queue::share_id line_core::join(unsigned weight) {
    const std::lock_guard lock(guard_);
    return queue_.join(weight);
}

RENDERBUS_DECL void line_core::leave(fair_queue::share_id share) {
    const std::lock_guard lock(guard_);
    queue_.leave(share);  // nothing of it waits: who waits holds the member
}

RENDERBUS_DECL void line_core::weigh(fair_queue::share_id share, unsigned weight) {
    change([&](errands&) { queue_.weigh(share, weight); });
}
RENDERBUS_DECL void line_core::pause(fair_queue::share_id share) {
    change([&](errands&) { queue_.pause(share); });
}
RENDERBUS_DECL void line_core::resume(fair_queue::share_id share) {
    change([&](errands&) { queue_.resume(share); });
}

RENDERBUS_DECL share_counts line_core::counts(fair_queue::share_id share) {
    const std::lock_guard lock(guard_);
    return queue_.counts(share);
}

RENDERBUS_DECL std::shared_ptr<line_waiter> line_core::wait(asio::any_io_executor executor, std::stop_token stop,
                                                            completion<gate_pass> done) {
    auto waiter = line_waiter::make(std::move(executor), std::move(done));
    const auto withdrawing = [&](std::optional<failure> why) {
        return [line = weak_from_this(), weak = std::weak_ptr(waiter), why = std::move(why)] {
            const auto self = line.lock();
            const auto who = weak.lock();
            if (self && who) self->withdraw(who, why);
        };
    };
    waiter->watch(std::move(stop), withdrawing(called_off_at_the_line()), withdrawing(std::nullopt));
    return waiter;
}

RENDERBUS_DECL void line_core::enter(std::shared_ptr<line_member> who, asio::any_io_executor executor, traffic kind,
                                     std::uint64_t bytes, std::stop_token stop, completion<gate_pass> done) {
    const auto waiter = wait(std::move(executor), stop, std::move(done));
    change([&](errands& then) {
        // A stop from here on finds the waiter in the queue.
        if (shuts_down_ || stop.stop_requested()) {
            then.tell.emplace_back(waiter, shuts_down_ ? line_shuts_down() : called_off_at_the_line());
            return;
        }
        waiter->piece = queue_.add(who->share(), kind, bytes);
        waiting_[waiter->piece] = {waiter, std::move(who)};
    });
}

RENDERBUS_DECL void line_core::shut_down(asio::any_io_executor executor, std::stop_token stop, completion<void> done) {
    const auto waiter = wait(std::move(executor), stop, [done = std::move(done)](result<gate_pass> ended) mutable {
        if (ended) done({});
        else done(std::move(ended).error());
    });
    change([&](errands& then) {
        shuts_down_ = true;
        for (auto& [piece, left] : waiting_) {
            queue_.withdraw(piece);
            then.tell.emplace_back(left.waiter, line_shuts_down());
            then.dropped.push_back(std::move(left));
        }
        waiting_.clear();
        if (stop.stop_requested()) then.tell.emplace_back(waiter, called_off_at_the_line());
        else wait_for_the_end_.push_back(waiter);
    });
}

RENDERBUS_DECL void line_core::shut_down() {
    asio::io_context context(1);
    bool ended = false;
    shut_down(context.get_executor(), {}, [&](const result<void>&) { ended = true; });
    while (!ended) context.run_one();
}

RENDERBUS_DECL void line_core::advance(errands& then) {
    const auto now = clock_.now();
    while (const auto piece = queue_.take(now)) {
        auto node = waiting_.extract(*piece);
        gate_pass pass([line = shared_from_this(), member = std::move(node.mapped().member),
                        piece = *piece](std::uint64_t bytes) { line->finished(piece, bytes); });
        then.tell.emplace_back(std::move(node.mapped().waiter), std::move(pass));
    }
    if (const auto at = queue_.next_start(now)) {
        // Each share wakes itself, so that none hangs on an executor of another.
        for (const auto piece : queue_.first_transfers()) {
            auto& it = waiting_.at(piece);
            if (it.wakes_at && *it.wakes_at <= *at) continue;
            it.wakes_at = at;
            then.wakes.push_back({it.waiter, std::chrono::ceil<std::chrono::milliseconds>(*at - now), piece, ++it.wakes});
        }
    }
    if (queue_.under_way() != 0 || !shuts_down_) return;
    for (auto& one : wait_for_the_end_) then.tell.emplace_back(std::move(one), gate_pass());
    wait_for_the_end_.clear();
}

RENDERBUS_DECL void line_core::run(errands then) {
    for (auto& [waiter, outcome] : then.tell) waiter->tell(std::move(outcome));
    for (auto& one : then.wakes)
        one.waiter->wake_after(clock_, one.after, [line = weak_from_this(), piece = one.piece, number = one.number] {
            if (const auto self = line.lock()) self->woken(piece, number);
        });
}

RENDERBUS_DECL void line_core::withdraw(const std::shared_ptr<line_waiter>& waiter, std::optional<failure> why) {
    change([&](errands& then) {
        bool waited = std::erase(wait_for_the_end_, waiter) != 0;
        if (auto node = waiting_.extract(waiter->piece)) {
            queue_.withdraw(waiter->piece);
            then.dropped.push_back(std::move(node.mapped()));
            waited = true;
        }
        if (waited && why) then.tell.emplace_back(waiter, std::move(*why));
    });
}

RENDERBUS_DECL void line_core::finished(fair_queue::piece_id piece, std::uint64_t bytes) {
    change([&](errands&) { queue_.finished(piece, bytes); });
}

RENDERBUS_DECL void line_core::woken(fair_queue::piece_id piece, std::uint64_t number) {
    change([&](errands&) {
        // One that was woken earlier since then waits for that.
        if (const auto at = waiting_.find(piece); at != waiting_.end() && at->second.wakes == number) at->second.wakes_at.reset();
    });
}

}  // namespace renderbus::detail

#endif
