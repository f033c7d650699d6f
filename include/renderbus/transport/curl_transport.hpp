// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_CURL_TRANSPORT_HPP
#define RENDERBUS_TRANSPORT_CURL_TRANSPORT_HPP

#include <renderbus/transport/connection_options.hpp>
#include <renderbus/transport/transport.hpp>

#include <memory>

namespace renderbus {

namespace detail {
struct curl_core;
}

/// Model of `transport` on libcurl (7.80 or newer, with OpenSSL), for those who have reasons to trust or to tune that one.
///
/// It keeps the promises of `asio_transport`: the same options, limits, order, codes of failures. The words of failures are
/// libcurl's, and so is what it does not tell: an answer whose connection breaks while the request is still sent is lost, one
/// that breaks inside its first line counts as none, and garbage from a proxy is waited for until `connect_timeout`. Its sockets
/// are waited for on each exchange's executor; no thread is started but those that libcurl needs to look names up. HTTP/1.1
/// alone. Link renderbus::curl (or renderbus::compiled_curl).
class curl_transport {
public:
    /// Throws `exception` (`transport_errc::tls_failed`) where authorities or the certificate cannot be read, or libcurl is
    /// too old.
    RENDERBUS_DECL explicit curl_transport(connection_options options = {});

    /// See `transport`.
    RENDERBUS_DECL void async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                                       completion<http::response> done);

private:
    std::shared_ptr<detail::curl_core> core_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/curl_transport.ipp>
#endif

#endif
