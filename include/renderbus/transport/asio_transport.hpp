// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_ASIO_TRANSPORT_HPP
#define RENDERBUS_TRANSPORT_ASIO_TRANSPORT_HPP

#include <renderbus/transport/connection_options.hpp>
#include <renderbus/transport/transport.hpp>

#include <memory>

namespace renderbus {

namespace detail {
struct transport_core;
}

using asio_transport_options = connection_options;

/// Model of `transport`: HTTP/1.1 over TCP, with TLS 1.2 or newer where the origin says so.
///
/// All addresses of a host are tried, the next one when one fails or does not answer in 250 ms (RFC 8305).
/// Connections are kept and used again on the execution context they were made on; TLS sessions are resumed. Certificates
/// are checked against `connection_options::trusted` and the host name or address asked for. A request whose
/// kept connection proves dead before any byte of an answer is sent once more, on a new connection, where it is
/// `repeatable`. Redirects are plain answers. An answer that comes before the whole body was sent is given at once.
///
/// A successful answer whose body comes packed is refused where the request has no `Accept-Encoding` of its own; with it the
/// body is given as it came. `gzip_transport` asks for packed bodies and unpacks them.
/// Failures: `transport_errc` with the URL (without its query) as place; what the body's source or sink reports comes
/// through as it is; a request that HTTP cannot carry is `data_errc::invalid_value`.
/// May be used from several threads; copies share connections. Destroying it does not end exchanges under way.
class asio_transport {
public:
    /// Throws `exception` (`transport_errc::tls_failed`) where authorities or the certificate cannot be read.
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
