// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_TUS_HPP
#define RENDERBUS_TRANSFER_TUS_HPP

#include <renderbus/digest.hpp>
#include <renderbus/transport/http.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Uploads that go on where they stopped: tus 1.0.0 (https://tus.io/protocols/resumable-upload), what both ends need of it.
namespace renderbus::tus {

inline constexpr std::string_view version = "1.0.0";
inline constexpr std::string_view media_type = "application/offset+octet-stream";
inline constexpr int checksum_mismatch = 460;  ///< the status

/// `Upload-Concat`: an upload that is a part, or what joins some.
inline constexpr std::string_view partial = "partial";
inline constexpr std::string_view final_front = "final;";

/// `Upload-Checksum`: the algorithm and the digest in base64.
inline constexpr std::string_view checksum_algorithm = "sha256";
RENDERBUS_DECL std::string checksum(const sha256_digest& of);

/// What a server offers beyond uploads that go on, by its answer to OPTIONS.
struct extensions {
    bool termination = false;
    bool checksum = false;  ///< by `checksum_algorithm`
    bool concatenation = false;
    bool creation_with_upload = false;
};
/// Nothing where an upload of that size cannot be made there.
RENDERBUS_DECL std::optional<extensions> offered(const http::response& answer, std::uint64_t size);

/// `Upload-Metadata`: names with their values in base64.
RENDERBUS_DECL std::string metadata(std::initializer_list<std::pair<std::string_view, std::string_view>> entries);
/// The value of that name; nothing where it is missing or no base64.
RENDERBUS_DECL std::optional<std::string> metadata_value(std::string_view header, std::string_view name);

/// A header that is a number of bytes: `Upload-Offset`, `Upload-Length`, `Tus-Max-Size`.
RENDERBUS_DECL std::optional<std::uint64_t> bytes_in(const std::vector<http::field>& headers, std::string_view name);

/// The target of an upload by the `Location` of the answer to its creation: a path, or an address at the same origin. Fails where
/// it is elsewhere, for the transfer key must not go there.
RENDERBUS_DECL result<std::string> target_of(std::string_view location, const http::origin& at);

}  // namespace renderbus::tus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/tus.ipp>
#endif

#endif
