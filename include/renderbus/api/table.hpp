// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_TABLE_HPP
#define RENDERBUS_API_TABLE_HPP

#include <renderbus/api/env.hpp>
#include <renderbus/api/query.hpp>
#include <renderbus/api/tag.hpp>
#include <renderbus/api/task.hpp>
#include <renderbus/api/transmit.hpp>
#include <renderbus/api/user.hpp>

namespace renderbus::api {

/// Every endpoint: what the loopback farm serves and the reference lists.
using table = type_list<                                                                                  //
    user::profile, user::setting, user::update_setting, user::transfer_bid, user::hardware_config,        //
    user::task_record, user::login_record,                                                                //
    task::create, task::submit, task::stop, task::start, task::abort, task::remove, task::update_level,   //
    task::set_overtime_stop, task::full_speed, task::update_limit, task::edit_hardware_config,            //
    query::platforms, query::error_detail, query::task_list, query::task_info, query::task_frames,        //
    query::all_frame_stats, query::restart_failed_frames, query::restart_frame, query::restart_frame_v1,  //
    query::stop_frame, query::render_log, query::processing_image, query::frame_thumbnail,                //
    query::supported_software, query::supported_plugin, query::pack_node_info,                            //
    tag::add, tag::remove, tag::names, tag::project_list, tag::add_task_label, tag::remove_task_label,    //
    env::add, env::update, env::remove, env::set_default, env::get,                                       //
    transmit::server_info, transmit::raysync_user_key, transmit::config, transmit::upload_json,           //
    transmit::output_files>;

}  // namespace renderbus::api

#endif
