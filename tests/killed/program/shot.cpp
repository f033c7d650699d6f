// SPDX-License-Identifier: BSL-1.0
// One shot, whole and journalled, to be killed at any moment: killed_shot FARM FOLDER each|last. The folder has project/shot.ma,
// gets a workspace and the frames, and is all that the next run of the same shot knows. A checkpoint stands after each step, or
// one after the last.
#include <renderbus/journal/file_journal.hpp>
#include <renderbus/renderbus.hpp>
#include <renderbus/storage/sqlite.hpp>

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string_view>

namespace rb = renderbus;

namespace {

void run(const char* farm, const std::filesystem::path& folder, std::string_view checkpoints) {
    const auto workspace = folder / "workspace";
    std::filesystem::create_directories(workspace);
    rb::client_options options;
    options.farm = farm;
    const rb::client client{rb::credentials::from_environment(), std::move(options)};
    rb::farm_session session{client};
    session.workspace(workspace).record(rb::sqlite_record::open(workspace / "sent.sqlite").value());
    const auto journal = rb::file_journal::open(workspace / "journal").value();

    const rb::scene_file scene(folder / "project" / "shot.ma");
    const rb::watch watch({.every = std::chrono::milliseconds(5)});
    const rb::download download(folder / "frames");
    if (checkpoints == "each") {
        rb::run(session,
                rb::analyze() | rb::check() | rb::checkpoint("made", journal) | rb::upload() | rb::checkpoint("sent", journal) |
                    rb::submit() | rb::checkpoint("submitted", journal) | watch | download | rb::checkpoint("fetched", journal),
                scene);
    } else {
        rb::run(session,
                rb::analyze() | rb::check() | rb::upload() | rb::submit() | watch | download | rb::checkpoint("all", journal),
                scene);
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) return 2;
    try {
        run(arguments[1], arguments[2], arguments[3]);
        return 0;
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "%s\n", failed.what());
        return 1;
    }
}
