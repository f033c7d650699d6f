// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_STATES_HPP
#define RENDERBUS_PIPELINE_STATES_HPP

#include <renderbus/config/scene_files.hpp>
#include <renderbus/config/task_json.hpp>
#include <renderbus/pipeline/proven.hpp>
#include <renderbus/pipeline/stage.hpp>
#include <renderbus/session.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace renderbus {

struct analyze;
struct check;
struct upload;
struct submit;
struct watch;
struct download;

/// The start of a pipeline: a scene file on this machine.
class scene_file {
public:
    scene_file(std::filesystem::path path) : path_(std::move(path)) {}
    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// What a pipeline's stages know. Plain structs; each is handed on as `proven`, which only its stage can make.
namespace facts {

/// The scene was read: its four files, and what it names that is not there.
struct analyzed {
    using proven_by = renderbus::analyze;
    std::string scene;               ///< absolute path of the scene file
    std::string folder;              ///< where the four files are written
    config::task_json task;
    config::asset_json assets;
    config::upload_json uploads;
    config::tips_json tips;
    std::vector<std::string> missing;     ///< files that the scene names and that are not there, each with who names it
    std::vector<std::string> unresolved;  ///< what cannot be known without the program that made the scene
};

/// The farm accepts the scene as a task: it has a number, its files are filled in, and no error stands against it.
struct checked {
    using proven_by = renderbus::check;
    std::int64_t task_id = 0;
    account owner;
    analyzed scene;
    std::vector<std::string> warnings;
};

/// Everything that the task needs is at the farm.
struct uploaded {
    using proven_by = renderbus::upload;
    std::int64_t task_id = 0;
    account owner;
    std::uint64_t files_sent = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t files_skipped = 0;  ///< the farm had them
};

/// The farm works on the task.
struct submitted {
    using proven_by = renderbus::submit;
    std::int64_t task_id = 0;
    account owner;
    uploaded files;
};

/// The task has ended, with frames to fetch.
struct finished {
    using proven_by = renderbus::watch;
    /// A part of the task that has frames: its folder in the farm's storage.
    struct part {
        std::int64_t task_id = 0;
        std::string storage;  ///< `output/20201-10001136`
        std::string folder;   ///< `19097_shot`
    };
    std::int64_t task_id = 0;
    std::int64_t frames_done = 0;
    std::int64_t frames_failed = 0;
    std::vector<part> parts;
    uploaded files;
};

/// The frames are on this machine.
struct downloaded {
    using proven_by = renderbus::download;
    std::int64_t task_id = 0;
    std::string folder;
    std::vector<std::string> frames;   ///< every file of the task's output here, by its path
    std::uint64_t bytes_received = 0;  ///< of those that were not here before
    uploaded files;
};

}  // namespace facts

using analyzed = proven<facts::analyzed>;
using checked = proven<facts::checked>;
using uploaded = proven<facts::uploaded>;
using submitted = proven<facts::submitted>;
using finished = proven<facts::finished>;
using downloaded = proven<facts::downloaded>;

/// What the stages of a farm's pipeline run in.
struct farm_run : run_context {
    farm_session session;

    void tell(event::kind what, std::string_view stage, std::string_view subject, std::uint64_t done = 0, std::uint64_t total = 0) const {
        observe(event{what, stage, subject, done, total});
    }
};

}  // namespace renderbus

#endif
