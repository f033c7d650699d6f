// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: name the request first, on a line of its own before co_await
// only: g++
#include <renderbus/client.hpp>

#include <asio/awaitable.hpp>
#include <asio/use_awaitable.hpp>

asio::awaitable<void> make(renderbus::client& farm) {
    co_await farm.async_send(renderbus::api::task::create{.labels = {"night"}}, asio::use_awaitable);
}
