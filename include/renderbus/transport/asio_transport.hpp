// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_ASIO_TRANSPORT_HPP
#define RENDERBUS_TRANSPORT_ASIO_TRANSPORT_HPP

#include <renderbus/transport/transport.hpp>
#include <renderbus/transport/trusted_authorities.hpp>

#include <chrono>
#include <memory>

namespace renderbus {

namespace detail {
struct transport_core;
}

/// How an `asio_transport` connects. Certificates are always checked: there is no way to turn that off.
struct asio_transport_options {
    trusted_authorities trusted = {};         ///< who may have signed a farm's certificate; the system's where nothing is set
    std::size_t connections_per_origin = 16;  ///< on one execution context; further requests wait in the order they came
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);  ///< look-up, connection and TLS handshake together
    std::chrono::milliseconds idle_time = std::chrono::seconds(30);        ///< how long an unused connection is kept
};

/// Model of `transport`: HTTP/1.1 over TCP, with TLS 1.2 or newer where the origin says so.
///
/// Connections are kept and used again on the execution context they were made on; TLS sessions are resumed. Certificates
/// are checked against `asio_transport_options::trusted` and the host name or address asked for. A request whose
/// kept connection proves dead before any byte of an answer is sent once more, on a new connection, where it is
/// `repeatable`. Redirects are plain answers. An answer that comes before the whole body was sent is given at once.
///
/// Failures: `transport_errc` with the URL (without its query) as place; what the body's source or sink reports comes
/// through as it is; a request that HTTP cannot carry is `data_errc::invalid_value`.
/// May be used from several threads; copies share connections. Destroying it does not end exchanges under way.
class asio_transport {
public:
    /// Throws `exception` (`transport_errc::tls_failed`) where the trusted authorities cannot be read.
    RENDERBUS_DECL explicit asio_transport(asio_transport_options options = {});

    /// See `transport`.
    RENDERBUS_DECL void async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                                       completion<http::response> done);

private:
    std::shared_ptr<detail::transport_core> core_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/asio_transport.ipp>
#endif

#endif
