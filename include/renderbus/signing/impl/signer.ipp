// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SIGNING_IMPL_SIGNER_IPP
#define RENDERBUS_SIGNING_IMPL_SIGNER_IPP

#include <renderbus/signing/signer.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdlib>

namespace renderbus {

RENDERBUS_DECL credentials credentials::from_environment() {
    const auto read = [](const char* name) {
        const char* value = std::getenv(name);
        if (!value || !*value)
            throw exception({data_errc::missing_field, name, "the environment variable is not set",
                             "set it to what the service's developer centre shows for your account"});
        return std::string(value);
    };
    return {read("RAYVISION_API_ACCESS_ID"), secret(read("RAYVISION_API_KEY"))};
}

namespace signing {

RENDERBUS_DECL std::string hmac_sha256_base64(std::string_view key, std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    // OpenSSL takes an empty text, but no null pointer.
    const auto* const key_at = key.empty() ? "" : key.data();
    const auto* const text_at = reinterpret_cast<const unsigned char*>(text.empty() ? "" : text.data());
    if (!HMAC(EVP_sha256(), key_at, static_cast<int>(key.size()), text_at, text.size(), digest, &size))
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
}  // namespace renderbus

#endif
