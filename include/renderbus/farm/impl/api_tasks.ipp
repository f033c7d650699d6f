// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_TASKS_IPP
#define RENDERBUS_FARM_IMPL_API_TASKS_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/farm/api_service.hpp>

#include <algorithm>
#include <charconv>
#include <set>

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

inline std::string about_task(std::int64_t id) { return "task " + std::to_string(id); }

struct submitted_files {
    config::task_json task;
    config::upload_json upload;
};

template <class File>
bool read_config(const store& files, std::int64_t task_id, std::string_view name, result<File> (*read)(std::string_view),
                 File& into, std::vector<std::string>& unreadable) {
    const auto place = files.place_of(*config_file(task_id, name));
    auto text = place ? store::read(*place, largest_config_file) : result<std::string>(place.error());
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

RENDERBUS_DECL api_service::reply_to<api::task::create> api_service::handle(session& caller, const api::task::create& what) {
    constexpr std::int64_t most_at_once = 100;
    constexpr std::size_t most_labels = 100;
    if (what.count < 1 || what.count > most_at_once) return refuse(service_code::parameter_invalid, "count is not from 1 to 100");
    if (what.labels.size() > most_labels) return refuse(service_code::parameter_invalid, "more than 100 labels");
    kept_task like;
    like.user_id = caller.who->user_id;
    like.user_name = caller.who->user_name;
    like.output_storage = output_storage(*caller.who);
    like.labels.assign(what.labels.begin(), what.labels.end());
    auto ids = state_.tasks.reserve(like, static_cast<std::size_t>(what.count), state_.now());
    if (!ids) return std::move(ids).error();
    api::task::create::reply made;
    made.user_id = caller.who->user_id;
    for (const auto id : *ids)
        made.alias_task_id_list.push_back(std::to_string(state_.options.platform) + "W" + std::to_string(id));
    made.task_id_list = *std::move(ids);
    return made;
}

RENDERBUS_DECL api_service::reply_to<api::transmit::upload_json> api_service::handle(session& caller,
                                                                                     const api::transmit::upload_json& what) {
    const auto task = task_of(caller, what.task_id);
    if (!task) return task.error();
    if (!is_config_file_name(what.file_name)) {
        return refuse(service_code::parameter_invalid, "fileName is none of task.json, asset.json, upload.json and tips.json");
    }
    if ((*task)->submitted != 0)
        return refuse(service_code::parameter_invalid, detail::about_task(what.task_id) + " was submitted already");
    if (what.content.size() > largest_config_file.bytes)
        return refuse(service_code::parameter_invalid, "content is larger than 64 MiB");
    const auto place = state_.files->place_of(*config_file(what.task_id, what.file_name));
    if (!place) return place.error();
    auto written = state_.files->write(*place, what.content);
    if (!written) return std::move(written).error();
    return nothing{};
}

RENDERBUS_DECL api_service::reply_to<api::task::submit> api_service::handle(session& caller, const api::task::submit& what) {
    const auto task = task_of(caller, what.task_id);
    if (!task) return task.error();
    if ((*task)->submitted != 0 || (*task)->is_over())
        return refuse(service_code::parameter_invalid, detail::about_task(what.task_id) + " was submitted or given up already");
    std::string folder = "input/" + input_storage(*caller.who);
    if (const auto model = what.asset_isolation_model.value_or(""); model == "TASK_ID_MODEL") {
        folder += '/' + isolation_path(static_cast<std::uint64_t>(what.task_id));
    } else if (model == "OUT_USER_MODEL") {
        const auto text = what.out_user_id.value_or("");
        std::uint64_t user = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), user);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
            return refuse(service_code::parameter_missing, "OUT_USER_MODEL needs the number outUserId");
        folder += '/' + isolation_path(user);
    } else if (!model.empty()) {
        return refuse(service_code::parameter_invalid, "assetIsolationModel is neither TASK_ID_MODEL nor OUT_USER_MODEL");
    }
    auto plan = inspect_submission(*state_.files, what.task_id, folder);
    if (!plan) return std::move(plan).error();
    auto queued = state_.tasks.queue(**task, *std::move(plan), state_.now());
    if (!queued) return std::move(queued).error();
    return nothing{};
}

RENDERBUS_DECL api_service::reply_to<api::task::stop> api_service::handle(session& caller, const api::task::stop& what) {
    const auto tasks = tasks_of(caller, what.task_ids);
    if (!tasks) return tasks.error();
    for (auto* task : *tasks) {
        if (task->submitted == 0)
            return refuse(service_code::parameter_invalid, detail::about_task(task->id) + " was not submitted");
    }
    for (auto* task : *tasks) {
        if (auto stopped = state_.tasks.stop(*task, state_.options.stop_gives, state_.now()); !stopped)
            return std::move(stopped).error();
    }
    return nothing{};
}

RENDERBUS_DECL api_service::reply_to<api::task::start> api_service::handle(session& caller, const api::task::start& what) {
    const auto tasks = tasks_of(caller, what.task_ids);
    if (!tasks) return tasks.error();
    for (auto* task : *tasks) {
        if (task->submitted == 0)
            return refuse(service_code::parameter_invalid, detail::about_task(task->id) + " was not submitted");
        if (task->status == task_status::abandoned)
            return refuse(service_code::parameter_invalid, detail::about_task(task->id) + " was given up for good");
    }
    for (auto* task : *tasks) {
        if (auto resumed = state_.tasks.resume(*task, state_.now()); !resumed) return std::move(resumed).error();
    }
    return nothing{};
}

RENDERBUS_DECL api_service::reply_to<api::task::abort> api_service::handle(session& caller, const api::task::abort& what) {
    const auto tasks = tasks_of(caller, what.task_ids);
    if (!tasks) return tasks.error();
    for (auto* task : *tasks) {
        if (auto given_up = state_.tasks.abandon(*task, state_.now()); !given_up) return std::move(given_up).error();
    }
    return nothing{};
}

}  // namespace renderbus::farm

#endif
