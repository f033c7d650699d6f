// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_STREAM_IPP
#define RENDERBUS_TRANSPORT_IMPL_STREAM_IPP

#include <renderbus/transport/stream.hpp>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

namespace renderbus::detail {

// OpenSSL's own socket BIO calls write(), which raises SIGPIPE where the peer is gone. Asio's calls do not.
struct stream::bio {
    static stream& of(BIO* b) { return *static_cast<stream*>(BIO_get_data(b)); }

    static int fail(BIO* b, std::error_code why, int retry_flag) {
        if (why == asio::error::would_block || why == asio::error::try_again || why == asio::error::interrupted) {
            BIO_set_flags(b, retry_flag | BIO_FLAGS_SHOULD_RETRY);
        } else {
            of(b).socket_error_ = why;
        }
        return -1;
    }
    static int read(BIO* b, char* space, int size) {
        BIO_clear_retry_flags(b);
        std::error_code why;
        const auto got = of(b).receive({space, static_cast<std::size_t>(size)}, why);
        if (why == asio::error::eof) {
            of(b).socket_ended_ = true;
            return 0;
        }
        return why ? fail(b, why, BIO_FLAGS_READ) : static_cast<int>(got);
    }
    static int write(BIO* b, const char* bytes, int size) {
        BIO_clear_retry_flags(b);
        std::error_code why;
        const auto sent = of(b).socket_.write_some(asio::buffer(bytes, static_cast<std::size_t>(size)), why);
        return why ? fail(b, why, BIO_FLAGS_WRITE) : static_cast<int>(sent);
    }
    static long control(BIO* b, int command, long, void*) {
        if (command == BIO_CTRL_EOF) return of(b).socket_ended_ ? 1 : 0;
        return command == BIO_CTRL_FLUSH ? 1 : 0;
    }
    static const BIO_METHOD* method() {
        static const std::shared_ptr<BIO_METHOD> made = [] {
            std::shared_ptr<BIO_METHOD> m(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "renderbus"), BIO_meth_free);
            if (m) {
                BIO_meth_set_read(m.get(), read);
                BIO_meth_set_write(m.get(), write);
                BIO_meth_set_ctrl(m.get(), control);
            }
            return m;
        }();
        return made.get();
    }
};

/// OpenSSL takes what others left in its queue for its own; emptying an empty one costs more than looking.
inline void forget_tls_errors() noexcept {
    if (ERR_peek_error() != 0) ERR_clear_error();
}

RENDERBUS_DECL stream::~stream() {
    close();
    SSL_free(tls_);
}

RENDERBUS_DECL result<void> stream::prepare() {
    std::error_code why;
    socket_.non_blocking(true, why);
    if (!why) socket_.set_option(asio::ip::tcp::no_delay(true), why);
    if (why) return failure{transport_errc::connection_lost, {}, "the connection was lost: " + why.message(), "try again"};
    return {};
}

RENDERBUS_DECL result<void> stream::use_tls_as_client(std::shared_ptr<tls_context> settings, const std::string& host,
                                                      const std::string& session_name) {
    host_ = host;
    forget_tls_errors();
    SSL* made = settings->new_client(host, session_name);
    return use_tls(std::move(settings), made);
}

RENDERBUS_DECL result<void> stream::use_tls_as_server(std::shared_ptr<tls_context> settings) {
    forget_tls_errors();
    SSL* made = settings->new_server();
    return use_tls(std::move(settings), made);
}

RENDERBUS_DECL result<void> stream::use_tls(std::shared_ptr<tls_context> settings, SSL* made) {
    settings_ = std::move(settings);
    tls_ = made;
    BIO* link = made != nullptr && bio::method() != nullptr ? BIO_new(bio::method()) : nullptr;
    if (link == nullptr) return failure{transport_errc::tls_failed, {}, "TLS could not be set up: " + take_tls_errors(), {}};
    BIO_set_data(link, this);
    BIO_set_init(link, 1);
    SSL_set_bio(made, link, link);
    // One call on the socket brings several records, and no part of one that another call has to complete. OpenSSL puts three
    // bytes before the first, so that what stands behind its head is aligned.
    constexpr std::size_t head = 5, full_record = head + 16 * 1024 + 17, before_head = 8 - head;
    SSL_set_read_ahead(made, 1);
    SSL_set_default_read_buffer_len(made, before_head + 4 * full_record);
    return {};
}

RENDERBUS_DECL std::size_t stream::receive(std::span<char> space, std::error_code& why) {
    auto& held = *arrived_;
    if (!held.unread.empty()) {
        const auto given = held.unread.first(std::min(space.size(), held.unread.size()));
        std::copy(given.begin(), given.end(), space.begin());
        held.unread = held.unread.subspan(given.size());
        return given.size();
    }
    why = std::exchange(held.why, {});
    return why ? 0 : socket_.read_some(asio::buffer(space.data(), space.size()), why);
}

RENDERBUS_DECL stream::outcome stream::handshake() {
    if (tls_ == nullptr) return outcome::done;
    forget_tls_errors();
    socket_error_ = {};
    const int returned = SSL_do_handshake(tls_);
    return returned == 1 ? outcome::done : explain(returned, true);
}

