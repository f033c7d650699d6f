// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_SUBMISSION_HPP
#define RENDERBUS_FARM_SUBMISSION_HPP

#include <renderbus/farm/render_plan.hpp>
#include <renderbus/farm/store.hpp>
#include <renderbus/units.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace renderbus::farm {

/// The four files that a submission needs.
inline constexpr std::string_view config_file_names[] = {"task.json", "asset.json", "upload.json", "tips.json"};
RENDERBUS_DECL bool is_config_file_name(std::string_view name);
/// Where one of them is in the storage.
RENDERBUS_DECL result<relative_path> config_file(std::int64_t task_id, std::string_view name);
/// No such file is larger.
inline constexpr byte_count largest_config_file = mebibytes(64);

/// What a task renders, if its four files and the assets that they name are there; `asset_folder` is where the assets' server
/// paths begin. A refusal names what is missing.
RENDERBUS_DECL result<render_plan> inspect_submission(const store& files, std::int64_t task_id, const std::string& asset_folder);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/submission.ipp>
#endif

#endif
