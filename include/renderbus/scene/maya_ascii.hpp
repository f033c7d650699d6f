// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAYA_ASCII_HPP
#define RENDERBUS_SCENE_MAYA_ASCII_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/maya_document.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string_view>

namespace renderbus {

/// Reads Maya ASCII scenes (.ma) without Maya: what they render, and every file that they and the scenes they refer to need.
/// Nothing in a scene is run; what an expression or a script would compute is told as unresolved.
struct maya_ascii_reader {
    static constexpr std::string_view name = "Maya ASCII";
    static constexpr std::array<std::string_view, 1> endings = {".ma"};

    /// Whether a file that begins like this is Maya ASCII.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// Fails with `scene_errc`: malformed_scene with `file:line`, too_complex, or what reading this scene or one that it
    /// refers to gives.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

namespace maya {

/// The statements of a Maya ASCII file, of which a small part at a time is in memory. Fails with `scene_errc`: malformed_scene
/// with `file:line`, too_complex (a text in it is too long), changed_file (it was written to meanwhile), or as reading does.
RENDERBUS_DECL result<document> load_ascii(const scene_source& source);

}  // namespace maya
}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/maya_ascii.ipp>
#include <renderbus/scene/impl/maya_ascii_loader.ipp>
#include <renderbus/scene/impl/maya_ascii_values.ipp>
#endif

#endif
