// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_UPLOAD_TICKET_HPP
#define RENDERBUS_FARM_UPLOAD_TICKET_HPP

#include <renderbus/digest.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::farm {

/// An upload that goes on where it stopped, as its own target tells: `/storage/uploads/<bytes>-<SHA-256>/<name>`, of a part
/// `<bytes>-<SHA-256>-at<byte>`, of what was joined `<bytes>-<SHA-256>-of<bytes>+<bytes>`. The digest is that of the whole file.
/// Nothing is kept of it but the bytes, so that it outlives the farm's process.
struct upload_ticket {
    static constexpr std::size_t most_parts = 64;

    std::string name;  ///< of the file: `input/10201-100001/mnt/cache.abc`, percent-encoded as it stands in the target
    std::uint64_t size = 0;
    sha256_digest digest = {};
    std::optional<std::uint64_t> part_at = {};  ///< the byte of the file where a part begins
    std::vector<std::uint64_t> parts = {};      ///< sizes of what was joined, one behind the other

    RENDERBUS_DECL static result<upload_ticket> parse(std::string_view target);
    /// What joins those parts: places as `target` gives them, or whole addresses, with spaces between. They are of one file, and
    /// each begins where the one before it ends. Code 400 where they are not.
    RENDERBUS_DECL static result<upload_ticket> joining(std::string_view places);

    RENDERBUS_DECL std::string target() const;
    /// Tells its bytes from those of other uploads under the same name.
    RENDERBUS_DECL std::string version() const;
    RENDERBUS_DECL std::vector<upload_ticket> its_parts() const;
    /// The value of `Upload-Concat`; empty for an upload that is no part and has none.
    RENDERBUS_DECL std::string concat() const;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/upload_ticket.ipp>
#endif

#endif
