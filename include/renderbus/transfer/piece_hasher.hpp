// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_PIECE_HASHER_HPP
#define RENDERBUS_TRANSFER_PIECE_HASHER_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/digest.hpp>

#include <memory>
#include <optional>
#include <span>

namespace renderbus::detail {

class hash_lane;

/// Hashes pieces as they pass: at once, or on a pool while the next ones move. Then it keeps copies of 1 MiB at most; who is
/// faster than the pool waits for it, or hashes itself where the pool does nothing.
class piece_hasher {
public:
    RENDERBUS_DECL explicit piece_hasher(const std::optional<asio::any_io_executor>& pool = {});
    RENDERBUS_DECL void update(std::span<const char> piece);
    /// The digest of everything since the beginning or the last `finish`.
    RENDERBUS_DECL sha256_digest finish();

private:
    sha256_hasher own_;
    std::shared_ptr<hash_lane> lane_;  // a task of the pool may outlive the hasher
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/piece_hasher.ipp>
#endif

#endif
