// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAX_ARCHIVE_HPP
#define RENDERBUS_SCENE_MAX_ARCHIVE_HPP

#include <renderbus/config/scene_files.hpp>
#include <renderbus/digest.hpp>
#include <renderbus/error.hpp>

#include <filesystem>
#include <stop_token>
#include <string>

namespace renderbus {

/// An archive that was written.
struct packed_scene {
    std::filesystem::path file;
    md5_digest md5;
};

/// Packs a scene of 3ds Max as it goes to the farm: into `<folder>/<its name>.7z`, by LZMA2 on level 3. Needs libarchive
/// (renderbus::archive).
///
/// The archive gets its name once it is whole. It takes some 50 MB of memory however large the scene is; libarchive keeps the
/// packed bytes in a file of its own below TMPDIR, or /tmp, until the end. The same file gives the same bytes. Fails with
/// `scene_errc`: missing_file, unreadable_file, changed_file (the scene was written to meanwhile), unwritable_file;
/// `transport_errc::canceled`.
RENDERBUS_DECL result<packed_scene> pack_max_scene(const std::filesystem::path& scene, const std::filesystem::path& folder,
                                                   std::stop_token stop = {});

/// Names an archive in place of its scene: in upload.json, among the scenes with its MD5 and among the assets, at the scene's
/// place with `.7z` behind it; in asset.json as its `zip`.
RENDERBUS_DECL void name_packed_scene(const std::string& scene, const packed_scene& packed, config::asset_json& assets,
                                      config::upload_json& uploads);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/max_archive.ipp>
#endif

#endif
