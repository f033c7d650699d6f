// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_CONNECTION_POOL_HPP
#define RENDERBUS_TRANSPORT_CONNECTION_POOL_HPP

#include <renderbus/transport/background_timer.hpp>
#include <renderbus/transport/http.hpp>

#include <asio/execution_context.hpp>

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace renderbus::detail {

class connection_pool;

/// What a pool keeps: a transport's own kind of connection, open, with no message under way.
struct kept_connection {
    virtual ~kept_connection() = default;
};

/// What a pool knows of one origin.
struct pool_place {
    std::size_t in_use = 0;
    std::size_t waiting = 0;
    std::vector<std::pair<std::chrono::steady_clock::time_point, std::unique_ptr<kept_connection>>>
        idle;  // the last used one at the end
};

struct origin_order {
    RENDERBUS_DECL bool operator()(const http::origin& a, const http::origin& b) const noexcept;
};
using pool_places = std::map<http::origin, pool_place, origin_order>;

/// The right to use one connection to an origin; ends when it is destroyed, and then the next in the queue gets it.
class connection_slot {
public:
    connection_slot() = default;
    connection_slot(std::shared_ptr<connection_pool> pool, pool_places::iterator where) : pool_(std::move(pool)), where_(where) {}
    connection_slot(connection_slot&& other) noexcept : pool_(std::move(other.pool_)), where_(other.where_) {}
    connection_slot& operator=(connection_slot&& other) noexcept {
        release();
        pool_ = std::move(other.pool_);
        where_ = other.where_;
        return *this;
    }
    ~connection_slot() { release(); }

    /// The connection that was used last, if one is kept and its idle time is not over; it may be dead all the same. Where
    /// there is none, one of another origin makes room for a new one if need be.
    template <class Connection>
    std::unique_ptr<Connection> take_kept() {
        return std::unique_ptr<Connection>(static_cast<Connection*>(take().release()));
    }
    RENDERBUS_DECL void keep(std::unique_ptr<kept_connection> idle);
    RENDERBUS_DECL void release() noexcept;

private:
    RENDERBUS_DECL std::unique_ptr<kept_connection> take();

    std::shared_ptr<connection_pool> pool_;
    pool_places::iterator where_;
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

/// How many connections a pool has at most, in use and idle, and how long it keeps an idle one.
struct pool_limits {
    std::size_t per_origin = 16;
    std::size_t in_all = 256;
    std::chrono::milliseconds idle_time = std::chrono::seconds(30);
};

/// The kept connections of one transport on one execution context, and the queue of those that wait for one. Those whose idle
/// time is over are closed by a timer, and where the context has none that nobody waits for, when the next one is asked for.
/// Thread-safe. Sockets do not outlive the context: a service of the context closes what is left when it ends.
class connection_pool : public std::enable_shared_from_this<connection_pool> {
public:
    RENDERBUS_DECL connection_pool(const pool_limits& limits, const asio::any_io_executor& executor);

    /// True where the waiter has its slot now; else it stands in the queue, and is resumed when it has one.
    RENDERBUS_DECL bool acquire(const http::origin& where, const std::shared_ptr<slot_waiter>& waiter);
    /// What stood there may have been given a slot until now.
    RENDERBUS_DECL void leave_queue(const slot_waiter* waiter) noexcept;
    /// Closes the kept connections and keeps none from now on.
    RENDERBUS_DECL void retire() noexcept;
    RENDERBUS_DECL bool is_retired() const noexcept;

private:
    friend class connection_slot;
    struct waiting {
        const slot_waiter* who;
        std::weak_ptr<slot_waiter> waiter;
        pool_places::iterator where;
    };
    RENDERBUS_DECL bool has_room(const pool_place& there) const noexcept;
    RENDERBUS_DECL connection_slot grant(pool_places::iterator where);
    RENDERBUS_DECL std::shared_ptr<slot_waiter> serve_next();
    RENDERBUS_DECL void forget_if_unused(pool_places::iterator where) noexcept;
    RENDERBUS_DECL pool_places::iterator oldest_idle() noexcept;
    RENDERBUS_DECL bool close_oldest_idle() noexcept;
    RENDERBUS_DECL void close_expired() noexcept;
    RENDERBUS_DECL void await_expiry();
    RENDERBUS_DECL void on_expiry();
    RENDERBUS_DECL std::unique_ptr<kept_connection> take_kept(pool_places::iterator where);
    RENDERBUS_DECL void keep(pool_places::iterator where, std::unique_ptr<kept_connection> idle);
    RENDERBUS_DECL void release(pool_places::iterator where) noexcept;

    const pool_limits limits_;
    mutable std::mutex mutex_;
    bool is_retired_ = false;
    std::optional<background_timer> timer_;
    bool is_timer_set_ = false;
    std::size_t in_use_ = 0;
    std::size_t idle_ = 0;
    pool_places places_;
    std::deque<waiting> queue_;
};

/// A transport's pools, one for each execution context that it was used on.
class connection_pools {
public:
    explicit connection_pools(const pool_limits& limits) : limits_(limits) {}
    RENDERBUS_DECL ~connection_pools();
    /// The pool of the executor's context.
    RENDERBUS_DECL std::shared_ptr<connection_pool> of(const asio::any_io_executor& executor);

private:
    const pool_limits limits_;
    std::mutex mutex_;
    std::map<const asio::execution_context*, std::shared_ptr<connection_pool>> pools_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/connection_pool.ipp>
#endif

#endif
