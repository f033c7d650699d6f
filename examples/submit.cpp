// SPDX-License-Identifier: BSL-1.0
// Sends a scene to a farm and fetches its frames: renderbus_submit --farm URL [options] SCENE
#include <renderbus/renderbus.hpp>
#include <renderbus/storage/sqlite.hpp>

#include <getopt.h>

#include <algorithm>
#include <cstdio>
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
    "The account is read from RAYVISION_API_ACCESS_ID and RAYVISION_API_KEY.\n";

struct choices {
    rb::client_options client;
    std::filesystem::path workspace;
    std::filesystem::path frames = "frames";
    rb::scene_options scene;
    std::string software;
    bool allow_missing = false;
    std::string file;
};

/// Prints each stage as it runs; amounts only when they have moved on by a twentieth.
class narrator {
public:
    void operator()(const rb::event& what) {
        using kind = rb::event::kind;
        switch (what.what) {
            case kind::stage_started: return start(what);
            case kind::bytes_moved: return amount(what, "bytes");
            case kind::frames_done: return amount(what, "frames");
            case kind::noted: return line(what, what.subject);
            case kind::warned: return line(what, "warning: " + std::string(what.subject));
            default: return;
        }
    }

private:
    void start(const rb::event& what) {
        std::cout << '[' << what.done << '/' << what.total << "] " << what.stage << std::endl;
        told_ = 0;
    }
    void amount(const rb::event& what, const char* unit) {
        const auto step = std::max<std::uint64_t>(what.total / 20, 1);
        if (what.done != what.total && what.done < told_ + step) return;
        told_ = what.done;
        line(what, std::to_string(what.done) + (what.total ? " of " + std::to_string(what.total) : "") + " " + unit);
    }
    void line(const rb::event&, std::string_view text) { std::cout << "      " << text << std::endl; }
    std::uint64_t told_ = 0;
};

choices read_arguments(int argc, char** argv) {
    static const option options[] = {{"farm", required_argument, nullptr, 'f'},     {"ca", required_argument, nullptr, 'c'},
                                     {"platform", required_argument, nullptr, 'p'}, {"workspace", required_argument, nullptr, 'w'},
                                     {"frames", required_argument, nullptr, 'o'},   {"project", required_argument, nullptr, 'j'},
                                     {"software", required_argument, nullptr, 's'}, {"allow-missing", no_argument, nullptr, 'm'},
                                     {"help", no_argument, nullptr, 'h'},           {nullptr, 0, nullptr, 0}};
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

void send(choices with) {
    with.client.observe = narrator();
    rb::client farm{rb::credentials::from_environment(), with.client};
    rb::farm_session session{farm};
    if (!with.workspace.empty()) session.workspace(with.workspace);
    session.record(rb::sqlite_record::open(session.workspace().value() / "sent.sqlite").value());

    auto shot = rb::analyze(with.scene)
              | rb::edit([&](rb::config::render_settings& settings) {
                    if (!with.software.empty()) settings.renders_with.cg_version = with.software;
                })
              | rb::check({.allow_missing = with.allow_missing})
              | rb::upload()
              | rb::submit()
              | rb::watch({.every = std::chrono::milliseconds(500)})
              | rb::download(with.frames);
    const auto result = rb::run(session, shot, rb::scene_file(with.file));

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
