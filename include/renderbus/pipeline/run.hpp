// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_RUN_HPP
#define RENDERBUS_PIPELINE_RUN_HPP

#include <renderbus/detail/initiate.hpp>
#include <renderbus/pipeline/pipeline.hpp>

#include <cstddef>
#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace renderbus {
namespace detail {

/// A pipeline of what can be run: itself, or one stage alone.
template <class S>
using runnable = decltype(stage(std::declval<S>()));

/// The type that a value enters a pipeline with: its own where the pipeline takes that, else the one that the pipeline wants.
template <class Pipeline, class In>
consteval auto find_entry() {
    if constexpr (broken<Pipeline>) return std::type_identity<broken_pipeline>();
    else if constexpr (Pipeline::template takes<In>) return std::type_identity<In>();
    else if constexpr (!wants_one_type<Pipeline>) return std::type_identity<void>();
    else if constexpr (std::is_convertible_v<In, typename Pipeline::input>) return std::type_identity<typename Pipeline::input>();
    else return std::type_identity<void>();
}
template <class Pipeline, class In>
using entry_t = typename decltype(find_entry<Pipeline, In>())::type;

/// Whether a run can begin: the pipeline takes the value, and needs no other context.
template <class Pipeline, class In, class Context>
consteval bool can_run() {
    if constexpr (broken<Pipeline>) return false;
    else if constexpr (std::is_void_v<entry_t<Pipeline, In>>) return false;
    else return std::is_base_of_v<typename context_of<Pipeline>::type, Context>;
}

/// Why it cannot, as a type whose size the compiler is asked for.
template <class Pipeline, class In, class Context>
consteval auto find_objection() {
    if constexpr (broken<Pipeline>) {
        return std::type_identity<broken_pipeline>();
    } else if constexpr (std::is_void_v<entry_t<Pipeline, In>>) {
        return std::type_identity<sentence_of<typename Pipeline::template way_of<In>>>();
    } else {
        constexpr bool has_a_farm = std::is_base_of_v<typename context_of<Pipeline>::type, Context>;
        static_assert(has_a_farm,
                      "renderbus: this pipeline needs a farm; give a client or a farm_session before it: "
                      "rb::run(farm, pipeline, value)");
        return std::type_identity<broken_pipeline>();
    }
}
template <class Pipeline, class In, class Context>
using objection = typename decltype(find_objection<Pipeline, In, Context>())::type;

/// What is run: a pipeline that is kept, and as what a boxed value enters it.
struct boxed_run {
    box pipe;
    std::size_t length;
    void (*start)(void* pipe, run_context& context, box value, completion<box> done);
    box value;

    template <class In, class Pipeline>
    static boxed_run of(Pipeline pipe, In value) {
        return {box(new Pipeline(std::move(pipe))), Pipeline::length, start_node<Pipeline, In>, box(new In(std::move(value)))};
    }
};

/// Runs in a context; what it runs in lives until it is done. `done` is called through the executor.
RENDERBUS_DECL void start_run(std::shared_ptr<run_context> context, boxed_run what, completion<box> done);

using make_context = unique_function<std::shared_ptr<run_context>(asio::any_io_executor)>;
/// The same on this thread, on an io_context of its own, until it is done.
RENDERBUS_DECL result<box> run_here(make_context context_on, boxed_run what);
RENDERBUS_DECL result<box> run_here(std::stop_token stop, boxed_run what);

/// The same, from a value to a value; `how` is a stop, or makes the context.
template <class In, class How, class Pipeline>
auto run_to_value(How how, Pipeline pipe, In value) {
    using output = typename Pipeline::template gives<In>;
    auto outcome = run_here(std::move(how), boxed_run::of<In>(std::move(pipe), std::move(value))).value();
    return output(std::move(outcome.template as<output>()));
}

/// The same for a completion token.
template <class In, class Value, class Pipeline, class MakeContext, class Token>
auto initiate_run(asio::any_io_executor otherwise, MakeContext context_on, Pipeline pipe, In value, Token&& token) {
    using output = typename Pipeline::template gives<In>;
    auto start = [context_on = std::move(context_on), what = boxed_run::of<In>(std::move(pipe), std::move(value))](
                     asio::any_io_executor executor, std::stop_token stop, completion<output> done) mutable {
        start_run(context_on(std::move(executor), std::move(stop)), std::move(what), unboxing<output>{std::move(done)});
    };
    using made = decltype(initiate<output>(otherwise, std::move(start), token));
    refuse_unnamed<Value, made>();
    return initiate<output>(otherwise, std::move(start), token);
}

template <class S>
concept runs = is_stage<std::remove_cvref_t<S>>;
template <class In>
using as_given = std::conditional_t<std::is_lvalue_reference_v<In>, const std::remove_cvref_t<In>&, std::remove_cvref_t<In>>;

/// What the ways of `async_run` have in common: `context_on(executor, stop)` makes a context of type `Context`.
template <class Context, class S, class In, class MakeContext, class Token>
auto async_run_in(asio::any_io_executor otherwise, MakeContext context_on, S&& pipe, In&& value, Token&& token) {
    using pipeline = runnable<std::remove_cvref_t<S>>;
    using given = std::remove_cvref_t<In>;
    if constexpr (!can_run<pipeline, given, Context>()) {
        static_cast<void>(sizeof(*pointer_to<objection<pipeline, given, Context>>()));
        return broken_pipeline();
    } else {
        using taken = std::remove_cvref_t<entry_t<pipeline, given>>;
        return initiate_run<taken, In&&>(std::move(otherwise), std::move(context_on), pipeline(stage(std::forward<S>(pipe))),
                                         taken(std::forward<In>(value)), std::forward<Token>(token));
    }
}

}  // namespace detail

