// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_CONNECTION_POOL_IPP
#define RENDERBUS_TRANSPORT_IMPL_CONNECTION_POOL_IPP

#include <renderbus/transport/connection_pool.hpp>

#include <algorithm>

namespace renderbus::detail {

RENDERBUS_DECL bool origin_order::operator()(const http::origin& a, const http::origin& b) const noexcept {
    if (a.port != b.port) return a.port < b.port;
    if (a.tls != b.tls) return a.tls < b.tls;
    return a.host < b.host;
}

RENDERBUS_DECL std::unique_ptr<kept_connection> connection_slot::take() { return pool_->take_kept(where_); }
RENDERBUS_DECL void connection_slot::keep(std::unique_ptr<kept_connection> idle) { pool_->keep(where_, std::move(idle)); }
RENDERBUS_DECL void connection_slot::release() noexcept {
    if (const auto pool = std::exchange(pool_, nullptr)) pool->release(where_);
}

RENDERBUS_DECL connection_pool::connection_pool(const pool_limits& limits, const asio::any_io_executor& executor)
    // A time that clocks can still add up.
    : limits_{limits.per_origin, limits.in_all,
              std::clamp<std::chrono::milliseconds>(limits.idle_time, std::chrono::milliseconds(0),
                                                    std::chrono::hours(24 * 365))},
      timer_(background_timer::on(executor)) {}

RENDERBUS_DECL bool connection_pool::has_room(const pool_place& there) const noexcept {
    return there.in_use < std::max<std::size_t>(limits_.per_origin, 1) && in_use_ < std::max<std::size_t>(limits_.in_all, 1);
}

RENDERBUS_DECL connection_slot connection_pool::grant(pool_places::iterator where) {
    ++where->second.in_use;
    ++in_use_;
    return {shared_from_this(), where};
}

RENDERBUS_DECL bool connection_pool::acquire(const http::origin& origin, const std::shared_ptr<slot_waiter>& waiter) {
    const std::lock_guard lock(mutex_);
    const auto where = places_.try_emplace(origin).first;
    if (has_room(where->second)) return waiter->store(grant(where)), true;
    ++where->second.waiting;
    queue_.push_back({waiter.get(), waiter, where});
    return false;
}

RENDERBUS_DECL void connection_pool::leave_queue(const slot_waiter* waiter) noexcept {
    const std::lock_guard lock(mutex_);
    const auto at = std::find_if(queue_.begin(), queue_.end(), [&](const auto& each) { return each.who == waiter; });
    if (at == queue_.end()) return;
    const auto where = at->where;
    queue_.erase(at);
    --where->second.waiting;
    forget_if_unused(where);
}

// The first in the queue for whose origin there is room has its slot then; null where there is nobody.
RENDERBUS_DECL std::shared_ptr<slot_waiter> connection_pool::serve_next() {
    for (auto at = queue_.begin(); at != queue_.end();) {
        const auto where = at->where;
        if (!has_room(where->second)) {
            ++at;
            continue;
        }
        auto next = at->waiter.lock();
        at = queue_.erase(at);
        --where->second.waiting;
        if (next) return next->store(grant(where)), next;
    }
    return nullptr;
}

RENDERBUS_DECL void connection_pool::release(pool_places::iterator where) noexcept {
    std::shared_ptr<slot_waiter> next;
    {
        const std::lock_guard lock(mutex_);
        --where->second.in_use;
        --in_use_;
        // Stored under the lock, so that who leaves the queue knows afterwards whether it was given a slot.
        next = serve_next();
        forget_if_unused(where);
    }
    if (next) next->resume();
}

RENDERBUS_DECL void connection_pool::forget_if_unused(pool_places::iterator where) noexcept {
    const auto& there = where->second;
    if (there.in_use == 0 && there.waiting == 0 && there.idle.empty()) places_.erase(where);
}

RENDERBUS_DECL pool_places::iterator connection_pool::oldest_idle() noexcept {
    auto oldest = places_.end();
    for (auto each = places_.begin(); each != places_.end(); ++each) {
        const bool has_idle = !each->second.idle.empty();
        if (has_idle && (oldest == places_.end() || each->second.idle.front().first < oldest->second.idle.front().first)) {
            oldest = each;
        }
    }
    return oldest;
}

RENDERBUS_DECL bool connection_pool::close_oldest_idle() noexcept {
    const auto oldest = oldest_idle();
    if (oldest == places_.end()) return false;
    oldest->second.idle.erase(oldest->second.idle.begin());
    --idle_;
    forget_if_unused(oldest);
    return true;
}

RENDERBUS_DECL void connection_pool::close_expired() noexcept {
    const auto latest = std::chrono::steady_clock::now() - limits_.idle_time;
    for (auto each = places_.begin(); each != places_.end();) {
        const auto there = each++;
        idle_ -= std::erase_if(there->second.idle, [&](const auto& one) { return one.first <= latest; });
        forget_if_unused(there);
    }
}

// Set anew only when it has gone off: a connection that is used again and again costs nothing here.
RENDERBUS_DECL void connection_pool::await_expiry() {
    if (!timer_ || idle_ == 0 || std::exchange(is_timer_set_, true)) return;
    timer_->start(oldest_idle()->second.idle.front().first + limits_.idle_time, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->on_expiry();
    });
}

