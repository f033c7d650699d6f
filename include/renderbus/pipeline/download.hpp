// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_DOWNLOAD_HPP
#define RENDERBUS_PIPELINE_DOWNLOAD_HPP

#include <renderbus/pipeline/either.hpp>
#include <renderbus/pipeline/flow.hpp>
#include <renderbus/pipeline/states.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <filesystem>
#include <utility>

namespace renderbus {

/// What becomes of a download where frames are missing that the farm says are done.
enum class missing_frames {
    warn,  ///< they are told, and named in the outcome
    fail,  ///< `task_errc::missing_frames`, after everything else is here
};

/// Fetches a task's frames into a folder: what is in the task's own folder at the farm, or, where the task has parts, each part's
/// folder by its name. A file that is here already is not fetched.
///
/// - Behind `watch` it fetches frames while others still render, and lists every folder once more at the end. Where the task
///   fails, so does this, and the frames that were done by then are here.
/// - Of a finished task it fetches everything.
/// - Of a `task_ref` too, after it has asked the farm about it: `task_errc::no_frames` for a task that has not ended or has no
///   output, `data_errc::invalid_value` for one that the account does not have. What a failed or a stopped task has is fetched,
///   with a warning.
/// - Of an `output_path` it fetches everything below that folder of the account's output storage, or that one file, whatever task
///   it is of.
///
/// `download_layout::with_folder` keeps the task's own folder at the farm (`19097_shot/`) here, too; of a task with parts each
/// part's folder is kept in any case. Where the options have no record, the session's is used.
///
/// At the end the frames that the farm says are done are looked for among the files, by the last number in a file's name. What is
/// missing is told; so is each file that could not be taken. Files whose names have no numbers are taken for whatever they may
/// be.
struct download {
    using input = either<finished, task_ref, output_path>;
    using flow_input = flow<facts::frame, finished>;
    using output = downloaded;
    static constexpr std::string_view name = "download";

    explicit download(std::filesystem::path into, download_options how = {}, missing_frames where_missing = missing_frames::warn)
        : folder(std::move(into)), options(std::move(how)), missing(where_missing) {}
    RENDERBUS_DECL void start(farm_run& run, const input& task, completion<downloaded> done);
    RENDERBUS_DECL void start(farm_run& run, flow_input frames, completion<downloaded> done);

    std::filesystem::path folder;
    download_options options;
    missing_frames missing;

private:
    struct operation;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/download.ipp>
#endif

#endif