/// Runs a pipeline on this thread until it is done; gives its value, or throws. A pipeline of callables alone is called as it
/// is, and what they throw comes out as it was thrown; every other failure is thrown as `exception`.
template <detail::runs S, class In>
auto run(S&& pipe, In&& value) {
    using pipeline = detail::runnable<std::remove_cvref_t<S>>;
    using entry = detail::entry_t<pipeline, detail::as_given<In>>;
    if constexpr (!detail::can_run<pipeline, detail::as_given<In>, run_context>()) {
        static_cast<void>(sizeof(*detail::pointer_to<detail::objection<pipeline, detail::as_given<In>, run_context>>()));
        return broken_pipeline();
    } else if constexpr (pipeline::template plain<entry>) {
        using returned = decltype(pipe(static_cast<entry&&>(value)));
        if constexpr (detail::is_result<std::remove_cvref_t<returned>>) return pipe(static_cast<entry&&>(value)).value();
        else return pipe(static_cast<entry&&>(value));
    } else {
        using taken = std::remove_cvref_t<entry>;
        return detail::run_to_value<taken>(std::stop_token(), pipeline(stage(std::forward<S>(pipe))),
                                           taken(std::forward<In>(value)));
    }
}

/// The same with a stop, asked for from another thread or from a stage: it ends the run with `transport_errc::canceled`.
template <detail::runs S, class In>
auto run(S&& pipe, In&& value, std::stop_token stop) {
    using pipeline = detail::runnable<std::remove_cvref_t<S>>;
    using given = std::remove_cvref_t<In>;
    if constexpr (!detail::can_run<pipeline, given, run_context>()) {
        static_cast<void>(sizeof(*detail::pointer_to<detail::objection<pipeline, given, run_context>>()));
        return broken_pipeline();
    } else {
        using taken = std::remove_cvref_t<detail::entry_t<pipeline, given>>;
        return detail::run_to_value<taken>(std::move(stop), pipeline(stage(std::forward<S>(pipe))),
                                           taken(std::forward<In>(value)));
    }
}

/// Runs a pipeline on an executor; the token's signature is `void(std::exception_ptr, T)`. The executor is the one that the token
/// brings along, or else `otherwise`; the token's cancellation slot ends the run.
template <detail::runs S, class In, class Token>
auto async_run(asio::any_io_executor otherwise, S&& pipe, In&& value, Token&& token) {
    const auto context_on = [](asio::any_io_executor executor, std::stop_token stop) {
        return std::make_shared<run_context>(std::move(executor), std::move(stop));
    };
    return detail::async_run_in<run_context>(std::move(otherwise), context_on, std::forward<S>(pipe), std::forward<In>(value),
                                             std::forward<Token>(token));
}

/// The same in a context of your own: with an observer, a clock, a name. The token's executor, or else the context's, is where it
/// runs; the stop of the context is not looked at, the token's cancellation slot is.
template <class Context, detail::runs S, class In, class Token>
    requires std::is_base_of_v<run_context, Context>
auto async_run(const Context& in, S&& pipe, In&& value, Token&& token) {
    const auto context_on = [in](asio::any_io_executor executor, std::stop_token stop) {
        auto own = std::make_shared<Context>(in);
        own->executor = std::move(executor);
        own->stop = std::move(stop);
        own->copy = detail::copy_as<Context>;
        return own;
    };
    return detail::async_run_in<Context>(in.executor, context_on, std::forward<S>(pipe), std::forward<In>(value),
                                         std::forward<Token>(token));
}

template <detail::runs S, class In, class Token>
auto async_run(S&& pipe, In&& value, Token&& token) {
    return async_run(asio::any_io_executor(), std::forward<S>(pipe), std::forward<In>(value), std::forward<Token>(token));
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/run.ipp>
#endif

#endif
