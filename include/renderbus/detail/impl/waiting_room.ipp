// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_IMPL_WAITING_ROOM_IPP
#define RENDERBUS_DETAIL_IMPL_WAITING_ROOM_IPP

#include <renderbus/detail/waiting_room.hpp>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>

namespace renderbus::detail {

struct waiting_room::body {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};  // answers may come from elsewhere
    asio::any_io_executor executor{context.get_executor()};
    std::mutex guard;
};

RENDERBUS_DECL waiting_room::waiting_room() : body_(std::make_unique<body>()) {}
RENDERBUS_DECL waiting_room::~waiting_room() = default;

RENDERBUS_DECL std::unique_lock<std::mutex> waiting_room::enter() {
    std::unique_lock turn(body_->guard);
    body_->context.restart();
    return turn;
}

RENDERBUS_DECL const asio::any_io_executor& waiting_room::executor() const noexcept { return body_->executor; }

RENDERBUS_DECL void waiting_room::run_one() { body_->context.run_one(); }

}  // namespace renderbus::detail

#endif
