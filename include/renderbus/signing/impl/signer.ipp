// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SIGNING_IMPL_SIGNER_IPP
#define RENDERBUS_SIGNING_IMPL_SIGNER_IPP

#include <renderbus/signing/signer.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <memory>

namespace renderbus {

namespace signing {

namespace detail {

struct free_mac {
    void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
};
using mac_context = std::unique_ptr<EVP_MAC_CTX, free_mac>;

/// HMAC-SHA256 without a key: to look an algorithm up takes OpenSSL longer than to sign a call.
inline const mac_context& hmac_sha256() {
    static const mac_context made = [] {
        EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
        mac_context context(hmac ? EVP_MAC_CTX_new(hmac) : nullptr);
        EVP_MAC_free(hmac);
        char digest[] = "SHA256";
        const OSSL_PARAM options[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
        if (context && EVP_MAC_CTX_set_params(context.get(), options) != 1) context.reset();
        return context;
    }();
    return made;
}

// OpenSSL takes an empty text, but no null pointer.
inline const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.empty() ? "" : text.data());
}

inline failure no_hmac() {
    return {data_errc::invalid_value, "signature", "OpenSSL gave no HMAC-SHA256", "check OpenSSL's configuration"};
}

inline mac_context with_key(std::string_view key) {
    const auto& algorithm = hmac_sha256();
    mac_context context(algorithm ? EVP_MAC_CTX_dup(algorithm.get()) : nullptr);
    if (!context || EVP_MAC_init(context.get(), bytes_of(key), key.size(), nullptr) != 1) throw exception(no_hmac());
    return context;
}

/// Takes what the context is for.
inline std::string sign_with(EVP_MAC_CTX* context, std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    std::size_t size = 0;
    if (!context || EVP_MAC_update(context, bytes_of(text), text.size()) != 1 ||
        EVP_MAC_final(context, digest, &size, sizeof digest) != 1)
        throw exception(no_hmac());
    unsigned char encoded[2 * EVP_MAX_MD_SIZE];
    const int length = EVP_EncodeBlock(encoded, digest, static_cast<int>(size));
    return {reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(length)};
}

}  // namespace detail

RENDERBUS_DECL std::string hmac_sha256_base64(std::string_view key, std::string_view text) {
    return detail::sign_with(detail::with_key(key).get(), text);
}

RENDERBUS_DECL hmac_key::hmac_key(std::string_view key) : keyed_(detail::with_key(key).release(), [](EVP_MAC_CTX* context) {
    EVP_MAC_CTX_free(context);
}) {}

RENDERBUS_DECL std::string hmac_key::sign(std::string_view text) const {
    const detail::mac_context context(EVP_MAC_CTX_dup(static_cast<const EVP_MAC_CTX*>(keyed_.get())));
    return detail::sign_with(context.get(), text);
}

RENDERBUS_DECL std::uint64_t fresh_nonce() {
    std::uint64_t bits = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&bits), sizeof bits) != 1)
        throw exception({data_errc::invalid_value, "nonce", "OpenSSL gave no random number", "check OpenSSL's configuration"});
    return 100'000'000'000 + bits % 900'000'000'000;
}

RENDERBUS_DECL bool same_signature(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace signing

RENDERBUS_DECL std::string hmac_signer::without_key(std::string text) const {
    constexpr std::string_view mark = "***";
    const auto key = who_.access_key.reveal();
    if (key.empty()) return text;
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + mark.size()))
        text.replace(at, key.size(), mark);
    return text;
}

}  // namespace renderbus

#endif
