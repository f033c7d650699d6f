// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_READ_FOUR_FILES_HPP
#define RENDERBUS_SCENE_READ_FOUR_FILES_HPP

#include <renderbus/scene/four_files.hpp>
#include <renderbus/units.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace renderbus {

/// Four files that another program wrote, after they were checked.
struct taken_files {
    four_files files;
    std::vector<std::string> missing;  ///< files of upload.json that are not here; they are in `files` no more
};

struct read_four_files_limits {
    byte_count file_size = mebibytes(256);  ///< of each of the four
    std::size_t assets = 1'000'000;         ///< of upload.json
};

/// Reads what an analysis of `scene` left in a folder. task.json must be there, of this scene (where it names one), with a
/// version and something in `scene_info`; of the others, what is not there is made: an empty asset.json and tips.json, and in
/// upload.json the scene, which some tools leave for others to add. Server paths keep inside the storage, local paths are
/// whole, and the scene's MD5 is its file's.
///
/// Failures: `scene_errc::missing_file` without a task.json; `data_errc` for what breaks a rule, with the file and the place
/// in it: `missing_field`, `invalid_value`, `unsafe_path`, `wrong_digest`, `too_large`.
RENDERBUS_DECL result<taken_files> read_four_files(const std::filesystem::path& folder, const std::filesystem::path& scene,
                                                   const read_four_files_limits& limits = {});

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/read_four_files.ipp>
#endif

#endif
