// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/observe/trace.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <random>
#include <set>
#include <thread>

namespace {
using namespace observe_tests;

struct traced {
    scratch folder;
    hand_clock clock;
    fs::path file = folder / "trace.json";
    rb::trace_file observe = rb::trace_file::open(file, {.now = clock.source()}).value();

    std::vector<trace_record> records() {
        BOOST_TEST(observe.close().has_value());
        return read_trace(file);
    }
};

template <class Match>
std::vector<trace_record> only(const std::vector<trace_record>& from, Match match) {
    std::vector<trace_record> kept;
    for (const auto& one : from)
        if (match(one)) kept.push_back(one);
    return kept;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(observe_trace)

BOOST_FIXTURE_TEST_CASE(a_run_is_a_process_and_its_spans_lie_inside_one_another_with_their_times, traced) {
    told_run run(observe, "shot_010");
    run.start(2);
    clock.advance(5us);
    const auto stage = run.start_stage("upload", 1, 2);
    clock.advance(1500us);
    const auto request = run.start_inner(kind::request_started, "get_sign", stage);
    clock.advance(7ms);
    run.tell(kind::request_finished, "upload", "get_sign", 3, 0, request, stage);
    run.finish_stage(stage, "upload");
    clock.advance(1s);
    run.finish();

    const auto all = records();
    BOOST_TEST(unfinished_of(all).empty());
    const auto named = only(all, [](const auto& one) { return one.ph == "M"; });
    BOOST_REQUIRE_EQUAL(named.size(), 2u);
    BOOST_TEST(*named[0].name == "process_name");
    BOOST_TEST(*named[0].args.name == "shot_010");
    const auto begun = only(all, [](const auto& one) { return one.ph == "B"; });
    BOOST_REQUIRE_EQUAL(begun.size(), 3u);
    BOOST_TEST(*begun[0].cat == "run");
    BOOST_TEST(*begun[1].name == "upload");
    BOOST_TEST(begun[1].ts == 5);
    BOOST_TEST(*begun[2].cat == "request");
    BOOST_TEST(begun[2].ts == 1505);
    BOOST_TEST(*begun[2].args.parent == stage);
    BOOST_TEST(begun[2].tid == 1u);
    const auto ends = only(all, [](const auto& one) { return one.ph == "E"; });
    BOOST_REQUIRE_EQUAL(ends.size(), 3u);
    BOOST_TEST(*ends[0].args.tries == 3u);
    BOOST_TEST(ends[0].ts == 8505);
    BOOST_TEST(ends[2].ts == 1008505);
    BOOST_TEST(*ends[2].args.outcome == "finished");
}

BOOST_FIXTURE_TEST_CASE(files_side_by_side_get_lanes_of_their_own_and_a_free_lane_is_used_again, traced) {
    told_run run(observe, "shot");
    run.start(1);
    const auto stage = run.start_stage("upload", 1, 1);
    const auto a = run.start_inner(kind::file_started, "/textures/a.tx", stage, 10);
    const auto b = run.start_inner(kind::file_started, "/textures/b.tx", stage, 20);
    run.start_inner(kind::request_started, "of_b", b);
    run.start_inner(kind::file_started, "/textures/c.tx", stage);
    run.tell(kind::file_finished, "upload", "/textures/a.tx", 0, 0, a, stage);
    run.start_inner(kind::file_started, "/textures/d.tx", stage);
    const auto all = records();
    auto lanes = lanes_of(all);
    BOOST_TEST(lanes["upload"].second == 1u);
    BOOST_TEST(lanes["a.tx"].second == 1u);
    BOOST_TEST(lanes["b.tx"].second == 2u);
    BOOST_TEST(lanes["of_b"].second == 2u);
    BOOST_TEST(lanes["c.tx"].second == 3u);
    BOOST_TEST(lanes["d.tx"].second == 1u);
    BOOST_TEST(unfinished_of(all).size() == 6u);
}

BOOST_FIXTURE_TEST_CASE(runs_of_one_name_at_once_are_two_processes_and_what_has_no_run_is_a_third, traced) {
    told_run one(observe, "shot"), other(observe, "shot");
    one.start(1);
    other.start(1);
    one.start_stage("check", 1, 1);
    other.start_stage("submit", 1, 1);
    observe(rb::event{.what = kind::request_started, .subject = "alone", .span = rb::next_span()});
    auto lanes = lanes_of(records());
    BOOST_TEST(lanes["check"].first != lanes["submit"].first);
    BOOST_TEST(lanes["alone"].first != lanes["check"].first);
    BOOST_TEST(lanes["alone"].first != lanes["submit"].first);
}

BOOST_FIXTURE_TEST_CASE(requests_of_no_run_share_one_process, traced) {
    for (int i = 0; i < 3; ++i) {
        const auto span = rb::next_span();
        observe(rb::event{.what = kind::request_started, .subject = "query", .span = span});
        observe(rb::event{.what = kind::request_finished, .subject = "query", .done = 1, .span = span});
    }
    std::set<std::uint64_t> processes;
    for (const auto& one : records()) processes.insert(one.pid);
    BOOST_TEST(processes.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(what_is_open_inside_ends_with_the_span_around_it, traced) {
    told_run run(observe, "shot");
    run.start(1);
    const auto stage = run.start_stage("watch", 1, 1);
    const auto request = run.start_inner(kind::request_started, "query", stage);
    run.tell(kind::stage_failed, "watch", "called off", 0, 0, stage, run.span());
    run.tell(kind::request_failed, "watch", "called off", 1, 0, request, stage);
    run.fail("called off");
    const auto all = records();
    BOOST_TEST(unfinished_of(all).empty());
    const auto ends = only(all, [](const auto& one) { return one.ph == "E"; });
    BOOST_REQUIRE_EQUAL(ends.size(), 3u);
    BOOST_TEST(*ends[0].args.outcome == "cut off");
    BOOST_TEST(*ends[1].args.outcome == "failed");
    BOOST_TEST(*ends[1].args.why == "called off");
}

BOOST_FIXTURE_TEST_CASE(new_tries_notes_and_warnings_are_instants_on_the_lane_of_their_span, traced) {
    told_run run(observe, "shot");
    run.start(1);
    const auto stage = run.start_stage("upload", 1, 1);
    run.start_inner(kind::file_started, "a", stage);
    const auto b = run.start_inner(kind::file_started, "b", stage);
    run.tell(kind::retried, "upload", "connection lost", 1, 0, 0, b);
    run.tell(kind::warned, "upload", "a file is missing", 0, 0, 0, stage);
    run.tell(kind::stage_restored, "check", "key-1", 0, 0, 0, run.span());
    const auto instants = only(records(), [](const auto& one) { return one.ph == "i"; });
    BOOST_REQUIRE_EQUAL(instants.size(), 3u);
    BOOST_TEST(*instants[0].name == "retried");
    BOOST_TEST(*instants[0].args.subject == "connection lost");
    BOOST_TEST(instants[0].tid == 2u);
    BOOST_TEST(*instants[0].s == "t");
    BOOST_TEST(*instants[1].name == "warned");
    BOOST_TEST(instants[1].tid == 1u);
    BOOST_TEST(*instants[2].name == "stage_restored");
}

BOOST_FIXTURE_TEST_CASE(amounts_are_counters_not_closer_than_the_pause_and_the_last_one_is_never_lost, traced) {
    told_run run(observe, "shot");
    run.start(1);
    const auto stage = run.start_stage("upload", 1, 1);
    for (std::uint64_t done = 1; done <= 1000; ++done) {
        clock.advance(100us);
        run.tell(kind::bytes_moved, "upload", {}, done, 5000, 0, stage);
    }
    run.tell(kind::frames_done, "upload", {}, 7, 9, 0, stage);
    run.tell(kind::bytes_moved, "check", {}, 1, 3, 0, stage);
    run.tell(kind::bytes_moved, "check", {}, 3, 3, 0, stage);
    BOOST_TEST(only(read_trace(file), [](const auto& one) { return one.name == "check bytes"; }).size() == 2u);
    run.finish_stage(stage, "upload");
    const auto written = read_trace(file);
    BOOST_TEST(written.back().ph == "E");
    BOOST_TEST(*written[written.size() - 2].args.done == 1000u);
    const auto all = records();
    const auto values = only(all, [](const auto& one) { return one.ph == "C" && one.name == "upload bytes"; });
    BOOST_TEST(values.size() >= 10u);
    BOOST_TEST(values.size() <= 12u);
    BOOST_TEST(*values.front().args.done == 1u);
    BOOST_TEST(*values.back().args.done == 1000u);
    BOOST_TEST(only(all, [](const auto& one) { return one.name == "upload frames"; }).size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(random_spans_side_by_side_nest_on_every_lane, traced) {
    std::mt19937 random(7);
    told_run run(observe, "shot");
    run.start(1);
    struct open_span {
        std::uint64_t span, parent;
    };
    std::vector<open_span> open = {{run.span(), 0}};
    for (int i = 0; i < 5000; ++i) {
        clock.advance(1us);
        const auto& chosen = open[random() % open.size()];
        if (random() % 2 || open.size() == 1) {
            open.push_back({run.start_inner(kind::file_started, "f" + std::to_string(i), chosen.span), chosen.span});
        } else if (chosen.span != run.span()) {
            const auto over = chosen;
            run.tell(kind::file_finished, "upload", "f", 0, 0, over.span, over.parent);
            std::erase_if(open, [&](const open_span& one) { return one.span == over.span; });
        }
    }
    const auto all = records();
    unfinished_of(all);
    BOOST_TEST(only(all, [](const auto& one) { return one.ph == "B"; }).size() > 2000u);
}

BOOST_FIXTURE_TEST_CASE(four_threads_with_a_run_each_leave_a_whole_trace, traced) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([mine = observe, t]() mutable {
            told_run run(mine, "shot_" + std::to_string(t));
            run.start(1);
            for (int i = 0; i < 200; ++i) {
                const auto stage = run.start_stage("stage_" + std::to_string(t), 1, 1);
                const auto moved = run.start_inner(kind::file_started, "file", stage);
                run.tell(kind::bytes_moved, "upload", {}, 1, 2, 0, stage);
                run.tell(kind::file_finished, "upload", "file", 0, 0, moved, stage);
                run.finish_stage(stage, "upload");
            }
            run.finish();
        });
    for (auto& one : threads) one.join();
    const auto all = records();
    BOOST_TEST(unfinished_of(all).empty());
    BOOST_TEST(only(all, [](const auto& one) { return one.ph == "B"; }).size() == 4u * 401);
    std::map<std::uint64_t, std::set<std::string>> stages;
    for (const auto& one : all)
        if (one.ph == "B" && one.cat == "stage") stages[one.pid].insert(*one.name);
    BOOST_TEST(stages.size() == 4u);
    for (const auto& [process, names] : stages) BOOST_TEST(names.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(hostile_texts_are_bounded_and_make_no_broken_json, traced) {
    const std::string bytes = "\x1b[2J\r\n\"}],\\\x80\xff\xc3 \x01" + std::string(1, '\0') + "tail";
    told_run run(observe, bytes);
    run.start(1);
    run.start_inner(kind::file_started, bytes, run.span());
    run.tell(kind::warned, bytes, std::string(1 << 20, 'x'), 0, 0, 0, run.span());
    run.tell(kind::bytes_moved, bytes, bytes, 1, 2, 0, run.span());
    run.tell(kind::noted, "stage", "https://me:hidden@host/x?signature=hidden&a=1", 0, 0, 0, run.span());
    run.tell(kind::bytes_moved, std::string(1 << 20, 's'), {}, 1, 2, 0, run.span());
    run.fail("\"password\": \"hidden\"");
    BOOST_TEST(!records().empty());
    BOOST_TEST(fs::file_size(file) < 8000u);
    BOOST_TEST(read_file(file).find("hidden") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_program_that_is_killed_leaves_a_trace_with_what_was_under_way) {
    scratch folder;
    const auto file = folder / "trace.json";
    child_process child([&]() -> std::string {
        auto observe = rb::trace_file::open(file).value();
        told_run run(observe, "shot");
        run.start(1);
        const auto stage = run.start_stage("upload", 1, 1);
        for (int i = 0;; ++i) {
            const auto span = run.start_inner(kind::file_started, "file", stage);
            run.tell(kind::file_finished, "upload", "file", 0, 0, span, stage);
            if (i == 300) ::kill(::getpid(), SIGKILL);
        }
    });
    BOOST_TEST(child.wait() == "killed by signal 9");
    BOOST_TEST(!read_file(file).ends_with("]\n"));
    const auto all = read_trace(file);
    BOOST_TEST((unfinished_of(all) == std::vector<std::string>{"shot", "upload"}));
    BOOST_TEST(only(all, [](const auto& one) { return one.ph == "E"; }).size() == 301u);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_made_is_a_failure_and_the_last_copy_closes_the_array) {
    const auto refused = rb::trace_file::open("/nowhere/at/all/trace.json");
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().code == rb::scene_errc::unwritable_file));

    scratch folder;
    const auto file = folder / "trace.json";
    {
        rb::any_observer kept;
        {
            auto observe = rb::trace_file::open(file).value();
            kept = observe;
        }
        kept(rb::event{.what = kind::noted, .subject = "once"});
    }
    BOOST_TEST(read_file(file).ends_with("\n]\n"));
    { auto empty = rb::trace_file::open(file).value(); }
    BOOST_TEST(read_trace(file).empty());
}

BOOST_AUTO_TEST_SUITE_END()
