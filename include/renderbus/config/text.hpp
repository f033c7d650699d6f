// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CONFIG_TEXT_HPP
#define RENDERBUS_CONFIG_TEXT_HPP

#include <renderbus/config/wire_forms.hpp>

#include <string>
#include <string_view>

namespace renderbus::config {

/// The texts of the four files as the service's tools lay them out: two spaces a level, task.json in ASCII alone.
RENDERBUS_DECL std::string text_of(const task_json& file);
RENDERBUS_DECL std::string text_of(const asset_json& file);
RENDERBUS_DECL std::string text_of(const upload_json& file);
RENDERBUS_DECL std::string text_of(const tips_json& file);

/// Reads one of the four files; `place` in a failure is line and column.
RENDERBUS_DECL result<task_json> read_task_json(std::string_view text);
RENDERBUS_DECL result<asset_json> read_asset_json(std::string_view text);
RENDERBUS_DECL result<upload_json> read_upload_json(std::string_view text);
RENDERBUS_DECL result<tips_json> read_tips_json(std::string_view text);

}  // namespace renderbus::config

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/config/impl/text.ipp>
#endif

#endif
