// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_SCENE_HPP
#define RENDERBUS_SCENE_SCENE_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/facts.hpp>
#include <renderbus/scene/options.hpp>
#include <renderbus/scene/source.hpp>

#include <concepts>
#include <filesystem>
#include <string_view>
#include <utility>

namespace renderbus {

/// Reads the scenes of one format. `recognises(head)` says by a file's first bytes whether it is of that format;
/// `read(source, builder)` tells the builder what the scene renders and which texts of it name files, and fails with
/// `scene_errc::malformed_scene` and the place where the file breaks its format's rules.
///
/// Models: `maya_ascii_reader`.
template <class T>
concept scene_reader = requires(std::string_view head, scene_source source, scene_builder& to) {
    { T::recognises(head) } -> std::same_as<bool>;
    { T::read(std::move(source), to) } -> std::same_as<result<void>>;
};

/// Reads a scene file without the program that made it; its content decides which reader does. Fails with `scene_errc`:
/// missing_file, unreadable_file, unknown_format, malformed_scene (never an empty result), too_complex.
RENDERBUS_DECL result<scene_facts> read_scene(const std::filesystem::path& file, const scene_options& options = {});

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/scene.ipp>
#endif

#endif
