// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_SCENE_HPP
#define RENDERBUS_SCENE_SCENE_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/facts.hpp>
#include <renderbus/scene/format.hpp>
#include <renderbus/scene/options.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <filesystem>
#include <span>

namespace renderbus {

/// Reads a scene file without the program that made it; its content decides which reader does, one of `more` before the
/// library's own. Fails with `scene_errc`: missing_file, unreadable_file, unknown_format, malformed_scene (never an empty
/// result), too_complex, changed_file.
RENDERBUS_DECL result<scene_facts> read_scene(const std::filesystem::path& file, const scene_options& options = {},
                                              std::span<const scene_format> more = {});

/// The same with readers and packings of a program's own, or of headers that need another library: named by their types.
template <scene_part... More>
requires(sizeof...(More) > 0) result<scene_facts> read_scene(const std::filesystem::path& file,
                                                             const scene_options& options = {}) {
    static constexpr std::array more{format_of<More>()...};
    return read_scene(file, options, more);
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/scene.ipp>
#endif

#endif
