// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_WAITING_ROOM_HPP
#define RENDERBUS_DETAIL_WAITING_ROOM_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/config.hpp>

#include <memory>
#include <mutex>

namespace renderbus::detail {

/// Where a blocking call lets its operation run, one call at a time.
class waiting_room {
public:
    RENDERBUS_DECL waiting_room();
    waiting_room(waiting_room&&) noexcept = default;
    waiting_room& operator=(waiting_room&&) noexcept = default;
    RENDERBUS_DECL ~waiting_room();

    /// Held as long as the call waits.
    RENDERBUS_DECL std::unique_lock<std::mutex> enter();
    RENDERBUS_DECL const asio::any_io_executor& executor() const noexcept;
    /// Runs one handler; waits for one that comes from elsewhere, too.
    RENDERBUS_DECL void run_one();

private:
    struct body;
    std::unique_ptr<body> body_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/detail/impl/waiting_room.ipp>
#endif

#endif
