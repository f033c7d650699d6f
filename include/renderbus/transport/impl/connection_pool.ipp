// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_CONNECTION_POOL_IPP
#define RENDERBUS_TRANSPORT_IMPL_CONNECTION_POOL_IPP

#include <renderbus/transport/connection_pool.hpp>

#include <algorithm>

namespace renderbus::detail {

RENDERBUS_DECL std::unique_ptr<stream> connection_slot::take_kept() { return pool_->take_kept(origin_); }
RENDERBUS_DECL void connection_slot::keep(std::unique_ptr<stream> idle) { pool_->keep(origin_, std::move(idle)); }
RENDERBUS_DECL void connection_slot::release() noexcept {
    if (const auto pool = std::exchange(pool_, nullptr)) pool->release(origin_);
}

RENDERBUS_DECL bool connection_pool::acquire(const std::string& origin, const std::shared_ptr<slot_waiter>& waiter) {
    const std::lock_guard lock(mutex_);
    place& there = places_[origin];
    if (there.in_use < connections_per_origin_) {
        ++there.in_use;
        waiter->store({shared_from_this(), origin});
        return true;
    }
    there.queue.emplace_back(waiter.get(), waiter);
    return false;
}

RENDERBUS_DECL void connection_pool::leave_queue(const std::string& origin, const slot_waiter* waiter) noexcept {
    const std::lock_guard lock(mutex_);
    if (const auto there = places_.find(origin); there != places_.end()) {
        std::erase_if(there->second.queue, [&](const auto& each) { return each.first == waiter; });
    }
}

RENDERBUS_DECL void connection_pool::release(const std::string& origin) noexcept {
    std::shared_ptr<slot_waiter> next;
    {
        const std::lock_guard lock(mutex_);
        place& there = places_[origin];
        while (!next && !there.queue.empty()) {
            next = there.queue.front().second.lock();
            there.queue.pop_front();
        }
        // Stored under the lock, so that who leaves the queue knows afterwards whether it was given a slot.
        if (next) next->store({shared_from_this(), origin});
        else if (--there.in_use == 0 && there.idle.empty()) places_.erase(origin);
    }
    if (next) next->resume();
}

RENDERBUS_DECL std::unique_ptr<stream> connection_pool::take_kept(const std::string& origin) {
    const std::lock_guard lock(mutex_);
    auto& idle = places_[origin].idle;
    const auto oldest = std::chrono::steady_clock::now() - idle_time_;
    std::erase_if(idle, [&](const auto& each) { return each.first < oldest; });
    if (idle.empty()) return nullptr;
    auto taken = std::move(idle.back().second);
    idle.pop_back();
    return taken;
}

RENDERBUS_DECL void connection_pool::keep(const std::string& origin, std::unique_ptr<stream> idle) {
    const std::lock_guard lock(mutex_);
    if (!is_retired_) places_[origin].idle.emplace_back(std::chrono::steady_clock::now(), std::move(idle));
}

RENDERBUS_DECL void connection_pool::retire() noexcept {
    // Closed under the lock: a context that ends at the same time waits here until its sockets are gone.
    const std::lock_guard lock(mutex_);
    is_retired_ = true;
    for (auto& [origin, there] : places_) there.idle.clear();
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

RENDERBUS_DECL std::shared_ptr<connection_pool> connection_pools::of(asio::execution_context& context) {
    const std::lock_guard lock(mutex_);
    auto& pool = pools_[&context];
    // A retired one belonged to a context that ended; this one only has its address.
    if (!pool || pool->is_retired()) {
        pool = std::make_shared<connection_pool>(connections_per_origin_, idle_time_);
        asio::use_service<pool_closer>(context).add(pool);
    }
    return pool;
}

}  // namespace renderbus::detail

#endif
