// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_CONNECTION_POOL_HPP
#define RENDERBUS_TRANSPORT_CONNECTION_POOL_HPP

#include <renderbus/transport/stream.hpp>

#include <asio/execution_context.hpp>

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace renderbus::detail {

class connection_pool;

/// The right to use one connection to an origin; ends when it is destroyed, and then the next in the queue gets it.
class connection_slot {
public:
    connection_slot() = default;
    connection_slot(std::shared_ptr<connection_pool> pool, std::string origin)
        : pool_(std::move(pool)), origin_(std::move(origin)) {}
    connection_slot(connection_slot&& other) noexcept : pool_(std::move(other.pool_)), origin_(std::move(other.origin_)) {}
    connection_slot& operator=(connection_slot&& other) noexcept {
        release();
        pool_ = std::move(other.pool_);
        origin_ = std::move(other.origin_);
        return *this;
    }
    ~connection_slot() { release(); }

    explicit operator bool() const noexcept { return pool_ != nullptr; }
    /// The connection that was used last, if one is kept and its idle time is not over; it may be dead all the same.
    RENDERBUS_DECL std::unique_ptr<stream> take_kept();
    RENDERBUS_DECL void keep(std::unique_ptr<stream> idle);
    RENDERBUS_DECL void release() noexcept;

private:
    std::shared_ptr<connection_pool> pool_;
    std::string origin_;
};

/// Who waits for a slot.
class slot_waiter {
public:
    virtual ~slot_waiter() = default;
    /// Called from any thread, under the pool's lock: only stores the slot.
    virtual void store(connection_slot granted) = 0;
    /// Called from any thread after that: goes on, on its own executor.
    virtual void resume() = 0;
};

/// The kept connections of one transport on one execution context, and the queues of those that wait for one.
/// Thread-safe. Sockets do not outlive the context: a service of the context closes what is left when it ends.
class connection_pool : public std::enable_shared_from_this<connection_pool> {
public:
    connection_pool(std::size_t connections_per_origin, std::chrono::steady_clock::duration idle_time)
        : connections_per_origin_(connections_per_origin == 0 ? 1 : connections_per_origin), idle_time_(idle_time) {}

    /// True where the waiter has its slot now; else it stands in the queue, and is resumed when it has one.
    RENDERBUS_DECL bool acquire(const std::string& origin, const std::shared_ptr<slot_waiter>& waiter);
    RENDERBUS_DECL void leave_queue(const std::string& origin, const slot_waiter* waiter) noexcept;
    /// Closes the kept connections and keeps none from now on.
    RENDERBUS_DECL void retire() noexcept;
    RENDERBUS_DECL bool is_retired() const noexcept;

private:
    friend class connection_slot;
    using time = std::chrono::steady_clock::time_point;
    struct place {
        std::size_t in_use = 0;
        std::vector<std::pair<time, std::unique_ptr<stream>>> idle;  // the last used one at the end
        std::deque<std::pair<const slot_waiter*, std::weak_ptr<slot_waiter>>> queue;
    };
    RENDERBUS_DECL std::unique_ptr<stream> take_kept(const std::string& origin);
    RENDERBUS_DECL void keep(const std::string& origin, std::unique_ptr<stream> idle);
    RENDERBUS_DECL void release(const std::string& origin) noexcept;

    const std::size_t connections_per_origin_;
    const std::chrono::steady_clock::duration idle_time_;
    mutable std::mutex mutex_;
    bool is_retired_ = false;
    std::map<std::string, place> places_;
};

/// A transport's pools, one for each execution context that it was used on.
class connection_pools {
public:
    connection_pools(std::size_t connections_per_origin, std::chrono::steady_clock::duration idle_time)
        : connections_per_origin_(connections_per_origin), idle_time_(idle_time) {}
    RENDERBUS_DECL ~connection_pools();
    RENDERBUS_DECL std::shared_ptr<connection_pool> of(asio::execution_context& context);

private:
    const std::size_t connections_per_origin_;
    const std::chrono::steady_clock::duration idle_time_;
    std::mutex mutex_;
    std::map<const asio::execution_context*, std::shared_ptr<connection_pool>> pools_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/connection_pool.ipp>
#endif

#endif
