// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_COROUTINE_HPP
#define RENDERBUS_PIPELINE_COROUTINE_HPP

#include <renderbus/pipeline/stage.hpp>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#if defined(ASIO_HAS_CO_AWAIT)
#include <asio/co_spawn.hpp>
#endif
#include <asio/post.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

/// Stages that are coroutines: a callable that gives an `asio::awaitable`.
namespace renderbus::detail {

/// The exception that is being handled, as the failure of a stage.
RENDERBUS_DECL failure current_failure(std::string_view stage);
RENDERBUS_DECL failure called_off(std::string_view stage);

/// One run of a coroutine: keeps what it was given, and turns a stop into Asio's cancellation, on the executor.
template <class S, class In>
struct awaited_stage {
    using value = std::remove_cvref_t<In>;
    using output = outcome_t<S, In>;

    explicit awaited_stage(const value& input)
        requires std::is_reference_v<In>
        : given(input) {}
    explicit awaited_stage(value&& input) : given(std::move(input)) {}

    struct emit {
        std::weak_ptr<awaited_stage> to;
        asio::any_io_executor executor;
        void operator()() {
            asio::post(executor, [to = to] {
                if (auto still = to.lock()) still->cancel.emit(asio::cancellation_type::terminal);
            });
        }
    };

    value given;
    asio::cancellation_signal cancel;
    std::optional<std::stop_callback<emit>> link;
    completion<output> done;
};

template <class S, class In, class Context>
void await_stage(S& stage, Context& context, In&& value, completion<outcome_t<S, In>> done) {
    using output = outcome_t<S, In>;
    static_assert(
        std::is_default_constructible_v<output>,
        "renderbus: what a coroutine gives to a pipeline must have a default constructor, which Asio wants beside an exception; "
        "give a std::shared_ptr or a std::optional of it");
    if constexpr (std::is_default_constructible_v<output>) {
        auto held = std::make_shared<awaited_stage<S, In>>(std::forward<In>(value));
        held->done = std::move(done);
        held->link.emplace(context.stop, typename awaited_stage<S, In>::emit{held, context.executor});
        auto finish = [held, &context](std::exception_ptr thrown, output outcome) {
            held->link.reset();
            auto then = std::move(held->done);
            if (!thrown) return then(std::move(outcome));
            if (context.stop.stop_requested()) return then(called_off(stage_name<S>()));
            try {
                std::rethrow_exception(thrown);
            } catch (...) {
                then(current_failure(stage_name<S>()));
            }
        };
        co_spawn(context.executor, stage(std::forward<In>(held->given)),
                 asio::bind_cancellation_slot(held->cancel.slot(), std::move(finish)));
    }
}

}  // namespace renderbus::detail

#endif