RENDERBUS_DECL stream::outcome stream::read(std::span<char> space, std::size_t& bytes) {
    bytes = 0;
    if (tls_ == nullptr) {
        std::error_code why;
        bytes = receive(space, why);
        if (!why) return outcome::done;
        if (why == asio::error::would_block || why == asio::error::try_again) return outcome::wants_read;
        return why == asio::error::eof ? outcome::ended : fail_socket(why);
    }
    do {
        forget_tls_errors();
        socket_error_ = {};
        std::size_t got = 0;
        const int returned = SSL_read_ex(tls_, space.data() + bytes, space.size() - bytes, &got);
        if (returned != 1) return bytes != 0 ? outcome::done : explain(returned, false);
        bytes += got;
    } while (bytes < space.size() && SSL_has_pending(tls_) == 1);
    return outcome::done;
}

RENDERBUS_DECL stream::outcome stream::write(std::span<const char> bytes_to_send, std::size_t& bytes) {
    bytes = 0;
    if (tls_ == nullptr) {
        std::error_code why;
        bytes = socket_.write_some(asio::buffer(bytes_to_send.data(), bytes_to_send.size()), why);
        if (!why) return outcome::done;
        if (why == asio::error::would_block || why == asio::error::try_again) return outcome::wants_write;
        return fail_socket(why);
    }
    forget_tls_errors();
    socket_error_ = {};
    const int returned = SSL_write_ex(tls_, bytes_to_send.data(), bytes_to_send.size(), &bytes);
    return returned == 1 ? outcome::done : explain(returned, false);
}

RENDERBUS_DECL std::span<char> stream::space() {
    constexpr std::size_t size = 64 * 1024;
    if (!space_) space_ = std::make_unique_for_overwrite<char[]>(size);
    return {space_.get(), size};
}

RENDERBUS_DECL bool stream::is_quiet() {
    char byte = 0;
    std::error_code why;
    if (!holds_input()) {
        socket_.receive(asio::buffer(&byte, 1), asio::ip::tcp::socket::message_peek, why);
        if (why == asio::error::would_block || why == asio::error::try_again) return true;
        if (why) return false;
    }
    // Something came: TLS sends tickets between answers, and reading takes them in.
    std::size_t bytes = 0;
    return read({&byte, 1}, bytes) == outcome::wants_read;
}

RENDERBUS_DECL stream::outcome stream::explain(int returned, bool in_handshake) {
    const int kind = SSL_get_error(tls_, returned);
    if (kind == SSL_ERROR_WANT_READ) return outcome::wants_read;
    if (kind == SSL_ERROR_WANT_WRITE) return outcome::wants_write;
    if (kind == SSL_ERROR_ZERO_RETURN) return outcome::ended;
    is_broken_ = true;
    const long verdict = SSL_get_verify_result(tls_);
    if (in_handshake && verdict != X509_V_OK) return fail_certificate(verdict);
    if (in_handshake && (socket_error_ || socket_ended_)) {
        // No word against TLS: a farm that starts anew, or a gateway before one, does the same.
        return fail(transport_errc::connection_lost,
                    "the connection ended inside the TLS handshake" + (socket_error_ ? ": " + socket_error_.message() : ""),
                    "try again; where that does not help, check that the port speaks TLS 1.2 or newer");
    }
    if (socket_error_) return fail_socket(socket_error_);
    if (socket_ended_) {
        return fail(transport_errc::connection_lost, "the connection ended without TLS's goodbye", "try again");
    }
    const int reason = ERR_GET_REASON(ERR_peek_error());
    const bool wants_certificate = reason == SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED ||
                                   reason == SSL_R_SSLV3_ALERT_BAD_CERTIFICATE || reason == SSL_R_TLSV1_ALERT_UNKNOWN_CA;
    return fail(transport_errc::tls_failed, "TLS failed: " + take_tls_errors(),
                wants_certificate ? "give the client a certificate that the other side trusts"
                                  : "check that the port speaks TLS 1.2 or newer");
}

RENDERBUS_DECL stream::outcome stream::fail_certificate(long verdict) {
    std::string cause = "the certificate is refused: ";
    std::string next_step = "check the address, or trust the certificate's authority";
    if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH) {
        cause += "certificate is for another host: asked for " + host_;
        next_step = "use the name that the certificate was made for";
    } else {
        cause += X509_verify_cert_error_string(verdict);
        if (verdict == X509_V_ERR_CERT_HAS_EXPIRED || verdict == X509_V_ERR_CERT_NOT_YET_VALID) {
            next_step = "check this machine's clock, or renew the certificate";
        }
    }
    return fail(transport_errc::certificate_refused, std::move(cause), std::move(next_step));
}

RENDERBUS_DECL stream::outcome stream::fail_socket(std::error_code why) {
    return fail(transport_errc::connection_lost, "the connection was lost: " + why.message(), "try again");
}

RENDERBUS_DECL stream::outcome stream::fail(transport_errc code, std::string cause, std::string next_step) {
    is_broken_ = true;
    why_ = failure{code, {}, std::move(cause), std::move(next_step)};
    return outcome::failed;
}

RENDERBUS_DECL void stream::say_goodbye() noexcept {
    if (tls_ == nullptr) return;
    forget_tls_errors();
    if (!is_broken_ && SSL_is_init_finished(tls_) == 1 && (SSL_get_shutdown(tls_) & SSL_SENT_SHUTDOWN) == 0) SSL_shutdown(tls_);
    forget_tls_errors();
}

RENDERBUS_DECL void stream::end_sending() noexcept {
    say_goodbye();
    std::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

RENDERBUS_DECL void stream::close() noexcept {
    if (!socket_.is_open()) return;
    say_goodbye();
    std::error_code ignored;
    socket_.close(ignored);
}

}  // namespace renderbus::detail

#endif
