// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_ARNOLD_HPP
#define RENDERBUS_SCENE_ARNOLD_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string_view>

namespace renderbus {

/// Reads scene descriptions of Arnold (.ass): what they render, what they write, and every file that they and those that they
/// include need. Packed ones (.ass.gz) need `gzip_packing`.
struct arnold_reader {
    static constexpr std::string_view name = "Arnold";
    static constexpr std::array<std::string_view, 2> endings = {".ass", ".ass.gz"};

    /// Whether a file that begins like this is one: it says so, or begins with a node such as `options`.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// Fails with `scene_errc`: malformed_scene with `file:line`.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/arnold.ipp>
#endif

#endif
