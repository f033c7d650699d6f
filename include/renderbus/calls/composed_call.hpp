// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_COMPOSED_CALL_HPP
#define RENDERBUS_CALLS_COMPOSED_CALL_HPP

#include <renderbus/api_channel.hpp>

#include <type_traits>
#include <utility>

namespace renderbus {

/// A call that is made of several requests, and is sent like one: a struct with its fields, its `reply`, and
/// `start(call_run, completion<reply>)`, which gives the reply once. One that a generation lacks says so by
/// `static constexpr int only_generation`.
template <class T>
concept composed_call = std::is_aggregate_v<T> && requires(const T& call, call_run in, completion<typename T::reply> done) {
    call.start(std::move(in), std::move(done));
};

/// What a client's `send` takes.
template <class T>
concept callable_at_a_farm = endpoint<T> || composed_call<T>;

}  // namespace renderbus

#endif
