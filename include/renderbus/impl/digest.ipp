// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_DIGEST_IPP
#define RENDERBUS_IMPL_DIGEST_IPP

#include <renderbus/detail/aligned_buffer.hpp>
#include <renderbus/detail/base64.hpp>
#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>

namespace renderbus {
namespace detail {

RENDERBUS_DECL void hash_state::ender::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

RENDERBUS_DECL hash_state::hash_state(hash_algorithm which) : which_(which), context_(EVP_MD_CTX_new()) { begin(); }

/// Looked for once: by its name each beginning would search OpenSSL's tables.
inline const EVP_MD* digest_function(hash_algorithm which) {
    static EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    static EVP_MD* const sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    static EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
    if (which == hash_algorithm::sha256) return sha256;
    return which == hash_algorithm::sha1 ? sha1 : md5;
}

inline const char* name_of(hash_algorithm which) {
    if (which == hash_algorithm::sha256) return "SHA-256";
    return which == hash_algorithm::sha1 ? "SHA-1" : "MD5";
}

RENDERBUS_DECL void hash_state::begin() {
    const EVP_MD* const function = digest_function(which_);
    if (context_ && function && EVP_DigestInit_ex(context_.get(), function, nullptr) == 1) {
        is_begun_ = true;
        return;
    }
    throw exception({std::make_error_code(std::errc::not_supported), name_of(which_), "OpenSSL does not offer this hash function",
                     "check OpenSSL's configuration (providers, FIPS mode)"});
}

RENDERBUS_DECL void hash_state::update(std::span<const char> piece) {
    if (!is_begun_) begin();
    EVP_DigestUpdate(context_.get(), piece.data(), piece.size());
}

RENDERBUS_DECL void hash_state::finish(std::span<unsigned char> out) {
    if (!is_begun_) begin();
    EVP_DigestFinal_ex(context_.get(), out.data(), nullptr);
    is_begun_ = false;
}

template <class Hasher>
auto hash_of_file(const std::filesystem::path& file) -> result<decltype(std::declval<Hasher&>().finish())> {
    auto opened = input_file::open(file);
    if (!opened) return std::move(opened).error();
    Hasher hash;
    const aligned_buffer space(hashed_piece_size);
    for (;;) {
        const auto count = opened->read(space.span());
        if (!count) return count.error();
        if (*count == 0) return hash.finish();
        hash.update(space.span().first(*count));
    }
}

}  // namespace detail

RENDERBUS_DECL std::string to_hex(std::span<const unsigned char> bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

RENDERBUS_DECL std::string to_base64(const sha256_digest& of) {
    return detail::base64_of({reinterpret_cast<const char*>(of.bytes.data()), of.bytes.size()});
}

RENDERBUS_DECL result<sha256_digest> sha256_from_base64(std::string_view text) {
    sha256_digest made;
    const auto bytes = text.size() == 44 ? detail::from_base64(text) : std::nullopt;
    if (!bytes || bytes->size() != made.bytes.size())
        return failure{data_errc::invalid_value, "", "not a SHA-256 digest in base64 (44 characters)", ""};
    std::copy(bytes->begin(), bytes->end(), made.bytes.begin());
    return made;
}

RENDERBUS_DECL std::optional<sha256_digest> sha256_from_hex(std::string_view text) noexcept {
    sha256_digest made;
    if (text.size() != 2 * made.bytes.size()) return std::nullopt;
    for (std::size_t i = 0; i < made.bytes.size(); ++i) {
        const char* const digits = text.data() + 2 * i;
        if (std::from_chars(digits, digits + 2, made.bytes[i], 16).ptr != digits + 2) return std::nullopt;
    }
    return made;
}

RENDERBUS_DECL std::string repr_digest(const sha256_digest& of) { return "sha-256=:" + to_base64(of) + ":"; }

RENDERBUS_DECL result<std::optional<sha256_digest>> parse_repr_digest(std::string_view header) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!header.empty()) {
        auto member = header.substr(0, header.find(','));
        header.remove_prefix(std::min(member.size() + 1, header.size()));
        while (!member.empty() && blank(member.front())) member.remove_prefix(1);
        while (!member.empty() && blank(member.back())) member.remove_suffix(1);
        constexpr std::string_view key = "sha-256=";
        if (!member.starts_with(key)) continue;
        member.remove_prefix(key.size());
        if (member.size() < 2 || member.front() != ':' || member.back() != ':')
            return failure{data_errc::invalid_value, "Repr-Digest", "its sha-256 member is not between colons", ""};
        auto read = sha256_from_base64(member.substr(1, member.size() - 2));
        if (!read) {
            read.error().place = "Repr-Digest";
            return std::move(read).error();
        }
        return std::optional(*read);
    }
    return std::optional<sha256_digest>{};
}

RENDERBUS_DECL result<sha256_digest> sha256_of_file(const std::filesystem::path& file) {
    return detail::hash_of_file<sha256_hasher>(file);
}
RENDERBUS_DECL result<md5_digest> md5_of_file(const std::filesystem::path& file) {
    return detail::hash_of_file<md5_hasher>(file);
}

}  // namespace renderbus

#endif