RENDERBUS_DECL void connection_pool::on_expiry() {
    const std::lock_guard lock(mutex_);
    is_timer_set_ = false;
    close_expired();
    await_expiry();
}

RENDERBUS_DECL std::unique_ptr<kept_connection> connection_pool::take_kept(pool_places::iterator where) {
    const std::lock_guard lock(mutex_);
    auto& idle = where->second.idle;
    close_expired();
    if (idle.empty()) {
        while (in_use_ + idle_ > limits_.in_all && close_oldest_idle()) {}
        return nullptr;
    }
    auto taken = std::move(idle.back().second);
    idle.pop_back();
    --idle_;
    return taken;
}

RENDERBUS_DECL void connection_pool::keep(pool_places::iterator where, std::unique_ptr<kept_connection> unused) {
    const std::lock_guard lock(mutex_);
    if (is_retired_) return;
    where->second.idle.emplace_back(std::chrono::steady_clock::now(), std::move(unused));
    ++idle_;
    await_expiry();
}

RENDERBUS_DECL void connection_pool::retire() noexcept {
    // Closed under the lock: a context that ends at the same time waits here until its sockets are gone.
    const std::lock_guard lock(mutex_);
    is_retired_ = true;
    timer_.reset();
    for (auto& [origin, there] : places_) there.idle.clear();
    idle_ = 0;
}

RENDERBUS_DECL bool connection_pool::is_retired() const noexcept {
    const std::lock_guard lock(mutex_);
    return is_retired_;
}

/// Stands in an execution context and closes the connections that were kept on it when it ends.
class pool_closer final : public asio::execution_context::service {
public:
    using key_type = pool_closer;
    inline static asio::execution_context::id id;

    explicit pool_closer(asio::execution_context& owner) : asio::execution_context::service(owner) {}

    void add(const std::shared_ptr<connection_pool>& pool) {
        const std::lock_guard lock(mutex_);
        std::erase_if(pools_, [](const auto& each) { return each->is_retired(); });
        pools_.push_back(pool);
    }

private:
    void shutdown() noexcept override {
        const std::lock_guard lock(mutex_);
        for (const auto& each : pools_) each->retire();
        pools_.clear();
    }
    std::mutex mutex_;
    std::vector<std::shared_ptr<connection_pool>> pools_;
};

RENDERBUS_DECL connection_pools::~connection_pools() {
    for (auto& [context, pool] : pools_) pool->retire();
}

RENDERBUS_DECL std::shared_ptr<connection_pool> connection_pools::of(const asio::any_io_executor& executor) {
    const std::lock_guard lock(mutex_);
    auto& context = asio::query(executor, asio::execution::context);
    auto& pool = pools_[&context];
    // A retired one belonged to a context that ended; this one only has its address.
    if (!pool || pool->is_retired()) {
        pool = std::make_shared<connection_pool>(limits_, executor);
        asio::use_service<pool_closer>(context).add(pool);
    }
    return pool;
}

}  // namespace renderbus::detail

#endif
