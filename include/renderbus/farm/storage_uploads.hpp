// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_STORAGE_UPLOADS_HPP
#define RENDERBUS_FARM_STORAGE_UPLOADS_HPP

#include <renderbus/digest.hpp>
#include <renderbus/farm/farm_state.hpp>
#include <renderbus/farm/http_handler.hpp>
#include <renderbus/transfer/file_body.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace renderbus::farm {

/// An upload that goes on where it stopped, as its own target tells: `/storage/uploads/<bytes>-<SHA-256>/<name>`. Nothing is kept of
/// it but the bytes, so that it outlives the farm's process.
struct upload_ticket {
    std::string name;  ///< of the file: `input/10201-100001/mnt/cache.abc`, percent-encoded as it stands in the target
    std::uint64_t size = 0;
    sha256_digest digest;

    RENDERBUS_DECL static result<upload_ticket> parse(std::string_view target);
    RENDERBUS_DECL std::string target() const;
    std::string version() const { return to_hex(digest); }
};

/// tus 1.0.0 for the storages of a loopback farm: core, creation and termination. A creation needs `filename` and `sha256` in its
/// metadata; who may write under that name is the storage service's affair.
class storage_uploads {
public:
    explicit storage_uploads(farm_state& state) : state_(state) {}

    static RENDERBUS_DECL bool is_meant(const incoming& call);
    static bool is_creation(const incoming& call) { return call.method == "POST"; }

    /// What the farm can do of the protocol.
    RENDERBUS_DECL answer tell() const;
    /// The upload that a creation asks for.
    RENDERBUS_DECL result<upload_ticket> asked_for(const incoming& call) const;
    RENDERBUS_DECL answer create(const upload_ticket& of) const;

    RENDERBUS_DECL reception begin(const upload_ticket& of, const std::filesystem::path& place, const incoming& head) const;
    /// The answer to HEAD, PATCH and DELETE.
    RENDERBUS_DECL answer finish(const upload_ticket& of, const std::filesystem::path& place, const incoming& call) const;

private:
    RENDERBUS_DECL std::uint64_t offset(const upload_ticket& of, const std::filesystem::path& place) const;
    RENDERBUS_DECL answer take_in(const upload_ticket& of, const std::filesystem::path& place, const incoming& call) const;
    RENDERBUS_DECL answer take_whole(const upload_ticket& of, const std::filesystem::path& place, file_sink& sink) const;
    farm_state& state_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/storage_uploads.ipp>
#endif

#endif
