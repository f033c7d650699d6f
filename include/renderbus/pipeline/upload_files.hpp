// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_UPLOAD_FILES_HPP
#define RENDERBUS_PIPELINE_UPLOAD_FILES_HPP

#include <renderbus/pipeline/states.hpp>
#include <renderbus/transfer/transfer.hpp>
#include <renderbus/transfer/upload_list.hpp>

#include <cstdint>
#include <filesystem>
#include <utility>

namespace renderbus {

/// An upload.json on this machine, whatever wrote it: the service's tools, another program, `split_upload_list`.
struct upload_list_file {
    upload_list_file(std::filesystem::path file) : path(std::move(file)) {}
    std::filesystem::path path;
};

/// What came of an upload.json.
struct sent_assets {
    std::uint64_t files_sent = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t files_skipped = 0;   ///< the farm had them or their contents, or got them from others in the meantime
    std::uint64_t files_left_out = 0;  ///< by the policies; each is told with a warning
};

/// Sends the assets of an upload.json into the account's input storage, and no task. What the session's record knows is not
/// sent again. The policies and the clock of `how` are the plan's, too. A list that was split goes side by side:
///
///     auto parts = rb::split_upload_list("upload.json", 1000).value();
///     rb::run(farm, rb::each(rb::upload_assets(), 10), parts);
struct upload_assets {
    using input = upload_list_file;
    using output = sent_assets;
    static constexpr std::string_view name = "upload_assets";

    explicit upload_assets(upload_options how = {}, plan_choices planned = {})
        : options(std::move(how)), plan(std::move(planned)) {}
    RENDERBUS_DECL void start(farm_run& run, const upload_list_file& list, completion<sent_assets> done);

    upload_options options;
    plan_choices plan;

private:
    struct operation;
};

/// A task and the folder of its four files on this machine, whatever wrote them.
struct config_folder {
    std::int64_t task_id = 0;
    std::filesystem::path path;
};

/// Sends the task.json, asset.json, upload.json and tips.json of a folder to a task, as they stand there; asset.json and
/// tips.json may be missing. A file that is not what its name says is sent to nobody.
struct upload_config_folder {
    using input = config_folder;
    using output = task_ref;
    static constexpr std::string_view name = "upload_config_folder";

    RENDERBUS_DECL void start(farm_run& run, const config_folder& folder, completion<task_ref> done);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/upload_files.ipp>
#endif

#endif
