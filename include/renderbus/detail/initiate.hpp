// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_INITIATE_HPP
#define RENDERBUS_DETAIL_INITIATE_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/error.hpp>

#include <asio/associated_cancellation_slot.hpp>
#include <asio/cancellation_type.hpp>
#include <asio/dispatch.hpp>
#include <asio/execution/outstanding_work.hpp>
#include <asio/post.hpp>
#include <asio/prefer.hpp>
#include <asio/strand.hpp>

#include <exception>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace renderbus::detail {

/// What an asynchronous operation gives beside an exception: a value nobody looks at.
template <class T>
struct empty_value {
    static T make() { return T{}; }
};

template <class T>
struct initiation_signature {
    using type = void(std::exception_ptr, T);
};
template <>
struct initiation_signature<void> {
    using type = void(std::exception_ptr);
};

/// Runs an inner operation (`start(executor, stop, completion<T>)`) for any completion token. The operation gets a strand of
/// the handler's executor (or of `otherwise`), the handler's cancellation slot becomes its stop token, and the handler is
/// called through its own executor.
template <class T, class Token, class Start>
auto initiate(asio::any_io_executor otherwise, Start start, Token&& token) {
    return asio::async_initiate<Token, typename initiation_signature<T>::type>(
        [otherwise](auto handler, Start begin) {
            const auto own = asio::get_associated_executor(handler, otherwise);
            // A future's handler brings an executor that only runs handlers.
            asio::any_io_executor inner = otherwise;
            if constexpr (std::is_convertible_v<decltype(own), asio::any_io_executor>) inner = own;
            if (!inner)
                throw exception({data_errc::invalid_value, "async call",
                                 "neither the completion token nor the client has an executor",
                                 "bind one to the token (asio::bind_executor), or give the client one by on(executor)"});
            auto slot = asio::get_associated_cancellation_slot(handler);
            std::stop_source stop;
            if (slot.is_connected()) slot.assign([stop](asio::cancellation_type) mutable { stop.request_stop(); });

            auto finish = [handler = std::move(handler), own, slot,
                           work = asio::prefer(inner, asio::execution::outstanding_work.tracked)](result<T> outcome) mutable {
                asio::dispatch(own, [handler = std::move(handler), slot, outcome = std::move(outcome)]() mutable {
                    if (slot.is_connected()) slot.clear();
                    if constexpr (std::is_void_v<T>) {
                        if (outcome) handler(std::exception_ptr{});
                        else handler(exception_of(std::move(outcome).error()));
                    } else {
                        if (outcome) handler(std::exception_ptr{}, *std::move(outcome));
                        else handler(exception_of(std::move(outcome).error()), empty_value<T>::make());
                    }
                });
                work = {};
            };
            begin(asio::any_io_executor(asio::make_strand(inner)), stop.get_token(), completion<T>(std::move(finish)));
        },
        token, std::move(start));
}

/// A coroutine's token makes an operation that is awaited; g++ 12 destroys a braced aggregate twice that is written inside a
/// co_await expression, so there a request must have a name.
template <class Initiated>
concept awaited = requires(Initiated& op) { op.await_ready(); };

#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
inline constexpr bool braced_aggregates_die_twice = true;
#else
inline constexpr bool braced_aggregates_die_twice = false;
#endif

template <class Value, class Initiated>
consteval void refuse_unnamed() {
    using bare = std::remove_cvref_t<Value>;
    constexpr bool is_safe = !braced_aggregates_die_twice || !awaited<Initiated> || std::is_lvalue_reference_v<Value> ||
                             !std::is_aggregate_v<bare> || std::is_trivially_destructible_v<bare>;
    static_assert(is_safe,
                  "renderbus: name the request first, on a line of its own before co_await: this compiler (g++ 12) destroys a "
                  "braced struct inside a co_await expression twice");
}

}  // namespace renderbus::detail

#endif
