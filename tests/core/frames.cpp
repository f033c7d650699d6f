// SPDX-License-Identifier: BSL-1.0
#include <renderbus/frames.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace rb = renderbus;
using namespace renderbus::literals;

namespace {

std::vector<std::int32_t> visited(const rb::frame_list& frames) { return {frames.begin(), frames.end()}; }

std::string column_of(std::string_view text) {
    const auto frames = rb::frame_list::parse(text);
    BOOST_REQUIRE(!frames);
    BOOST_TEST(frames.error().code == rb::data_errc::invalid_value);
    const auto& place = frames.error().place;
    return place.substr(place.rfind(' ') + 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(frames)

BOOST_AUTO_TEST_CASE(a_range_names_its_frames_by_its_step) {
    const auto frames = rb::frame_list::parse("1-10[3]").value();
    BOOST_TEST(visited(frames) == (std::vector<std::int32_t>{1, 4, 7, 10}), boost::test_tools::per_element());
    BOOST_TEST(frames.count() == 4u);
    BOOST_TEST(frames.contains(7));
    BOOST_TEST(!frames.contains(8));
    BOOST_TEST(!frames.contains(13));
}

BOOST_AUTO_TEST_CASE(a_step_that_misses_the_end_stops_before_it) {
    BOOST_TEST(visited("1-10[4]"_frames) == (std::vector<std::int32_t>{1, 5, 9}), boost::test_tools::per_element());
    BOOST_TEST("1-10[4]"_frames.count() == 3u);
    BOOST_TEST(!"1-10[4]"_frames.contains(10));
}

BOOST_AUTO_TEST_CASE(a_single_number_is_one_frame) {
    BOOST_TEST(visited("6"_frames) == (std::vector<std::int32_t>{6}), boost::test_tools::per_element());
    BOOST_TEST(to_string("6"_frames) == "6");
    BOOST_TEST(to_string("6-6[1]"_frames) == "6");
}

BOOST_AUTO_TEST_CASE(a_range_without_a_step_takes_every_frame) { BOOST_TEST(to_string("3-5"_frames) == "3-5[1]"); }

BOOST_AUTO_TEST_CASE(lists_keep_their_order_and_count_repeats) {
    const auto frames = "20,1-3[1],2"_frames;
    BOOST_TEST(visited(frames) == (std::vector<std::int32_t>{20, 1, 2, 3, 2}), boost::test_tools::per_element());
    BOOST_TEST(frames.count() == 5u);
    BOOST_TEST(to_string(frames) == "20,1-3[1],2");
}

BOOST_AUTO_TEST_CASE(negative_frames_are_frames) {
    BOOST_TEST(visited("-5--1[2],-9,-1-1[1]"_frames) == (std::vector<std::int32_t>{-5, -3, -1, -9, -1, 0, 1}),
               boost::test_tools::per_element());
    BOOST_TEST(to_string("-5--1[2]"_frames) == "-5--1[2]");
}

BOOST_AUTO_TEST_CASE(text_and_list_go_there_and_back) {
    for (const char* text : {"1", "1-10[1]", "1-10[1],20", "-3--1[1],5,7-9[2]", "0", "-99999999-99999999[99999999]"})
        BOOST_TEST(to_string(rb::frame_list::parse(text).value()) == text);
}

BOOST_AUTO_TEST_CASE(literal_and_parser_agree) {
    BOOST_TEST(("1-10[1],20"_frames == rb::frame_list::parse("1-10[1],20").value()));
}

BOOST_AUTO_TEST_CASE(a_wrong_text_is_refused_with_its_column) {
    const std::pair<const char*, const char*> wrong[] = {{"", "1"},          {"a", "1"},
                                                         {"1-", "3"},        {"1-10[", "6"},
                                                         {"1-10[]", "6"},    {"1-10[0]", "6"},
                                                         {"1-10[-1]", "6"},  {"1-10[1", "7"},
                                                         {"1-10[1]x", "8"},  {"1,", "3"},
                                                         {",1", "1"},        {"1,,2", "3"},
                                                         {"5-1", "3"},       {"1 - 5", "2"},
                                                         {" 1", "1"},        {"--1", "2"},
                                                         {"1-5[2][3]", "7"}, {"1.5", "2"},
                                                         {"100000000", "1"}, {"1-100000000", "3"},
                                                         {"+1", "1"},        {"1-5[99999999999999999999]", "5"},
                                                         {"0x10", "2"}};
    for (const auto& [text, column] : wrong) BOOST_TEST_CONTEXT("frames \"" << text << '"') BOOST_TEST(column_of(text) == column);
}

BOOST_AUTO_TEST_CASE(more_ranges_than_the_limit_are_refused) {
    std::string text = "1";
    for (std::size_t i = 1; i < rb::frame_range_limit; ++i) text += ",1";
    BOOST_TEST(rb::frame_list::parse(text).has_value());
    BOOST_TEST(!rb::frame_list::parse(text + ",1").has_value());
    BOOST_TEST(!rb::frame_list::of(std::vector<rb::frame_range>(rb::frame_range_limit + 1)).has_value());
}

BOOST_AUTO_TEST_CASE(the_largest_list_is_counted_without_overflow) {
    const rb::frame_range widest{-rb::frame_number_limit, rb::frame_number_limit, 1};
    const auto frames = rb::frame_list::of(std::vector<rb::frame_range>(rb::frame_range_limit, widest)).value();
    BOOST_TEST(frames.count() == 199'999'999ull * rb::frame_range_limit);
    BOOST_TEST(*frames.begin() == -rb::frame_number_limit);
}

BOOST_AUTO_TEST_CASE(a_list_is_made_of_valid_ranges_only) {
    const rb::frame_range wrong[] = {
        {5, 1, 1}, {1, 5, 0}, {1, 5, -1}, {1, rb::frame_number_limit + 1, 1}, {-rb::frame_number_limit - 1, 0, 1}};
    for (const auto& one : wrong) BOOST_TEST(!rb::frame_list::of({one}).has_value());
    BOOST_TEST(rb::frame_list::of({{1, 5, 2}}).value().count() == 3u);
    BOOST_TEST(rb::frame_list::of({}).value().empty());
}

BOOST_AUTO_TEST_CASE(an_empty_list_has_nothing_to_visit) {
    const rb::frame_list none;
    BOOST_TEST((none.begin() == none.end()));
    BOOST_TEST(none.count() == 0u);
    BOOST_TEST(to_string(none).empty());
}

BOOST_AUTO_TEST_CASE(normalised_is_ascending_each_once_in_few_ranges) {
    const std::pair<const char*, const char*> cases[] = {
        {"5,1-3,2", "1-3[1],5"}, {"3,2,1", "1-3[1]"}, {"1-9[2],2-10[2]", "1-10[1]"},
        {"1,5", "1,5"},          {"1,5,9", "1-9[4]"}, {"7", "7"},
        {"-3--1,0", "-3-0[1]"},  {"1-10[20]", "1"},   {"-99999999,99999999", "-99999999,99999999"}};
    for (const auto& [text, wanted] : cases)
        BOOST_TEST_CONTEXT(text) BOOST_TEST(to_string(normalised(rb::frame_list::parse(text).value()).value()) == wanted);
    BOOST_TEST(normalised(rb::frame_list()).value().empty());
}

BOOST_AUTO_TEST_CASE(more_frames_than_can_be_put_in_order_are_refused) {
    const auto many = normalised("1-99999999"_frames);
    BOOST_REQUIRE(!many);
    BOOST_TEST(many.error().code == rb::data_errc::too_large);
}

BOOST_AUTO_TEST_CASE(an_intersection_has_the_frames_of_both) {
    const std::pair<std::pair<const char*, const char*>, const char*> cases[] = {
        {{"1-10", "5-20"}, "5-10[1]"},
        {{"1-100[3]", "1-100[5]"}, "1-91[15]"},
        {{"2-20[2]", "1-19[2]"}, ""},
        {{"1-5", "6-9"}, ""},
        {{"1,2,3", "3,1"}, "1,3"},
        {{"-10-10[6]", "-10-10[4]"}, "-10,2"},
        {{"10-1000[7]", "24"}, "24"},
        {{"1-99999999", "3,4"}, "3-4[1]"},
        {{"1-4,2-5", "2-3"}, "2-3[1]"},
        {{"-99999999-99999999[99999998]", "-99999999-99999999[2]"}, "-99999999-99999997[99999998]"}};
    for (const auto& [both, wanted] : cases) BOOST_TEST_CONTEXT(both.first << " and " << both.second) {
            const auto a = rb::frame_list::parse(both.first).value(), b = rb::frame_list::parse(both.second).value();
            BOOST_TEST(to_string(intersection(a, b).value()) == wanted);
            BOOST_TEST(to_string(intersection(b, a).value()) == wanted);
        }
}

BOOST_AUTO_TEST_CASE(an_intersection_is_what_visiting_every_frame_finds) {
    std::uint32_t state = 7;
    const auto random = [&](std::int32_t below) {
        state = state * 1664525u + 1013904223u;
        return static_cast<std::int32_t>((state >> 8) % static_cast<std::uint32_t>(below));
    };
    for (int turn = 0; turn < 2000; ++turn) {
        std::vector<rb::frame_range> ranges[2];
        for (auto& list : ranges)
            for (int i = random(3); i >= 0; --i) {
                const auto first = random(60) - 30;
                list.push_back({first, first + random(60), 1 + random(12)});
            }
        const auto a = rb::frame_list::of(ranges[0]).value(), b = rb::frame_list::of(ranges[1]).value();
        std::vector<std::int32_t> wanted;
        for (std::int32_t frame = -40; frame <= 100; ++frame)
            if (a.contains(frame) && b.contains(frame)) wanted.push_back(frame);
        BOOST_TEST_CONTEXT(to_string(a) << " and " << to_string(b))
        BOOST_TEST(visited(intersection(a, b).value()) == wanted, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_step_that_no_list_may_have_still_gives_both_frames) {
    const auto a = rb::frame_list::of({{-99'999'999, 99'999'999, 50'000'001}}).value();
    const auto b = rb::frame_list::of({{-99'999'999, 99'999'999, 3}}).value();
    BOOST_TEST(visited(intersection(a, b).value()) == (std::vector<std::int32_t>{-99'999'999, -49'999'998, 3, 50'000'004}),
               boost::test_tools::per_element());
    const auto c = rb::frame_list::of({{-75'000'000, 75'000'000, 75'000'000}}).value();
    const auto d = rb::frame_list::of({{-75'000'000, 75'000'000, 50'000'000}}).value();
    BOOST_TEST(visited(intersection(c, d).value()) == (std::vector<std::int32_t>{-75'000'000, 75'000'000}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(frames_to_render_first_go_there_and_back) {
    const auto first = "101:1,3-4[1]"_pre_frames;
    BOOST_TEST((first.first && !first.middle && first.last));
    BOOST_TEST((first.frames == "1,3-4"_frames));
    for (const char* text : {"000", "111", "000:1,3-4[1]", "010:-5--1[2]"})
        BOOST_TEST(to_string(rb::pre_frames::parse(text).value()) == text);
    const std::pair<const char*, const char*> wrong[] = {{"", "1"},     {"00", "3"},  {"002", "3"},   {"0000", "4"},
                                                         {"000:", "5"}, {"x00", "1"}, {"000:a", "5"}, {"000,1", "4"}};
    for (const auto& [text, column] : wrong) BOOST_TEST_CONTEXT('"' << text << '"') {
            const auto parsed = rb::pre_frames::parse(text);
            BOOST_REQUIRE(!parsed);
            BOOST_TEST(parsed.error().code == rb::data_errc::invalid_value);
            BOOST_TEST(parsed.error().place.ends_with("column " + std::string(column)));
        }
}

BOOST_AUTO_TEST_SUITE_END()
