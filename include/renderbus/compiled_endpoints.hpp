// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_COMPILED_ENDPOINTS_HPP
#define RENDERBUS_COMPILED_ENDPOINTS_HPP

#include <renderbus/api/table.hpp>
#include <renderbus/api_channel.hpp>

// Where the library is compiled once, so are sending, writing and signing of the service's own endpoints, and reading of what
// they reply: a file that calls one compiles none of it. Endpoints of a user's own are compiled where they are used.

// clang-format off
/// The endpoints of `api::table`.
#define RENDERBUS_EACH_ENDPOINT(DO)                                                                                       \
    DO(user::profile) DO(user::setting) DO(user::update_setting) DO(user::transfer_bid) DO(user::hardware_config)         \
    DO(user::task_record) DO(user::login_record)                                                                          \
    DO(task::create) DO(task::submit) DO(task::stop) DO(task::start) DO(task::abort) DO(task::remove)                     \
    DO(task::update_level) DO(task::set_overtime_stop) DO(task::full_speed) DO(task::update_limit)                        \
    DO(task::edit_hardware_config)                                                                                        \
    DO(query::platforms) DO(query::error_detail) DO(query::task_list) DO(query::task_info) DO(query::task_frames)         \
    DO(query::all_frame_stats) DO(query::restart_failed_frames) DO(query::restart_frame) DO(query::restart_frame_v1)      \
    DO(query::stop_frame) DO(query::render_log) DO(query::processing_image) DO(query::frame_thumbnail)                    \
    DO(query::supported_software) DO(query::supported_plugin) DO(query::pack_node_info)                                   \
    DO(tag::add) DO(tag::remove) DO(tag::names) DO(tag::project_list) DO(tag::add_task_label) DO(tag::remove_task_label)  \
    DO(env::add) DO(env::update) DO(env::remove) DO(env::set_default) DO(env::get)                                        \
    DO(transmit::server_info) DO(transmit::raysync_user_key) DO(transmit::config) DO(transmit::upload_json)               \
    DO(transmit::output_files)

/// Those whose reply is of a type of its own, and each type once.
#define RENDERBUS_EACH_OWN_REPLY(DO)                                                                                      \
    DO(user::profile) DO(user::setting) DO(user::transfer_bid) DO(user::hardware_config) DO(user::task_record)            \
    DO(user::login_record) DO(task::create)                                                                               \
    DO(query::platforms) DO(query::error_detail) DO(query::task_list) DO(query::task_frames) DO(query::all_frame_stats)   \
    DO(query::render_log) DO(query::processing_image) DO(query::supported_software) DO(query::supported_plugin)           \
    DO(query::pack_node_info)                                                                                             \
    DO(tag::names) DO(env::add) DO(env::get)                                                                              \
    DO(transmit::server_info) DO(transmit::raysync_user_key) DO(transmit::config) DO(transmit::output_files)
// clang-format on

#define RENDERBUS_REQUEST_CODE(EXTERN, NAME)                                                                      \
    EXTERN template void json::write_value(json::writer&, const api::NAME&);                                      \
    EXTERN template void signing::detail::add_value(signing::canonical_body&, const api::NAME&, int);             \
    EXTERN template void api_channel::async_send(const asio::any_io_executor&, const api::NAME&, std::stop_token, \
                                                 completion<api::NAME::reply>, request_teller);
#define RENDERBUS_REPLY_CODE(EXTERN, NAME) EXTERN template bool json::read_value(json::reader&, api::NAME::reply&);

#if defined(RENDERBUS_SEPARATE_COMPILATION)
namespace renderbus {

#define RENDERBUS_DECLARE(NAME) RENDERBUS_REQUEST_CODE(extern, NAME)
RENDERBUS_EACH_ENDPOINT(RENDERBUS_DECLARE)
#undef RENDERBUS_DECLARE
#define RENDERBUS_DECLARE(NAME) RENDERBUS_REPLY_CODE(extern, NAME)
RENDERBUS_EACH_OWN_REPLY(RENDERBUS_DECLARE)
#undef RENDERBUS_DECLARE

}  // namespace renderbus
#endif

#endif
