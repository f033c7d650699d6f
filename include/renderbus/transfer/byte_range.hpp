// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_BYTE_RANGE_HPP
#define RENDERBUS_TRANSFER_BYTE_RANGE_HPP

#include <renderbus/detail/config.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Parts of files in HTTP (RFC 9110, section 14): what both ends of the storage need of them.
namespace renderbus {

/// Bytes `from` to `from + size - 1` of a file.
struct byte_range {
    std::uint64_t from = 0;
    std::uint64_t size = 0;
    friend bool operator==(const byte_range&, const byte_range&) = default;
};

/// What a Range header asks of a file: a part, nothing where it may be ignored (several parts, other units, no range at all),
/// or a part of size 0 where the file has no such bytes.
RENDERBUS_DECL std::optional<byte_range> asked_range(std::string_view header, std::uint64_t file_size);

/// `bytes 100-199/300`
RENDERBUS_DECL std::string content_range(const byte_range& part, std::uint64_t file_size);
/// The part that a Content-Range tells of, where the file has that size.
RENDERBUS_DECL std::optional<byte_range> part_in(std::string_view header, std::uint64_t file_size);

/// Whether an If-Match names that version (RFC 9110, section 13.1.1): `*`, or the strong ETag among others.
RENDERBUS_DECL bool matches(std::string_view header, std::string_view etag);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/byte_range.ipp>
#endif

#endif
