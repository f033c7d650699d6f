// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAYA_BINARY_HPP
#define RENDERBUS_SCENE_MAYA_BINARY_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/maya_document.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string_view>

namespace renderbus {

/// Reads Maya binary scenes (.mb) of 32 and 64 bit, as `maya_ascii_reader` reads the others. Only what matters is read: meshes
/// and the like are passed over.
struct maya_binary_reader {
    static constexpr std::string_view name = "Maya binary";
    static constexpr std::array<std::string_view, 1> endings = {".mb"};

    /// Whether a file that begins like this is Maya binary.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// Fails with `scene_errc`: malformed_scene with the byte, too_complex, or what reading a referenced scene gives.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

namespace maya {

/// The chunks of a Maya binary file. Fails with `scene_errc::malformed_scene` and the byte.
RENDERBUS_DECL result<document> load_binary(const scene_source& source);

}  // namespace maya
}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/maya_binary.ipp>
#include <renderbus/scene/impl/maya_binary_loader.ipp>
#endif

#endif
