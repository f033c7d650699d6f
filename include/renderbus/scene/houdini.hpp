// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_HOUDINI_HPP
#define RENDERBUS_SCENE_HOUDINI_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string_view>

namespace renderbus {

/// Reads Houdini scenes without Houdini: .hip, and those of the limited licences, .hiplc and .hipnc, which are read and never
/// written. No expression is run: what one computes is told as unresolved, but for the frames that `$FSTART` and its like name.
struct houdini_reader {
    static constexpr std::string_view name = "Houdini";
    static constexpr std::array<std::string_view, 3> endings = {".hip", ".hiplc", ".hipnc"};

    /// Whether a file that begins like this is a Houdini scene.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// Fails with `scene_errc`: malformed_scene with the byte, too_complex.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/houdini.ipp>
#include <renderbus/scene/impl/houdini_archive.ipp>
#include <renderbus/scene/impl/houdini_inputs.ipp>
#include <renderbus/scene/impl/houdini_parms.ipp>
#endif

#endif
