// SPDX-License-Identifier: BSL-1.0
#include "seeds.hpp"
#include "weather.hpp"

namespace {

using namespace simulation;

/// A scene's files on their way to the farm.
class upload_world : public world {
public:
    explicit upload_world(std::uint64_t seed) : world(seed) {
        sending = some_engine_options(*this);
        record_on_disk = dice.one_in(8);
        extensions = dice.one_of(std::array<const char*, 4>{"", "creation,checksum", "creation,termination", "none"});
        planning.choices.checks = {dice.one_in(2) ? 100u : 0u, 0};
        planning.choices.ask_first = dice.one_in(4);
        planning.choices.share_contents = !dice.one_in(3);
        planning.choices.smallest_shared = rb::byte_count{1};
        at_once = 1 + static_cast<std::size_t>(dice.below(4));
        const auto count = 1 + dice.below(6);
        for (std::uint64_t i = 0; i < count; ++i)
            write("tex/" + std::to_string(i) + (i % 2 ? ".png" : " näher.tif"), some_content());
        meanwhile = [this](client& one) { return happen(one); };
    }

    void live() {
        open_farm();
        const auto lives = 1 + dice.below(4);
        for (std::uint64_t i = 0; i < lives; ++i) {
            sky.kill_after(dice.below(300));
            run_once("run " + std::to_string(i + 1));
            if (sky.strikes(fault::file_changed, 2)) change_a_file();
        }
        sky.calm_down();
        promise(run_once("last run") == ending::success, "without faults it succeeds");
        for (const auto& [name, content] : scene.now())
            promise(at_farm_now()[name] == content, "the farm has " + name + " as it is here");
        promise(at_farm_now().size() == scene.now().size(), "the farm has each file once");
        way->carried = {};
        promise(run_once("further run") == ending::success, "a further run succeeds");
        promise(sent == 0 && way->carried.content_bytes == 0, "a further run sends nothing");
        for (const auto& file : own_files_below(folder / "farm"))
            promise(rb::file_sink::is_kept(file.filename().string()),
                    "nothing half written stays at the farm: " + file.filename().string());
        let_a_week_pass(folder / "farm");
        restart_farm();
        promise(own_files_below(folder / "farm").empty(), "nothing of ours stays at the farm for ever");
    }

private:
    std::string some_content() {
        if (!scene.now().empty() && dice.one_in(4))
            return std::next(scene.now().begin(), static_cast<std::ptrdiff_t>(dice.below(scene.now().size())))->second;
        const auto size = dice.one_of(std::array<std::uint64_t, 6>{0, 1, 300, 3'000, 9'000, 30'000});
        return some_bytes(static_cast<std::size_t>(dice.below(size + 1)), static_cast<unsigned>(dice.below(1 << 30)));
    }
    void write(const std::string& name, std::string content) {
        const auto age = std::chrono::milliseconds(dice.below(10'000));
        scene.write(name, std::move(content), now - age, dice.one_in(2));
    }
    void change_a_file() {
        const auto name = scene.name_at(static_cast<std::size_t>(dice.below(scene.now().size())));
        const auto& ever = scene.ever(name);
        events.note(fault::file_changed, name);
        // Often back to what it was, which the record may take for what the farm has.
        write(name, dice.one_in(2) ? ever[static_cast<std::size_t>(dice.below(ever.size()))] : some_content());
    }

    std::optional<ending> happen(client& one) {
        if (sky.strikes(fault::file_changed, 150)) change_a_file();
        return sky.befall(one);
    }

    ending run_once(const std::string& name) {
        events.note("--- " + name);
        auto one = start_client();
        scene.begin_anew();
        std::optional<rb::result<rb::upload_report>> ended;
        std::uint64_t progress = 0;
        start(*one, ended, progress);
        const auto how = run(*one, ended);
        if (how == ending::success) check_success(**ended, progress);
        if (how == ending::killed) kill(one, {scene.root()});
        else end(one);
        check_what_holds_always();
        sent = how == ending::success ? (*ended)->bytes_sent + (*ended)->files + (*ended)->copied : 0;
        return how;
    }

    void start(client& one, std::optional<rb::result<rb::upload_report>>& ended, std::uint64_t& progress) {
        auto plan = planning;
        plan.clock = one.clock();
        rb::upload_options options;
        options.clock = one.clock();
        options.concurrency = at_once;
        rb::transfer_observer observer;
        observer.on_bytes = [&progress](std::uint64_t more) { progress += more; };
        rb::async_plan(one.context.get_executor(), *one.engine, *one.record, std::string(input),
                       {{}, {{scene.root().string(), "/"}}}, plan, one.stop.get_token(),
                       [this, &one, &ended, options, observer = std::move(observer)](rb::result<rb::upload_plan> made) mutable {
                           if (!made) return static_cast<void>(ended.emplace(std::move(made).error()));
                           planned_bytes = made->bytes_to_send;
                           for (const auto& copy : made->to_copy) planned_bytes += copy.to.file.size;
                           rb::async_upload(one.context.get_executor(), *one.engine, *one.record, *std::move(made), options,
                                            std::move(observer), one.stop.get_token(),
                                            [&ended](rb::result<rb::upload_report> how) { ended.emplace(std::move(how)); });
                       });
    }

    std::map<std::string, std::string> at_farm_now() const { return visible_below(at_farm(input)); }

    void check_success(const rb::upload_report& report, std::uint64_t progress) {
        promise(report.left_out.empty(), "no file is left out");
        const auto there = at_farm_now();
        for (const auto& [name, content] : scene.now()) {
            const auto found = there.find(name);
            promise(found != there.end() && scene.was_of_late(name, found->second), "an upload that succeeds has sent " + name);
        }
        if (report.changed == 0)
            promise(progress == planned_bytes,
                    "each byte is told once: " + std::to_string(progress) + " of " + std::to_string(planned_bytes));
    }
    void check_what_holds_always() {
        const auto there = at_farm_now();
        for (const auto& [name, content] : there)
            promise(scene.was(name, content), "what the farm shows is a file of ours, whole: " + name);
        auto record = open_record();
        for (const auto& [name, content] : scene.now()) {
            const auto claim = record.find(input, '/' + name);
            promise(claim.has_value(), "the record can be read");
            if (!*claim) continue;
            const auto found = there.find(name);
            promise(found != there.end() && transfer_tests::digest_of_text(found->second) == (*claim)->digest,
                    "the farm has what the record says of " + name);
        }
    }

    changing_files scene{folder / "scene"};
    weather sky{*this};
    rb::plan_options planning;
    std::size_t at_once = 1;
    std::uint64_t planned_bytes = 0;
    std::uint64_t sent = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(simulated_uploads)

BOOST_AUTO_TEST_CASE(bring_each_file_whole_and_once_whatever_happens) { live_through<upload_world>("uploads", 750); }

BOOST_AUTO_TEST_SUITE_END()
