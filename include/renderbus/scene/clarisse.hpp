// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_CLARISSE_HPP
#define RENDERBUS_SCENE_CLARISSE_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string_view>

namespace renderbus {

/// Reads Clarisse projects (.project): their images with the layers in them, and every file that they need. The file gives the
/// major version alone: which edition is meant, the user has to say.
struct clarisse_reader {
    static constexpr std::string_view name = "Clarisse";
    static constexpr std::array<std::string_view, 1> endings = {".project"};

    /// Whether a file that begins like this is a Clarisse project.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// Fails with `scene_errc`: malformed_scene with `file:line`.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/clarisse.ipp>
#endif

#endif
