// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_KATANA_HPP
#define RENDERBUS_SCENE_KATANA_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/gzip.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string_view>

namespace renderbus {

/// Reads Katana projects (.katana): their render nodes with what each writes, and every file that they need. Such a file is a
/// packed archive inside: this reader needs zlib (renderbus::gzip), and joins by its type: `analyze(katana_reader{})`.
struct katana_reader {
    static constexpr std::string_view name = "Katana";
    static constexpr std::array<std::string_view, 1> endings = {".katana"};

    /// Whether a file that begins like this is a Katana project.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// Fails with `scene_errc`: malformed_scene with the byte of the archive or the line of the project in it, too_complex.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/katana.ipp>
#include <renderbus/scene/impl/katana_archive.ipp>
#endif

#endif
