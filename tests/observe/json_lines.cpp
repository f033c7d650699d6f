// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/observe/json_lines.hpp>
#include <renderbus/observe/several.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <sstream>
#include <thread>

namespace {
using namespace observe_tests;

rb::json_lines_options at_a_fixed_time() {
    return {.now = [] { return std::chrono::system_clock::time_point(std::chrono::milliseconds(1769903999007)); }};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(observe_json_lines)

BOOST_AUTO_TEST_CASE(an_event_is_one_line_without_what_is_empty) {
    std::ostringstream out;
    const rb::json_lines observe(out, at_a_fixed_time());
    observe(rb::event{
        .what = kind::stage_started, .stage = "upload", .done = 3, .total = 6, .span = 12, .parent = 11, .run = "shot"});
    observe(rb::event{.what = kind::noted, .subject = "two\nlines"});
    BOOST_TEST(
        out.str() ==
        "{\"time\":\"2026-01-31T23:59:59.007Z\",\"kind\":\"stage_started\",\"run\":\"shot\",\"stage\":\"upload\",\"done\":3,"
        "\"total\":6,\"span\":12,\"parent\":11}\n"
        "{\"time\":\"2026-01-31T23:59:59.007Z\",\"kind\":\"noted\",\"subject\":\"two\\nlines\"}\n");
}

BOOST_AUTO_TEST_CASE(every_kind_has_a_word_of_its_own) {
    std::ostringstream out;
    const rb::json_lines observe(out);
    std::map<std::string, int> words;
    for (int i = 0; i <= static_cast<int>(kind::warned); ++i) observe(rb::event{.what = static_cast<kind>(i)});
    for (const auto& line : lines_of(out.str())) ++words[rb::from_json<rb::event_line>(line).value().kind];
    BOOST_TEST(words.size() == static_cast<std::size_t>(kind::warned) + 1);
    BOOST_TEST(!words.contains("unknown"));
}

BOOST_AUTO_TEST_CASE(hostile_texts_stay_on_one_line_and_are_bounded_and_secrets_are_blanked_out) {
    std::ostringstream out;
    const rb::json_lines observe(out);
    observe(rb::event{.what = kind::warned, .subject = "\x1b]0;x\x07\xff\xfe\n{\"a\":", .run = "\n\r\xc0"});
    observe(rb::event{.what = kind::warned, .subject = std::string(1 << 20, '\x01')});
    observe(rb::event{.what = kind::warned, .subject = "raySyncUserKey=hidden", .run = "http://a:hidden@b/"});
    const auto lines = lines_of(out.str());
    BOOST_REQUIRE_EQUAL(lines.size(), 3u);
    for (const auto& line : lines) BOOST_TEST(rb::from_json<rb::event_line>(line).has_value());
    BOOST_TEST(lines[1].size() < 30000u);
    BOOST_TEST(out.str().find("hidden") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_is_appended_to_and_what_another_left_cut_off_stays_on_its_own_line) {
    scratch folder;
    const auto file = folder / "events.jsonl";
    { rb::json_lines::open(file, at_a_fixed_time()).value()(rb::event{.what = kind::noted, .subject = "first"}); }
    std::ofstream(file, std::ios::app) << "{\"time\":\"2026";
    { rb::json_lines::open(file, at_a_fixed_time()).value()(rb::event{.what = kind::noted, .subject = "second"}); }
    const auto lines = lines_of(read_file(file));
    BOOST_REQUIRE_EQUAL(lines.size(), 3u);
    BOOST_TEST(*rb::from_json<rb::event_line>(lines[0]).value().subject == "first");
    BOOST_TEST(lines[1] == "{\"time\":\"2026");
    BOOST_TEST(*rb::from_json<rb::event_line>(lines[2]).value().subject == "second");
    BOOST_TEST(!rb::json_lines::open("/nowhere/at/all").has_value());
}

BOOST_AUTO_TEST_CASE(two_programs_of_four_threads_write_whole_lines_into_one_file) {
    scratch folder;
    const auto file = folder / "events.jsonl";
    const auto write = [&]() -> std::string {
        const auto observe = rb::json_lines::open(file).value();
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([observe] {
                for (std::uint64_t i = 1; i <= 250; ++i) observe(rb::event{.what = kind::bytes_moved, .done = i});
            });
        for (auto& one : threads) one.join();
        return "";
    };
    child_process one(write), other(write);
    BOOST_TEST(one.wait() == "");
    BOOST_TEST(other.wait() == "");
    const auto lines = lines_of(read_file(file));
    BOOST_TEST(lines.size() == 2000u);
    for (const auto& line : lines) BOOST_REQUIRE(rb::from_json<rb::event_line>(line).has_value());
}

BOOST_AUTO_TEST_CASE(four_threads_write_whole_lines_into_one_stream) {
    std::ostringstream out;
    const rb::json_lines observe(out);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([observe] {
            for (std::uint64_t i = 1; i <= 2000; ++i) observe(rb::event{.what = kind::bytes_moved, .done = i});
        });
    for (auto& one : threads) one.join();
    const auto lines = lines_of(out.str());
    BOOST_TEST(lines.size() == 8000u);
    for (const auto& line : lines) BOOST_REQUIRE(rb::from_json<rb::event_line>(line).has_value());
}

BOOST_AUTO_TEST_CASE(a_full_disk_and_a_broken_stream_throw_nothing) {
    const auto observe = rb::json_lines::open("/dev/full").value();
    BOOST_TEST(observe.all_written().has_value());
    observe(rb::event{.what = kind::noted});
    BOOST_TEST(!observe.all_written().has_value());

    std::ofstream nowhere("/nowhere/at/all");
    nowhere.exceptions(std::ios::goodbit);
    const rb::json_lines to_nowhere(nowhere);
    to_nowhere(rb::event{.what = kind::noted});
    nowhere.clear();
    nowhere.exceptions(std::ios::badbit);
    BOOST_CHECK_NO_THROW(to_nowhere(rb::event{.what = kind::noted}));
}

BOOST_AUTO_TEST_CASE(several_are_told_all_one_after_another) {
    std::ostringstream first, second;
    int third = 0;
    rb::any_observer all = rb::several(rb::json_lines(first, at_a_fixed_time()), rb::json_lines(second, at_a_fixed_time()),
                                       [&third](const rb::event& told) { third += static_cast<int>(told.done); });
    const rb::any_observer copy = all;
    all(rb::event{.what = kind::frames_done, .done = 3});
    copy(rb::event{.what = kind::frames_done, .done = 4});
    BOOST_TEST(lines_of(first.str()).size() == 2u);
    BOOST_TEST(first.str() == second.str());
    BOOST_TEST(third == 7);
}

BOOST_AUTO_TEST_SUITE_END()
