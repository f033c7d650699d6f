// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_TLS_HPP
#define RENDERBUS_TRANSPORT_TLS_HPP

#include <renderbus/error.hpp>
#include <renderbus/transport/client_certificate.hpp>
#include <renderbus/transport/trusted_authorities.hpp>

#include <openssl/ssl.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace renderbus::detail {

/// What OpenSSL noted about the last failed call, in its words; empties its queue.
RENDERBUS_DECL std::string take_tls_errors();

/// One side's TLS settings, shared by its connections: TLS 1.2 or newer, and for a client the sessions to resume.
class tls_context {
public:
    /// `shown` may be null.
    static RENDERBUS_DECL result<std::shared_ptr<tls_context>> for_client(const trusted_authorities& trusted,
                                                                          const client_certificate* shown = nullptr);
    /// PEM texts: the certificate with the chain that leads to it, and its key without a pass phrase.
    static RENDERBUS_DECL result<std::shared_ptr<tls_context>> for_server(std::string_view chain, std::string_view key);

    RENDERBUS_DECL ~tls_context();
    tls_context(const tls_context&) = delete;
    tls_context& operator=(const tls_context&) = delete;

    /// A connection's state that checks the peer's certificate for `host` (a name or an address); nothing where memory is out.
    RENDERBUS_DECL SSL* new_client(const std::string& host, const std::string& session_name);
    RENDERBUS_DECL SSL* new_server();

private:
    explicit tls_context(SSL_CTX* native) noexcept : native_(native) {}
    static RENDERBUS_DECL result<std::shared_ptr<tls_context>> make(const SSL_METHOD* method);
    static RENDERBUS_DECL int on_new_session(SSL* connection, SSL_SESSION* session);
    static RENDERBUS_DECL int find_issuer(X509** issuer, X509_STORE_CTX* about, X509* of);

    SSL_CTX* native_;
    std::once_flag system_file_is_read_;
    std::mutex sessions_mutex_;
    std::map<std::string, SSL_SESSION*> sessions_;  // the newest of each origin
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/tls.ipp>
#endif

#endif
