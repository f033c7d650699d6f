// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_STORE_HPP
#define RENDERBUS_FARM_STORE_HPP

#include <renderbus/path.hpp>
#include <renderbus/digest.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/storage_protocol.hpp>
#include <renderbus/units.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renderbus::farm {

/// The folders of a loopback farm: `storage/` with `input`, `config` and `output`, and `state/`. Every name below `storage/` is a
/// `relative_path`, and no symbolic link there is followed.
class store {
public:
    /// Makes the folders, and removes what an earlier run left half written. Fails with `scene_errc::unwritable_file`.
    static RENDERBUS_DECL result<store> open(const std::filesystem::path& root);

    /// Where a name of the storage lies. `data_errc::unsafe_path` where a symbolic link is on the way.
    RENDERBUS_DECL result<std::filesystem::path> place_of(const relative_path& name) const;
    /// Where a name of the farm's own state lies.
    std::filesystem::path state(std::string_view name) const { return root_ / "state" / name; }

    RENDERBUS_DECL bool has_file(const relative_path& name) const;
    /// Whole or not at all.
    RENDERBUS_DECL result<void> write(const std::filesystem::path& file, std::string_view content);

    /// The SHA-256 of a file; that of a file which did not change is known.
    RENDERBUS_DECL result<sha256_digest> digest(const std::filesystem::path& file);
    RENDERBUS_DECL void remember(const std::filesystem::path& file, const sha256_digest& digest);
    /// Every file below a folder, by name. `data_errc::too_large` for more than `limit`.
    RENDERBUS_DECL result<std::vector<storage_protocol::listing_entry>> list(const std::filesystem::path& folder,
                                                                             std::size_t limit);

private:
    struct known_file {
        file_stamp stamp;
        sha256_digest digest;
    };
    std::filesystem::path root_;
    std::unordered_map<std::string, known_file> known_;
};

/// A text as one component of a path that every system takes: what is not allowed becomes `_`.
RENDERBUS_DECL std::string safe_component(std::string_view text);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/store.ipp>
#endif

#endif
