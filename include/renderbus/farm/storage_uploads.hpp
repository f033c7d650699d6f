// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_STORAGE_UPLOADS_HPP
#define RENDERBUS_FARM_STORAGE_UPLOADS_HPP

#include <renderbus/farm/farm_state.hpp>
#include <renderbus/farm/http_handler.hpp>
#include <renderbus/farm/upload_ticket.hpp>
#include <renderbus/transfer/file_body.hpp>

#include <cstdint>
#include <filesystem>

namespace renderbus::farm {

/// tus 1.0.0 for the storages of a loopback farm: core, creation, creation-with-upload, checksum, concatenation and termination.
/// A creation needs `filename` and `sha256` in its metadata, both of the whole file; that of a part `from` beside them, the byte
/// where it begins. A file has its name when all of it is here and has that digest. Who may write under a name is the storage
/// service's affair.
class storage_uploads {
public:
    explicit storage_uploads(farm_state& state) : state_(state) {}

    static RENDERBUS_DECL bool is_meant(const incoming& call);
    static bool is_creation(const incoming& call) { return call.method == "POST"; }
    /// Whether a request brings bytes of an upload.
    static RENDERBUS_DECL bool has_bytes(const incoming& head);

    /// What the farm can do of the protocol.
    RENDERBUS_DECL answer tell() const;
    /// The upload that a creation asks for.
    RENDERBUS_DECL result<upload_ticket> asked_for(const incoming& call) const;

    RENDERBUS_DECL reception begin(const upload_ticket& of, const std::filesystem::path& place, const incoming& head) const;
    /// The answer to POST, HEAD, PATCH and DELETE.
    RENDERBUS_DECL answer finish(const upload_ticket& of, const std::filesystem::path& place, const incoming& call) const;

private:
    RENDERBUS_DECL std::uint64_t offset(const upload_ticket& of, const std::filesystem::path& place) const;
    RENDERBUS_DECL answer created(const upload_ticket& of, std::uint64_t offset) const;
    RENDERBUS_DECL void name_what_is_whole(const upload_ticket& of, const std::filesystem::path& place) const;
    RENDERBUS_DECL answer state_of(const upload_ticket& of, const std::filesystem::path& place) const;
    RENDERBUS_DECL answer take_in(const upload_ticket& of, const std::filesystem::path& place, const incoming& call) const;
    RENDERBUS_DECL answer take_whole(const upload_ticket& of, const std::filesystem::path& place, file_sink& sink) const;
    RENDERBUS_DECL answer join(const upload_ticket& of, const std::filesystem::path& place) const;
    farm_state& state_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/storage_uploads.ipp>
#endif

#endif
