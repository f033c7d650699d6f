// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_STORAGE_PROTOCOL_HPP
#define RENDERBUS_TRANSFER_STORAGE_PROTOCOL_HPP

#include <renderbus/transfer/engine.hpp>
#include <renderbus/units.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The words that both ends of the HTTP storage speak: plain PUT, HEAD and GET, so that a WebDAV server serves as well.
///
/// - `PUT <prefix>/<name>` with `Repr-Digest`: the receiver hashes what it gets and renames its temporary file when the digest
///   agrees. 201 new, 204 replaced, 400 another digest, 413 too large, 507 its disk is full.
/// - `HEAD` and `GET <prefix>/<name>`: Content-Length, ETag and Repr-Digest, 404. Where `Accept-Ranges: bytes` and a strong ETag
///   stand in the answer, `Range: bytes=N-` with `If-Match` gives the rest of that version: 206, or 412 where it is another by
///   now (RFC 9110).
/// - `GET <prefix>/<folder>/`: a JSON array of `listing_entry`, every file below it.
///
/// What a farm can do beyond that it tells in its answer to `OPTIONS <prefix>/<storage>/`: `Allow` names the methods, and
/// `Accept-Post` has `contents_question` where it can be asked by content:
/// - `POST <prefix>/<storage>/`: a JSON array of digests (SHA-256 in base64); the answer is an array of as many paths from the
///   storage, each of a file with that digest, or empty where there is none.
/// - `COPY <prefix>/<name>` with `Destination` (RFC 4918) and `Repr-Digest`: 201 new, 204 replaced, 404, 412 where the file has
///   another digest.
namespace renderbus::storage_protocol {

/// One entry of a folder's list, as it stands in the JSON text.
struct listing_entry {
    std::string path;  ///< from the folder, with slashes
    std::uint64_t size = 0;
    std::string digest;  ///< SHA-256 in base64
};

inline constexpr std::string_view contents_question = "application/vnd.renderbus.digests+json";
inline constexpr std::size_t most_contents_in_a_question = 10'000;
inline constexpr byte_count largest_contents_question = mebibytes(1);

/// The request target of a file: `prefix`, then each segment of `name` percent-encoded (RFC 3986; all but unreserved
/// characters). A slash at the name's front does not count. `data_errc::unsafe_path` for an empty name, empty segments,
/// `.`, `..`, a zero byte, or more than 4,096 bytes.
RENDERBUS_DECL result<std::string> file_target(std::string_view prefix, std::string_view name);
/// The same of a folder, with a slash at the end; slashes at the name's end do not count.
RENDERBUS_DECL result<std::string> folder_target(std::string_view prefix, std::string_view name);

/// Reads a folder's list. A name that leaves the folder or cannot be one here is left out. Fails on text that is not this JSON,
/// on a name that stands twice or is a folder of another, on a digest that is none, and on more than `limit` files.
RENDERBUS_DECL result<folder_list> read_listing(std::string_view text, std::size_t limit);

/// The value of an `Authorization: Basic` header (RFC 7617). To be kept as secret as the key.
RENDERBUS_DECL std::string basic_authorization(std::string_view user, std::string_view key);

}  // namespace renderbus::storage_protocol

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/storage_protocol.ipp>
#endif

#endif
