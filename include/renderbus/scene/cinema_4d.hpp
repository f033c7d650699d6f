// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_CINEMA_4D_HPP
#define RENDERBUS_SCENE_CINEMA_4D_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string>
#include <string_view>

namespace renderbus {

/// Knows a Cinema 4D scene (.c4d) and the version that saved it, and no more: the format is not published. What the scene needs and
/// renders only the program itself can tell (`analyze_by`).
struct cinema_4d_reader {
    static constexpr std::string_view name = "Cinema 4D";
    static constexpr std::array<std::string_view, 1> endings = {".c4d"};

    /// Whether a file that begins like this is a Cinema 4D scene.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// The version in a scene's first bytes: `R15.037`, later ones `2023.100`. Fails with `scene_errc::malformed_scene`.
    RENDERBUS_DECL static result<std::string> version_in(std::string_view head);

    /// Tells program and version, and fails with `scene_errc::needs_analyzer`: a scene that nobody looked into is no empty one.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/cinema_4d.ipp>
#endif

#endif
