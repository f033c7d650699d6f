// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_BACKGROUND_TIMER_IPP
#define RENDERBUS_TRANSPORT_IMPL_BACKGROUND_TIMER_IPP

#include <renderbus/transport/background_timer.hpp>

#include <asio/strand.hpp>

#include <typeinfo>
#include <utility>

namespace renderbus::detail {

template <class Executor>
concept counts_work = requires(const Executor& executor) {  // Asio can be built without
    executor.on_work_started();
    executor.on_work_finished();
};

/// The executor inside, where it is of this type; Asio's own `target` did not always ask.
template <class Executor>
const Executor* target_of(const asio::any_io_executor& outer) {
    return outer.target_type() == typeid(Executor) ? outer.target<Executor>() : nullptr;
}

RENDERBUS_DECL std::optional<background_timer> background_timer::on(const asio::any_io_executor& executor) {
    const auto counts = innermost(executor);
    return counts ? std::optional(background_timer(*counts)) : std::nullopt;
}

RENDERBUS_DECL std::optional<background_timer::counting_executor> background_timer::innermost(const asio::any_io_executor& of) {
    if constexpr (counts_work<counting_executor>) {
        if (const auto* itself = target_of<counting_executor>(of)) return *itself;
        if (const auto* strand = target_of<asio::strand<counting_executor>>(of)) return strand->get_inner_executor();
        if (const auto* strand = target_of<asio::strand<asio::any_io_executor>>(of))
            return innermost(strand->get_inner_executor());
    }
    return std::nullopt;
}

RENDERBUS_DECL void background_timer::start(std::chrono::steady_clock::time_point when, unique_function<void()> then) {
    if constexpr (counts_work<counting_executor>) {
        timer_.expires_at(when);
        timer_.async_wait([counting = counts_, then = std::move(then)](std::error_code why) mutable {
            counting.on_work_started();  // the context takes it off again
            if (!why) then();
        });
        counts_.on_work_finished();
    }
}

}  // namespace renderbus::detail

#endif
