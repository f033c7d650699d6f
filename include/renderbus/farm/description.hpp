// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_DESCRIPTION_HPP
#define RENDERBUS_FARM_DESCRIPTION_HPP

#include <renderbus/api/query.hpp>
#include <renderbus/farm/farm_state.hpp>

#include <cstdint>
#include <string>

/// What a farm says of its tasks and frames.
namespace renderbus::farm {

/// The number as people know it: `2W10001`.
RENDERBUS_DECL std::string task_alias(const farm_state& state, std::int64_t id);
RENDERBUS_DECL api::query::task describe(const farm_state& state, const kept_task& task);
RENDERBUS_DECL api::query::frame describe(const farm_state& state, const kept_task& task, const kept_frame& frame);

/// The file that a frame is rendered into, from the storage's root: `/20201-100001/10001_shot/layer/camera/shot.0001.png`.
RENDERBUS_DECL std::string output_file(const kept_task& task, const kept_frame& frame);
/// What was written while a frame was rendered, by `now`: lines with their ends.
RENDERBUS_DECL std::string render_log(const farm_state& state, const kept_task& task, const kept_frame& frame);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/description.ipp>
#endif

#endif
