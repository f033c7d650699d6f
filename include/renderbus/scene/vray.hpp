// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_VRAY_HPP
#define RENDERBUS_SCENE_VRAY_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string_view>

namespace renderbus {

/// Reads scene descriptions of V-Ray (.vrscene): what they render, what they write, and every file that they and those that they
/// include need.
struct vray_reader {
    static constexpr std::string_view name = "V-Ray";
    static constexpr std::array<std::string_view, 1> endings = {".vrscene"};

    /// Whether a file that begins like this is one: it says so, or begins with a plugin such as `SettingsOutput {`.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// Fails with `scene_errc`: malformed_scene with `file:line`.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/vray.ipp>
#endif

#endif
