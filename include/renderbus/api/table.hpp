// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_TABLE_HPP
#define RENDERBUS_API_TABLE_HPP

#include <renderbus/api/query.hpp>
#include <renderbus/api/tag.hpp>
#include <renderbus/api/task.hpp>
#include <renderbus/api/transmit.hpp>
#include <renderbus/api/user.hpp>

namespace renderbus::api {

/// Every endpoint: what the loopback farm serves and the reference lists.
using table = type_list<user::profile, user::setting, user::transfer_bid, user::hardware_config,  //
                        task::create, task::submit, task::stop, task::start, task::abort,         //
                        query::error_detail, query::task_list, query::task_info, query::task_frames,             //
                        query::supported_plugin,                                                                 //
                        tag::add, tag::names, tag::project_list,                                   //
                        transmit::raysync_user_key, transmit::config, transmit::upload_json>;

}  // namespace renderbus::api

#endif
