// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_WORKSPACE_IPP
#define RENDERBUS_PIPELINE_IMPL_WORKSPACE_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/pipeline/workspace.hpp>
#include <renderbus/transfer/file_body.hpp>

namespace renderbus::detail {

RENDERBUS_DECL result<std::filesystem::path> new_analysis_folder(const std::filesystem::path& workspace,
                                                                 std::chrono::system_clock::time_point now) {
    const auto cannot = [](const std::filesystem::path& folder, const std::error_code& why) {
        return failure{scene_errc::unwritable_file, folder.string(), "the folder cannot be made: " + why.message(),
                       "give the session another workspace"};
    };
    std::error_code ec;
    std::filesystem::create_directories(workspace, ec);
    if (ec) return cannot(workspace, ec);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    for (int nth = 1; nth < 10'000; ++nth) {
        const auto folder = workspace / (std::to_string(seconds) + (nth == 1 ? "" : "_" + std::to_string(nth)));
        if (std::filesystem::create_directory(folder, ec)) return std::filesystem::absolute(folder, ec);
        if (ec) return cannot(folder, ec);
    }
    return cannot(workspace, std::make_error_code(std::errc::file_exists));
}

RENDERBUS_DECL std::array<std::pair<const char*, std::string>, 4> four_texts(const facts::analyzed& scene) {
    return {{{"task.json", config::text_of(scene.task)},
             {"asset.json", config::text_of(scene.assets)},
             {"upload.json", config::text_of(scene.uploads)},
             {"tips.json", config::text_of(scene.tips)}}};
}

RENDERBUS_DECL result<void> write_four_files(const facts::analyzed& scene) {
    const std::filesystem::path folder = scene.folder;
    for (const auto& [name, text] : four_texts(scene))
        if (auto written = write_whole_file(folder / name, text); !written) return std::move(written).error();
    return {};
}

}  // namespace renderbus::detail

#endif
