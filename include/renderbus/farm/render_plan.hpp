// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_RENDER_PLAN_HPP
#define RENDERBUS_FARM_RENDER_PLAN_HPP

#include <renderbus/config/task_json.hpp>
#include <renderbus/frames.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace renderbus::farm {

/// One camera of one layer: frames of one size that go into one folder.
struct render_view {
    std::string layer;
    std::string camera;
    std::int32_t width = 960;
    std::int32_t height = 540;
    std::string files;                               ///< the frames' common name from the task's folder: `layer/camera/shot`
    std::string frames;                              ///< `1-10[1]`
    std::vector<std::int32_t> priority_frames = {};  ///< of these, what is rendered first
};

/// What a task renders.
struct render_plan {
    std::string scene_name;     ///< `shot.ma`
    std::string output_folder;  ///< `10001_shot`
    std::int64_t cg_id = 0;
    std::string project_name;
    std::vector<render_view> views;
    bool stops_after_priority = false;  ///< what is no priority frame waits until it is asked for
    std::int64_t hardware_id = 0;       ///< of the machine that it is rendered on; 0: the usual one
    std::int64_t ram = 0;               ///< that machine's, in GB; 0: not told
    std::string failing_frames;         ///< frames that this farm is to fail, for tests: `additional_info.loopback_fail_frames`
};

/// No task of a loopback farm renders more frames, and no picture is wider or higher.
inline constexpr std::uint64_t most_frames = 100'000;
inline constexpr std::int32_t largest_side = 8192;

/// Reads what a task.json asks for: every renderable layer and camera of a Maya scene, one camera with the frames of `common` of
/// another. `data_errc::invalid_value` says what cannot be rendered.
RENDERBUS_DECL result<render_plan> plan_render(std::int64_t task_id, const config::task_json& task);

/// `layer/camera/shot.0001.png`
RENDERBUS_DECL std::string frame_file(const render_view& view, std::int32_t frame);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/render_plan.ipp>
#endif

#endif
