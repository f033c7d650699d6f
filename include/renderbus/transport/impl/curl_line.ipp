// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_CURL_LINE_IPP
#define RENDERBUS_TRANSPORT_IMPL_CURL_LINE_IPP

#include <renderbus/transport/curl_line.hpp>
#include <renderbus/transport/proxy_dialogue.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>

namespace renderbus::detail {

RENDERBUS_DECL curl_sessions::curl_sessions() : native_(curl_share_init()) {
    curl_share_setopt(native_, CURLSHOPT_USERDATA, this);
    curl_share_setopt(
        native_, CURLSHOPT_LOCKFUNC, +[](CURL*, curl_lock_data data, curl_lock_access, void* self) {
            static_cast<curl_sessions*>(self)->mutexes_[data].lock();
        });
    curl_share_setopt(
        native_, CURLSHOPT_UNLOCKFUNC,
        +[](CURL*, curl_lock_data data, void* self) { static_cast<curl_sessions*>(self)->mutexes_[data].unlock(); });
    curl_share_setopt(native_, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

RENDERBUS_DECL curl_sessions::~curl_sessions() { curl_share_cleanup(native_); }

RENDERBUS_DECL curl_line::curl_line(std::shared_ptr<curl_sessions> sessions)
    : sessions_(std::move(sessions)), easy_(curl_easy_init()), multi_(curl_multi_init()) {
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 1L);
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1L);
}

RENDERBUS_DECL curl_line::~curl_line() {
    curl_easy_cleanup(easy_);
    curl_multi_cleanup(multi_);
}

RENDERBUS_DECL void curl_line::reset(const connection_options& options) {
    const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(easy_, option, value); };
    // libcurl copies what it is given.
    const auto set_text = [&](CURLoption option, std::string_view text) {
        curl_blob blob{const_cast<char*>(text.data()), text.size(), CURL_BLOB_COPY};
        curl_easy_setopt(easy_, option, &blob);
    };
    curl_easy_reset(easy_);
    set(CURLOPT_SHARE, sessions_->native());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_BUFFERSIZE, 64L * 1024);
    set(CURLOPT_UPLOAD_BUFFERSIZE, 64L * 1024);
    set(CURLOPT_NOPROXY, "");
    set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(this));
    set(
        CURLOPT_SSL_CTX_FUNCTION,
        +[](CURL*, void* settings, void* self) { return static_cast<curl_line*>(self)->listen_to_tls(settings), CURLE_OK; });

    const auto& trusted = options.trusted;
    if (!trusted.file.empty() || !trusted.folder.empty() || !trusted.pem.empty()) {
        set(CURLOPT_CAINFO, trusted.file.empty() ? nullptr : trusted.file.c_str());
        set(CURLOPT_CAPATH, trusted.folder.empty() ? nullptr : trusted.folder.c_str());
        if (!trusted.pem.empty()) set_text(CURLOPT_CAINFO_BLOB, trusted.pem);
    }
    if (const auto* shown = options.certificate.get()) {
        if (!shown->chain_file.empty()) set(CURLOPT_SSLCERT, shown->chain_file.c_str());
        else set_text(CURLOPT_SSLCERT_BLOB, shown->chain);
        if (!shown->key_file.empty()) set(CURLOPT_SSLKEY, shown->key_file.c_str());
        else if (!shown->key.empty()) set_text(CURLOPT_SSLKEY_BLOB, shown->key.reveal());
        if (!shown->pass_phrase.empty()) set(CURLOPT_KEYPASSWD, std::string(shown->pass_phrase.reveal()).c_str());
    }
}

/// Whether what a handshake returned tells of the connection's end and of nothing that was said on it.
inline bool is_cut(const SSL* connection, int returned) noexcept {
    const int kind = returned > 0 ? SSL_ERROR_NONE : SSL_get_error(connection, returned);
    return kind == SSL_ERROR_SYSCALL ||
           (kind == SSL_ERROR_SSL && ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

// libcurl takes every end of a connection for an orderly one, and has one code for all that a handshake can fail by. The
// settings are the connection's own, and it is this line's.
RENDERBUS_DECL void curl_line::listen_to_tls(void* settings) noexcept {
    static const int slot = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    auto* native = static_cast<SSL_CTX*>(settings);
    had_goodbye_ = was_cut_in_handshake_ = false;
    SSL_CTX_set_ex_data(native, slot, this);
    SSL_CTX_set_info_callback(native, [](const SSL* connection, int what, int value) {
        auto& self = *static_cast<curl_line*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), slot));
        if (what == SSL_CB_READ_ALERT && (value & 0xff) == SSL_AD_CLOSE_NOTIFY) self.had_goodbye_ = true;
        if (what == SSL_CB_CONNECT_EXIT) self.was_cut_in_handshake_ = is_cut(connection, value);
    });
}

RENDERBUS_DECL void curl_line::forget_callers() noexcept {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, nullptr);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, nullptr);
}

