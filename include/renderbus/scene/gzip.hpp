// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_GZIP_HPP
#define RENDERBUS_SCENE_GZIP_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/source.hpp>
#include <renderbus/units.hpp>

#include <string_view>

namespace renderbus {

/// Unpacks scenes that are packed with gzip: Blender files up to 2.9, Katana projects and .ass.gz have it around them. Needs zlib
/// (renderbus::gzip). It joins by its type: `analyze(gzip_packing{})`.
struct gzip_packing {
    static constexpr std::string_view name = "gzip";

    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// The bytes inside, unpacked on the way, never all of them in memory. Reading them fails with `scene_errc`:
    /// malformed_scene, too_complex (beyond the limit).
    RENDERBUS_DECL static result<scene_source> unpack(scene_source source, byte_count limit);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/gzip.ipp>
#endif

#endif
