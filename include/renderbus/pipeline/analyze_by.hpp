// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_ANALYZE_BY_HPP
#define RENDERBUS_PIPELINE_ANALYZE_BY_HPP

#include <renderbus/pipeline/analyze.hpp>
#include <renderbus/process/program.hpp>
#include <renderbus/scene/installed.hpp>
#include <renderbus/scene/read_four_files.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus {

/// A program that looks into a scene and writes the four files.
struct external_analyzer {
    std::filesystem::path program;
    /// In each argument `{scene}`, `{task_json}` and `{folder}` stand for whole paths: of the scene, of task.json, and of the
    /// folder that the four files go into.
    std::vector<std::string> arguments;
    /// Beside these it has RENDERBUS_SCENE, RENDERBUS_TASK_JSON and RENDERBUS_FOLDER, for scripts that get no arguments.
    std::vector<std::pair<std::string, std::string>> environment = {};
    dcc writes_for = dcc::none;  ///< what stands in the task.json that it finds; it may say otherwise
    std::string cg_version = {};
    program_limits limits = usual_limits();  ///< by default one hour, and 256 MiB of output
    read_four_files_limits files = {};

    static program_limits usual_limits() {
        program_limits made;
        made.time = std::chrono::hours(1);
        made.output_size = mebibytes(256);
        return made;
    }

    /// The service's `Analyze` for Clarisse, and what takes the same options: `-cf` scene, `-tj` task.json.
    static RENDERBUS_DECL external_analyzer with_cf_and_tj(std::filesystem::path program, dcc writes_for, std::string cg_version);
    /// Maya without a window opens the scene and runs a MEL script of your own, which finds the paths in the environment.
    static RENDERBUS_DECL external_analyzer maya(const installed_dcc& with, const std::filesystem::path& mel);
    /// `hython` (or another interpreter in a DCC) runs a script of your own with `-cf` scene and `-tj` task.json.
    static RENDERBUS_DECL external_analyzer script(const installed_dcc& interpreter, const std::filesystem::path& file);
};

/// Analyses a scene by a program of another maker, where `analyze` does not read it or the DCC is here anyway:
///
///     rb::analyze_by(rb::external_analyzer::with_cf_and_tj("/opt/farm/Analyze", rb::dcc::clarisse, "clarisse_ifx_4.0_sp3")) |
///     rb::check() | ...
///
/// The program finds a task.json with what is known (scene, program and version, platform) in a new folder of the workspace,
/// works in that folder, and writes the four files there; they are checked as `read_four_files` says. Its output lines are told
/// as notes. Files of upload.json that are not here are told as missing: the check decides.
///
/// Failures: those of `async_run_program` and of `read_four_files`; `scene_errc::missing_file` where the scene is not there;
/// `scene_errc::malformed_scene` where the program did not end with 0, with its last words.
struct analyze_by {
    using input = scene_file;
    using output = analyzed;
    static constexpr std::string_view name = "analyze_by";

    explicit analyze_by(external_analyzer with) : analyzer(std::move(with)) {}

    RENDERBUS_DECL void start(farm_run& run, const scene_file& scene, completion<analyzed> done);
    /// Program, arguments, environment and what it writes for, as one text.
    RENDERBUS_DECL std::string identity() const;

    external_analyzer analyzer;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/analyze_by.ipp>
#endif

#endif
