// SPDX-License-Identifier: BSL-1.0
// Many shots through one client: renderbus_many_shots --workspace DIR [options] [--trace FILE] [--graph dot|mermaid] SCENE...
// (see arguments.hpp). Ctrl-C ends it in good order, with status 3; after that, or after a crash, the same command goes on where
// it was. The last line is for scripts: many_shots: shots=N frames=N uploaded_bytes=N resumed=N
#include "arguments.hpp"

#include <renderbus/sharing/shared_line.hpp>
#include <renderbus/storage/sqlite.hpp>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>

#include <csignal>
#include <deque>
#include <exception>
#include <iostream>

namespace rb = renderbus;

namespace {

/// What an observer hears of a run: what was sent now, and whether the journal helped.
struct tally {
    std::uint64_t uploaded_bytes = 0;
    bool resumed = false;
};
using tallies = std::map<std::string, tally, std::less<>>;

void count(tallies& all, const rb::event& told) {
    if (told.what == rb::event::kind::stage_restored) all[std::string(told.run)].resumed = true;
    if (told.what == rb::event::kind::bytes_moved && told.stage == "upload")
        all[std::string(told.run)].uploaded_bytes = told.done;
}

struct shot {
    std::filesystem::path scene;
    rb::line_share share;
    std::size_t frames = 0;
};

/// What the journal keeps is not done again: the task that was made, what was sent, the submission, the frames.
auto pipeline(const std::shared_ptr<rb::file_journal>& journal, const std::filesystem::path& frames) {
    return rb::analyze() | rb::check() | rb::checkpoint("task", journal) | rb::upload() | rb::checkpoint("files", journal)
         | rb::submit() | rb::checkpoint("submission", journal)
         | rb::watch({.every = std::chrono::milliseconds(500)}) | rb::download(frames) | rb::checkpoint("frames", journal);
}

/// The shots of one folder each have names of their own: `sh010/lighting`.
std::string name_of(const std::filesystem::path& scene) {
    return (std::filesystem::absolute(scene).parent_path().filename() / scene.stem()).generic_string();
}

int run(const examples::arguments& given) {
    asio::io_context context;
    asio::signal_set signals(context, SIGINT, SIGTERM);
    tallies counted;
    rb::any_observer observe = rb::several(rb::progress(), [&](const rb::event& told) { count(counted, told); });
    if (!given["trace"].empty()) observe = rb::several(observe, rb::trace_file::open(given["trace"]).value());
    rb::client farm = given.client(observe);
    farm.on(context.get_executor());
    auto session = given.session(farm);
    const auto workspace = session.workspace().value();
    session.record(rb::sqlite_record::open(workspace / "sent.sqlite").value());  // makes the folder, too
    const auto journal = rb::file_journal::open(workspace / "shots.journal").value();
    const rb::shared_line line(session, {.connections = 6});

    std::deque<shot> shots;
    std::size_t under_way = given.scenes.size();
    int status = 0;
    for (const auto& scene : given.scenes) {
        // Earlier on the command line is more urgent.
        const auto priority = static_cast<unsigned>(given.scenes.size() - shots.size());
        auto& one = shots.emplace_back(scene, line.share({.name = name_of(scene), .priority = priority}));
        auto told = [&](std::exception_ptr why, const rb::downloaded& done) {
            if (--under_way == 0) signals.cancel();
            try {
                if (why) std::rethrow_exception(why);
                one.frames = done->frames.size();
            } catch (const rb::exception& failed) {  // progress has told it
                if (status != 1) status = failed.code() == rb::transport_errc::canceled ? 3 : 1;
            }
        };
        rb::async_run(one.share.session(), pipeline(journal, given.frames() / one.share.name()), rb::scene_file(scene), told);
    }
    signals.async_wait([&](std::error_code none, int) {
        if (none) return;
        signals.clear();  // the next Ctrl-C ends the program at once
        // What moves now ends first; runs that wait for the farm end when they look there again.
        line.async_shut_down([](std::exception_ptr) { std::cout << "the line is empty, the runs end" << std::endl; });
    });
    context.run();

    std::size_t frames = 0, resumed = 0;
    std::uint64_t uploaded = 0;
    for (const auto& one : shots) {
        const auto& its = counted[one.share.name()];
        std::cout << one.share.name() << ": " << one.frames << " frames, " << its.uploaded_bytes << " bytes sent"
                  << (its.resumed ? ", resumed" : "") << "\n";
        frames += one.frames;
        uploaded += its.uploaded_bytes;
        resumed += its.resumed;
    }
    std::cout << "many_shots: shots=" << shots.size() << " frames=" << frames << " uploaded_bytes=" << uploaded
              << " resumed=" << resumed << std::endl;
    return status;
}

}  // namespace

int main(int number, char** texts) {
    try {
        const examples::arguments given(number, texts, {"trace", "graph"});
        if (given["graph"].empty()) return run(given);
        using drawn = decltype(pipeline({}, {}));
        std::cout << (given["graph"] == "dot" ? rb::to_dot<drawn>() : rb::to_mermaid<drawn>());
        return 0;
    } catch (const std::exception& failed) {
        std::cerr << "renderbus_many_shots: " << failed.what() << std::endl;
        return 1;
    }
}
