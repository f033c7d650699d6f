// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_SCENE_IPP
#define RENDERBUS_SCENE_IMPL_SCENE_IPP

#include <renderbus/scene/impl/text.hpp>
#include <renderbus/scene/maya_ascii.hpp>
#include <renderbus/scene/scene.hpp>

#include <utility>

namespace renderbus {
namespace scene_detail {

static_assert(scene_reader<maya_ascii_reader>);

template <scene_reader Reader>
result<scene_facts> read_with(scene_source source, const scene_options& options) {
    scene_builder builder(options, source);
    if (auto read = Reader::read(std::move(source), builder); !read) return std::move(read).error();
    return builder.finish();
}

inline failure unknown_format(const std::string& path, std::string_view head) {
    const bool maya_binary = head.starts_with("FOR4") || head.starts_with("FOR8");
    return {scene_errc::unknown_format, path,
            maya_binary ? "this is Maya binary, which no reader reads yet" : "no reader knows this format",
            maya_binary ? "save the scene as Maya ASCII (.ma)" : "scenes of Maya ASCII (.ma) can be read"};
}

}  // namespace scene_detail

RENDERBUS_DECL result<scene_facts> read_scene(const std::filesystem::path& file, const scene_options& options) {
    auto head = read_head(file, 64);
    if (!head) return std::move(head).error();
    // A broken file is told as such by the reader of what its name promises.
    const bool named_maya_ascii = scene_detail::lower_ascii(utf8_path(file.extension())) == ".ma";
    if (!maya_ascii_reader::recognises(*head) && !named_maya_ascii) return scene_detail::unknown_format(utf8_path(file), *head);
    auto source = read_source(file, options.file_limit);
    if (!source) return std::move(source).error();
    return scene_detail::read_with<maya_ascii_reader>(*std::move(source), options);
}

}  // namespace renderbus

#endif
