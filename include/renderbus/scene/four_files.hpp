// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_FOUR_FILES_HPP
#define RENDERBUS_SCENE_FOUR_FILES_HPP

#include <renderbus/config/scene_files.hpp>
#include <renderbus/config/task_json.hpp>
#include <renderbus/scene/facts.hpp>

#include <cstdint>

namespace renderbus {

/// The four files that go to the farm with a scene.
struct four_files {
    config::task_json task;
    config::asset_json assets;
    config::upload_json uploads;
    config::tips_json tips;
};

/// Writes down what was read from a scene as the service's own tools do: names, texts and order of their files. Hashes the
/// scene file (MD5), looks at the times of the others. Fails with `scene_errc` where a file cannot be read any more.
RENDERBUS_DECL result<four_files> make_four_files(const scene_facts& scene, std::int64_t platform);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/four_files.ipp>
#endif

#endif
