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

}  // namespace detail

RENDERBUS_DECL std::string hmac_sha256_base64(std::string_view key, std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    std::size_t size = 0;
    // OpenSSL takes an empty key, but no null pointer.
    const auto bytes = [](std::string_view of) { return reinterpret_cast<const unsigned char*>(of.empty() ? "" : of.data()); };
    const auto& algorithm = detail::hmac_sha256();
    const detail::mac_context context(algorithm ? EVP_MAC_CTX_dup(algorithm.get()) : nullptr);
    if (!context || EVP_MAC_init(context.get(), bytes(key), key.size(), nullptr) != 1 ||
        EVP_MAC_update(context.get(), bytes(text), text.size()) != 1 ||
        EVP_MAC_final(context.get(), digest, &size, sizeof digest) != 1)
        throw exception({data_errc::invalid_value, "signature", "OpenSSL gave no HMAC-SHA256", "check OpenSSL's configuration"});
    unsigned char encoded[2 * EVP_MAX_MD_SIZE];
    const int length = EVP_EncodeBlock(encoded, digest, static_cast<int>(size));
    return {reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(length)};
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
