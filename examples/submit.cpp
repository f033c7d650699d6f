// SPDX-License-Identifier: BSL-1.0
// Sends a scene to a farm and fetches its frames: renderbus_submit --farm URL [options] SCENE
#include <renderbus/renderbus.hpp>
#include <renderbus/storage/sqlite.hpp>

#include <getopt.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

namespace rb = renderbus;

namespace {

constexpr const char* usage =
    "renderbus_submit [options] SCENE\n"
    "  --farm URL          the farm (default https://task.renderbus.com)\n"
    "  --ca FILE           trust the authorities of this file instead of the system's\n"
    "  --platform N        the number of the render platform (default 2)\n"
    "  --workspace DIR     for the four files and the record of what was sent (default ~/renderfarm_sdk)\n"
    "  --frames DIR        where the frames go (default frames)\n"
    "  --project DIR       the scene's project folder\n"
    "  --software VERSION  render with another version than the scene's\n"
    "  --allow-missing     go on without files that the scene names and that are not there\n"
    "  --journal FILE      keep there what is done; the same command goes on after a crash, and does nothing twice\n"
    "  --trace FILE        a trace for ui.perfetto.dev\n"
    "The account is read from RAYVISION_API_ACCESS_ID and RAYVISION_API_KEY.\n";

struct choices {
    rb::client_options client;
    std::filesystem::path workspace;
    std::filesystem::path frames = "frames";
    rb::scene_options scene;
    std::string software;
    bool allow_missing = false;
    std::string journal;
    std::string trace;
    std::string file;
};

choices read_arguments(int argc, char** argv) {
    static const option options[] = {
        {"farm", required_argument, nullptr, 'f'},      {"ca", required_argument, nullptr, 'c'},
        {"platform", required_argument, nullptr, 'p'},  {"workspace", required_argument, nullptr, 'w'},
        {"frames", required_argument, nullptr, 'o'},    {"project", required_argument, nullptr, 'j'},
        {"software", required_argument, nullptr, 's'},  {"allow-missing", no_argument, nullptr, 'm'},
        {"journal", required_argument, nullptr, 'l'},   {"trace", required_argument, nullptr, 't'},
        {"help", no_argument, nullptr, 'h'},            {nullptr, 0, nullptr, 0}};
    choices made;
    for (int each; (each = getopt_long(argc, argv, "", options, nullptr)) != -1;) {
        switch (each) {
            case 'f': made.client.farm = optarg; break;
            case 'c': made.client.connection.trusted.file = optarg; break;
            case 'p': made.client.platform = std::strtol(optarg, nullptr, 10); break;
            case 'w': made.workspace = optarg; break;
            case 'o': made.frames = optarg; break;
            case 'j': made.scene.project = optarg; break;
            case 's': made.software = optarg; break;
            case 'm': made.allow_missing = true; break;
            case 'l': made.journal = optarg; break;
            case 't': made.trace = optarg; break;
            case 'h': std::cout << usage; std::exit(0);
            default: std::cerr << usage; std::exit(2);
        }
    }
    if (optind + 1 != argc) {
        std::cerr << usage;
        std::exit(2);
    }
    made.file = argv[optind];
    return made;
}

rb::any_observer observer_of(const choices& with) {
    const rb::progress lines(rb::screen_of(1));
    if (with.trace.empty()) return lines;
    return rb::several(lines, rb::trace_file::open(with.trace).value());
}

void send(choices with) {
    with.client.observe = observer_of(with);
    rb::client farm{rb::credentials::from_environment(), with.client};
    rb::farm_session session{farm};
    if (!with.workspace.empty()) session.workspace(with.workspace);
    session.record(rb::sqlite_record::open(session.workspace().value() / "sent.sqlite").value());
    session.named(std::filesystem::path(with.file).stem().string());

    const auto front = rb::analyze(with.scene)
                     | rb::edit([&](rb::config::render_settings& settings) {
                           if (!with.software.empty()) settings.renders_with.cg_version = with.software;
                       })
                     | rb::check({.allow_missing = with.allow_missing});
    const auto back = rb::watch({.every = std::chrono::milliseconds(500)}) | rb::download(with.frames);
    const auto go = [&](const auto& shot) { return rb::run(session, shot, rb::scene_file(with.file)); };
    const auto kept = [&] {
        const auto journal = rb::file_journal::open(with.journal).value();
        return go(front | rb::checkpoint("task " + with.software, journal)
                  | rb::upload() | rb::checkpoint("files", journal)
                  | rb::submit() | rb::checkpoint("submission", journal) | back);
    };
    const auto result = with.journal.empty() ? go(front | rb::upload() | rb::submit() | back) : kept();

    std::cout << "demo: frames=" << result->frames.size() << " uploaded_bytes=" << (result->files ? result->files->bytes_sent : 0)
              << " folder=" << result->folder << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        send(read_arguments(argc, argv));
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "renderbus_submit: " << e.what() << std::endl;
        return 1;
    }
}
