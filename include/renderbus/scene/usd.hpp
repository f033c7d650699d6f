// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_USD_HPP
#define RENDERBUS_SCENE_USD_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/source.hpp>

#include <array>
#include <string_view>

namespace renderbus {

/// Reads USD layers in their text form (.usda, .usd): cameras, render settings and products, and every file that they and the
/// layers that they refer to need. Binary layers (.usdc, .usdz) are not read.
struct usd_reader {
    static constexpr std::string_view name = "USD ASCII";
    static constexpr std::array<std::string_view, 1> endings = {".usda"};

    /// Whether a file that begins like this is USD in its text form.
    RENDERBUS_DECL static bool recognises(std::string_view head);

    /// Fails with `scene_errc`: malformed_scene with `file:line`.
    RENDERBUS_DECL static result<void> read(scene_source source, scene_builder& to);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/usd.ipp>
#endif

#endif
