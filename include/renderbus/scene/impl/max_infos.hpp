// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAX_INFOS_HPP
#define RENDERBUS_SCENE_IMPL_MAX_INFOS_HPP

#include <renderbus/config/scene_files.hpp>
#include <renderbus/config/scene_infos.hpp>
#include <renderbus/scene/facts.hpp>

// What the service's tools write of a scene of 3ds Max.
namespace renderbus::detail {

config::max_scene_info max_info_of(const scene_facts& scene);

config::tips_json max_tips_of(const scene_facts& scene);

/// asset.json has the files by what they are, upload.json lists of V-Ray's maps.
void add_max_lists(const scene_facts& scene, config::asset_json& assets, config::upload_json& uploads);

}  // namespace renderbus::detail

#endif
