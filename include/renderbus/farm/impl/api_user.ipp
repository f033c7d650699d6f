// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_USER_IPP
#define RENDERBUS_FARM_IMPL_API_USER_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/catalogue.hpp>
#include <renderbus/farm/impl/handling.hpp>

namespace renderbus::farm {
RENDERBUS_DECL auto api_service::handle(session& caller, const api::user::profile&) -> reply_to<api::user::profile> {
    record_login(caller);
    api::user::profile::reply made;
    made.user_id = caller.who->user_id;
    made.user_name = caller.who->user_name;
    made.platform = state_.options.platform;
    made.phone = made.email = made.company = made.name = made.job = made.communication_number = "";
    made.description = made.country = made.city = made.address = "";
    made.soft_type = api::dcc::maya;
    made.soft_status = made.business_type = made.status = made.user_type = 1;
    made.account_type = caller.who->main_user_id == 0 ? 1 : 2;
    made.main_user_id = caller.who->main_user_id;
    made.level = 50;
    made.picture_lever = nullptr;
    made.zone = api::zone::china;
    made.rmbbalance = made.usdbalance = made.rmb_cumulative = made.usd_cumulative = made.credit = made.coupon = 0.0;
    made.cpu_price = made.gpu_price = 0.0;
    made.share_main_capital = caller.who->share_main_capital;
    made.sub_delete_task = 1;
    made.display_subaccount = 1;
    made.info_status = made.use_main_balance = made.hide_balance = made.hide_job_charge = made.use_level_directory = 0;
    made.download_disable = made.houdini_flag = made.c4d_flag = made.blender_flag = made.keyshot_flag = 0;
    made.subaccount_limits = static_cast<std::int64_t>(state_.options.accounts.size());
    made.student_end_time = nullptr;
    return made;
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::user::setting&) -> reply_to<api::user::setting> {
    api::user::setting::reply made;
    made.info_status = nullptr;
    made.account_type = nullptr;
    made.share_main_capital = caller.who->share_main_capital;
    made.task_over_time_sec = state_.settings.task_over_time(caller.who->user_id);
    made.task_over_time = *made.task_over_time_sec / 3'600;
    made.single_node_render_frames = "1";
    made.max_ignore_map_flag = "1";
    made.auto_commit = "2";
    made.sub_delete_task = 1;
    made.use_main_balance = made.separate_account_flag = made.mifile_switch_flag = made.assfile_switch_flag = 0;
    made.manually_start_analysis_flag = made.download_disable = 0;
    return made;
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::user::update_setting& what)
    -> reply_to<api::user::update_setting> {
    if (auto fine = field_check().range("taskOverTimeSec", what.task_over_time_sec, 1, detail::one_year).outcome(); !fine)
        return std::move(fine).error();
    return detail::nothing_of(state_.settings.set_task_over_time(caller.who->user_id, what.task_over_time_sec));
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::user::transfer_bid&) -> reply_to<api::user::transfer_bid> {
    api::user::transfer_bid::reply made;
    made.config_bid = config_bid;
    made.input_bid = input_bid;
    made.output_bid = output_bid;
    made.parent_input_bid = std::string(parent_input_bid);
    made.sub_user_output_bids = detail::outputs_of_sub_users<api::user::sub_user_output>(state_.options.accounts, *caller.who);
    return made;
}

/// `current` is the machine of the first task that is named, or the usual one.
RENDERBUS_DECL auto api_service::handle(session& caller, const api::user::hardware_config& what)
    -> reply_to<api::user::hardware_config> {
    auto all = machines(caller.platform);
    if (what.task_ids.empty()) return all;
    list<std::int64_t> ids;
    for (const auto& text : what.task_ids) ids.push_back(number_or_0(text));
    const auto tasks = tasks_of(caller, ids);
    if (!tasks) return tasks.error();
    const auto chosen = tasks->front()->plan.hardware_id;
    if (find_machine(all, chosen) == nullptr) return all;
    for (auto& one : all) one.current = one.id == chosen;
    return all;
}

}  // namespace renderbus::farm

#endif
