// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_CURL_TRANSPORT_IPP
#define RENDERBUS_TRANSPORT_IMPL_CURL_TRANSPORT_IPP

#include <renderbus/transport/curl_exchange.hpp>
#include <renderbus/transport/curl_transport.hpp>
#include <renderbus/transport/tls.hpp>

namespace renderbus {
namespace detail {

/// Once in a program, before the first handle.
inline result<void> begin_curl() {
    static const auto outcome = curl_global_init(CURL_GLOBAL_DEFAULT);
    const auto* version = curl_version_info(CURLVERSION_NOW);
    const bool has_openssl = version->ssl_version != nullptr && std::string_view(version->ssl_version).starts_with("OpenSSL/");
    if (outcome == CURLE_OK && version->version_num >= 0x075000 && has_openssl) return {};
    return failure{transport_errc::tls_failed, std::string("libcurl ") + version->version, "it cannot be used",
                   "install libcurl 7.80 or newer, with OpenSSL"};
}

}  // namespace detail

RENDERBUS_DECL curl_transport::curl_transport(connection_options options) {
    detail::begin_curl().value();
    // libcurl would tell what cannot be read with the first request.
    static_cast<void>(detail::tls_context::for_client(options.trusted, options.certificate.get()).value());
    core_ = std::make_shared<detail::curl_core>(std::move(options));
}

RENDERBUS_DECL void curl_transport::async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                                                   completion<http::response> done) {
    std::make_shared<detail::curl_exchange>(std::move(executor), core_, std::move(what), std::move(stop), std::move(done))
        ->start();
}

}  // namespace renderbus

#endif
