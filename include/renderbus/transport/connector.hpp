// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_CONNECTOR_HPP
#define RENDERBUS_TRANSPORT_CONNECTOR_HPP

#include <renderbus/transport/dialer.hpp>
#include <renderbus/transport/http.hpp>
#include <renderbus/transport/proxy_dialogue.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace renderbus::detail {

/// `300 ms`, for messages.
RENDERBUS_DECL std::string in_words(std::chrono::steady_clock::duration time);

/// Plain HTTP through an HTTP proxy: no connection to the origin, requests are the proxy's to pass on.
inline bool passes_requests_on(const proxy* via, const http::origin& to) noexcept {
    return via != nullptr && via->speaks == proxy::protocol::http && !to.tls;
}

/// Makes one connection: looks names up, dials, talks to the proxy, shakes hands.
class connector final : public operation {
public:
    using done_function = unique_function<void(result<std::unique_ptr<stream>>)>;

    /// `via` may be null; `limit` is for all of it together.
    RENDERBUS_DECL connector(asio::any_io_executor executor, http::origin to, std::shared_ptr<const proxy> via,
                             std::shared_ptr<tls_context> settings, std::chrono::steady_clock::duration limit,
                             done_function done);
    /// To be called on the executor; `done` may be called from inside.
    RENDERBUS_DECL void start();
    /// To be called on the executor; `done` is not called after that.
    RENDERBUS_DECL void abandon() noexcept;

private:
    using clock = std::chrono::steady_clock;
    using addresses = std::vector<asio::ip::tcp::endpoint>;
    RENDERBUS_DECL void look_up(const std::string& host, std::uint16_t port, void (connector::*then)(addresses));
    RENDERBUS_DECL void on_origin_found(addresses found);
    RENDERBUS_DECL void look_first_hop_up();
    RENDERBUS_DECL void dial(addresses found);
    RENDERBUS_DECL void on_dialed(std::unique_ptr<stream> made, std::error_code why);
    RENDERBUS_DECL void talk_to_proxy(std::error_code);
    RENDERBUS_DECL bool hear_proxy();
    RENDERBUS_DECL void on_refusal(failure why);
    RENDERBUS_DECL void begin_tls();
    RENDERBUS_DECL void shake_hands(std::error_code);
    RENDERBUS_DECL void wait_for(stream::outcome readiness, void (connector::*then)(std::error_code));
    RENDERBUS_DECL void on_time(std::error_code why);
    RENDERBUS_DECL void finish(result<std::unique_ptr<stream>> made);
    RENDERBUS_DECL void fail(transport_errc code, std::string cause, std::string next_step);
    RENDERBUS_DECL std::string first_hop() const;

    enum class phase { look_up, connect, proxy, handshake };

    http::origin to_;
    std::shared_ptr<const proxy> via_;
    std::shared_ptr<tls_context> settings_;
    clock::duration limit_;
    done_function done_;
    asio::steady_timer timer_;
    std::optional<asio::ip::tcp::resolver> resolver_;
    std::string looked_up_;
    addresses origin_addresses_;  // those that a proxy has not been asked for yet, the next one at the end
    addresses first_hop_addresses_;
    std::shared_ptr<dialer> dialer_;
    std::optional<proxy_dialogue> dialogue_;
    std::size_t said_ = 0;
    std::unique_ptr<stream> stream_;
    phase phase_ = phase::look_up;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/connector.ipp>
#endif

#endif
