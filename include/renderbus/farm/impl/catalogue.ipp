// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_CATALOGUE_IPP
#define RENDERBUS_FARM_IMPL_CATALOGUE_IPP

#include <renderbus/farm/catalogue.hpp>

#include <algorithm>
#include <charconv>
#include <span>
#include <string>
#include <vector>

namespace renderbus::farm {
namespace detail {

struct program {
    api::dcc cg_id;
    std::string_view name;
    std::string_view scene_files;  ///< endings
    bool needs_project_path;
    bool needs_analysis;
    std::vector<std::string_view> versions;
    std::vector<std::string_view> plugins;  ///< name and version, of every version of the program
};

inline std::span<const program> known_programs() {
    static const program all[] = {
        {api::dcc::maya,
         "Maya",
         "ma;mb",
         true,
         true,
         {"2018", "2019", "2020", "2022", "2023", "2024", "2025"},
         {"mtoa 3.1.2", "mtoa 4.2.4", "mtoa 5.3.1", "redshift_GPU 3.5.13", "vrayformaya 5.20.02", "vrayformaya 6.00.01",
          "RenderMan_for_Maya 25.2", "pgYetiMaya 4.2.4", "stereoCamera 10.0"}},
        {api::dcc::max_3ds,
         "3ds Max",
         "max",
         true,
         true,
         {"2018", "2019", "2020", "2021", "2022", "2023", "2024"},
         {"vray 5.20.02", "corona 9.2"}},
        {api::dcc::arnold, "Arnold Standalone", "ass", false, false, {"mtoa_3.1.2", "mtoa_4.2.4"}, {}},
        {api::dcc::houdini,
         "Houdini",
         "hip;hipnc;hiplc",
         true,
         true,
         {"16.5.268", "17.5.258", "18.0.460", "18.5.596", "19.5.303", "20.0.506"},
         {"htoa 6.1.3", "Redshift 3.5.13"}},
        {api::dcc::cinema4d, "CINEMA 4D", "c4d", true, true, {"R19", "R20", "R21", "R22", "R23", "2023"}, {"Redshift 3.5.13"}},
        {api::dcc::blender, "Blender", "blend", true, true, {"2.79", "2.93", "3.3", "3.6", "4.0", "4.2"}, {}},
        {api::dcc::vray_standalone, "VR Standalone", "vrscene", false, false, {"standalone_vray5.00.05"}, {}},
        {api::dcc::keyshot, "KeyShot", "bip;ksp", false, false, {"10", "11"}, {}},
        {api::dcc::clarisse, "Clarisse", "project;render", false, true, {"clarisse_ifx_4.0_sp3"}, {}},
        {api::dcc::katana, "Katana", "katana", true, true, {"3.2v1", "4.0v1"}, {"KtoA 3.2.2"}},
    };
    return all;
}

using api::tip_type;

struct tip {
    std::string_view code;
    tip_type type;
    std::string_view chinese;
    std::string_view chinese_solution;
    std::string_view english;
    std::string_view solution;
};

inline constexpr tip known_tips[] = {
    {"10012", tip_type::warning, "文件丢失", "检查文件路径", "A file that the scene uses is missing",
     "Check the path of the file"},
    {"15000", tip_type::error, "启动软件卡住或者失败", "检查软件", "The program hung or did not start",
     "Check the installation of the program"},
    {"15002", tip_type::error, "无法获取软件信息", "检查场景文件", "The scene's program or version cannot be told",
     "Save the scene again"},
    {"15005", tip_type::error, "缺少渲染器", "设置渲染器", "The scene has no renderer", "Set a renderer"},
    {"15006", tip_type::error, "没有可渲染的相机", "设置渲染相机", "The scene has no camera to render",
     "Make a camera renderable"},
    {"15013", tip_type::warning, "软件版本不匹配", "选择场景文件的版本", "The chosen version is not the one that saved the scene",
     "Choose the scene's version"},
    {"15019", tip_type::error, "没有安装软件", "安装软件", "The program is not installed",
     "Install the program, or analyse without it"},
    {"15024", tip_type::error, "场景文件不存在", "检查场景文件路径", "The scene file is missing", "Check the path of the scene"},
    {"25009", tip_type::error, "参考文件丢失", "检查参考文件路径", "A reference file was not found",
     "Check the paths of the references"},
    {"46001", tip_type::warning, "帧间隔不是1", "检查帧间隔", "The frame step is not 1", "Check the frame step"},
    {"46003", tip_type::error, "没有相机", "添加相机", "The scene has no camera", "Add a camera"},
    {"50001", tip_type::error, "文件丢失", "检查文件路径", "Files that the scene uses are missing",
     "Check the paths of the files"},
    {"50002", tip_type::error, "没有可用的相机", "检查相机", "No camera can be used", "Check the cameras"},
    {"50003", tip_type::warning, "相机警告", "检查相机", "A camera's archive is missing or another one", "Check the cameras"},
};

}  // namespace detail

RENDERBUS_DECL api::user::hardware_config::reply machines(std::int64_t platform) {
    const auto make = [platform](std::int64_t id, std::string model, nullable<std::string> gpus, std::string ram) {
        api::user::hardware_config::machine one;
        one.id = id;
        one.type = gpus ? 2 : 1;
        one.model = std::move(model);
        one.gpu_num = std::move(gpus);
        one.ram = std::move(ram);
        one.platform = platform;
        one.current = id == 301;
        one.not_support_cg_id.items();
        one.not_support_code.items();
        one.not_support_plugin_list.items();
        one.status = 1;
        return one;
    };
    api::user::hardware_config::reply all{make(301, "Default", nullptr, "64GB"), make(303, "Default", nullptr, "128GB"),
                                          make(305, "Default", nullptr, "256GB"), make(337, "1080Ti", "1*GPU", "64GB"),
                                          make(339, "2080Ti", "2*GPU", "64GB")};
    all[3].not_support_cg_id = {api::dcc::cinema4d};
    return all;
}

RENDERBUS_DECL const api::user::hardware_config::machine* find_machine(const api::user::hardware_config::reply& among,
                                                                       std::int64_t id) {
    const auto at = std::find_if(among.begin(), among.end(), [id](const auto& one) { return one.id == id; });
    return at == among.end() ? nullptr : &*at;
}

RENDERBUS_DECL std::int64_t gigabytes_of(const api::user::hardware_config::machine& machine) {
    std::int64_t size = 0;
    const auto text = machine.ram.value_or("");
    std::from_chars(text.data(), text.data() + text.size(), size);
    return size;
}

RENDERBUS_DECL api::query::supported_software::reply programs() {
    constexpr std::int64_t yes = 1, no = 2, needless = 3;  // as the service's lists have them
    api::query::supported_software::reply all;
    all.is_auto_commit = 2;
    all.default_cg_id = api::dcc::maya;
    for (const auto& known : detail::known_programs()) {
        api::query::supported_software::software one;
        one.cg_id = known.cg_id;
        one.cg_name = std::string(known.name);
        one.cg_type = std::string(known.scene_files);
        one.icon_path = "/img/" + std::to_string(static_cast<std::int64_t>(known.cg_id)) + ".png";
        one.is_need_project_path = known.needs_project_path ? yes : needless;
        one.is_need_analyse = known.needs_analysis ? yes : no;
        one.is_support_linux = 1;
        all.render_info_list.push_back(std::move(one));
    }
    return all;
}

RENDERBUS_DECL std::optional<api::query::plugin_version> find_plugin(api::dcc program, std::int64_t plugin_id) {
    for (const auto& plugin : software(program).cg_plugin) {
        for (const auto& one : plugin.plugin_versions) {
            if (one.plugin_id == plugin_id) return one;
        }
    }
    return std::nullopt;
}

RENDERBUS_DECL api::query::supported_plugin::reply software(api::dcc program) {
    api::query::supported_plugin::reply all;
    all.cg_plugin.items();
    all.cg_version.items();
    for (const auto& known : detail::known_programs()) {
        if (known.cg_id != program) continue;
        std::int64_t version_id = static_cast<std::int64_t>(program) * 100;
        for (const auto version : known.versions) {
            all.cg_version.push_back({++version_id, program, std::string(known.name), std::string(version)});
            std::int64_t plugin_id = version_id * 100;
            for (const auto plugin : known.plugins) {
                const std::string name(plugin.substr(0, plugin.find(' ')));
                api::query::supported_plugin::plugin one{version_id, name, {}};
                one.plugin_versions.push_back({++plugin_id, name, std::string(plugin)});
                all.cg_plugin.push_back(std::move(one));
            }
        }
    }
    return all;
}

RENDERBUS_DECL list<api::query::error_detail::detail> tip_detail(std::string_view code, api::language words) {
    list<api::query::error_detail::detail> found;
    found.items();
    for (std::int64_t id = 1; const auto& tip : detail::known_tips) {
        if (tip.code == code) {
            const bool is_english = words == api::language::english;
            api::query::error_detail::detail one;
            one.id = id;
            one.code = tip.code;
            one.type = tip.type;
            one.language_flag = words;
            one.des_description_cn = std::string(is_english ? tip.english : tip.chinese);
            one.des_solution_cn = std::string(is_english ? tip.solution : tip.chinese_solution);
            one.solution_path = nullptr;
            one.is_repair = 0;
            one.is_delete = one.is_open = 1;
            one.last_modify_admin = "";
            one.update_time = nullptr;
            found.push_back(std::move(one));
        }
        ++id;
    }
    return found;
}

}  // namespace renderbus::farm

#endif
