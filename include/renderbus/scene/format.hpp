// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_FORMAT_HPP
#define RENDERBUS_SCENE_FORMAT_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/source.hpp>
#include <renderbus/units.hpp>

#include <concepts>
#include <span>
#include <string_view>
#include <utility>

namespace renderbus {

class scene_builder;

/// Reads the scenes of one format, which has a `name` and the `endings` that its files are usually named with.
/// `recognises(head)` says by a file's first bytes, up to `scene_head_size` of them, whether it is of that format;
/// `read(source, builder)` tells the builder what the scene renders and which texts of it name files, and fails with
/// `scene_errc::malformed_scene` and the place where the file breaks its format's rules.
///
/// Models: `maya_ascii_reader`, `maya_binary_reader`, `blender_reader`.
template <class T>
concept scene_reader = requires(std::string_view head, scene_source source, scene_builder& to) {
    { T::name } -> std::convertible_to<std::string_view>;
    { T::endings } -> std::convertible_to<std::span<const std::string_view>>;
    { T::recognises(head) } -> std::same_as<bool>;
    { T::read(std::move(source), to) } -> std::same_as<result<void>>;
};

/// Something that scenes are packed in. `unpack(source, limit)` gives the bytes inside, and never more than the limit.
///
/// Models: `gzip_packing`, `zstd_packing`.
template <class T>
concept scene_packing = requires(std::string_view head, scene_source source, byte_count limit) {
    { T::name } -> std::convertible_to<std::string_view>;
    { T::recognises(head) } -> std::same_as<bool>;
    { T::unpack(std::move(source), limit) } -> std::same_as<result<scene_source>>;
};

template <class T>
concept scene_part = scene_reader<T> || scene_packing<T>;

/// How much of a file a reader sees when it is asked whether it knows the format.
inline constexpr std::size_t scene_head_size = 4096;

/// A reader or a packing, as one value of a list.
struct scene_format {
    std::string_view name;
    std::span<const std::string_view> endings;
    bool (*recognises)(std::string_view head) = nullptr;
    result<void> (*read)(scene_source source, scene_builder& to) = nullptr;           ///< of a reader
    result<scene_source> (*unpack)(scene_source source, byte_count limit) = nullptr;  ///< of a packing
};

template <scene_part T>
constexpr scene_format format_of() {
    if constexpr (scene_reader<T>) return {T::name, T::endings, &T::recognises, &T::read, nullptr};
    else return {T::name, {}, &T::recognises, nullptr, &T::unpack};
}

}  // namespace renderbus

#endif
