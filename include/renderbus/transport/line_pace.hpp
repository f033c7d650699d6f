// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_LINE_PACE_HPP
#define RENDERBUS_TRANSPORT_LINE_PACE_HPP

#include <renderbus/detail/config.hpp>
#include <renderbus/transport/operation.hpp>

#include <asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

namespace renderbus::detail {

enum class line_direction { up, down };

/// So many bytes a second over all connections of a transport, each direction for itself. Who has bytes to move takes a turn:
/// a piece of some milliseconds that begins where the one before it ends, so that everybody comes on in the order he asked,
/// and no more is moved than the time since the first turn allows (and 20 ms, which make up for late timers).
class line_pace {
public:
    using clock = std::chrono::steady_clock;
    struct turn {
        std::size_t bytes;
        clock::time_point begins;
    };

    /// In bytes a second; 0: no limit. Nothing where neither is limited.
    RENDERBUS_DECL static std::shared_ptr<line_pace> of(std::uint64_t up, std::uint64_t down);
    RENDERBUS_DECL line_pace(std::uint64_t up, std::uint64_t down);

    bool is_limited(line_direction which) const noexcept { return lane_of(which).rate > 0; }
    RENDERBUS_DECL turn take_turn(line_direction which, clock::time_point now);
    /// Of a turn these were not moved.
    RENDERBUS_DECL void give_back(line_direction which, std::size_t bytes) noexcept;
    /// These were moved without a turn.
    RENDERBUS_DECL void charge(line_direction which, std::size_t bytes) noexcept;

private:
    struct lane {
        RENDERBUS_DECL explicit lane(std::uint64_t bytes_per_second);
        clock::duration time_of(std::size_t bytes) const;
        double rate;
        std::size_t piece;
        clock::time_point is_free_from{};
    };
    lane& lane_of(line_direction which) noexcept { return which == line_direction::up ? up_ : down_; }
    const lane& lane_of(line_direction which) const noexcept { return which == line_direction::up ? up_ : down_; }

    std::mutex guard_;
    lane up_, down_;
};

/// The turns of one connection. A turn that began is kept until its bytes are moved.
class paced_connection {
public:
    paced_connection(const asio::any_io_executor& executor, std::shared_ptr<line_pace> line)
        : line_(std::move(line)), up_(executor), down_(executor) {}
    ~paced_connection() { rest(); }
    paced_connection(const paced_connection&) = delete;
    paced_connection& operator=(const paced_connection&) = delete;

    /// How many of these bytes may be moved now. With none `then` is called when they may, without an error.
    RENDERBUS_DECL std::size_t allowed(line_direction which, std::size_t wanted, operation::wake then);
    /// More than was allowed puts off the turns of all.
    RENDERBUS_DECL void moved(line_direction which, std::size_t bytes) noexcept;
    bool waits() const noexcept { return up_.is_coming || down_.is_coming; }
    /// Nothing is to be moved now: gives its turns back, and calls nobody.
    RENDERBUS_DECL void rest() noexcept;

private:
    struct lane {
        explicit lane(const asio::any_io_executor& executor) : timer(executor) {}
        asio::steady_timer timer;
        line_pace::clock::time_point begins{};
        std::size_t left = 0;
        bool is_coming = false;
    };
    lane& lane_of(line_direction which) noexcept { return which == line_direction::up ? up_ : down_; }

    std::shared_ptr<line_pace> line_;
    lane up_, down_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/line_pace.ipp>
#endif

#endif
