// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_DOWNLOAD_HPP
#define RENDERBUS_PIPELINE_DOWNLOAD_HPP

#include <renderbus/pipeline/states.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <filesystem>
#include <utility>

namespace renderbus {

/// Fetches the frames of a finished task into a folder: the content of the task's own folder at the farm, or, where the task
/// has several parts, each part's folder by its name. A frame that is here already is not fetched.
struct download {
    using input = finished;
    using output = downloaded;
    static constexpr std::string_view name = "download";

    explicit download(std::filesystem::path into, download_options how = {}) : folder(std::move(into)), options(std::move(how)) {}
    RENDERBUS_DECL void start(farm_run& run, const finished& task, completion<downloaded> done);

    std::filesystem::path folder;
    download_options options;

private:
    struct operation;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/download.ipp>
#endif

#endif
