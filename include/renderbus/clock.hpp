// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CLOCK_HPP
#define RENDERBUS_CLOCK_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/error.hpp>

#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace renderbus {

/// Where time comes from. `now()` is the wall clock that calls are signed with, and that somebody may set; `steady_now()` only
/// goes on, and tells how much time has passed. `async_wait` calls `done` once, through
/// `executor`, when `span` has passed, or with `transport_errc::canceled` when a stop was asked for.
///
/// Models: `system_time`; `manual_time`, which a test moves by hand.
template <class T>
concept clock_source = requires(T& clock, asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token stop,
                                completion<void> done) {
    { clock.now() } -> std::same_as<std::chrono::system_clock::time_point>;
    { clock.steady_now() } -> std::same_as<std::chrono::steady_clock::time_point>;
    { clock.async_wait(executor, span, stop, std::move(done)) } -> std::same_as<void>;
};

class system_time {
public:
    std::chrono::system_clock::time_point now() const { return std::chrono::system_clock::now(); }
    std::chrono::steady_clock::time_point steady_now() const { return std::chrono::steady_clock::now(); }
    RENDERBUS_DECL void async_wait(asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token stop,
                                   completion<void> done);
};

/// Time that stands still until `advance`. A wait that is due is done at once, in the order of the due times.
class manual_time {
public:
    explicit manual_time(std::chrono::system_clock::time_point start) : now_(start) {}

    RENDERBUS_DECL std::chrono::system_clock::time_point now() const;
    RENDERBUS_DECL std::chrono::steady_clock::time_point steady_now() const;
    RENDERBUS_DECL void advance(std::chrono::milliseconds span);
    /// Sets the wall clock, as somebody does to a machine's: no time passes.
    RENDERBUS_DECL void set(std::chrono::system_clock::time_point now);
    /// Moves on to the next wait that somebody asked for; false where nobody waits.
    RENDERBUS_DECL bool advance_to_next();
    /// When the first of the waits ends, by the wall clock; none where nobody waits.
    RENDERBUS_DECL std::optional<std::chrono::system_clock::time_point> next() const;
    RENDERBUS_DECL void async_wait(asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token stop,
                                   completion<void> done);

private:
    struct wait;
    RENDERBUS_DECL std::vector<std::shared_ptr<wait>> take_due();

    mutable std::mutex guard_;
    std::chrono::system_clock::time_point now_;
    std::chrono::steady_clock::time_point steady_now_;
    std::vector<std::shared_ptr<wait>> waits_;
};

/// A clock of any type, shared.
class any_clock {
public:
    template <clock_source T>
    explicit any_clock(std::shared_ptr<T> clock) : body_(std::make_shared<holder<T>>(std::move(clock))) {}

    std::chrono::system_clock::time_point now() const { return body_->now(); }
    std::chrono::steady_clock::time_point steady_now() const { return body_->steady_now(); }
    void async_wait(asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token stop, completion<void> done) {
        body_->wait(std::move(executor), span, std::move(stop), std::move(done));
    }

private:
    struct base {
        virtual ~base() = default;
        virtual std::chrono::system_clock::time_point now() = 0;
        virtual std::chrono::steady_clock::time_point steady_now() = 0;
        virtual void wait(asio::any_io_executor, std::chrono::milliseconds, std::stop_token, completion<void>) = 0;
    };
    template <class T>
    struct holder final : base {
        explicit holder(std::shared_ptr<T> clock) : clock_(std::move(clock)) {}
        std::chrono::system_clock::time_point now() override { return clock_->now(); }
        std::chrono::steady_clock::time_point steady_now() override { return clock_->steady_now(); }
        void wait(asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token stop,
                  completion<void> done) override {
            clock_->async_wait(std::move(executor), span, std::move(stop), std::move(done));
        }
        std::shared_ptr<T> clock_;
    };
    std::shared_ptr<base> body_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/clock.ipp>
#endif

#endif
