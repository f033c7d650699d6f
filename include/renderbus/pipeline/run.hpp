// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_RUN_HPP
#define RENDERBUS_PIPELINE_RUN_HPP

#include <renderbus/detail/initiate.hpp>
#include <renderbus/pipeline/pipeline.hpp>
#include <renderbus/pipeline/states.hpp>

#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace renderbus {
namespace detail {

/// Runs an operation on a context of its own until it is done, on the caller's thread.
RENDERBUS_DECL void run_here(unique_function<void(asio::any_io_executor)> start, const bool& done);

template <class T>
T never_called();

template <class Pipeline, class In>
auto input_of(const In& value) -> typename Pipeline::input {
    constexpr bool taken = std::is_convertible_v<const In&, typename Pipeline::input>;
    static_assert(taken, "renderbus: the pipeline's first stage does not take this value; give rb::run what that stage names as its input");
    if constexpr (taken) return value;
    else return never_called<typename Pipeline::input>();
}

/// A session as the call was given it, or a new one of a client.
inline farm_session session_of(const farm_session& session) { return session; }
template <class Client>
farm_session session_of(const Client& farm) {
    return farm_session(farm);
}

/// Starts a pipeline; what it runs in lives until it is done.
template <class Pipeline>
void start_run(farm_session session, Pipeline pipe, typename Pipeline::input value, asio::any_io_executor executor, std::stop_token stop,
               completion<typename Pipeline::output> done) {
    struct state {
        Pipeline pipe;
        farm_run context;
    };
    auto held = std::make_shared<state>(
        state{std::move(pipe), {{std::move(executor), std::move(stop), session.observe()}, session}});
    held->pipe.start(held->context, value, [held, done = std::move(done)](result<typename Pipeline::output> outcome) mutable {
        // The stages hold one another until the last has given its value; the executor lets them go first.
        asio::post(held->context.executor, [held, done = std::move(done), outcome = std::move(outcome)]() mutable { done(std::move(outcome)); });
    });
}

}  // namespace detail

/// Runs a pipeline on this thread until it is done; gives its value, or throws `exception`. `farm` is a client, or a
/// `farm_session` with a record, an engine or a workspace of your own. A stop ends it with `transport_errc::canceled`.
template <class Farm, class Pipeline, class In>
    requires(!std::is_same_v<Pipeline, broken_pipeline>)
typename Pipeline::output run(const Farm& farm, const Pipeline& pipe, const In& value, std::stop_token stop = {}) {
    using output = typename Pipeline::output;
    std::unique_ptr<result<output>> outcome;
    bool done = false;
    detail::run_here(
        [&](asio::any_io_executor executor) {
            detail::start_run<Pipeline>(detail::session_of(farm), pipe, detail::input_of<Pipeline>(value), std::move(executor), std::move(stop),
                                        [&](result<output> given) {
                                            outcome = std::make_unique<result<output>>(std::move(given));
                                            done = true;
                                        });
        },
        done);
    return std::move(*outcome).value();
}

/// Runs a pipeline; the token's signature is `void(std::exception_ptr, Pipeline::output)`. It runs on the executor that the
/// token brings along, or on the client's own; the token's cancellation slot ends it.
template <class Farm, class Pipeline, class In, class Token>
    requires(!std::is_same_v<Pipeline, broken_pipeline>)
auto async_run(const Farm& farm, const Pipeline& pipe, In&& value, Token&& token) {
    using output = typename Pipeline::output;
    auto session = detail::session_of(farm);
    const auto otherwise = session.executor();
    auto start = [session = std::move(session), pipe, value = detail::input_of<Pipeline>(value)](
                     asio::any_io_executor executor, std::stop_token stop, completion<output> done) mutable {
        detail::start_run<Pipeline>(std::move(session), std::move(pipe), std::move(value), std::move(executor), std::move(stop),
                                    std::move(done));
    };
    using made = decltype(detail::initiate<output>(otherwise, std::move(start), token));
    detail::refuse_unnamed<In&&, made>();
    return detail::initiate<output>(otherwise, std::move(start), token);
}

/// A pipeline that does not fit together runs as nothing: the compiler has said why.
template <class Farm, class In>
broken_pipeline run(const Farm&, const broken_pipeline&, const In&, std::stop_token = {}) {
    return {};
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/run.ipp>
#endif

#endif
