// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_SRC_HPP
#define RENDERBUS_FARM_IMPL_SRC_HPP

// The farm on loopback, compiled once, in a program that includes <renderbus/impl/src.hpp> in one file, too.
#if !defined(RENDERBUS_SEPARATE_COMPILATION)
#error "renderbus: define RENDERBUS_SEPARATE_COMPILATION everywhere, or do not include this file"
#endif

#include <renderbus/farm/impl/account.ipp>
#include <renderbus/farm/impl/api_envs.ipp>
#include <renderbus/farm/impl/api_frames.ipp>
#include <renderbus/farm/impl/api_queries.ipp>
#include <renderbus/farm/impl/api_records.ipp>
#include <renderbus/farm/impl/api_service.ipp>
#include <renderbus/farm/impl/api_software.ipp>
#include <renderbus/farm/impl/api_submit.ipp>
#include <renderbus/farm/impl/api_tags.ipp>
#include <renderbus/farm/impl/api_tasks.ipp>
#include <renderbus/farm/impl/api_transmit.ipp>
#include <renderbus/farm/impl/api_user.ipp>
#include <renderbus/farm/impl/call_check.ipp>
#include <renderbus/farm/impl/catalogue.ipp>
#include <renderbus/farm/impl/certificate.ipp>
#include <renderbus/farm/impl/description.ipp>
#include <renderbus/farm/impl/environment_book.ipp>
#include <renderbus/farm/impl/farm.ipp>
#include <renderbus/farm/impl/http_handler.ipp>
#include <renderbus/farm/impl/http_server.ipp>
#include <renderbus/farm/impl/http_session.ipp>
#include <renderbus/farm/impl/kept_task.ipp>
#include <renderbus/farm/impl/project_book.ipp>
#include <renderbus/farm/impl/raysync_agent.ipp>
#include <renderbus/farm/impl/raysync_agent_folder.ipp>
#include <renderbus/farm/impl/raysync_mover.ipp>
#include <renderbus/farm/impl/render_plan.ipp>
#include <renderbus/farm/impl/setting_book.ipp>
#include <renderbus/farm/impl/storage_contents.ipp>
#include <renderbus/farm/impl/storage_service.ipp>
#include <renderbus/farm/impl/storage_uploads.ipp>
#include <renderbus/farm/impl/store.ipp>
#include <renderbus/farm/impl/submission.ipp>
#include <renderbus/farm/impl/task_book.ipp>
#include <renderbus/farm/impl/task_steps.ipp>
#include <renderbus/farm/impl/time_text.ipp>
#include <renderbus/farm/impl/upload_intake.ipp>
#include <renderbus/farm/impl/upload_ticket.ipp>

#endif
