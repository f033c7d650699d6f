// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_BLENDER_HPP
#define RENDERBUS_SCENE_BLENDER_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string_view>

namespace renderbus {

/// Reads Blender files (.blend) from 2.5 on, of 32 and 64 bits in both byte orders: what each scene in them renders, and every
/// file that they and the libraries they link need. Blocks that do not matter are passed over unread. Packed files need
/// `gzip_packing` (up to 2.9) or `zstd_packing` (from 3.0 on).
struct blender_reader {
    static constexpr std::string_view name = "Blender";
    static constexpr std::array<std::string_view, 1> endings = {".blend"};

    /// Whether a file that begins like this is a Blender file.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// Fails with `scene_errc`: malformed_scene with the byte, too_complex, or what reading a library gives.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/blender.ipp>
#include <renderbus/scene/impl/blender_dna.ipp>
#include <renderbus/scene/impl/blender_file.ipp>
#include <renderbus/scene/impl/blender_inputs.ipp>
#endif

#endif
