// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_LINE_WAITER_HPP
#define RENDERBUS_SHARING_LINE_WAITER_HPP

#include <renderbus/clock.hpp>
#include <renderbus/gate.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>

namespace renderbus::detail {

/// Who waits on an executor of his own to be told something from any thread. He counts as work of his execution context, and
/// when that ends first, he is let go of like anything else that waits there: nothing is posted to it any more.
class line_waiter : public std::enable_shared_from_this<line_waiter> {
public:
    RENDERBUS_DECL static std::shared_ptr<line_waiter> make(asio::any_io_executor executor, completion<gate_pass> done);

    /// Before anybody may tell him: `called_off` is called when a stop is asked for, `lost` when his context has ended, from
    /// the thread that does so.
    RENDERBUS_DECL void watch(std::stop_token stop, unique_function<void()> called_off, unique_function<void()> lost);
    /// Tells the waiter, through his executor. Once.
    RENDERBUS_DECL void tell(result<gate_pass> outcome);
    /// Calls `woken` on the waiter's executor after some time, unless he was told meanwhile.
    RENDERBUS_DECL void wake_after(any_clock clock, std::chrono::milliseconds span, unique_function<void()> woken);
    /// From the thread that ends his context.
    RENDERBUS_DECL void context_ended();

    std::uint64_t piece = 0;  ///< what he waits with; the line's, under its lock

private:
    line_waiter() = default;

    std::mutex guard_;                // held while something is posted, so that the context cannot end meanwhile
    asio::any_io_executor executor_;  // empty: told, or the context has ended
    completion<gate_pass> done_;
    unique_function<void()> lost_;
    std::stop_source wakes_;
    std::unique_ptr<std::stop_callback<unique_function<void()>>> watch_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/sharing/impl/line_waiter.ipp>
#endif

#endif
