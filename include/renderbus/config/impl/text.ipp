// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CONFIG_IMPL_TEXT_IPP
#define RENDERBUS_CONFIG_IMPL_TEXT_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/json/layout.hpp>

namespace renderbus::config {
namespace detail {

/// Parts kept as they came are laid out with the rest.
template <class File>
std::string laid_out(const File& file, bool ascii_only) {
    return json::layout(to_json(file), {.indent = 2, .ascii_only = ascii_only}) + "\n";
}

}  // namespace detail

RENDERBUS_DECL std::string text_of(const task_json& file) { return detail::laid_out(file, true); }
RENDERBUS_DECL std::string text_of(const asset_json& file) { return detail::laid_out(file, false); }
RENDERBUS_DECL std::string text_of(const upload_json& file) { return detail::laid_out(file, false); }
RENDERBUS_DECL std::string text_of(const tips_json& file) { return detail::laid_out(file, false); }

RENDERBUS_DECL result<task_json> read_task_json(std::string_view text) { return from_json<task_json>(text); }
RENDERBUS_DECL result<asset_json> read_asset_json(std::string_view text) { return from_json<asset_json>(text); }
RENDERBUS_DECL result<upload_json> read_upload_json(std::string_view text) { return from_json<upload_json>(text); }
RENDERBUS_DECL result<tips_json> read_tips_json(std::string_view text) { return from_json<tips_json>(text); }

}  // namespace renderbus::config

#endif
