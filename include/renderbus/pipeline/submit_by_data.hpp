// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_SUBMIT_BY_DATA_HPP
#define RENDERBUS_PIPELINE_SUBMIT_BY_DATA_HPP

#include <renderbus/pipeline/check.hpp>
#include <renderbus/pipeline/pipeline.hpp>
#include <renderbus/pipeline/submit.hpp>
#include <renderbus/pipeline/upload.hpp>

#include <utility>

namespace renderbus {

/// The start of a pipeline whose scene was analysed elsewhere: what the four files hold. `task.task_info.input_cg_file` names
/// the scene.
struct scene_data {
    config::task_json task;
    config::asset_json assets = {};
    config::upload_json uploads = {};
    config::tips_json tips = {};
};

/// Takes data for an analysis as it is, and writes the four files into a new folder of the workspace. The check still looks at
/// it.
struct take_data {
    using input = scene_data;
    using output = analyzed;
    static constexpr std::string_view name = "take_data";

    RENDERBUS_DECL void start(farm_run& run, const scene_data& data, completion<analyzed> done);
};

/// From data to a submitted task, where the scene and its assets are at the farm already: check, the four files, submit.
///
///     rb::run(farm, rb::submit_by_data(), rb::scene_data{.task = made})->task_id
inline auto submit_by_data(check_options how = {}) { return take_data() | check(std::move(how)) | upload_config() | submit(); }

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/submit_by_data.ipp>
#endif

#endif
