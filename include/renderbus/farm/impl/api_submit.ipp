// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_SUBMIT_IPP
#define RENDERBUS_FARM_IMPL_API_SUBMIT_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/description.hpp>
#include <renderbus/farm/impl/handling.hpp>
#include <renderbus/farm/submission.hpp>

#include <charconv>

namespace renderbus::farm {
namespace detail {

/// The folder of the input storage where a submission's assets are.
inline result<std::string> asset_folder(const account& who, const api::task::submit& what) {
    std::string folder = "input/" + input_storage(who);
    const auto model = what.asset_isolation_model.value_or("");
    if (model.empty()) return folder;
    if (model == "TASK_ID_MODEL") return folder + '/' + isolation_path(static_cast<std::uint64_t>(what.task_id));
    const auto text = what.out_user_id.value_or("");
    std::uint64_t user = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), user);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
        return refuse(service_code::parameter_invalid, "outUserId is no number");
    return folder + '/' + isolation_path(user);
}

}  // namespace detail

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::create& what) -> reply_to<api::task::create> {
    field_check check;
    check.range("count", what.count, 1, 100).count("labels", what.labels.size(), detail::most_labels);
    check.text("artist", what.artist.value_or(""), detail::longest_name);
    for (const auto& label : what.labels) check.text("labels", label, detail::longest_name);
    if (auto fine = check.outcome(); !fine) return std::move(fine).error();
    if (what.clone_original_id) {
        if (const auto original = task_of(caller, *what.clone_original_id); !original) return original.error();
    }
    auto labels = state_.projects.numbers_of(caller.who->user_id, {what.labels.begin(), what.labels.end()});
    if (!labels) return std::move(labels).error();
    kept_task like;
    like.user_id = caller.who->user_id;
    like.user_name = caller.who->user_name;
    like.output_storage = output_storage(*caller.who);
    like.labels = *std::move(labels);
    like.level = what.task_user_level;
    like.clone_original_id = what.clone_original_id.value_or(0);
    like.producer = what.artist.value_or("");
    auto ids = state_.tasks.reserve(like, static_cast<std::size_t>(what.count), state_.now());
    if (!ids) return std::move(ids).error();
    api::task::create::reply made;
    made.user_id = caller.who->user_id;
    for (const auto id : *ids) made.alias_task_id_list.push_back(task_alias(state_, id));
    made.task_id_list = *std::move(ids);
    return made;
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::transmit::upload_json& what)
    -> reply_to<api::transmit::upload_json> {
    const auto task = task_of(caller, what.task_id);
    if (!task) return task.error();
    if ((*task)->submitted != 0)
        return refuse(service_code::parameter_invalid, detail::about_task(what.task_id) + " was submitted already");
    if (auto fine = field_check().text("content", what.content, largest_config_file.bytes).outcome(); !fine)
        return std::move(fine).error();
    const auto place = state_.files->place_of(*config_file(what.task_id, what.file_name));
    if (!place) return place.error();
    return detail::nothing_of(state_.files->write(*place, what.content));
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::task::submit& what) -> reply_to<api::task::submit> {
    const auto found = task_of(caller, what.task_id);
    if (!found) return found.error();
    auto& task = **found;
    if (auto fine = field_check().text("producer", what.producer.value_or(""), detail::longest_name).outcome(); !fine)
        return std::move(fine).error();
    if (task.submitted != 0 || task.is_over() || task.is_removed)
        return refuse(service_code::parameter_invalid, detail::about_task(what.task_id) + " was submitted or given up already");
    const auto folder = detail::asset_folder(*caller.who, what);
    if (!folder) return folder.error();
    auto plan = inspect_submission(*state_.files, what.task_id, *folder);
    if (!plan) return std::move(plan).error();
    if (what.producer) {
        auto named = state_.tasks.edit(task, state_.now(), [&](kept_task& edited) { edited.producer = *what.producer; });
        if (!named) return std::move(named).error();
    }
    return detail::nothing_of(state_.tasks.queue(task, *std::move(plan), state_.now()));
}

}  // namespace renderbus::farm

#endif
