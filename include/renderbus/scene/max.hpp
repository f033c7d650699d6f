// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAX_HPP
#define RENDERBUS_SCENE_MAX_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string_view>

namespace renderbus {

/// Reads scenes of 3ds Max (.max) by the properties and the list of assets that the program writes beside the scene itself:
/// version, camera, size, frames, renderer, output, and the files that it needs. The scene's own stream is not published and not
/// read: gamma, the names of render elements and how light is computed stay unknown.
struct max_reader {
    static constexpr std::string_view name = "3ds Max";
    static constexpr std::array<std::string_view, 1> endings = {".max"};

    /// Whether a file that begins like this is a compound file, which such a scene is.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// Fails with `scene_errc`: malformed_scene with the byte of the file or of a stream in it, too_complex, needs_analyzer where
    /// the scene was saved without its properties.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/compound_file.ipp>
#include <renderbus/scene/impl/max.ipp>
#include <renderbus/scene/impl/max_assets.ipp>
#include <renderbus/scene/impl/property_set.ipp>
#endif

#endif
