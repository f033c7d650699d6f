// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_STATES_HPP
#define RENDERBUS_PIPELINE_STATES_HPP

#include <renderbus/config/scene_files.hpp>
#include <renderbus/config/task_json.hpp>
#include <renderbus/config/wire_forms.hpp>
#include <renderbus/pipeline/context.hpp>
#include <renderbus/pipeline/proven.hpp>
#include <renderbus/session.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
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

/// The start of a pipeline that watches or downloads: a task that was made elsewhere, by its number at the farm. It proves
/// nothing, least of all an upload.
struct task_ref {
    std::int64_t id = 0;
};

/// The start of a pipeline that downloads without a task: a folder or a file of the account's output storage.
struct output_path {
    std::string path;  ///< `19097_shot/beauty`
};

/// What a pipeline's stages know. Plain structs; each is handed on as `proven`, which only its stage can make.
namespace facts {

/// The scene was read: its four files, and what it names that is not there.
struct analyzed {
    using proven_by = renderbus::analyze;
    std::string scene;   ///< absolute path of the scene file
    std::string folder;  ///< where the four files are written
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
    std::uint64_t files_skipped = 0;   ///< the farm had them or their contents, or got them from others in the meantime
    std::uint64_t files_left_out = 0;  ///< by the policies; each is told with a warning
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
    std::optional<uploaded> files;  ///< none where the task was made elsewhere
};

/// The farm is through with a frame. This is news and no proof: the files may still be on their way into the storage.
struct frame {
    std::int64_t task_id = 0;  ///< the task that is watched
    finished::part part;       ///< the part of it that the frame belongs to, and where the files are
    std::int64_t id = 0;       ///< of the frame
    std::string index;         ///< which one it is, as the farm writes it: `12`, `0-1`
    bool failed = false;
};

/// The frames are on this machine.
struct downloaded {
    using proven_by = renderbus::download;
    /// Frames of a part that the farm says are done, and of which there is no file.
    struct gap {
        std::int64_t task_id = 0;
        std::string frames;  ///< `3-4[1],12`
    };
    std::int64_t task_id = 0;  ///< 0 of an `output_path`
    std::string folder;
    std::vector<std::string> frames;   ///< every file of the task's output here, by its path, sorted
    std::uint64_t bytes_received = 0;  ///< of those that were not here before
    std::vector<gap> missing;
    std::vector<std::string> left_out;  ///< files of the farm's that did not come, each with its reason
    std::vector<std::string>
        conflicts;                  ///< files here that differ from the farm's and stayed, as `download_options::conflict` has it
    std::optional<uploaded> files;  ///< none where the task was made elsewhere
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
    RENDERBUS_DECL farm_run(run_context in, farm_session with);
    RENDERBUS_DECL farm_run(const farm_run&);
    RENDERBUS_DECL ~farm_run() override;

    farm_session session;

    /// Who is told of the requests that this stage makes.
    RENDERBUS_DECL request_teller requests(std::string_view stage) const;

    /// What a composed call of a stage runs in.
    call_run call(std::string_view stage) const { return session.call(executor, stop, requests(stage)); }

    /// Sends a request of a stage to the farm; `done` gets its reply.
    template <endpoint Request>
    void send(std::string_view stage, const Request& request, completion<typename Request::reply> done) const {
        session.channel().async_send(executor, request, stop, std::move(done), requests(stage));
    }
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/states.ipp>
#endif

#endif
