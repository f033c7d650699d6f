// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_FRAME_NAMES_HPP
#define RENDERBUS_PIPELINE_FRAME_NAMES_HPP

#include <renderbus/detail/config.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Frames by the numbers that the farm and the names of files give them.
namespace renderbus::detail {

/// Frames of a task's parts, as the farm writes them (`12`, `7-9[1]`), by the part's number.
using frames_of_parts = std::map<std::int64_t, std::vector<std::string>>;

/// `1-4[1],7`; what is no frame in the farm's writing stands behind as it is.
RENDERBUS_DECL std::string in_few_words(const std::vector<std::string>& frames);
/// The same of all parts, behind `front`, each with its number where there are several: `task 19098: 1-4[1]; task 19099: 7`.
RENDERBUS_DECL std::string words_of(const frames_of_parts& frames, std::string_view front);

/// The frame that a file's name speaks of: its last number before the extension, whatever its sign.
RENDERBUS_DECL std::optional<std::int32_t> frame_in(const std::filesystem::path& file);
RENDERBUS_DECL std::set<std::int32_t> frames_in(std::span<const std::filesystem::path> files);

/// Those of the farm's frames of which there is no file. Of a range with a step each frame has to be there, of one without any:
/// it may be a frame in tiles.
RENDERBUS_DECL std::vector<std::string> without_file(const std::vector<std::string>& frames, const std::set<std::int32_t>& here);

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/frame_names.ipp>
#endif

#endif
