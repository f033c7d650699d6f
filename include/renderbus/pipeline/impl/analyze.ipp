// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_ANALYZE_IPP
#define RENDERBUS_PIPELINE_IMPL_ANALYZE_IPP

#include <renderbus/json/json.hpp>
#include <renderbus/json/layout.hpp>
#include <renderbus/pipeline/analyze.hpp>
#include <renderbus/pipeline/workspace.hpp>
#include <renderbus/scene/four_files.hpp>
#include <renderbus/scene/scene.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/utf8.hpp>

#include <asio/post.hpp>

namespace renderbus {
namespace detail {

/// Files that a scene names and that are not there, each with who names it.
RENDERBUS_DECL std::vector<std::string> missing_lines(const scene_facts& scene) {
    std::vector<std::string> lines;
    for (const auto& one : scene.missing) lines.push_back(printable(one.stored + " (" + one.node + "." + one.attribute + ")"));
    return lines;
}

RENDERBUS_DECL std::vector<std::string> unresolved_lines(const scene_facts& scene) {
    std::vector<std::string> lines;
    for (const auto& one : scene.unresolved)
        lines.push_back(printable(one.raw + " (" + one.node + "." + one.attribute + "): " + one.why));
    return lines;
}

RENDERBUS_DECL result<std::filesystem::path> new_folder_of(const farm_session& session) {
    const auto root = session.workspace();
    return root ? new_analysis_folder(*root, session.channel().clock().now()) : root;
}

/// Writes the four files of an analysis into a new folder, and keeps its name.
RENDERBUS_DECL result<void> put_into_new_folder(facts::analyzed& fact, const farm_session& session) {
    const auto folder = new_folder_of(session);
    if (!folder) return folder.error();
    fact.folder = folder->string();
    return write_four_files(fact);
}

RENDERBUS_DECL facts::analyzed fact_of(std::string scene, four_files files) {
    facts::analyzed fact;
    fact.scene = std::move(scene);
    fact.task = std::move(files.task);
    fact.assets = std::move(files.assets);
    fact.uploads = std::move(files.uploads);
    fact.tips = std::move(files.tips);
    return fact;
}

RENDERBUS_DECL result<facts::analyzed> read_into_files(const scene_file& scene, const analyze& how, const farm_session& session) {
    const auto read = read_scene(scene.path(), how.options, how.more_formats);
    if (!read) return read.error();
    auto files = make_four_files(*read, session.channel().settings().platform);
    if (!files) return std::move(files).error();

    auto fact = fact_of(read->scene, *std::move(files));
    fact.missing = missing_lines(*read);
    fact.unresolved = unresolved_lines(*read);
    if (auto written = put_into_new_folder(fact, session); !written) return std::move(written).error();
    const auto report = json::layout(to_json(make_report(*read)), {.indent = 2}) + "\n";
    if (auto written = write_whole_file(std::filesystem::path(fact.folder) / "report.json", report); !written)
        return std::move(written).error();
    return fact;
}

/// Of Maya and 3ds Max the farm's tools tell where another version is asked for than the scene was saved with (tip 15013), and go
/// on; whole years are compared. `had` is the version before the edit: the scene's own, unless the tip names that already.
RENDERBUS_DECL void compare_versions(facts::analyzed& fact, const std::string& had) {
    constexpr std::string_view version_differs = "15013";
    const auto& software = fact.task.software_config;
    if (software.cg_name != cg_name(dcc::maya) && software.cg_name != cg_name(dcc::max_3ds)) return;
    const auto year = [](std::string_view version) { return version.substr(0, version.find_first_not_of("0123456789")); };
    const auto* told = fact.tips.find(version_differs);
    const std::string own = software.cg_name + ' ' + std::string(year(had));
    const std::string stored = told && told->all.size() == 1 ? told->all.front() : own;
    if (stored == software.cg_name + ' ' + std::string(year(software.cg_version))) fact.tips.erase(version_differs);
    else fact.tips[version_differs] = {.all = {stored}};
}

}  // namespace detail

RENDERBUS_DECL void analyze::start(farm_run& run, const scene_file& scene, completion<analyzed> done) {
    // Reading takes a while on a large scene: the caller's call returns first.
    asio::post(run.executor, [&run, scene, how = *this, done = std::move(done)]() mutable {
        auto fact = detail::read_into_files(scene, how, run.session);
        if (!fact) return done(std::move(fact).error());
        run.tell(event::kind::noted, name,
                 fact->task.software_config.cg_name + " " + fact->task.software_config.cg_version + ", " +
                     std::to_string(fact->uploads.asset.size()) + " files");
        for (const auto& line : fact->missing) run.tell(event::kind::warned, name, "missing: " + line);
        for (const auto& line : fact->unresolved) run.tell(event::kind::warned, name, "not known without the program: " + line);
        done(analyzed(*std::move(fact)));
    });
}

RENDERBUS_DECL std::string analyze::identity() const {
    std::string text = options.project;
    for (const auto& map : options.path_maps) text += "|" + map.from + ">" + map.to;
    for (const auto& [variable, value] : options.environment) text += "|" + variable + "=" + value;
    for (const auto& format : more_formats) text.append("|").append(format.name);
    return text;
}

RENDERBUS_DECL result<std::string> journal_content<scene_file>::of(const scene_file& scene) {
    const auto digest = sha256_of_file(scene.path());
    if (!digest) return digest.error();
    std::error_code ec;
    return std::filesystem::absolute(scene.path(), ec).lexically_normal().string() + "\n" + to_hex(*digest);
}

RENDERBUS_DECL result<analyzed> analyze::taken(facts::analyzed fact, const farm_session& session) {
    auto written = fact.folder.empty() ? detail::put_into_new_folder(fact, session) : detail::write_four_files(fact);
    if (!written) return std::move(written).error();
    return analyzed(std::move(fact));
}

RENDERBUS_DECL result<analyzed> analyze::edited(const analyzed& before, const config::render_settings& settings) {
    facts::analyzed fact = *before;
    config::apply(settings, fact.task);
    detail::compare_versions(fact, before->task.software_config.cg_version);
    if (auto written = detail::write_four_files(fact); !written) return std::move(written).error();
    return analyzed(std::move(fact));
}

}  // namespace renderbus

#endif
