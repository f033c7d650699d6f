// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_DIALER_HPP
#define RENDERBUS_TRANSPORT_DIALER_HPP

#include <renderbus/detail/unique_function.hpp>
#include <renderbus/transport/operation.hpp>
#include <renderbus/transport/stream.hpp>

#include <asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <vector>

namespace renderbus::detail {

/// The order in which addresses are tried (RFC 8305, 4): that of the look-up, the two families in turn.
RENDERBUS_DECL std::vector<asio::ip::tcp::endpoint> in_turn(std::vector<asio::ip::tcp::endpoint> found);

/// Connects to the first of several addresses that answers (RFC 8305, "happy eyeballs"): the next one is tried when one has
/// failed, or has not answered in 250 ms; the others are closed when one stands.
class dialer final : public operation {
public:
    static constexpr std::chrono::milliseconds attempt_delay{250};
    /// The connection, or why the last attempt failed.
    using done_function = unique_function<void(std::unique_ptr<stream>, std::error_code)>;

    RENDERBUS_DECL dialer(asio::any_io_executor executor, std::vector<asio::ip::tcp::endpoint> addresses, done_function done);
    /// To be called on the executor; `done` is not called from inside.
    RENDERBUS_DECL void start();
    /// To be called on the executor; `done` is not called after that.
    RENDERBUS_DECL void abandon() noexcept;

private:
    RENDERBUS_DECL void try_next(std::error_code why);
    RENDERBUS_DECL void on_connected(std::size_t attempt, std::error_code why);
    RENDERBUS_DECL void finish(std::unique_ptr<stream> made, std::error_code why);

    std::vector<asio::ip::tcp::endpoint> addresses_;
    std::vector<std::unique_ptr<stream>> attempts_;  // closed ones are null
    std::size_t under_way_ = 0;
    done_function done_;
    asio::steady_timer timer_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/dialer.ipp>
#endif

#endif
