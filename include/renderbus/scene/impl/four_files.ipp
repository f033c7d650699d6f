// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_FOUR_FILES_IPP
#define RENDERBUS_SCENE_IMPL_FOUR_FILES_IPP

#include <renderbus/config/wire_forms.hpp>
#include <renderbus/path.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/four_files.hpp>
#include <renderbus/digest.hpp>

#include <charconv>
#include <ctime>

namespace renderbus {
namespace detail {

/// A whole frame number without a point, others as short as they can be.
RENDERBUS_DECL std::string frame_text(double frame) {
    char digits[40];
    return {digits, std::to_chars(digits, digits + sizeof digits, frame).ptr};
}

/// `Mon Nov  9 10:11:12 2026`, the time of a file as the service's tools note it.
RENDERBUS_DECL std::string time_note(std::int64_t mtime_ns) {
    const std::time_t seconds = static_cast<std::time_t>(mtime_ns / 1'000'000'000);
    std::tm parts{};
    char text[64];
    if (!::localtime_r(&seconds, &parts)) return {};
    const auto length = std::strftime(text, sizeof text, "mtime: %a %b %e %H:%M:%S %Y", &parts);
    return {text, length};
}

RENDERBUS_DECL config::maya_layer maya_layer_of(const scene_facts& scene, const render_layer& layer) {
    config::maya_layer out;
    out.renderable = layer.renderable ? "1" : "0";
    auto& common = out.common;
    common.image_format = layer.image_format;
    // Without animation the program renders the current frame only.
    const double here = scene.current_time.value_or(layer.frame_start);
    const double first = layer.animation ? layer.frame_start : here;
    const double last = layer.animation ? layer.frame_end : here;
    common.start = frame_text(first);
    common.end = frame_text(last);
    common.by_frame = frame_text(layer.frame_step);
    common.frames = common.start + "-" + common.end + "[" + common.by_frame + "]";
    if (layer.animation && !layer.frames.empty()) common.frames = to_string(layer.frames);
    common.width = std::to_string(layer.width);
    common.height = std::to_string(layer.height);
    common.image_file_prefix = layer.image_file_prefix;
    common.all_camera = scene.cameras;
    common.render_camera = layer.cameras;
    common.renderer = layer.renderer;
    common.animation = layer.animation ? "True" : "False";
    return out;
}

RENDERBUS_DECL void fill_task(config::task_json& task, const scene_facts& scene, std::int64_t platform) {
    task.task_info.input_cg_file = scene.scene;
    task.task_info.input_project_path = scene.project;
    task.task_info.render_layer_type = std::to_string(static_cast<int>(scene.layer_type));
    task.task_info.cg_id = std::to_string(static_cast<int>(scene.program));
    task.task_info.platform = std::to_string(platform);
#if defined(_WIN32)
    task.task_info.os_name = "1";
#else
    task.task_info.os_name = "0";
#endif
    task.software_config.cg_name = cg_name(scene.program);
    task.software_config.cg_version = scene.cg_version;
    for (const auto& plugin : scene.plugins) task.software_config.plugins[plugin.name] = plugin.version;
    config::maya_scene_info info;
    for (const auto& layer : scene.layers) info.layers[layer.name] = maya_layer_of(scene, layer);
    task.scene_info_render.text = to_json(info);
    task.scene_info.text = task.scene_info_render.text;
}

/// Where the farm keeps a file: under the path by which the scene asks for it, if that is absolute.
RENDERBUS_DECL std::string farm_path(const resolved_file& file) {
    const std::string_view stored = file.as_stored;
    const bool drive = stored.size() > 2 && stored[1] == ':' && (stored[2] == '/' || stored[2] == '\\');
    const bool absolute = stored.starts_with('/') || stored.starts_with('\\') || drive;
    return server_path(absolute ? stored : file.local);
}

}  // namespace detail

RENDERBUS_DECL result<four_files> make_four_files(const scene_facts& scene, std::int64_t platform) {
    four_files out;
    const auto hash = md5_of_file(scene.scene);
    if (!hash) return hash.error();
    detail::fill_task(out.task, scene, platform);
    const std::string scene_there = server_path(scene.scene);
    out.uploads.scene.all.push_back({scene.scene, scene_there, to_hex(*hash)});
    out.uploads.asset.items();
    for (const auto& file : needed_files(scene)) {
        const auto stamp = stamp_of(file.local);
        if (!stamp) return stamp.error();
        out.assets.asset.all.push_back({file.local, detail::time_note(stamp->mtime_ns)});
        out.uploads.asset.push_back({file.local, detail::farm_path(file)});
    }
    out.uploads.asset.push_back({scene.scene, scene_there});
    return out;
}

}  // namespace renderbus

#endif
