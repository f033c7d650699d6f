// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_BLENDER_IPP
#define RENDERBUS_SCENE_IMPL_BLENDER_IPP

#include <renderbus/scene/blender.hpp>
#include <renderbus/scene/impl/blender_scene.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace renderbus {
namespace blender {

inline constexpr double camera_type = 11;            // OB_CAMERA
inline constexpr std::size_t layer_limit = 100'000;  // of all scenes

inline std::string_view picture_format(double number) {
    static constexpr std::pair<int, std::string_view> formats[] = {
        {0, "TARGA"},        {1, "IRIS"},      {4, "JPEG"},      {14, "TARGA_RAW"},
        {15, "AVI_RAW"},     {16, "AVI_JPEG"}, {17, "PNG"},      {20, "BMP"},
        {21, "HDR"},         {22, "TIFF"},     {23, "OPEN_EXR"}, {24, "FFMPEG"},
        {25, "FRAMESERVER"}, {26, "CINEON"},   {27, "DPX"},      {28, "OPEN_EXR_MULTILAYER"},
        {29, "DDS"},         {30, "JPEG2000"}, {31, "H264"},     {32, "XVID"},
        {33, "THEORA"},      {34, "PSD"},      {35, "WEBP"}};
    for (const auto& [known, name] : formats)
        if (known == number) return name;
    return "";
}

inline std::string name_of(const record& datablock) {
    // Of a datablock of a library only what every one begins with is there.
    const auto name = datablock.has("id.name") ? datablock.text("id.name") : datablock.text("name");
    return name.size() > 2 ? name.substr(2) : std::string();
}

/// `2.79`, and from 3.0 on `4.2`; the subversion is what FileGlobal counts.
inline void scene_teller::tell_version(const record& globals) {
    auto& facts = to_.facts();
    const auto version = from_.head().version;
    const auto subversion = globals.whole("subversion");
    facts.program = dcc::blender;
    facts.cg_version = std::to_string(version / 100) + '.' + std::to_string(version % 100);
    facts.version = facts.cg_version + '.' + std::to_string(subversion);
    facts.product = "Blender " + facts.cg_version;
    facts.about["header_version"] = std::to_string(version);
    facts.about["pointer_size"] = std::to_string(from_.head().pointer_size);
    facts.about["endian"] = from_.head().order == std::endian::little ? "little" : "big";
    facts.about["file_format_version"] = std::to_string(from_.head().format);
    facts.about["block_count"] = std::to_string(from_.block_count());
}

inline void scene_teller::tell() {
    std::uint64_t current = 0;
    for (const auto& one : from_.blocks()) {
        const auto kind = one.kind();
        if (kind == "GLOB") {
            const auto globals = from_.read(one);
            tell_version(globals);
            current = globals.pointer("curscene");
        } else if (kind == "OB") {
            tell_camera(one);
        } else if (kind == "SC") {
            const auto datablock = from_.read(one);
            if (!datablock || datablock.pointer("id.lib") != 0) continue;
            if (addresses_.size() == layer_limit) return void(from_.fail(one.place, "there are more scenes than can be"));
            addresses_.push_back(one.address);
            to_.facts().layers.push_back(scene(datablock));
        }
    }
    if (from_.failed()) return;
    if (to_.facts().program == dcc::none) return void(from_.fail(0, "the file has no globals (GLOB)"));
    if (addresses_.empty()) return void(from_.fail(0, "the file has no scene: it is a library"));
    choose(current);
}

inline void scene_teller::tell_camera(const block& one) {
    ++to_.facts().node_count;
    const auto object = from_.read(one);
    if (object.number("type") == camera_type && object.pointer("id.lib") == 0) to_.facts().cameras.push_back(name_of(object));
}

inline std::string scene_teller::camera_of(const record& scene) {
    const auto* one = from_.find(scene.pointer("camera"));
    if (!one) return {};
    const auto object = from_.read(*one);
    return name_of(object);
}

inline std::vector<render_layer> scene_teller::view_layers(const record& scene) {
    std::vector<render_layer> found;
    const bool later = scene.has("view_layers.first");
    auto next = scene.pointer(later ? "view_layers.first" : "r.layers.first");
    while (const auto* one = from_.find(next)) {
        const auto layer = from_.read(*one);
        if (!layer) break;
        if (++layer_count_ > layer_limit) {
            from_.fail(one->place, "there are more than " + std::to_string(layer_limit) + " layers: their list goes in a circle");
            break;
        }
        found.emplace_back().name = layer.text("name");
        constexpr int off_in_render_layers = 1 << 30, render_in_view_layers = 1;
        const auto flag = later ? layer.whole("flag") : layer.whole("layflag");
        found.back().renderable = later ? (flag & render_in_view_layers) != 0 : (flag & off_in_render_layers) == 0;
        next = layer.pointer("next");
    }
    return found;
}

inline render_layer scene_teller::scene(const record& datablock) {
    render_layer made;
    made.name = name_of(datablock);
    made.animation = true;
    made.frame_start = datablock.whole("r.sfra");
    made.frame_end = datablock.whole("r.efra");
    made.frame_step = std::max(1, datablock.whole("r.frame_step", 1));
    auto frames = frame_list::of({{static_cast<std::int32_t>(made.frame_start), static_cast<std::int32_t>(made.frame_end),
                                   static_cast<std::int32_t>(std::min<double>(made.frame_step, frame_number_limit))}});
    if (frames) made.frames = *std::move(frames);
    else to_.unresolved(made.name, "frames", "", "the range ends before it begins, or is beyond reason");
    made.width = static_cast<std::uint32_t>(std::max(0, datablock.whole("r.xsch")));
    made.height = static_cast<std::uint32_t>(std::max(0, datablock.whole("r.ysch")));
    made.size_percentage = static_cast<std::uint32_t>(std::max(0, datablock.whole("r.size", 100)));
    made.renderer = datablock.text("r.engine");
    made.image_file_prefix = datablock.text("r.pic");
    made.image_format = picture_format(datablock.number("r.im_format.imtype", datablock.number("r.imtype", -1)));
    made.outputs.push_back({"", made.image_file_prefix});
    if (auto camera = camera_of(datablock); !camera.empty()) made.cameras.push_back(std::move(camera));
    made.fps = datablock.number("r.frs_sec", 24) / std::max(0.001, datablock.number("r.frs_sec_base", 1));
    made.current_frame = datablock.number("r.cfra");
    made.parts = view_layers(datablock);
    return made;
}

/// What the scene that was open says is what the file renders.
inline void scene_teller::choose(std::uint64_t current) {
    auto& facts = to_.facts();
    const auto at = std::find(addresses_.begin(), addresses_.end(), current);
    const auto index = at == addresses_.end() ? 0 : static_cast<std::size_t>(at - addresses_.begin());
    const auto& open = facts.layers[index];
    facts.active_layer = open.name;
    facts.animation = true;
    facts.frame_start = open.frame_start;
    facts.frame_end = open.frame_end;
    facts.frame_step = open.frame_step;
    facts.frames = open.frames;
    facts.current_time = open.current_frame;
    facts.fps = open.fps;
    facts.width = open.width;
    facts.height = open.height;
    facts.size_stored = true;
    facts.renderer = open.renderer;
    facts.image_file_prefix = open.image_file_prefix;
    facts.image_format = open.image_format;
    facts.renderable_cameras = open.cameras;
}

}  // namespace blender

RENDERBUS_DECL bool blender_reader::recognises(std::string_view head) { return head.starts_with("BLENDER"); }

RENDERBUS_DECL result<void> blender_reader::read(scene_source source, scene_builder& to) {
    auto opened = blender::file::open(*source.bytes, source.path);
    if (!opened) return std::move(opened).error();
    auto& file = *opened;
    blender::scene_teller(file, to).tell();
    if (file.failed()) return file.why();
    to.guess_project(source.folder);
    if (auto told = blender::input_teller(to).tell(file, source.folder, {source.path}); !told) return told;
    return source.bytes->unchanged();
}

}  // namespace renderbus

#endif
