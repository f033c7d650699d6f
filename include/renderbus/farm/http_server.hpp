// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_HTTP_SERVER_HPP
#define RENDERBUS_FARM_HTTP_SERVER_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/farm/http_handler.hpp>
#include <renderbus/secret.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace renderbus::farm {

class http_listener;

/// What a server shows to its clients, in PEM: its certificate with the chain above it, and the key without a pass phrase.
struct server_identity {
    std::string certificate;
    secret key;
};

struct http_server_options {
    std::string address = "127.0.0.1";             ///< an address of this machine's loopback; others are refused
    std::uint16_t port = 0;                        ///< 0: a free one
    std::optional<server_identity> identity = {};  ///< with it HTTPS (TLS 1.2 or newer), without it plain HTTP
    std::size_t connections = 512;                 ///< more wait until one ends
    std::chrono::milliseconds idle_time = std::chrono::seconds(60);  ///< longest silence on a connection
};

/// A small HTTP/1.1 server on loopback: connections are kept, bodies streamed, heads and bodies bounded.
/// Everything happens on the executor it was started with, which must be serial and must outlive the server.
class http_server {
public:
    /// Listens from now on. Fails with `data_errc::invalid_value` for an address outside loopback, with
    /// `transport_errc::tls_failed` for an unusable identity, and with the system's code where the port is not to be had.
    static RENDERBUS_DECL result<http_server> start(asio::any_io_executor executor, http_server_options options,
                                                    std::shared_ptr<http_handler> handler);
    http_server(http_server&&) noexcept = default;
    RENDERBUS_DECL http_server& operator=(http_server&& other) noexcept;
    RENDERBUS_DECL ~http_server();

    std::uint16_t port() const noexcept { return where_.port; }
    /// What clients connect to.
    const http::origin& where() const noexcept { return where_; }
    /// Connections accepted so far; may be asked on any thread.
    RENDERBUS_DECL std::size_t accepted() const noexcept;
    /// Ends listening and all connections; may be called on any thread, and more than once.
    RENDERBUS_DECL void stop();

private:
    RENDERBUS_DECL http_server(std::shared_ptr<http_listener> listener, http::origin where);
    std::shared_ptr<http_listener> listener_;
    http::origin where_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/http_server.ipp>
#endif

#endif
