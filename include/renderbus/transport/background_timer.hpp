// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_BACKGROUND_TIMER_HPP
#define RENDERBUS_TRANSPORT_BACKGROUND_TIMER_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/config.hpp>
#include <renderbus/detail/unique_function.hpp>

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <optional>

namespace renderbus::detail {

/// A timer that is no work of its io_context: who runs the context until nothing is left to do does not wait for it. It goes
/// off where something else keeps the context running, and otherwise when the context is run again.
class background_timer {
public:
    /// None where the executor's context is no io_context: the work of others cannot be counted from outside.
    static RENDERBUS_DECL std::optional<background_timer> on(const asio::any_io_executor& executor);

    /// To be called from a handler that the context runs: that is the work behind which this hides. One wait at a time; `then`
    /// is not called where the timer ends before.
    RENDERBUS_DECL void start(std::chrono::steady_clock::time_point when, unique_function<void()> then);

private:
    using counting_executor = asio::io_context::executor_type;
    static RENDERBUS_DECL std::optional<counting_executor> innermost(const asio::any_io_executor& of);
    explicit background_timer(const counting_executor& counts) : counts_(counts), timer_(counts) {}

    counting_executor counts_;
    asio::steady_timer timer_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/background_timer.ipp>
#endif

#endif
