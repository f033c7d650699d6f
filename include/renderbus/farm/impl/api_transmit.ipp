// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_TRANSMIT_IPP
#define RENDERBUS_FARM_IMPL_API_TRANSMIT_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/impl/handling.hpp>
#include <renderbus/farm/time_text.hpp>
#include <renderbus/version.hpp>

#include <algorithm>
#include <chrono>

namespace renderbus::farm {
namespace detail {

struct farm_address {
    std::string host;
    std::string port = "443";
};

/// Where a call came to, which is where the storage is.
inline farm_address address_in(std::string_view authority) {
    const auto colon = authority.rfind(':');
    const bool has_port = colon != authority.npos && authority.find(']', colon) == authority.npos;
    farm_address made{std::string(authority.substr(0, has_port ? colon : authority.npos))};
    if (has_port) made.port = authority.substr(colon + 1);
    return made;
}

inline result<api::transmit::output_files::file> file_in(const std::filesystem::directory_entry& entry,
                                                         const std::string& folder) {
    std::error_code why;
    const auto changed = entry.last_write_time(why);
    const bool is_folder = !why && entry.is_directory(why);
    api::transmit::output_files::file made;
    made.file_name = entry.path().filename().string();
    made.file_size = is_folder || why ? nullptr : nullable<std::string>(std::to_string(entry.file_size(why)));
    if (why) return failure{why, made.file_name, "cannot be looked at", ""};
    made.icon_path = nullptr;
    made.last_modify = write_time(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::file_clock::to_sys(changed).time_since_epoch())
            .count());
    made.file_type = is_folder ? nullptr : nullable<std::string>(entry.path().extension().string());
    made.file_path = folder + '/' + made.file_name;
    made.directory = is_folder;
    made.is_arrears = 0;
    return made;
}

}  // namespace detail

/// There is no Raysync server here: this tells of the farm itself.
RENDERBUS_DECL auto api_service::handle(session& caller, const api::transmit::server_info& what)
    -> reply_to<api::transmit::server_info> {
    if (auto fine = detail::known_zone(what.zone); !fine) return std::move(fine).error();
    const auto at = detail::address_in(caller.authority);
    const auto port = number_or_0(at.port);
    api::transmit::server_info::reply made;
    made.client_version = made.protocol_version = RENDERBUS_VERSION_STRING;
    made.raysync_transfer = api::transmit::server_info::raysync_server{at.host, port, at.host, port, port, port};
    return made;
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::transmit::raysync_user_key&)
    -> reply_to<api::transmit::raysync_user_key> {
    api::transmit::raysync_user_key::reply made;
    made.signature = nullptr;
    made.user_key = nullptr;
    made.version = nullptr;
    made.channel = number_or_0(caller.channel);
    made.platform = state_.options.platform;
    made.id = caller.who->user_id;
    made.user_name = caller.who->user_name;
    made.zone = api::zone::china;
    made.phone = made.email = "";
    made.login_time = in_milliseconds(state_.now());
    made.account_type = caller.who->main_user_id == 0 ? 1 : 2;
    made.share_main_capital = caller.who->share_main_capital;
    made.sub_delete_task = 1;
    made.info_status = made.sub_delete_capital = made.use_main_balance = made.download_disable = 0;
    made.ray_sync_user_key = storage_key(*caller.who);
    return made;
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::transmit::config&) -> reply_to<api::transmit::config> {
    api::transmit::config::reply made;
    made.input_bid = input_bid;
    made.output_bid = output_bid;
    made.config_bid = config_bid;
    made.parent_input_bid = std::string(parent_input_bid);
    const auto at = detail::address_in(caller.authority);
    // Whatever moves the files, it moves them to and from this farm.
    for (const std::string name : {"http", "raysyncproxy"}) {
        api::transmit::config::engine engine;
        engine.resq_engine_accounts.set_null();
        engine.resp_task_engine_lines.push_back({name + "_main", at.host, at.port, 1, 1, 1});
        engine.engine_name = name;
        engine.automatic_check = 0;
        engine.check_server = engine.check_port = engine.check_exclud_type = nullptr;
        engine.check_enable = "0";
        engine.is_default = name == "http";
        made.resq_engines.push_back(std::move(engine));
    }
    made.sub_user_output_bids =
        detail::outputs_of_sub_users<api::transmit::config::sub_user_output>(state_.options.accounts, *caller.who);
    return made;
}

/// By name. A folder of a task that has no frame yet, and a storage that has no task yet, are empty.
RENDERBUS_DECL auto api_service::handle(session& caller, const api::transmit::output_files& what)
    -> reply_to<api::transmit::output_files> {
    constexpr std::size_t most_files = 10'000;
    std::string folder = what.tree_path;
    if (what.task_id) {
        const auto task = task_of(caller, *what.task_id);
        if (!task) return task.error();
        folder = '/' + (*task)->plan.output_folder;
    }
    if (auto fine = field_check().text("treePath", folder, detail::longest_path).outcome(); !fine) return std::move(fine).error();
    while (folder.ends_with('/')) folder.pop_back();
    if (!folder.empty() && folder.front() != '/') folder.insert(0, 1, '/');
    api::transmit::output_files::reply made;
    auto& files = made.items();
    const bool is_unsubmitted_task = what.task_id && folder.empty();
    if (is_unsubmitted_task) return made;
    const auto name = relative_path::parse("output/" + output_storage(*caller.who) + folder);
    if (!name) return refuse(service_code::parameter_invalid, "treePath is refused: " + name.error().cause);
    const auto place = state_.files->place_of(*name);
    if (!place) return refuse(service_code::parameter_invalid, "treePath is refused: " + place.error().cause);
    std::error_code why;
    if (!std::filesystem::is_directory(*place, why)) {
        if (what.task_id || folder.empty()) return made;
        return refuse(service_code::not_found, "treePath is no folder of your output storage");
    }
    for (std::filesystem::directory_iterator at(*place, why), end; !why && at != end; at.increment(why)) {
        if (file_sink::is_temporary(at->path().filename().string())) continue;
        if (files.size() == most_files)
            return refuse(service_code::parameter_invalid, "treePath holds more than 10000 files; ask for a folder below");
        auto file = detail::file_in(*at, folder);
        if (!file) return std::move(file).error();
        files.push_back(*std::move(file));
    }
    if (why) return failure{why, place->string(), "cannot be listed", ""};
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.file_name < b.file_name; });
    return made;
}

}  // namespace renderbus::farm

#endif
