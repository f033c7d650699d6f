// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_TLS_IPP
#define RENDERBUS_TRANSPORT_IMPL_TLS_IPP

#include <renderbus/transport/tls.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>

namespace renderbus::detail {

RENDERBUS_DECL std::string take_tls_errors() {
    std::string text;
    while (const auto code = ERR_get_error()) {
        const char* reason = ERR_reason_error_string(code);
        if (reason == nullptr || text.find(reason) != std::string::npos) continue;
        if (!text.empty()) text += ", ";
        text += reason;
    }
    return text.empty() ? "no reason given" : text;
}

/// Gives the pass phrase that `secret` points to, or none; without this OpenSSL would ask on the terminal.
inline int give_pass_phrase(char* space, int size, int, void* given) {
    const auto text = given != nullptr ? static_cast<const secret*>(given)->reveal() : std::string_view();
    if (text.size() > static_cast<std::size_t>(size)) return -1;
    text.copy(space, text.size());
    return static_cast<int>(text.size());
}

inline std::shared_ptr<BIO> text_bio(std::string_view text) {
    return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

/// The names under which connections keep their session, in the connection's free slot.
inline int session_name_slot() {
    static const int slot = SSL_get_ex_new_index(
        0, nullptr, nullptr, nullptr,
        [](void*, void* name, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<std::string*>(name); });
    return slot;
}

inline failure bad_trust(std::string place, std::string cause) {
    return {transport_errc::tls_failed, std::move(place), "no certificates of authorities could be read: " + std::move(cause),
            "name a readable PEM file or folder"};
}

inline result<void> trust(SSL_CTX* native, const trusted_authorities& trusted) {
    ERR_clear_error();
    if (!trusted.file.empty() && SSL_CTX_load_verify_file(native, trusted.file.c_str()) != 1) {
        return bad_trust(trusted.file, take_tls_errors());
    }
    if (!trusted.folder.empty() && SSL_CTX_load_verify_dir(native, trusted.folder.c_str()) != 1) {
        return bad_trust(trusted.folder, take_tls_errors());
    }
    if (!trusted.pem.empty()) {
        const auto source = text_bio(trusted.pem);
        int added = 0;
        while (const std::unique_ptr<X509, void (*)(X509*)> each{
            PEM_read_bio_X509(source.get(), nullptr, give_pass_phrase, nullptr), X509_free}) {
            X509_STORE_add_cert(SSL_CTX_get_cert_store(native), each.get());
            ++added;
        }
        ERR_clear_error();
        if (added == 0) return bad_trust("the given authorities", "no certificate in PEM stands there");
    }
    return {};
}

inline std::string_view without_last_dot(const std::string& host) {
    return host.ends_with('.') ? std::string_view(host).substr(0, host.size() - 1) : std::string_view(host);
}

using certificate_handle = std::unique_ptr<X509, void (*)(X509*)>;
using key_handle = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

/// PEM texts; `pass_phrase` may be null. `whose` is the place of failures: `the server's`.
inline result<void> show(SSL_CTX* native, std::string_view chain, std::string_view key, const secret* pass_phrase,
                         const std::string& whose) {
    const auto refuse = [&](const char* what) {
        return failure{transport_errc::tls_failed, whose + what, "it cannot be used: " + take_tls_errors(),
                       "give a matching pair in PEM, and the key's pass phrase where it has one"};
    };
    ERR_clear_error();
    const auto chain_source = text_bio(chain);
    const certificate_handle leaf(PEM_read_bio_X509(chain_source.get(), nullptr, give_pass_phrase, nullptr), X509_free);
    if (!leaf || SSL_CTX_use_certificate(native, leaf.get()) != 1) return refuse(" certificate");
    while (certificate_handle above{PEM_read_bio_X509(chain_source.get(), nullptr, give_pass_phrase, nullptr), X509_free}) {
        if (SSL_CTX_add0_chain_cert(native, above.get()) != 1) return refuse(" certificate chain");
        static_cast<void>(above.release());  // the context's now
    }
    ERR_clear_error();
    const auto key_source = text_bio(key);
    const key_handle read(PEM_read_bio_PrivateKey(key_source.get(), nullptr, give_pass_phrase, const_cast<secret*>(pass_phrase)),
                          EVP_PKEY_free);
    if (!read || SSL_CTX_use_PrivateKey(native, read.get()) != 1 || SSL_CTX_check_private_key(native) != 1) return refuse(" key");
    return {};
}

/// A PEM file as a whole.
inline result<secret> read_pem(const std::string& file) {
    constexpr std::size_t longest = 1 << 20;
    std::string text(longest + 1, '\0');
    std::ifstream source(file, std::ios::binary);
    source.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(source.gcount()));
    secret kept(std::move(text));
    const auto size = kept.reveal().size();
    if (size != 0 && size <= longest) return kept;
    return failure{transport_errc::tls_failed, file, size == 0 ? "it cannot be read, or is empty" : "it is larger than 1 MiB",
                   "name a readable PEM file"};
}

inline result<void> show(SSL_CTX* native, const client_certificate& shown) {
    secret chain(shown.chain), key = shown.key.copy();
    if (!shown.chain_file.empty()) {
        auto read = read_pem(shown.chain_file);
        if (!read) return std::move(read).error();
        chain = std::move(*read);
    }
    if (!shown.key_file.empty()) {
        auto read = read_pem(shown.key_file);
        if (!read) return std::move(read).error();
        key = std::move(*read);
    }
    return show(native, chain.reveal(), key.empty() ? chain.reveal() : key.reveal(), &shown.pass_phrase, "the client's");
}

RENDERBUS_DECL result<std::shared_ptr<tls_context>> tls_context::make(const SSL_METHOD* method) {
    std::shared_ptr<tls_context> made(new tls_context(SSL_CTX_new(method)));
    if (made->native_ == nullptr || SSL_CTX_set_min_proto_version(made->native_, TLS1_2_VERSION) != 1) {
        return failure{transport_errc::tls_failed, "OpenSSL", take_tls_errors(), "check the installation of OpenSSL"};
    }
    SSL_CTX_set_mode(made->native_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_options(made->native_, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    return made;
}

RENDERBUS_DECL result<std::shared_ptr<tls_context>> tls_context::for_client(const trusted_authorities& trusted,
                                                                            const client_certificate* shown) {
    auto made = make(TLS_client_method());
    if (!made) return made;
    SSL_CTX* native = (*made)->native_;
    const bool is_systems = trusted.file.empty() && trusted.folder.empty() && trusted.pem.empty();
    if (is_systems) {
        if (SSL_CTX_set_default_verify_dir(native) != 1) return bad_trust("the system's authorities", take_tls_errors());
        X509_STORE_set_get_issuer(SSL_CTX_get_cert_store(native), &tls_context::find_issuer);
    } else if (auto read = trust(native, trusted); !read) {
        return std::move(read).error();
    }
    if (shown != nullptr) {
        if (auto read = show(native, *shown); !read) return std::move(read).error();
    }
    SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_set_app_data(native, made->get());
    SSL_CTX_sess_set_new_cb(native, &tls_context::on_new_session);
    return made;
}

RENDERBUS_DECL result<std::shared_ptr<tls_context>> tls_context::for_server(std::string_view chain, std::string_view key) {
    auto made = make(TLS_server_method());
    if (!made) return made;
    if (auto read = show((*made)->native_, chain, key, nullptr, "the server's"); !read) return std::move(read).error();
    SSL_CTX_set_session_id_context((*made)->native_, reinterpret_cast<const unsigned char*>("renderbus"), 9);
    return made;
}

RENDERBUS_DECL tls_context::~tls_context() {
    for (auto& [name, session] : sessions_) SSL_SESSION_free(session);
    SSL_CTX_free(native_);
}

RENDERBUS_DECL SSL* tls_context::new_client(const std::string& host, const std::string& session_name) {
    SSL* made = SSL_new(native_);
    if (made == nullptr) return nullptr;
    const std::string name(without_last_dot(host));
    X509_VERIFY_PARAM* rules = SSL_get0_param(made);
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(rules, name.c_str()) == 1;
    // RFC 6066: the server name is never an address.
    const bool is_named = is_address || (X509_VERIFY_PARAM_set1_host(rules, name.c_str(), name.size()) == 1 &&
                                         SSL_set_tlsext_host_name(made, name.c_str()) == 1);
    if (!is_named) {
        SSL_free(made);
        return nullptr;
    }
    SSL_set_ex_data(made, session_name_slot(), new std::string(session_name));
    {
        const std::lock_guard lock(sessions_mutex_);
        if (const auto kept = sessions_.find(session_name); kept != sessions_.end()) SSL_set_session(made, kept->second);
    }
    SSL_set_connect_state(made);
    return made;
}

RENDERBUS_DECL SSL* tls_context::new_server() {
    SSL* made = SSL_new(native_);
    if (made != nullptr) SSL_set_accept_state(made);
    return made;
}

/// Of the system's authorities the folder is looked into one by one. Their file takes tens of milliseconds to read: only where
/// the folder has no issuer.
RENDERBUS_DECL int tls_context::find_issuer(X509** issuer, X509_STORE_CTX* about, X509* of) {
    const int found = X509_STORE_CTX_get1_issuer(issuer, about, of);
    const auto* connection = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(about, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (found == 1 || connection == nullptr) return found;
    auto* self = static_cast<tls_context*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
    std::call_once(self->system_file_is_read_, [self] { static_cast<void>(SSL_CTX_set_default_verify_file(self->native_)); });
    return X509_STORE_CTX_get1_issuer(issuer, about, of);
}

RENDERBUS_DECL int tls_context::on_new_session(SSL* connection, SSL_SESSION* session) {
    auto* self = static_cast<tls_context*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
    const auto* name = static_cast<const std::string*>(SSL_get_ex_data(connection, session_name_slot()));
    if (self == nullptr || name == nullptr) return 0;
    const std::lock_guard lock(self->sessions_mutex_);
    SSL_SESSION*& kept = self->sessions_[*name];
    if (kept != nullptr) SSL_SESSION_free(kept);
    kept = session;
    return 1;  // the reference is ours now
}

}  // namespace renderbus::detail

#endif
