// SPDX-License-Identifier: BSL-1.0
#include "small_terminal.hpp"

#include <renderbus/observe/progress.hpp>
#include <renderbus/observe/words.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>

#include <mutex>
#include <thread>

namespace {
using namespace observe_tests;

/// A progress without a terminal, that writes into a text.
struct plain {
    hand_clock clock;
    std::string text;
    int writes = 0;
    rb::progress observe{{.write =
                              [this](std::string_view more) {
                                  text += more;
                                  ++writes;
                              }},
                         {.now = clock.source()}};
};

/// A progress on a terminal of the test's own making.
struct on_terminal {
    hand_clock clock;
    small_terminal shown{100};
    int writes = 0;
    rb::screen::extent size{100, 10};
    std::optional<rb::progress> observe{std::in_place,
                                        rb::screen{.write =
                                                       [this](std::string_view more) {
                                                           shown.take(more);
                                                           ++writes;
                                                       },
                                                   .size = [this] { return size; }},
                                        rb::progress_options{.now = clock.source()}};
};

constexpr std::uint64_t mib = 1 << 20;
}  // namespace

BOOST_AUTO_TEST_SUITE(observe_progress)

BOOST_FIXTURE_TEST_CASE(without_a_terminal_stages_and_twentieths_are_plain_lines, plain) {
    told_run run(observe, "shot_010");
    run.start(2);
    const auto stage = run.start_stage("upload", 1, 2);
    for (std::uint64_t moved = 0; moved <= 1000; ++moved) {
        run.tell(kind::bytes_moved, "upload", {}, moved * mib, 1000 * mib, 0, stage);
        clock.advance(100ms);
    }
    run.finish_stage(stage, "upload");
    run.tell(kind::warned, "check", "a texture is missing", 0, 0, 0, run.span());
    run.start_inner(kind::request_started, "not shown", run.span());
    run.finish();
    BOOST_TEST(text.starts_with("shot_010: upload begins (1 of 2)\n"));
    BOOST_TEST(text.find("shot_010: upload   5 %  50.0 MiB of 0.98 GiB, 10.0 MiB/s, 1:35 left\n") != std::string::npos, text);
    BOOST_TEST(text.find("shot_010: upload 100 %  0.98 GiB of 0.98 GiB, 10.0 MiB/s\n") != std::string::npos, text);
    BOOST_TEST(text.ends_with("shot_010: warning: check: a texture is missing\nshot_010: the run is done in 1:40\n"), text);
    BOOST_TEST(writes == 1 + 20 + 2);
    BOOST_TEST(text.find('\x1b') == std::string::npos);
    BOOST_TEST(text.find('\r') == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(an_amount_without_an_end_is_a_plain_line_now_and_then, plain) {
    told_run run(observe, "shot");
    run.start(1);
    const auto stage = run.start_stage("download", 1, 1);
    for (int second = 1; second <= 95; ++second) {
        clock.advance(1s);
        run.tell(kind::bytes_moved, "download", {}, static_cast<std::uint64_t>(second) * mib, 0, 0, stage);
    }
    BOOST_TEST(writes == 1 + 3);
    BOOST_TEST(text.ends_with("shot: download 90.0 MiB, 1.00 MiB/s\n"), text);
}

BOOST_FIXTURE_TEST_CASE(on_a_terminal_each_active_run_has_one_line_that_is_redrawn_and_what_is_kept_scrolls_above, on_terminal) {
    told_run one(*observe, "shot_010"), other(*observe, "shot_020");
    one.start(6);
    const auto upload = one.start_stage("upload", 3, 6);
    other.start(6);
    const auto watch = other.start_stage("watch", 5, 6);
    for (std::uint64_t moved = 0; moved <= 500; ++moved) {
        one.tell(kind::bytes_moved, "upload", {}, moved * mib, 1000 * mib, 0, upload);
        other.tell(kind::frames_done, "watch", {}, moved / 50, 100, 0, watch);
        clock.advance(100ms);
    }
    auto lines = shown.lines();
    BOOST_REQUIRE_EQUAL(lines.size(), 2u);
    BOOST_TEST(lines[0] == "shot_010  upload 3/6  [############............]   50 %  500 MiB of 0.98 GiB, 10.0 MiB/s, 0:50 left");
    BOOST_TEST(lines[1].starts_with("shot_020  watch 5/6  [##") == true, lines[1]);
    BOOST_TEST(lines[1].find("9 of 100 frames, 10.8 frames/min, 8:25 left") != std::string::npos, lines[1]);

    one.tell(kind::retried, "upload", "connection lost", 2, 0, 0, upload);
    other.tell(kind::warned, "watch", "3 frames failed", 0, 0, 0, watch);
    lines = shown.lines();
    BOOST_REQUIRE_EQUAL(lines.size(), 4u);
    BOOST_TEST(lines[0] == "shot_010: upload: tried again (2): connection lost");
    BOOST_TEST(lines[1] == "shot_020: warning: watch: 3 frames failed");
    BOOST_TEST(lines[2].starts_with("shot_010  upload"));

    one.finish_stage(upload, "upload");
    one.finish();
    lines = shown.lines();
    BOOST_REQUIRE_EQUAL(lines.size(), 4u);
    BOOST_TEST(lines[2] == "shot_010: the run is done in 0:50");
    BOOST_TEST(lines[3].starts_with("shot_020  watch"));
    other.fail("stopped");
    lines = shown.lines();
    BOOST_REQUIRE_EQUAL(lines.size(), 4u);
    BOOST_TEST(lines[3] == "shot_020: the run failed: stopped");
    BOOST_TEST(shown.coloured == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_terminal_is_not_redrawn_more_often_than_the_pause, on_terminal) {
    told_run run(*observe, "shot");
    run.start(1);
    const auto stage = run.start_stage("upload", 1, 1);
    const int before = writes;
    for (std::uint64_t moved = 0; moved < 1000; ++moved) {
        clock.advance(1ms);
        run.tell(kind::bytes_moved, "upload", {}, moved, 1000, 0, stage);
    }
    BOOST_TEST(writes - before <= 10);
    BOOST_TEST(writes - before >= 9);
}

BOOST_FIXTURE_TEST_CASE(more_runs_than_rows_are_counted_and_narrow_terminals_are_not_wrapped, on_terminal) {
    std::vector<std::unique_ptr<told_run<rb::progress>>> runs;
    for (int i = 0; i < 30; ++i) {
        runs.push_back(std::make_unique<told_run<rb::progress>>(*observe, "a_shot_with_a_rather_long_name_" + std::to_string(i)));
        runs.back()->start(1);
        const auto stage = runs.back()->start_stage("upload", 1, 1);
        runs.back()->tell(kind::bytes_moved, "upload", {}, 1, 3, 0, stage);
    }
    BOOST_REQUIRE_EQUAL(shown.lines().size(), 8u);
    BOOST_TEST(shown.lines()[7] == "and 23 more");
    for (const unsigned columns : {1u, 2u, 5u, 17u, 40u, 60u, 80u}) {
        size.columns = columns;
        clock.advance(1s);
        runs[0]->tell(kind::bytes_moved, "upload", {}, 2, 3, 0, 0);
        for (const auto& line : shown.lines()) BOOST_TEST(rb::columns_of(line) < std::max(columns, 2u));
    }
    for (auto& run : runs) run->finish();
    BOOST_TEST(shown.lines().back().ends_with("the run is done in 0:07"));
    BOOST_TEST(shown.lines().size() == 30u);
}

BOOST_FIXTURE_TEST_CASE(hostile_names_never_reach_the_terminal, on_terminal) {
    const std::string hostile =
        "\x1b]0;title\x07\x1b[2J\r\n\x9b\xc2\x9b"
        "31m\xff\xe2\x80\xae"
        "reversed password=hidden";
    told_run run(*observe, hostile);
    run.start(1);
    const auto stage = run.start_stage(hostile, 1, 1);
    for (int what = 0; what <= static_cast<int>(kind::warned); ++what)
        if (rb::edge_of(static_cast<kind>(what)) != rb::span_edge::start) {
            clock.advance(1s);
            run.tell(static_cast<kind>(what), hostile, hostile, 1, 2, 0, stage);
        }
    run.tell(kind::warned, "stage", std::string(1 << 20, '\n'), 0, 0, 0, stage);
    std::string all;
    for (const auto& line : shown.lines()) all += line + '\n';
    BOOST_TEST(all.size() < 20000u);
    BOOST_TEST(all.find("hidden") == std::string::npos);
    BOOST_TEST(all.find("\xe2\x80\xae") == std::string::npos);
    BOOST_TEST(all.find("\xc2\x9b") == std::string::npos);
    BOOST_TEST(all.find("reversed") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_run_that_names_no_spans_is_shown_by_its_stages, on_terminal) {
    (*observe)(rb::event{.what = kind::stage_started, .stage = "check", .done = 2, .total = 6});
    (*observe)(rb::event{.what = kind::bytes_moved, .stage = "check", .done = 1, .total = 2});
    BOOST_REQUIRE_EQUAL(shown.lines().size(), 1u);
    BOOST_TEST(shown.lines()[0].starts_with("run  check 2/6"));
    (*observe)(rb::event{.what = kind::stage_finished, .stage = "check"});
    BOOST_TEST(shown.lines().empty());
}

BOOST_AUTO_TEST_CASE(four_runs_at_once_write_whole_pieces) {
    std::mutex guard;
    std::string text;
    const rb::progress observe({.write = [&](std::string_view more) {
        const std::lock_guard lock(guard);
        text += more;
    }});
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([observe, t] {
            told_run run(observe, "shot_" + std::to_string(t));
            run.start(1);
            const auto stage = run.start_stage("upload", 1, 1);
            for (std::uint64_t i = 0; i <= 1000; ++i) run.tell(kind::bytes_moved, "upload", {}, i, 1000, 0, stage);
            run.finish_stage(stage, "upload");
            run.finish();
        });
    for (auto& one : threads) one.join();
    std::map<std::string, int> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) ++lines[line.substr(0, 7)];
    BOOST_TEST(lines.size() == 4u);
    for (const auto& [run, count] : lines) BOOST_TEST(count == 22);
}

BOOST_AUTO_TEST_CASE(a_full_disk_and_a_screen_that_throws_do_no_harm) {
    {
        const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
        const rb::progress observe(rb::screen_of(full));
        BOOST_CHECK_NO_THROW(observe(rb::event{.what = kind::noted, .subject = "note"}));
        ::close(full);
    }
    const rb::progress observe({.write = [](std::string_view) { throw std::runtime_error("broken"); }});
    BOOST_CHECK_NO_THROW(observe(rb::event{.what = kind::noted, .subject = "note"}));
}

BOOST_AUTO_TEST_SUITE_END()