inline transport_errc code_of_proxy(CURLproxycode why) noexcept {
    switch (why) {
        case CURLPX_NO_AUTH:
        case CURLPX_USER_REJECTED:
        case CURLPX_LONG_USER:
        case CURLPX_LONG_PASSWD:
        case CURLPX_LONG_HOSTNAME:
        case CURLPX_REPLY_NOT_ALLOWED:
        case CURLPX_REPLY_COMMAND_NOT_SUPPORTED:
        case CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED: return transport_errc::proxy_refused;
        case CURLPX_BAD_ADDRESS_TYPE:
        case CURLPX_BAD_VERSION:
        case CURLPX_UNKNOWN_FAIL:
        case CURLPX_UNKNOWN_MODE: return transport_errc::malformed_answer;
        case CURLPX_RESOLVE_HOST: return transport_errc::resolve_failed;
        case CURLPX_CLOSED:
        case CURLPX_RECV_ADDRESS:
        case CURLPX_RECV_AUTH:
        case CURLPX_RECV_CONNECT:
        case CURLPX_RECV_REQACK:
        case CURLPX_SEND_AUTH:
        case CURLPX_SEND_CONNECT:
        case CURLPX_SEND_REQUEST: return transport_errc::connection_lost;
        default: return transport_errc::connect_failed;
    }
}

RENDERBUS_DECL transport_errc curl_line::code_of(CURLcode why, bool has_begun) const noexcept {
    long connect_status = 0, proxy_code = 0;
    curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &connect_status);
    curl_easy_getinfo(easy_, CURLINFO_PROXY_ERROR, &proxy_code);
    if (connect_status >= 500) return transport_errc::connect_failed;
    if (connect_status >= 300) return transport_errc::proxy_refused;
    switch (why) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY: return transport_errc::resolve_failed;
        case CURLE_COULDNT_CONNECT: return transport_errc::connect_failed;
        case CURLE_PROXY: return code_of_proxy(static_cast<CURLproxycode>(proxy_code));
        case CURLE_OPERATION_TIMEDOUT: return transport_errc::timed_out;
        case CURLE_PEER_FAILED_VERIFICATION: return transport_errc::certificate_refused;
        case CURLE_SSL_CONNECT_ERROR: return was_cut_in_handshake_ ? transport_errc::connection_lost : transport_errc::tls_failed;
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE: return transport_errc::tls_failed;
        case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_BAD_CONTENT_ENCODING: return transport_errc::malformed_answer;
        // What libcurl has no more room for: a head, or a line of one.
        case CURLE_OUT_OF_MEMORY: return has_begun ? transport_errc::connection_lost : transport_errc::answer_too_large;
        default: return transport_errc::connection_lost;
    }
}

/// The ways to log in that a proxy offered in answer to CONNECT, of those that libcurl knows.
inline std::vector<std::string> offered_logins(CURL* easy) {
    long mask = 0;
    curl_easy_getinfo(easy, CURLINFO_PROXYAUTH_AVAIL, &mask);
    constexpr std::pair<unsigned long, const char*> names[] = {
        {CURLAUTH_BASIC, "Basic"}, {CURLAUTH_DIGEST, "Digest"}, {CURLAUTH_NEGOTIATE, "Negotiate"}, {CURLAUTH_NTLM, "NTLM"}};
    std::vector<std::string> offered;
    for (const auto& [bit, name] : names) {
        if ((static_cast<unsigned long>(mask) & bit) != 0) offered.emplace_back(name);
    }
    return offered;
}

RENDERBUS_DECL failure curl_line::explain(CURLcode why, std::string_view said, const proxy* via, bool has_begun) const {
    const auto code = code_of(why, has_begun);
    long connect_status = 0;
    curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &connect_status);
    if (connect_status == 407 && via != nullptr) {
        return login_refused(*via, "it answered CONNECT with HTTP status 407", offered_logins(easy_));
    }
    std::string cause(said.empty() ? std::string_view(curl_easy_strerror(why)) : said);
    std::replace_if(
        cause.begin(), cause.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (via != nullptr) cause = "the proxy " + via->text() + ": " + cause;
    switch (code) {
        case transport_errc::resolve_failed: return {code, {}, std::move(cause), "check the address and the network"};
        case transport_errc::connect_failed:
            return {code, {}, std::move(cause), "check that the farm runs and that this address and port are its own"};
        case transport_errc::tls_failed: return {code, {}, std::move(cause), "check that the port speaks TLS 1.2 or newer"};
        case transport_errc::certificate_refused:
            return {code, {}, std::move(cause), "check the address, or trust the certificate's authority"};
        case transport_errc::malformed_answer: return {code, {}, std::move(cause), "check that a farm listens there"};
        case transport_errc::proxy_refused:
            return {code, {}, std::move(cause), "give the proxy a user and a password that it knows, or ask who runs it"};
        default: return {code, {}, std::move(cause), "try again"};
    }
}

}  // namespace renderbus::detail

#endif
