// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_SCENE_INFOS_HPP
#define RENDERBUS_SCENE_IMPL_SCENE_INFOS_HPP

#include <renderbus/config/scene_files.hpp>
#include <renderbus/config/task_json.hpp>
#include <renderbus/scene/facts.hpp>

#include <string>

// What each program's own tools write of a scene.
namespace renderbus::detail {

/// A whole frame number without a point, others as short as they can be.
std::string frame_text(double frame);

/// Fills in what task.json says of the scene itself: scene_info, scene_info_render or both.
void fill_scene_info(config::task_json& task, const scene_facts& scene);

/// The tips that a scene deserves, by the codes that its program's tools give.
config::tips_json tips_of(const scene_facts& scene);

}  // namespace renderbus::detail

#endif
