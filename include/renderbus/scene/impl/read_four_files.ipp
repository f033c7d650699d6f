// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_READ_FOUR_FILES_IPP
#define RENDERBUS_SCENE_IMPL_READ_FOUR_FILES_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/path.hpp>
#include <renderbus/scene/impl/text.hpp>
#include <renderbus/scene/read_four_files.hpp>
#include <renderbus/utf8.hpp>

#include <algorithm>

namespace renderbus {
namespace detail {

inline failure wrong_file(data_errc code, const std::string& place, std::string cause) {
    return {code, place, std::move(cause), "look at the program that wrote the file"};
}

/// One of the four by its reader; nothing where it is not there.
template <class T>
result<std::optional<T>> read_if_there(const std::filesystem::path& file, byte_count limit, result<T> (*read)(std::string_view)) {
    const auto text = read_whole_file(file, limit.bytes);
    if (!text && text.error().code == scene_errc::missing_file) return std::optional<T>();
    if (!text) return text.error();
    std::string_view content = *text;
    if (content.starts_with("\xef\xbb\xbf")) content.remove_prefix(3);  // as Windows programs write it
    auto value = read(content);
    if (!value) {
        value.error().place = file.string() + ":" + value.error().place;
        return std::move(value).error();
    }
    return std::optional<T>(*std::move(value));
}

inline bool says_nothing(const raw_json& part) {
    return part.text.find_first_not_of("{} \t\r\n") == part.text.npos || part.text == "null";
}

RENDERBUS_DECL result<void> check_task(config::task_json& task, const std::string& place, const std::string& scene) {
    if (task.software_config.cg_version.empty() || task.software_config.cg_name.empty())
        return wrong_file(data_errc::missing_field, place + ":software_config", "it says not which program and version renders");
    if (says_nothing(task.scene_info) && says_nothing(task.scene_info_render))
        return wrong_file(data_errc::missing_field, place + ":scene_info", "it says nothing of what is rendered");
    auto& named = task.task_info.input_cg_file;
    if (named.empty()) named = scene_detail::slashed(scene);
    else if (scene_detail::slashed(named) != scene_detail::slashed(scene))
        return wrong_file(data_errc::invalid_value, place + ":task_info.input_cg_file",
                          "it is the task of another scene: " + printable(named, 500));
    return {};
}

RENDERBUS_DECL result<void> check_upload(const config::upload_entry& entry, const std::string& place) {
    if (!std::filesystem::path(entry.local).is_absolute())
        return wrong_file(data_errc::invalid_value, place + ".local", "it is no whole path: " + printable(entry.local, 500));
    std::string_view there = entry.server;
    while (there.starts_with('/')) there.remove_prefix(1);
    if (auto safe = relative_path::parse(there); !safe) {
        safe.error().place = place + ".server";
        return std::move(safe).error();
    }
    return {};
}

RENDERBUS_DECL result<void> check_uploads(config::upload_json& uploads, const std::string& place, const std::string& scene) {
    const auto hash = md5_of_file(scene);
    if (!hash) return hash.error();
    auto& scenes = uploads.scene.all;
    if (scenes.empty()) scenes.push_back({scene, server_path(scene), to_hex(*hash)});
    for (std::size_t i = 0; i != scenes.size(); ++i) {
        const auto at = place + ":scene[" + std::to_string(i) + "]";
        if (auto fine = check_upload({scenes[i].local, scenes[i].server}, at); !fine) return fine;
        const auto own = scenes[i].local == scene ? hash : md5_of_file(scenes[i].local);  // it may be a packed copy
        if (!own) return own.error();
        if (scenes[i].hash.empty()) scenes[i].hash = to_hex(*own);
        if (scenes[i].hash != to_hex(*own))
            return wrong_file(data_errc::wrong_digest, at + ".hash", "it is not the MD5 of " + printable(scenes[i].local, 500));
    }
    for (std::size_t i = 0; i != uploads.asset.size(); ++i)
        if (auto fine = check_upload(uploads.asset[i], place + ":asset[" + std::to_string(i) + "]"); !fine) return fine;
    for (const auto& one : scenes)
        if (std::none_of(uploads.asset.begin(), uploads.asset.end(), [&](const auto& asset) { return asset.local == one.local; }))
            uploads.asset.push_back({one.local, one.server});
    return {};
}

}  // namespace detail

RENDERBUS_DECL result<taken_files> read_four_files(const std::filesystem::path& folder, const std::filesystem::path& scene,
                                                   const read_four_files_limits& limits) {
    const auto place = [&](const char* name) { return (folder / name).string(); };
    auto task = detail::read_if_there<config::task_json>(folder / "task.json", limits.file_size, config::read_task_json);
    if (!task) return std::move(task).error();
    if (!*task)
        return failure{scene_errc::missing_file, place("task.json"), "the program wrote no task.json",
                       "look at its output; check that it writes into this folder"};
    auto assets = detail::read_if_there<config::asset_json>(folder / "asset.json", limits.file_size, config::read_asset_json);
    if (!assets) return std::move(assets).error();
    auto uploads = detail::read_if_there<config::upload_json>(folder / "upload.json", limits.file_size, config::read_upload_json);
    if (!uploads) return std::move(uploads).error();
    auto tips = detail::read_if_there<config::tips_json>(folder / "tips.json", limits.file_size, config::read_tips_json);
    if (!tips) return std::move(tips).error();

    taken_files taken{{**std::move(task), std::move(*assets).value_or(config::asset_json{}),
                       std::move(*uploads).value_or(config::upload_json{}), std::move(*tips).value_or(config::tips_json{})},
                      {}};
    auto& files = taken.files;
    if (files.uploads.asset.size() > limits.assets)
        return detail::wrong_file(data_errc::too_large, place("upload.json"),
                                  "it has more than " + std::to_string(limits.assets) + " assets");
    if (auto fine = detail::check_task(files.task, place("task.json"), scene.string()); !fine) return std::move(fine).error();
    if (auto fine = detail::check_uploads(files.uploads, place("upload.json"), scene.string()); !fine)
        return std::move(fine).error();
    std::error_code ec;
    std::vector<config::upload_entry> here;
    for (auto& entry : files.uploads.asset.items()) {
        if (std::filesystem::exists(entry.local, ec)) here.push_back(std::move(entry));
        else taken.missing.push_back(printable(entry.local, 4096));
    }
    files.uploads.asset.items() = std::move(here);
    return taken;
}

}  // namespace renderbus

#endif
