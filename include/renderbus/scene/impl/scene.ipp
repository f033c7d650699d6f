// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_SCENE_IPP
#define RENDERBUS_SCENE_IMPL_SCENE_IPP

#include <renderbus/scene/arnold.hpp>
#include <renderbus/scene/blender.hpp>
#include <renderbus/scene/cinema_4d.hpp>
#include <renderbus/scene/clarisse.hpp>
#include <renderbus/scene/houdini.hpp>
#include <renderbus/scene/impl/text.hpp>
#include <renderbus/scene/maya_ascii.hpp>
#include <renderbus/scene/max.hpp>
#include <renderbus/scene/maya_binary.hpp>
#include <renderbus/scene/scene.hpp>
#include <renderbus/scene/usd.hpp>
#include <renderbus/scene/vray.hpp>

#include <string>
#include <utility>
#include <vector>

namespace renderbus {
namespace scene_detail {

inline constexpr std::array own_formats{
    format_of<maya_ascii_reader>(), format_of<maya_binary_reader>(), format_of<blender_reader>(), format_of<houdini_reader>(),
    format_of<usd_reader>(),        format_of<clarisse_reader>(),    format_of<arnold_reader>(),  format_of<vray_reader>(),
    format_of<cinema_4d_reader>(),  format_of<max_reader>()};

/// Packed once more than this, a file is no scene but an attack.
inline constexpr int packing_depth = 4;

/// Which formats there are, in the order in which they are asked.
inline std::vector<scene_format> formats_with(std::span<const scene_format> more) {
    std::vector<scene_format> all(more.begin(), more.end());
    all.insert(all.end(), own_formats.begin(), own_formats.end());
    return all;
}

inline const scene_format* format_of_content(const std::vector<scene_format>& formats, std::string_view head) {
    for (const auto& one : formats)
        if (one.recognises(head)) return &one;
    return nullptr;
}

/// The reader of what the file's name promises: it tells best what is wrong with the content.
inline const scene_format* format_of_name(const std::vector<scene_format>& formats, const std::string& path) {
    const std::string name = lower_ascii(path);
    for (const auto& one : formats)
        for (const auto ending : one.endings)
            if (name.ends_with(ending)) return &one;
    return nullptr;
}

inline constexpr std::string_view gzip_begin = "\x1F\x8B", zstd_begin = "\x28\xB5\x2F\xFD";
inline bool is_packed(std::string_view head) { return head.starts_with(gzip_begin) || head.starts_with(zstd_begin); }

inline failure unknown_format(const std::vector<scene_format>& formats, const std::string& path, std::string_view head) {
    if (head.starts_with(gzip_begin))
        return {scene_errc::unknown_format, path, "it is packed with gzip",
                "name rb::gzip_packing, of scene/gzip.hpp, to analyze"};
    if (head.starts_with(zstd_begin))
        return {scene_errc::unknown_format, path, "it is packed with zstd",
                "name rb::zstd_packing, of scene/zstd.hpp, to analyze"};
    std::string known;
    for (const auto& one : formats)
        if (one.read) known += (known.empty() ? "" : ", ") + std::string(one.name);
    return {scene_errc::unknown_format, path, "no reader knows this format", "scenes of these formats can be read: " + known};
}

/// The reader of a file that is open, and the file as that reader wants it: unpacked.
struct readable {
    const scene_format* reader = nullptr;
    scene_source source;
};

inline result<readable> readable_of(scene_source source, const std::vector<scene_format>& formats, const scene_options& options) {
    for (int depth = 0; depth < packing_depth; ++depth) {
        const auto head = read_head(source, scene_head_size);
        if (!head) return head.error();
        const auto* format = format_of_content(formats, *head);
        if (!format && !is_packed(*head)) format = format_of_name(formats, source.path);
        if (!format) return unknown_format(formats, source.path, *head);
        if (format->read) return readable{format, std::move(source)};
        auto inside = format->unpack(std::move(source), options.unpacked_limit);
        if (!inside) return std::move(inside).error();
        source = *std::move(inside);
    }
    return failure{scene_errc::too_complex, source.path, "it is packed in itself too often", ""};
}

/// Reads what the files that a scene needs need in turn. Whatever is wrong with them is told, and the scene is read all the same.
inline void read_guests(scene_builder& host, const std::vector<scene_format>& formats, const scene_options& options) {
    std::size_t count = 0;
    while (const auto guest = host.next_guest()) {
        const auto not_known = [&](const std::string& why) {
            host.unresolved(guest->node, guest->attribute, guest->stored, "what this file needs in turn is not known: " + why);
        };
        if (guest->depth > options.reference_depth || ++count > options.reference_limit) {
            not_known("there are too many, or too deep");
            continue;
        }
        auto source = host.open(guest->local);
        auto file = source ? readable_of(*std::move(source), formats, options) : result<readable>(std::move(source).error());
        if (!file) {
            not_known(file.error().cause);
            continue;
        }
        scene_builder told(options, file->source);
        if (auto read = file->reader->read(std::move(file->source), told); read) host.adopt(*guest, told);
        else not_known(read.error().message());
    }
}

}  // namespace scene_detail

RENDERBUS_DECL result<scene_facts> read_scene(const std::filesystem::path& file, const scene_options& options,
                                              std::span<const scene_format> more) {
    const auto formats = scene_detail::formats_with(more);
    auto source = open_source(file, options.file_limit);
    if (!source) return std::move(source).error();
    auto scene = scene_detail::readable_of(*std::move(source), formats, options);
    if (!scene) return std::move(scene).error();
    scene_builder builder(options, scene->source);
    if (auto read = scene->reader->read(std::move(scene->source), builder); !read) return std::move(read).error();
    scene_detail::read_guests(builder, formats, options);
    return builder.finish();
}

}  // namespace renderbus

#endif
