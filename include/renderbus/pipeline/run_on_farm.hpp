// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_RUN_ON_FARM_HPP
#define RENDERBUS_PIPELINE_RUN_ON_FARM_HPP

#include <renderbus/pipeline/run.hpp>
#include <renderbus/pipeline/states.hpp>

#include <stop_token>
#include <type_traits>
#include <utility>

namespace renderbus {
namespace detail {

/// A session as the call was given it, or a new one of a client.
inline farm_session session_of(const farm_session& session) { return session; }
template <class Client>
farm_session session_of(const Client& farm) {
    return farm_session(farm);
}

RENDERBUS_DECL std::shared_ptr<run_context> context_of_run(const farm_session& session, asio::any_io_executor executor,
                                                           std::stop_token stop);

template <class Farm>
concept farm_or_session = requires(const Farm& farm) { farm.channel(); };

}  // namespace detail

/// Runs a pipeline on this thread until it is done; gives its value, or throws `exception`. `farm` is a client, or a
/// `farm_session` with a record, an engine or a workspace of your own. A stop ends it with `transport_errc::canceled`.
template <detail::farm_or_session Farm, detail::runs S, class In>
auto run(const Farm& farm, const S& pipe, In&& value, std::stop_token stop = {}) {
    using pipeline = detail::runnable<S>;
    using given = std::remove_cvref_t<In>;
    if constexpr (!detail::can_run<pipeline, given, farm_run>()) {
        static_cast<void>(sizeof(*detail::pointer_to<detail::objection<pipeline, given, farm_run>>()));
        return broken_pipeline();
    } else {
        using taken = std::remove_cvref_t<detail::entry_t<pipeline, given>>;
        const auto context_on = [session = detail::session_of(farm), &stop](asio::any_io_executor executor) {
            return detail::context_of_run(session, std::move(executor), std::move(stop));
        };
        return detail::run_to_value<taken>(context_on, pipeline(stage(pipe)), taken(std::forward<In>(value)));
    }
}

/// Runs a pipeline; the token's signature is `void(std::exception_ptr, T)`. It runs on the executor that the token brings along,
/// or on the client's own; the token's cancellation slot ends it.
template <detail::farm_or_session Farm, detail::runs S, class In, class Token>
auto async_run(const Farm& farm, const S& pipe, In&& value, Token&& token) {
    auto session = detail::session_of(farm);
    const auto otherwise = session.executor();
    const auto context_on = [session = std::move(session)](asio::any_io_executor executor, std::stop_token stop) {
        return detail::context_of_run(session, std::move(executor), std::move(stop));
    };
    return detail::async_run_in<farm_run>(otherwise, context_on, pipe, std::forward<In>(value), std::forward<Token>(token));
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/run_on_farm.ipp>
#endif

#endif
