// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_CLAIMS_HPP
#define RENDERBUS_STORAGE_CLAIMS_HPP

#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus {

/// What was sent under a name: how the local file looked then, and its content's digest.
struct sent_file {
    /// Nothing where the file was too young to be known by its stamp (`is_settled`).
    std::optional<file_stamp> stamp;
    sha256_digest digest;
    friend bool operator==(const sent_file&, const sent_file&) = default;
};

/// That the farm holds a file under a server path (`/mnt/textures/wall.png`).
struct claim {
    std::string server_path;
    sent_file sent;
};

/// The digest of a local file that looked so.
struct local_digest {
    std::string local;
    file_stamp stamp;
    sha256_digest digest;
};

/// The claims on the files that stand in one folder of a storage, by name, in one piece of bytes as a record keeps it on a disk.
class folder_claims {
public:
    struct entry {
        std::string_view name;
        sent_file sent;
        std::int64_t recorded;  ///< seconds since the epoch
    };

    /// Names are added in ascending order of their bytes, each once.
    RENDERBUS_DECL void add(const entry& one);
    RENDERBUS_DECL std::optional<sent_file> find(std::string_view name) const;
    /// Which entry has this name.
    RENDERBUS_DECL std::optional<std::size_t> index_of(std::string_view name) const;
    std::size_t size() const noexcept { return begins_.size(); }
    bool empty() const noexcept { return begins_.empty(); }
    RENDERBUS_DECL entry operator[](std::size_t index) const;
    RENDERBUS_DECL std::size_t bytes_of_names() const noexcept;

    /// Little-endian numbers, whatever the machine.
    const std::string& bytes() const noexcept { return bytes_; }
    /// What `bytes` gave; of other bytes the front that makes sense.
    static RENDERBUS_DECL folder_claims from_bytes(std::string bytes);

private:
    std::string_view name_at(std::size_t begin) const;
    std::string bytes_;
    std::vector<std::size_t> begins_;  // of the entries
};

namespace detail {

/// A server path as its folder, with the slash at the end, and the name in it.
struct split_server_path {
    explicit split_server_path(std::string_view path)
        : folder(path.substr(0, path.rfind('/') + 1)), name(path.substr(folder.size())) {}
    std::string_view folder;
    std::string_view name;
};

}  // namespace detail
}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/claims.ipp>
#endif

#endif
