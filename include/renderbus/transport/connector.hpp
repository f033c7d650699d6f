// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_CONNECTOR_HPP
#define RENDERBUS_TRANSPORT_CONNECTOR_HPP

#include <renderbus/detail/unique_function.hpp>
#include <renderbus/transport/http.hpp>
#include <renderbus/transport/operation.hpp>
#include <renderbus/transport/stream.hpp>

#include <asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace renderbus::detail {

/// `300 ms`, for messages.
RENDERBUS_DECL std::string in_words(std::chrono::steady_clock::duration time);

/// Makes one connection: looks the host up, tries its addresses one after another, shakes hands.
class connector final : public operation {
public:
    using done_function = unique_function<void(result<std::unique_ptr<stream>>)>;

    /// `limit` is for all of it together.
    RENDERBUS_DECL connector(asio::any_io_executor executor, http::origin where, std::shared_ptr<tls_context> settings,
                             std::chrono::steady_clock::duration limit, done_function done);
    /// To be called on the executor; `done` may be called from inside.
    RENDERBUS_DECL void start();
    /// To be called on the executor; `done` is not called after that.
    RENDERBUS_DECL void abandon() noexcept;

private:
    using clock = std::chrono::steady_clock;
    RENDERBUS_DECL void look_up();
    RENDERBUS_DECL void try_next_address();
    RENDERBUS_DECL void on_connected(std::error_code why);
    RENDERBUS_DECL void shake_hands(std::error_code why);
    RENDERBUS_DECL void watch(clock::time_point until);
    RENDERBUS_DECL void on_time(std::error_code why);
    RENDERBUS_DECL void finish(result<std::unique_ptr<stream>> made);
    RENDERBUS_DECL void fail(transport_errc code, std::string cause, std::string next_step);

    enum class phase { look_up, connect, handshake };

    http::origin where_;
    std::shared_ptr<tls_context> settings_;
    clock::time_point deadline_;
    clock::time_point watched_until_;
    clock::duration limit_;
    done_function done_;
    asio::steady_timer timer_;
    std::optional<asio::ip::tcp::resolver> resolver_;
    std::vector<asio::ip::tcp::endpoint> addresses_;
    std::size_t tried_ = 0;
    std::unique_ptr<stream> stream_;
    std::error_code last_refusal_;
    phase phase_ = phase::look_up;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/connector.ipp>
#endif

#endif
