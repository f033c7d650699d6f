// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_WORKSPACE_HPP
#define RENDERBUS_PIPELINE_WORKSPACE_HPP

#include <renderbus/pipeline/states.hpp>

#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <utility>

/// Where the four files of a scene lie on this machine.
namespace renderbus::detail {

/// Makes a folder named by the time in seconds; of two in one second the later gets `_2` and so on.
RENDERBUS_DECL result<std::filesystem::path> new_analysis_folder(const std::filesystem::path& workspace,
                                                                 std::chrono::system_clock::time_point now);

/// The names and texts of task.json, asset.json, upload.json and tips.json, in this order.
RENDERBUS_DECL std::array<std::pair<const char*, std::string>, 4> four_texts(const facts::analyzed& scene);

/// Writes task.json, asset.json, upload.json and tips.json into the analysis's folder, each whole or not at all.
RENDERBUS_DECL result<void> write_four_files(const facts::analyzed& scene);

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/workspace.ipp>
#endif

#endif
