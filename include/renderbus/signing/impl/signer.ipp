// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SIGNING_IMPL_SIGNER_IPP
#define RENDERBUS_SIGNING_IMPL_SIGNER_IPP

#include <renderbus/detail/base64.hpp>
#include <renderbus/signing/signer.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>

namespace renderbus {

namespace signing {

namespace detail {

struct free_digest {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using digest_context = std::unique_ptr<EVP_MD_CTX, free_digest>;

inline void require_openssl(bool did) {
    if (!did) throw exception({data_errc::invalid_value, "signature", "OpenSSL gave no SHA-256", "check OpenSSL's configuration"});
}

/// Looked up once: that takes OpenSSL longer than to sign a call.
inline const EVP_MD* sha256_function() {
    static const std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> made(EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free);
    return made.get();
}

/// What HMAC-SHA256 (RFC 2104) makes of a key: two digests that have taken it in. OpenSSL's own HMAC reckons the same, but
/// copies three of them for each text, with what stands around them.
struct keyed_digests {
    digest_context inner, outer;

    explicit keyed_digests(std::string_view key) : inner(EVP_MD_CTX_new()), outer(EVP_MD_CTX_new()) {
        unsigned char block[64] = {};
        require_openssl(sha256_function() != nullptr);
        if (key.size() <= sizeof block) std::copy(key.begin(), key.end(), block);
        else require_openssl(EVP_Digest(key.data(), key.size(), block, nullptr, sha256_function(), nullptr) == 1);
        take(inner.get(), block, 0x36);
        take(outer.get(), block, 0x36 ^ 0x5c);  // what the inner one left of it
        OPENSSL_cleanse(block, sizeof block);
    }

private:
    static void take(EVP_MD_CTX* context, unsigned char (&block)[64], unsigned char pad) {
        for (auto& byte : block) byte ^= pad;
        require_openssl(context != nullptr && EVP_DigestInit_ex(context, sha256_function(), nullptr) == 1 &&
                        EVP_DigestUpdate(context, block, sizeof block) == 1);
    }
};

inline std::string sign_with(const keyed_digests& key, std::string_view text) {
    const digest_context work(EVP_MD_CTX_new());
    unsigned char digest[32];
    const auto digest_on = [&](const digest_context& from, const void* bytes, std::size_t size) {
        require_openssl(EVP_MD_CTX_copy_ex(work.get(), from.get()) == 1 && EVP_DigestUpdate(work.get(), bytes, size) == 1 &&
                        EVP_DigestFinal_ex(work.get(), digest, nullptr) == 1);
    };
    require_openssl(work != nullptr);
    digest_on(key.inner, text.data(), text.size());
    digest_on(key.outer, digest, sizeof digest);
    return renderbus::detail::base64_of({reinterpret_cast<const char*>(digest), sizeof digest});
}

}  // namespace detail

RENDERBUS_DECL std::string hmac_sha256_base64(std::string_view key, std::string_view text) {
    return detail::sign_with(detail::keyed_digests(key), text);
}

RENDERBUS_DECL hmac_key::hmac_key(std::string_view key) : keyed_(std::make_shared<const detail::keyed_digests>(key)) {}

RENDERBUS_DECL std::string hmac_key::sign(std::string_view text) const {
    return detail::sign_with(*static_cast<const detail::keyed_digests*>(keyed_.get()), text);
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
