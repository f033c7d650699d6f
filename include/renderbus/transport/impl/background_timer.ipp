// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_BACKGROUND_TIMER_IPP
#define RENDERBUS_TRANSPORT_IMPL_BACKGROUND_TIMER_IPP

#include <renderbus/transport/background_timer.hpp>

#include <asio/strand.hpp>

#include <typeinfo>

namespace renderbus::detail {

template <class Executor>
concept counts_work = requires(const Executor& executor) {
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
    const auto look_for = [&]<class Executor>(std::in_place_type_t<Executor>) -> std::optional<counting_executor> {
        if constexpr (counts_work<Executor>) {  // Asio can be built without
            if (const auto* itself = target_of<Executor>(of)) return *itself;
            if (const auto* strand = target_of<asio::strand<Executor>>(of)) return strand->get_inner_executor();
        }
        return std::nullopt;
    };
    if (const auto* strand = target_of<asio::strand<asio::any_io_executor>>(of)) return innermost(strand->get_inner_executor());
    if (auto found = look_for(std::in_place_type<asio::io_context::executor_type>)) return found;
    return look_for(std::in_place_type<asio::thread_pool::executor_type>);
}

RENDERBUS_DECL void background_timer::start(std::chrono::steady_clock::time_point when, unique_function<void()> then) {
    std::visit(
        [&](const auto& counting) {
            timer_.expires_at(when);
            timer_.async_wait([counting, then = std::move(then)](std::error_code why) mutable {
                if constexpr (counts_work<decltype(counting)>) counting.on_work_started();  // the context takes it off again
                if (!why) then();
            });
            if constexpr (counts_work<decltype(counting)>) counting.on_work_finished();
        },
        counts_);
}

}  // namespace renderbus::detail

#endif
