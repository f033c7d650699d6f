// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_ANALYZE_BY_IPP
#define RENDERBUS_PIPELINE_IMPL_ANALYZE_BY_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/pipeline/analyze_by.hpp>
#include <renderbus/pipeline/impl/analyze.ipp>
#include <renderbus/pipeline/workspace.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/utf8.hpp>

#include <asio/post.hpp>

#include <algorithm>

namespace renderbus {
namespace detail {

/// The paths of one analysis, by the names that an argument may have in braces.
struct analysis_paths {
    std::string scene;
    std::string folder;
    std::string task_json() const { return folder + "/task.json"; }

    std::string put_into(const std::string& argument) const {
        const std::pair<std::string_view, std::string> places[] = {
            {"{scene}", scene}, {"{task_json}", task_json()}, {"{folder}", folder}};
        std::string made;
        for (std::string_view rest = argument; !rest.empty();) {
            const auto* place =
                std::find_if(std::begin(places), std::end(places), [&](const auto& one) { return rest.starts_with(one.first); });
            if (place != std::end(places)) {
                made += place->second;  // not looked into again: a path may have braces of its own
                rest.remove_prefix(place->first.size());
            } else {
                made += rest.front();
                rest.remove_prefix(1);
            }
        }
        return made;
    }
};

RENDERBUS_DECL result<analysis_paths> begin_analysis(const external_analyzer& how, const scene_file& scene,
                                                     const farm_session& session) {
    std::error_code ec;
    analysis_paths paths;
    paths.scene = std::filesystem::absolute(scene.path(), ec).lexically_normal().string();
    if (auto seen = stamp_of(paths.scene); !seen) return std::move(seen).error();
    const auto folder = new_folder_of(session);
    if (!folder) return folder.error();
    paths.folder = folder->string();

    config::task_json task;
    task.task_info.input_cg_file = paths.scene;
    task.task_info.platform = std::to_string(session.channel().settings().platform);
    task.task_info.os_name = "0";
    if (how.writes_for != dcc::none) task.task_info.cg_id = std::to_string(static_cast<int>(how.writes_for));
    task.software_config = {std::string(cg_name(how.writes_for)), how.cg_version};
    if (auto written = write_whole_file(paths.task_json(), config::text_of(task)); !written) return std::move(written).error();
    return paths;
}

RENDERBUS_DECL program_start start_of(const external_analyzer& how, const analysis_paths& paths) {
    program_start start{.program = how.program};
    for (const auto& argument : how.arguments) start.arguments.push_back(paths.put_into(argument));
    start.environment = {
        {"RENDERBUS_SCENE", paths.scene}, {"RENDERBUS_TASK_JSON", paths.task_json()}, {"RENDERBUS_FOLDER", paths.folder}};
    start.environment.insert(start.environment.end(), how.environment.begin(), how.environment.end());
    start.folder = paths.folder;
    return start;
}

RENDERBUS_DECL result<analyzed> take_analysis(const external_analyzer& how, const analysis_paths& paths,
                                              const farm_session& session) {
    auto taken = read_four_files(paths.folder, paths.scene, how.files);
    if (!taken) return std::move(taken).error();
    auto fact = fact_of(paths.scene, std::move(taken->files));
    fact.folder = paths.folder;
    fact.missing = std::move(taken->missing);
    return analyze::taken(std::move(fact), session);
}

}  // namespace detail

RENDERBUS_DECL external_analyzer external_analyzer::with_cf_and_tj(std::filesystem::path program, dcc writes_for,
                                                                   std::string cg_version) {
    return {.program = std::move(program),
            .arguments = {"-cf", "{scene}", "-tj", "{task_json}"},
            .writes_for = writes_for,
            .cg_version = std::move(cg_version)};
}

RENDERBUS_DECL external_analyzer external_analyzer::maya(const installed_dcc& with, const std::filesystem::path& mel) {
    return {.program = with.executable,
            .arguments = {"-batch", "-file", "{scene}", "-script", mel.string()},
            .writes_for = with.program,
            .cg_version = with.version};
}

RENDERBUS_DECL external_analyzer external_analyzer::script(const installed_dcc& interpreter, const std::filesystem::path& file) {
    return {.program = interpreter.executable,
            .arguments = {file.string(), "-cf", "{scene}", "-tj", "{task_json}"},
            .writes_for = interpreter.program,
            .cg_version = interpreter.version};
}

RENDERBUS_DECL void analyze_by::start(farm_run& run, const scene_file& scene, completion<analyzed> done) {
    asio::post(run.executor, [&run, scene, how = analyzer, done = std::move(done)]() mutable {
        const auto paths = detail::begin_analysis(how, scene, run.session);
        if (!paths) return done(paths.error());
        auto begin = detail::start_of(how, *paths);
        auto limits = how.limits;
        auto tell = [&run](const output_line& line) { run.tell(event::kind::noted, name, printable(line.text, 1000)); };
        async_run_program(
            run.executor, std::move(begin), std::move(limits), std::move(tell), run.stop,
            [&run, how = std::move(how), paths = *paths, done = std::move(done)](result<program_end> ended) mutable {
                if (!ended) return done(std::move(ended).error());
                if (!ended->is_success())
                    return done(failure{scene_errc::malformed_scene, paths.scene,
                                        how.program.filename().string() + " ended with " + ended->words(),
                                        "open the scene in the program itself; the analysis is in " + paths.folder});
                auto made = detail::take_analysis(how, paths, run.session);
                if (!made) return done(std::move(made));
                for (const auto& line : (*made)->missing) run.tell(event::kind::warned, name, "missing: " + line);
                done(std::move(made));
            });
    });
}

RENDERBUS_DECL std::string analyze_by::identity() const {
    std::string text = analyzer.program.string() + "|" + analyzer.cg_version;
    for (const auto& argument : analyzer.arguments) text += "|" + argument;
    for (const auto& [variable, value] : analyzer.environment) text += "|" + variable + "=" + value;
    return text;
}

}  // namespace renderbus

#endif
