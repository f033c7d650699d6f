// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAX_INFOS_IPP
#define RENDERBUS_SCENE_IMPL_MAX_INFOS_IPP

#include <renderbus/json/json.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/impl/file_kinds.hpp>
#include <renderbus/scene/impl/max_infos.hpp>
#include <renderbus/scene/impl/scene_infos.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace renderbus::detail {

inline std::string said_of(const scene_facts& scene, const std::string& what) {
    const auto found = scene.about.find(what);
    return found == scene.about.end() ? std::string() : found->second;
}

inline config::max_common max_common_of(const scene_facts& scene) {
    static const list<std::string> formats{".tga", ".tif", ".jpg", ".png", ".exr", ".rla", ".rpf"};
    config::max_common common;
    common.CurrentProjectFolder = scene.project_known_as;
    common.Faces = said_of(scene, "faces");
    common.Vertices = said_of(scene, "vertices");
    common.all_camera = scene.cameras;
    common.renderable_camera = scene.renderable_cameras;
    common.all_element_type = common.all_output_file_type = formats;
    common.cgv = scene.cg_version;
    common.element_active = said_of(scene, "render elements").find_first_not_of('0') == std::string::npos ? "0" : "1";
    common.element_list.items();
    common.element_path_list.items();
    const bool one_frame = scene.frame_start == scene.frame_end;
    common.frames = frame_text(scene.frame_start);
    if (!one_frame) common.frames += '-' + frame_text(scene.frame_end) + '[' + frame_text(scene.frame_step) + ']';
    common.rend_timeType = one_frame ? "1" : "3";
    common.width = std::to_string(scene.width);
    common.height = std::to_string(scene.height);
    const auto gamma = said_of(scene, "output gamma");
    double value = 0;  // 0 stands for none
    std::from_chars(gamma.data(), gamma.data() + gamma.size(), value);
    if (value > 0) common.out_gamma = frame_text(value);
    common.output_file = scene_detail::slashed(scene.image_file_prefix);
    common.rend_save_file = common.output_file.empty() ? "false" : "true";
    const auto name = common.output_file.substr(common.output_file.rfind('/') + 1);
    common.output_file_basename = name.substr(0, name.rfind('.'));
    if (!scene.image_format.empty()) common.output_file_type = '.' + scene.image_format;
    common.element_type = common.output_file_type;
    return common;
}

/// `V-Ray Adv 3.00.03` is class V_Ray_Adv_3_00_03, and vray for short.
inline config::max_renderer max_renderer_of(const scene_facts& scene) {
    config::max_renderer renderer;
    renderer.renderer_orign = scene.renderer;
    for (char& c : renderer.renderer_orign)
        if (static_cast<unsigned char>(c) < 0x80 && !scene_detail::is_digit(c) && (c | 0x20) < 'a') c = '_';
    const auto lower = lower_ascii(renderer.renderer_orign);
    if (lower.starts_with("v_ray")) renderer.name = "vray";
    else if (lower.find("scanline") != std::string::npos) renderer.name = "scanline";
    else renderer.name = lower.substr(0, lower.find('_'));
    renderer.renderer = renderer.name;
    if (renderer.name == "vray")
        renderer.gi = renderer.primary_gi_engine = renderer.secondary_gi_engine = renderer.irradiance_map_mode =
            renderer.light_cache_mode = "";
    return renderer;
}

RENDERBUS_DECL config::max_scene_info max_info_of(const scene_facts& scene) {
    return {max_common_of(scene), max_renderer_of(scene)};
}

/// The code for a file of that kind that is missing.
inline std::string_view missing_code(const missing_input& one) {
    static constexpr std::pair<std::string_view, std::string_view> endings[] = {
        {"fxd", "10011"},   {"abc", "10018"},    {"prt", "10019"}, {"xmesh", "10020"}, {"bin", "10021"},   {"aur", "10022"},
        {"vrmap", "10023"}, {"vrlmap", "10024"}, {"max", "10025"}, {"vdb", "10028"},   {"vrmesh", "10030"}};
    const auto ending = scene_detail::ending_of(one.stored);
    for (const auto& [name, code] : endings)
        if (ending == name) return code;
    return one.kind == input_kind::reference ? "10025" : "10012";
}

RENDERBUS_DECL config::tips_json max_tips_of(const scene_facts& scene) {
    config::tips_json tips;
    for (const auto& one : scene.missing) {
        auto& told = tips[missing_code(one)].all;
        if (std::find(told.begin(), told.end(), one.stored) == told.end()) told.push_back(one.stored);
    }
    if (scene.renderer.empty()) tips["15002"] = {};
    if (lower_ascii(scene.renderer).starts_with("v-ray rt")) tips["15004"].all.push_back(scene.renderer);
    if (scene.renderable_cameras.empty()) tips["15006"] = {};
    for (auto at = scene.cameras.begin(); at != scene.cameras.end(); ++at)
        if (std::count(scene.cameras.begin(), at, *at) == 1) tips["15015"].all.push_back(*at);
    // What the program writes there is in its own language.
    if (!scene.about.contains("General")) tips["10033"] = {};
    return tips;
}

RENDERBUS_DECL void add_max_lists(const scene_facts& scene, config::asset_json& assets, config::upload_json& uploads) {
    const auto list_of = [](std::string_view path, input_kind kind) -> std::string {
        const auto ending = scene_detail::ending_of(path);
        if (ending == "vrmap" || ending == "vrlmap") return ending;
        return kind == input_kind::cache ? "point_cache" : "texture";
    };
    object_map<list<std::string>> lists;
    for (const char* name : {"texture", "vrmap", "vrlmap", "point_cache", "zip"}) lists[name].items();
    for (const auto& one : scene.inputs)
        for (const auto& file : one.files) lists[list_of(one.stored, one.kind)].push_back(file.local);
    for (const auto& one : scene.missing) lists[list_of(one.stored, one.kind) + "_missing"].push_back(one.stored);
    for (auto& [name, paths] : lists) assets.others.fields[name].text = to_json(paths);
    for (const char* name : {"vrmap", "vrlmap"}) uploads.others.fields[name].text = "[]";
}

}  // namespace renderbus::detail

#endif
