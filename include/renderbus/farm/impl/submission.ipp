// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_SUBMISSION_IPP
#define RENDERBUS_FARM_IMPL_SUBMISSION_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/farm/impl/handling.hpp>
#include <renderbus/farm/refusal.hpp>
#include <renderbus/farm/submission.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace renderbus::farm {
namespace detail {

/// `a.png, b.png and 3 more`
inline std::string named(const std::vector<std::string>& names) {
    constexpr std::size_t most_named = 10;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most_named); ++i) text += (i == 0 ? "" : ", ") + names[i].substr(0, 300);
    if (names.size() > most_named) text += " and " + std::to_string(names.size() - most_named) + " more";
    return text;
}

struct submitted_files {
    config::task_json task;
    config::upload_json upload;
};

template <class File>
bool read_config(const store& files, std::int64_t task_id, std::string_view name, result<File> (*read)(std::string_view),
                 File& into, std::vector<std::string>& unreadable) {
    const auto place = files.place_of(*config_file(task_id, name));
    auto text = place ? read_whole_file(*place, largest_config_file.bytes) : result<std::string>(place.error());
    auto file = text ? read(*text) : result<File>(text.error());
    if (!file) {
        // A file that cannot be opened tells nothing but the farm's own folders.
        unreadable.push_back(std::string(name) + (text ? " (" + file.error().message() + ")" : ""));
        return false;
    }
    into = *std::move(file);
    return true;
}

inline result<submitted_files> read_four_files(const store& files, std::int64_t task_id) {
    std::vector<std::string> missing;
    for (const auto name : config_file_names) {
        if (!files.has_file(*config_file(task_id, name))) missing.emplace_back(name);
    }
    if (!missing.empty()) {
        return refuse(service_code::parameter_missing, about_task(task_id) + " cannot be submitted: " + named(missing) +
                                                           " not uploaded; upload the four files first");
    }
    submitted_files read;
    config::asset_json assets;
    config::tips_json tips;
    std::vector<std::string> unreadable;
    read_config(files, task_id, "task.json", &config::read_task_json, read.task, unreadable);
    read_config(files, task_id, "upload.json", &config::read_upload_json, read.upload, unreadable);
    read_config(files, task_id, "asset.json", &config::read_asset_json, assets, unreadable);
    read_config(files, task_id, "tips.json", &config::read_tips_json, tips, unreadable);
    if (!unreadable.empty()) {
        return refuse(service_code::parameter_invalid,
                      about_task(task_id) + " cannot be submitted: unreadable " + named(unreadable));
    }
    return read;
}

inline bool has_asset(const store& files, const std::string& folder, std::string_view server_path) {
    server_path.remove_prefix(std::min(server_path.find_first_not_of('/'), server_path.size()));
    const auto name = relative_path::parse(folder + '/' + std::string(server_path));
    return name && files.has_file(*name);
}

}  // namespace detail

RENDERBUS_DECL bool is_config_file_name(std::string_view name) {
    return std::find(std::begin(config_file_names), std::end(config_file_names), name) != std::end(config_file_names);
}

RENDERBUS_DECL result<relative_path> config_file(std::int64_t task_id, std::string_view name) {
    return relative_path::parse("config/" + std::to_string(task_id) + "/cfg/" + std::string(name));
}

RENDERBUS_DECL result<render_plan> inspect_submission(const store& files, std::int64_t task_id, const std::string& asset_folder) {
    auto read = detail::read_four_files(files, task_id);
    if (!read) return std::move(read).error();
    std::vector<std::string> missing;
    std::set<std::string_view> seen;  // the scene is one of the assets too
    const auto look_for = [&](const std::string& server) {
        if (seen.insert(server).second && !detail::has_asset(files, asset_folder, server)) missing.push_back(server);
    };
    for (const auto& scene : read->upload.scene.all) look_for(scene.server);
    for (const auto& asset : read->upload.asset) look_for(asset.server);
    if (!missing.empty()) {
        return refuse(service_code::parameter_missing, detail::about_task(task_id) +
                                                           " cannot be submitted: " + detail::named(missing) +
                                                           " not in the input storage; upload the assets first");
    }
    if (read->upload.scene.all.empty() && read->upload.asset.empty())
        return refuse(service_code::parameter_invalid,
                      detail::about_task(task_id) + " cannot be submitted: upload.json names no scene");
    auto plan = plan_render(task_id, read->task);
    if (!plan) {
        return refuse(service_code::parameter_invalid, detail::about_task(task_id) + " cannot be rendered: task.json, " +
                                                           plan.error().place + ": " + plan.error().cause);
    }
    return plan;
}

}  // namespace renderbus::farm

#endif
