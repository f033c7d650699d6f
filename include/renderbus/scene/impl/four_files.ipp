// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_FOUR_FILES_IPP
#define RENDERBUS_SCENE_IMPL_FOUR_FILES_IPP

#include <renderbus/digest.hpp>
#include <renderbus/path.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/four_files.hpp>
#include <renderbus/scene/impl/max_infos.hpp>
#include <renderbus/scene/impl/scene_infos.hpp>

#include <ctime>

namespace renderbus {
namespace detail {

/// `Mon Nov  9 10:11:12 2026`, the time of a file as the service's tools note it.
RENDERBUS_DECL std::string time_note(std::int64_t mtime_ns) {
    const std::time_t seconds = static_cast<std::time_t>(mtime_ns / 1'000'000'000);
    std::tm parts{};
    char text[64];
    if (!::localtime_r(&seconds, &parts)) return {};
    const auto length = std::strftime(text, sizeof text, "mtime: %a %b %e %H:%M:%S %Y", &parts);
    return {text, length};
}

RENDERBUS_DECL void fill_task(config::task_json& task, const scene_facts& scene, std::int64_t platform) {
    task.task_info.input_cg_file = scene.scene_known_as;
    task.task_info.input_project_path = scene.project_known_as;
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
    fill_scene_info(task, scene);
}

}  // namespace detail

RENDERBUS_DECL result<four_files> make_four_files(const scene_facts& scene, std::int64_t platform) {
    four_files out;
    const auto hash = md5_of_file(scene.scene);
    if (!hash) return hash.error();
    detail::fill_task(out.task, scene, platform);
    out.tips = detail::tips_of(scene);
    const std::string scene_there = server_path(scene.scene_known_as);
    out.uploads.scene.all.push_back({scene.scene, scene_there, to_hex(*hash)});
    out.uploads.asset.items();
    for (const auto& file : needed_files(scene)) {
        const auto stamp = stamp_of(file.local);
        if (!stamp) return stamp.error();
        out.assets.asset.all.push_back({file.local, detail::time_note(stamp->mtime_ns)});
        out.uploads.asset.push_back({file.local, server_path(file.known_as)});
    }
    out.uploads.asset.push_back({scene.scene, scene_there});
    if (scene.program == dcc::max_3ds) detail::add_max_lists(scene, out.assets, out.uploads);
    return out;
}

RENDERBUS_DECL scene_report make_report(const scene_facts& scene) {
    scene_report report;
    for (const auto& one : scene.missing)
        report.missing.push_back({one.stored, one.node, one.attribute, std::string(to_string(one.kind)), one.looked_for});
    for (const auto& one : scene.unresolved) report.unresolved.push_back({one.node, one.attribute, one.raw, one.why});
    return report;
}

}  // namespace renderbus

#endif
