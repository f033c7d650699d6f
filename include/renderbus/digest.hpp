// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DIGEST_HPP
#define RENDERBUS_DIGEST_HPP

#include <renderbus/error.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace renderbus {

/// What a hash function made of some bytes.
template <std::size_t Size>
struct digest_bytes {
    std::array<unsigned char, Size> bytes{};
    friend bool operator==(const digest_bytes&, const digest_bytes&) = default;
};
using sha256_digest = digest_bytes<32>;
using sha1_digest = digest_bytes<20>;
using md5_digest = digest_bytes<16>;

/// Lower-case hexadecimal digits.
RENDERBUS_DECL std::string to_hex(std::span<const unsigned char> bytes);
template <std::size_t Size>
std::string to_hex(const digest_bytes<Size>& of) {
    return to_hex(std::span<const unsigned char>(of.bytes));
}

/// Base64 with padding, as in a file listing of the storage.
RENDERBUS_DECL std::string to_base64(const sha256_digest& of);
/// Reads exactly what `to_base64` writes; `data_errc::invalid_value` for anything else.
RENDERBUS_DECL result<sha256_digest> sha256_from_base64(std::string_view text);

/// Reads 64 hexadecimal digits, as `to_hex` writes them or in capital letters; nothing for anything else.
RENDERBUS_DECL std::optional<sha256_digest> sha256_from_hex(std::string_view text) noexcept;

/// The value of a `Repr-Digest` header, `sha-256=:<base64>:` (RFC 9530).
RENDERBUS_DECL std::string repr_digest(const sha256_digest& of);
/// The SHA-256 of a `Repr-Digest` header: nothing where the header names other algorithms only,
/// `data_errc::invalid_value` where its `sha-256` member is no digest.
RENDERBUS_DECL result<std::optional<sha256_digest>> parse_repr_digest(std::string_view header);

namespace detail {

enum class hash_algorithm { sha256, sha1, md5 };

class hash_state {
public:
    RENDERBUS_DECL explicit hash_state(hash_algorithm which);
    RENDERBUS_DECL void update(std::span<const char> piece);
    /// Writes the digest into `out`, which has its size; the state then begins anew.
    RENDERBUS_DECL void finish(std::span<unsigned char> out);

private:
    struct ender {
        RENDERBUS_DECL void operator()(evp_md_ctx_st* context) const noexcept;
    };
    void begin();
    hash_algorithm which_;
    std::unique_ptr<evp_md_ctx_st, ender> context_;
    bool is_begun_ = false;
};

template <class Digest, hash_algorithm Which>
class hasher {
public:
    void update(std::span<const char> piece) { state_.update(piece); }
    /// The digest of everything since the beginning or the last `finish`.
    Digest finish() {
        Digest made;
        state_.finish(made.bytes);
        return made;
    }

private:
    hash_state state_{Which};
};

}  // namespace detail

/// SHA-256 of bytes that come in pieces. Throws `exception` where OpenSSL refuses the algorithm.
using sha256_hasher = detail::hasher<sha256_digest, detail::hash_algorithm::sha256>;
/// SHA-1 of bytes that come in pieces: a checksum on the way that tus asks of its servers. No proof against a forger.
using sha1_hasher = detail::hasher<sha1_digest, detail::hash_algorithm::sha1>;
/// MD5 of bytes that come in pieces: the scene's hash in upload.json. No proof against a forger.
using md5_hasher = detail::hasher<md5_digest, detail::hash_algorithm::md5>;

/// Hash of a whole file, read in pieces; blocks as long as that takes. Fails as `input_file` does.
RENDERBUS_DECL result<sha256_digest> sha256_of_file(const std::filesystem::path& file);
RENDERBUS_DECL result<md5_digest> md5_of_file(const std::filesystem::path& file);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/digest.ipp>
#endif

#endif
