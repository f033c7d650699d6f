// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_COMPOSED_CALL_HPP
#define RENDERBUS_CALLS_COMPOSED_CALL_HPP

#include <renderbus/api_channel.hpp>

#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace renderbus {

/// What a composed call runs in: the way to the farm, and where its handlers run, one at a time.
struct call_run {
    std::shared_ptr<api_channel> channel;
    asio::any_io_executor executor;
    std::stop_token stop;
    request_teller told = {};

    int generation() const noexcept { return channel->settings().generation; }
    /// One request of the call.
    template <endpoint Request>
    void send(const Request& request, completion<typename Request::reply> done) const {
        channel->async_send(executor, request, stop, std::move(done), told);
    }
};

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
