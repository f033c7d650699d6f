// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SIGNING_SIGNER_HPP
#define RENDERBUS_SIGNING_SIGNER_HPP

#include <renderbus/credentials.hpp>
#include <renderbus/signing/canonical.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace renderbus {

namespace signing {

/// The header fields of a call that are signed (wire names are the fields' names, but for `UTCTimestamp`).
struct call_headers {
    std::string access_id;
    std::int64_t channel = 4;
    std::int64_t platform = 0;
    std::int64_t utc_timestamp = 0;  ///< seconds since the epoch
    std::uint64_t nonce = 0;         ///< never the same twice within the farm's time window
    std::string version;

    static constexpr auto spellings = spelled({{"utc_timestamp", "UTCTimestamp"}});
};

/// Base64(HMAC-SHA256(key, text)).
RENDERBUS_DECL std::string hmac_sha256_base64(std::string_view key, std::string_view text);

/// A key that signs many texts: what depends on the key alone is reckoned once. Copies share it, in any threads; it is wiped
/// with the last of them.
class hmac_key {
public:
    RENDERBUS_DECL explicit hmac_key(std::string_view key);
    /// As `hmac_sha256_base64`.
    RENDERBUS_DECL std::string sign(std::string_view text) const;

private:
    std::shared_ptr<const void> keyed_;
};

/// A random number of twelve digits, from OpenSSL's generator.
RENDERBUS_DECL std::uint64_t fresh_nonce();
/// Whether two texts are the same, in a time that does not tell where they differ.
RENDERBUS_DECL bool same_signature(std::string_view a, std::string_view b) noexcept;

}  // namespace signing

/// Signs calls: `access_id()` goes into the headers; `signature(text)` signs the string of `signing::string_to_sign`
/// (an empty answer leaves the header away).
///
/// Models: `hmac_signer` (what the service asks for), `no_signer` (for a farm that asks for none).
template <class S>
concept signer = requires(const S& s, std::string_view text) {
    { s.access_id() } -> std::convertible_to<std::string>;
    { s.signature(text) } -> std::convertible_to<std::string>;
};

class hmac_signer {
public:
    explicit hmac_signer(credentials who) : who_(std::move(who)), key_(who_.access_key.reveal()) {}
    const std::string& access_id() const noexcept { return who_.access_id; }
    std::string signature(std::string_view text) const { return key_.sign(text); }
    /// A text for people with `***` wherever the key stands in it.
    RENDERBUS_DECL std::string without_key(std::string text) const;

private:
    credentials who_;
    signing::hmac_key key_;
};

class no_signer {
public:
    explicit no_signer(std::string access_id = {}) : access_id_(std::move(access_id)) {}
    const std::string& access_id() const noexcept { return access_id_; }
    std::string signature(std::string_view) const { return {}; }

private:
    std::string access_id_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/signing/impl/signer.ipp>
#endif

#endif
