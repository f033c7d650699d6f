// SPDX-License-Identifier: BSL-1.0
#include "seeds.hpp"
#include "weather.hpp"

namespace {

using namespace simulation;

/// Frames on their way from the farm, some of which are rendered anew meanwhile.
class download_world : public world {
public:
    explicit download_world(std::uint64_t seed) : world(seed) {
        sending = some_engine_options(*this);
        record_on_disk = dice.one_in(8);
        has_record = dice.one_in(2);
        at_once = 1 + static_cast<std::size_t>(dice.below(4));
        const auto count = 1 + dice.below(6);
        for (std::uint64_t i = 0; i < count; ++i)
            render(i % 3 == 2 ? "depth/" + std::to_string(i) : "beauty " + std::to_string(i));
        meanwhile = [this](client& one) { return happen(one); };
    }

    void live() {
        open_farm();
        const auto lives = 1 + dice.below(4);
        for (std::uint64_t i = 0; i < lives; ++i) {
            sky.kill_after(dice.below(200));
            run_once("run " + std::to_string(i + 1));
            if (sky.strikes(fault::file_changed, 2)) render_again();
        }
        sky.calm_down();
        promise(run_once("last run") == ending::success, "without faults it succeeds");
        promise(visible_below(here) == frames.now(), "each frame is here as it is at the farm, and nothing else");
        for (const auto& file : own_files_below(here))
            promise(rb::file_sink::is_kept(file.filename().string()),
                    "nothing half written stays here: " + file.filename().string());
        let_a_week_pass(here);
        fetched = 0;
        promise(run_once("further run") == ending::success, "a further run succeeds");
        promise(fetched == 0, "a further run fetches nothing");
        promise(own_files_below(here).empty(), "nothing of ours stays here for ever");
    }

private:
    void render(const std::string& name) {
        const auto size = dice.one_of(std::array<std::uint64_t, 6>{0, 1, 300, 3'000, 9'000, 30'000});
        frames.write(name, some_bytes(static_cast<std::size_t>(dice.below(size + 1)), static_cast<unsigned>(dice.below(1 << 30))),
                     now);
    }
    void render_again() {
        const auto name = frames.name_at(static_cast<std::size_t>(dice.below(frames.now().size())));
        events.note(fault::file_changed, name);
        render(name);
    }

    std::optional<ending> happen(client& one) {
        if (sky.strikes(fault::file_changed, 150)) render_again();
        return sky.befall(one);
    }

    ending run_once(const std::string& name) {
        events.note("--- " + name);
        auto one = start_client();
        frames.begin_anew();
        std::optional<rb::result<rb::download_report>> ended;
        rb::download_options options;
        options.concurrency = at_once;
        options.clock = one->clock();
        if (has_record) options.record = one->record;
        rb::transfer_observer observer;
        observer.on_file = [this](const fs::path&) { ++fetched; };
        rb::async_download(one->context.get_executor(), *one->engine, {std::string(output) + "/7_shot"}, here, options,
                           std::move(observer), one->stop.get_token(),
                           [&ended](rb::result<rb::download_report> how) { ended.emplace(std::move(how)); });
        const auto how = run(*one, ended);
        if (how == ending::killed) kill(one, {here});
        else end(one);
        const auto seen = visible_below(here);
        for (const auto& [frame, content] : seen) promise(frames.was(frame, content), "what is here is a frame, whole: " + frame);
        if (how != ending::success) return how;
        // A list that was damaged on its way may have a name that cannot be taken: it is told, and the next download brings it.
        const auto left_out = (*ended)->left_out.size();
        promise((*ended)->locations.size() + left_out >= frames.now().size(), "a download that succeeds tells of each frame");
        if (left_out != 0) return ending::failure;
        for (const auto& [frame, content] : frames.now()) {
            const auto found = seen.find(frame);
            promise(found != seen.end() && frames.was_of_late(frame, found->second),
                    "a download that succeeds has brought " + frame);
        }
        return how;
    }

    fs::path here = folder / "here";
    changing_files frames{at_farm(std::string(output) + "/7_shot")};
    weather sky{*this};
    bool has_record = false;
    std::size_t at_once = 1;
    std::uint64_t fetched = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(simulated_downloads)

BOOST_AUTO_TEST_CASE(bring_each_frame_whole_whatever_happens) { live_through<download_world>("downloads", 750); }

BOOST_AUTO_TEST_SUITE_END()
