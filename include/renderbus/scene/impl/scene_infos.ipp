// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_SCENE_INFOS_IPP
#define RENDERBUS_SCENE_IMPL_SCENE_INFOS_IPP

#include <renderbus/config/scene_infos.hpp>
#include <renderbus/config/wire_forms.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/scene/impl/max_infos.hpp>
#include <renderbus/scene/impl/scene_infos.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string_view>

namespace renderbus::detail {

/// A whole frame number without a point, others as short as they can be.
inline std::string frame_text(double frame) {
    char digits[40];
    return {digits, std::to_chars(digits, digits + sizeof digits, frame).ptr};
}

inline config::maya_layer maya_layer_of(const scene_facts& scene, const render_layer& layer) {
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

inline config::maya_scene_info maya_info_of(const scene_facts& scene) {
    config::maya_scene_info info;
    for (const auto& layer : scene.layers) info.layers[layer.name] = maya_layer_of(scene, layer);
    return info;
}

/// `1-250[1]`, also where a list of frames would say it shorter.
inline std::string range_text(double first, double last, double step) {
    return frame_text(first) + '-' + frame_text(last) + '[' + frame_text(step) + ']';
}

inline config::blender_scene_info blender_info_of(const scene_facts& scene) {
    config::blender_scene_info info;
    auto& common = info.common;
    common.frames = range_text(scene.frame_start, scene.frame_end, scene.frame_step);
    common.width = std::to_string(scene.width);
    common.height = std::to_string(scene.height);
    common.Render_Format = scene.image_format;
    for (const auto& layer : scene.layers) common.scene_name.push_back(layer.name);
    common.camera_name =
        scene.renderable_cameras.empty() ? "None" : "<bpy_struct, Object(\"" + scene.renderable_cameras.front() + "\")>";
    // As Blender itself shows it, wherever it was written.
    common.Output_path = scene.image_file_prefix;
    std::replace(common.Output_path.begin(), common.Output_path.end(), '\\', '/');
    return info;
}

/// Nodes that make pictures, and nodes that write geometry for them.
inline config::houdini_scene_info houdini_info_of(const scene_facts& scene) {
    config::houdini_scene_info info;
    info.geo_node.items();
    info.rop_node.items();
    info.distributedsim_node.items();
    for (const auto& layer : scene.layers) {
        const auto frames = range_text(layer.frame_start, layer.frame_end, layer.frame_step);
        if (layer.kind == layer_kind::geometry) info.geo_node.push_back({layer.name, frames});
        if (layer.kind != layer_kind::picture) continue;
        config::houdini_rop node{layer.name, frames, layer.cameras.empty() ? "" : layer.cameras.front(), "", ""};
        if (layer.width != 0) node.width = std::to_string(layer.width), node.height = std::to_string(layer.height);
        node.render = layer.renderable ? "1" : "0";
        info.rop_node.push_back(std::move(node));
    }
    return info;
}

inline config::clarisse_scene_info clarisse_info_of(const scene_facts& scene) {
    config::clarisse_scene_info info;
    info.image_node.items();
    const auto fill = [](auto& node, const render_layer& from) {
        node.name = from.name;
        node.frames = range_text(from.frame_start, from.frame_end, from.frame_step);
        node.renderable = node.save_to_disk = from.renderable ? "1" : "0";
        node.output = from.image_file_prefix;
        node.format = from.image_format;
    };
    for (const auto& layer : scene.layers) {
        config::clarisse_image image;
        fill(image, layer);
        image.layers.items();
        for (const auto& part : layer.parts) {
            config::clarisse_layer inner;
            fill(inner, part);
            image.layers.push_back(std::move(inner));
        }
        info.image_node.push_back(std::move(image));
    }
    return info;
}

inline config::katana_scene_info katana_info_of(const scene_facts& scene) {
    config::katana_scene_info info;
    for (const auto& layer : scene.layers) {
        auto& node = info.rendernodes[layer.name];
        node.frames = range_text(layer.frame_start, layer.frame_end, 1);
        // What is written to a temporary place only, Katana's tool leaves out.
        for (const auto& output : layer.outputs)
            if (const auto at = output.path.find("Temp"); at == std::string::npos || at == 0) node.aov[output.name] = output.path;
    }
    return info;
}

inline config::arnold_scene_info arnold_info_of(const scene_facts& scene) {
    config::arnold_scene_info info;
    info.common.frames = range_text(scene.frame_start, scene.frame_end, scene.frame_step);
    return info;
}

/// What is missing, and whether no node that renders has a camera that is there.
inline config::tips_json houdini_tips_of(const scene_facts& scene) {
    config::tips_json tips;
    for (const auto& one : scene.missing)
        tips["50001"].all.push_back("Nodes: " + one.node + "  File name: " + one.stored +
                                    "  miss file: " + (one.looked_for.empty() ? one.stored : one.looked_for.front()) + " ");
    const auto renders = [](const render_layer& layer) { return layer.kind == layer_kind::picture && layer.renderable; };
    const auto sees = [&](const render_layer& layer) { return renders(layer) && layer.width != 0; };
    if (std::any_of(scene.layers.begin(), scene.layers.end(), renders) &&
        std::none_of(scene.layers.begin(), scene.layers.end(), sees))
        for (const auto& layer : scene.layers)
            if (renders(layer)) tips["50002"].all.push_back(layer.name);
    return tips;
}

/// Blender's tool tells the first of these alone, and names nothing with it. Its fourth, 46002, is about the machine that
/// analyses, not the scene.
inline config::tips_json blender_tips_of(const scene_facts& scene) {
    static constexpr std::string_view movies[] = {"AVI_JPEG", "AVI_RAW", "FRAMESERVER", "FFMPEG", "H264", "THEORA", "XVID"};
    config::tips_json tips;
    if (std::find(std::begin(movies), std::end(movies), scene.image_format) != std::end(movies)) tips["46000"] = {};
    else if (scene.frame_step != 1) tips["46001"] = {};
    else if (scene.renderable_cameras.empty()) tips["46003"] = {};
    return tips;
}

/// References that are not there, as Maya's and Clarisse's tools tell them.
inline config::tips_json missing_references_of(const scene_facts& scene) {
    config::tips_json tips;
    for (const auto& one : scene.missing)
        if (one.kind == input_kind::reference) tips["25009"].all.push_back(one.stored);
    return tips;
}

inline void fill_scene_info(config::task_json& task, const scene_facts& scene) {
    switch (scene.program) {
        case dcc::maya:
            task.scene_info_render.text = to_json(maya_info_of(scene));
            task.scene_info.text = task.scene_info_render.text;
            break;
        case dcc::blender: task.scene_info.text = to_json(blender_info_of(scene)); break;
        case dcc::houdini:
            task.scene_info_render.text = to_json(houdini_info_of(scene));
            task.scene_info.text = task.scene_info_render.text;
            break;
        case dcc::clarisse:
            task.scene_info_render.text = to_json(clarisse_info_of(scene));
            task.scene_info.text = task.scene_info_render.text;
            break;
        case dcc::katana:
            task.scene_info_render.text = to_json(katana_info_of(scene));
            task.scene_info.text = task.scene_info_render.text;
            break;
        case dcc::max_3ds:
            task.scene_info_render.text = to_json(max_info_of(scene));
            task.scene_info.text = task.scene_info_render.text;
            break;
        case dcc::arnold_standalone: task.scene_info_render.text = to_json(arnold_info_of(scene)); break;
        default: break;
    }
}

inline config::tips_json tips_of(const scene_facts& scene) {
    switch (scene.program) {
        case dcc::maya:
        case dcc::clarisse: return missing_references_of(scene);
        case dcc::blender: return blender_tips_of(scene);
        case dcc::houdini: return houdini_tips_of(scene);
        case dcc::max_3ds: return max_tips_of(scene);
        default: return {};
    }
}

}  // namespace renderbus::detail

#endif
