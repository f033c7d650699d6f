// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace calls_test;

namespace {

namespace query = rb::api::query;

/// A task of frames 1 to 5, of which frame 3 is in two tiles; two to a page, whatever is asked for.
said task_of_five(const scripted_farm::call& call) {
    static const std::vector<std::pair<std::string, std::string>> frames{{"1", "1"},   {"2", "1"}, {"3-1", "1"},
                                                                         {"3-2", "2"}, {"4", "1"}, {"5", "1"}};
    if (call.path != query::task_frames::at.generation_2 && call.path != query::task_frames::at.generation_1) return "null";
    query::task_frames::reply page;
    page.page_count = 3;
    page.items.items();
    const auto asked = read<query::task_frames>(call);
    for (auto i = 2 * (asked.page_num - 1); i < 2 * asked.page_num && i < 6; ++i) {
        query::frame one;
        one.id = 100 + i;
        one.frame_index = frames[static_cast<std::size_t>(i)].first;
        one.frame_block = frames[static_cast<std::size_t>(i)].second;
        page.items.push_back(std::move(one));
    }
    return rb::to_json(page);
}

std::vector<std::int64_t> ids_of(const std::vector<query::frame>& frames) {
    std::vector<std::int64_t> ids;
    for (const auto& one : frames) ids.push_back(one.id);
    return ids;
}

using numbers = std::vector<std::int64_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(frames_of_a_task)

BOOST_AUTO_TEST_CASE(are_read_page_after_page) {
    scripted_farm farm{task_of_five, {}};
    auto client = client_to(farm);
    BOOST_TEST((ids_of(client.send(rb::calls::all_frames{7})) == numbers{100, 101, 102, 103, 104, 105}));
    BOOST_TEST(farm.asked.size() == 3u);
    BOOST_TEST(read<query::task_frames>(farm.asked[0]).task_id == 7);
}

/// Two frames to a page, by their numbers; `count` pages are told.
scripted_farm frames_on_pages(std::vector<std::vector<std::int64_t>> pages, std::string count, bool repeats_last = false) {
    return {[=](const scripted_farm::call& call) -> said {
                auto number = static_cast<std::size_t>(read<query::task_frames>(call).page_num) - 1;
                if (repeats_last) number = std::min(number, pages.size() - 1);
                std::string items;
                if (number < pages.size())
                    for (const auto id : pages[number])
                        items += (items.empty() ? "" : ",") + (R"({"id":)" + std::to_string(id) + "}");
                return R"({"pageCount":)" + count + R"(,"items":[)" + items + "]}";
            },
            {}};
}

BOOST_AUTO_TEST_CASE(that_come_again_on_a_later_page_are_given_once) {
    for (const char* count : {"3", "null"}) {
        auto farm = frames_on_pages({{1, 2}, {2, 3}, {4}}, count);
        BOOST_TEST((ids_of(client_to(farm).send(rb::calls::all_frames{7})) == numbers{1, 2, 3, 4}));
    }
}

BOOST_AUTO_TEST_CASE(of_a_farm_that_repeats_a_page_come_to_an_end) {
    auto silent = frames_on_pages({{1, 2}, {3, 4}}, "null", true);
    BOOST_TEST((ids_of(client_to(silent).send(rb::calls::all_frames{7})) == numbers{1, 2, 3, 4}));
    BOOST_TEST(silent.asked.size() == 3u);
    auto boasting = frames_on_pages({{1, 2}, {3, 4}}, "1000000", true);
    BOOST_TEST((ids_of(client_to(boasting).send(rb::calls::all_frames{7})) == numbers{1, 2, 3, 4}));
    BOOST_TEST(boasting.asked.size() == 18u);
    // Items without a number of their own.
    scripted_farm records{[](const auto&) { return said(R"({"items":[{"userName":"me","details":"x"}]})"); }, {}};
    auto client = client_to(records);
    std::size_t listed = 0;
    for (const auto& one : rb::listed(client, rb::api::user::task_record{})) listed += one.details == "x";
    BOOST_TEST(listed == 1u);
    BOOST_TEST(records.asked.size() == 2u);
}

BOOST_AUTO_TEST_CASE(from_a_later_page_on_end_with_the_last) {
    auto farm = frames_on_pages({{1, 2}, {3, 4}, {5}}, "3");
    auto client = client_to(farm);
    numbers seen;
    for (const auto& one : rb::listed(client, query::task_frames{.task_id = 7, .page_num = 3})) seen.push_back(one.id);
    BOOST_TEST((seen == numbers{5}));
    BOOST_TEST(farm.asked.size() == 1u);
}

BOOST_AUTO_TEST_CASE(as_a_range_are_asked_for_no_earlier_than_needed) {
    scripted_farm farm{task_of_five, {}};
    auto client = client_to(farm);
    auto frames = rb::listed(client, query::task_frames{.task_id = 7});
    BOOST_TEST(farm.asked.empty());
    numbers seen;
    for (const auto& one : frames) {
        seen.push_back(one.id);
        BOOST_TEST(farm.asked.size() == (seen.size() + 1) / 2);
        if (seen.size() == 3) break;
    }
    BOOST_TEST((seen == numbers{100, 101, 102}));
    static_assert(std::input_iterator<decltype(frames.begin())>);

    seen.clear();
    for (const auto& one : rb::listed(client, query::task_frames{.task_id = 7})) seen.push_back(one.id);
    BOOST_TEST(seen.size() == 6u);
}

BOOST_AUTO_TEST_CASE(end_with_an_empty_page_where_no_count_is_told) {
    scripted_farm farm{[](const scripted_farm::call& call) -> said {
                           const auto page = read<query::task_frames>(call).page_num;
                           return page <= 2 ? R"({"items":[{"id":)" + std::to_string(page) + "}]}" : R"({"items":[]})";
                       },
                       {}};
    auto client = client_to(farm);
    BOOST_TEST(client.send(rb::calls::all_frames{7}).size() == 2u);
    BOOST_TEST(farm.asked.size() == 3u);
    std::size_t seen = 0;
    for (const auto& one : rb::listed(client, query::task_frames{.task_id = 7})) seen += one.id > 0;
    BOOST_TEST(seen == 2u);
}

BOOST_AUTO_TEST_CASE(of_a_task_without_any_are_none) {
    scripted_farm farm{[](const auto&) -> said { return R"({"items":null})"; }, {}};
    auto client = client_to(farm);
    BOOST_TEST(client.send(rb::calls::all_frames{7}).empty());
    auto none = rb::listed(client, query::task_frames{.task_id = 7});
    BOOST_TEST((none.begin() == none.end()));
}

BOOST_AUTO_TEST_CASE(are_found_by_their_numbers) {
    scripted_farm farm{task_of_five, {}};
    auto client = client_to(farm);
    const auto found = [&](rb::list<std::string> which) { return ids_of(client.send(rb::calls::frames_by_number{7, which})); };
    BOOST_TEST((found({"2"}) == numbers{101}));
    BOOST_TEST((found({"2", "4-5[1]"}) == numbers{101, 104, 105}));
    BOOST_TEST((found({"3"}) == numbers{102, 103}));
    BOOST_TEST((found({"1-5[2]", "1"}) == numbers{100, 102, 103, 105}));
    BOOST_TEST((found({"1,5"}) == numbers{100, 105}));
    BOOST_TEST(found({}).empty());
}

BOOST_AUTO_TEST_CASE(that_the_task_lacks_are_named) {
    scripted_farm farm{task_of_five, {}};
    auto client = client_to(farm);
    const auto lacking = failure_of([&] { client.send(rb::calls::restart_frames{7, {"2", "4-9[1]"}}); });
    BOOST_TEST(lacking.message() == "task 7: of the frames 4-9[1] the task has 2; ask for frames that it has");
    for (const auto& call : farm.asked) BOOST_TEST(call.path == query::task_frames::at.generation_2);
    const auto wrong = failure_of([&] { client.send(rb::calls::frames_by_number{7, {"4-"}}); });
    BOOST_TEST((wrong.code == rb::data_errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(are_restarted_and_stopped_by_their_numbers) {
    scripted_farm farm{task_of_five, {}};
    auto client = client_to(farm);
    BOOST_TEST((ids_of(client.send(rb::calls::restart_frames{7, {"2", "3"}})) == numbers{101, 102, 103}));
    BOOST_TEST(farm.asked.back().path == query::restart_frame::at.generation_2);
    BOOST_TEST(farm.asked.back().body == R"({"taskId":7,"selectAll":0,"ids":[101,102,103]})");
    client.send(rb::calls::stop_frames{7, {"5"}});
    BOOST_TEST(farm.asked.back().path == query::stop_frame::at.generation_2);
    BOOST_TEST(farm.asked.back().body == R"({"taskId":7,"selectAll":0,"ids":[105]})");

    scripted_farm old_farm{task_of_five, {}};
    auto old_client = client_to<rb::generation_1>(old_farm);
    old_client.send(rb::calls::restart_frames{7, {"1"}});
    BOOST_TEST(old_farm.asked.back().path == query::restart_frame_v1::at.generation_1);
    BOOST_TEST(old_farm.asked.back().body == R"({"taskIds":7,"selectAll":0,"ids":[100]})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_log_of_a_frame)

namespace {

/// A log that grows: two lines to a page.
struct growing_log {
    std::vector<std::string> lines;
    said operator()(const scripted_farm::call& call) const {
        const auto asked = read<query::render_log>(call);
        BOOST_TEST(*asked.id == 12);
        query::render_log::reply page;
        page.page_num = asked.page_num;
        page.page_count = static_cast<std::int64_t>((lines.size() + 1) / 2);
        page.items.items();
        for (auto i = 2 * asked.page_num; i < 2 * asked.page_num + 2 && i < static_cast<std::int64_t>(lines.size()); ++i)
            page.items.push_back(lines[static_cast<std::size_t>(i)]);
        return rb::to_json(page);
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(is_followed_from_where_it_was_read_to) {
    auto log = std::make_shared<growing_log>();
    scripted_farm farm{[log](const auto& call) { return (*log)(call); }, {}};
    auto client = client_to(farm);
    rb::calls::log_position from;
    std::vector<std::string> read_so_far;
    for (int length : {0, 1, 2, 3, 3, 7, 8, 8, 9}) {
        while (static_cast<int>(log->lines.size()) < length) log->lines.push_back("line " + std::to_string(log->lines.size()));
        auto reply = client.send(rb::calls::log_lines{12, from});
        for (auto& line : reply.lines) read_so_far.push_back(std::move(line));
        from = reply.next;
        BOOST_TEST(read_so_far == log->lines, boost::test_tools::per_element());
    }
    std::vector<std::string> listed;
    for (const auto& line : rb::listed(client, query::render_log{.id = 12})) listed.push_back(line);
    BOOST_TEST(listed == log->lines, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(is_followed_through_an_empty_page) {
    const std::vector<std::string> pages{R"(["a","b"])", "[]", "[]", R"(["c"])"};
    for (const std::string count : {"4", "null"}) {
        scripted_farm farm{[&](const auto& call) -> said {
                               const auto page = static_cast<std::size_t>(read<query::render_log>(call).page_num);
                               return R"({"pageCount":)" + count + R"(,"items":)" + (page < 4 ? pages[page] : "[]") + "}";
                           },
                           {}};
        auto client = client_to(farm);
        std::vector<std::string> listed;
        for (const auto& line : rb::listed(client, query::render_log{.id = 12})) listed.push_back(line);
        const auto read = client.send(rb::calls::log_lines{12});
        const auto expected = count == "4" ? std::vector<std::string>{"a", "b", "c"} : std::vector<std::string>{"a", "b"};
        BOOST_TEST(listed == expected, boost::test_tools::per_element());
        BOOST_TEST(read.lines == expected, boost::test_tools::per_element());
        // Where nobody says how long the log is, what comes to its last page later is not missed.
        BOOST_TEST((read.next == (count == "4" ? rb::calls::log_position{3, 1} : rb::calls::log_position{0, 2})));
    }
}

BOOST_AUTO_TEST_CASE(is_read_anew_where_the_frame_was_rendered_again) {
    auto log = std::make_shared<growing_log>();
    log->lines = {"a", "b", "c", "d", "e"};
    scripted_farm farm{[log](const auto& call) { return (*log)(call); }, {}};
    auto client = client_to(farm);
    const auto first = client.send(rb::calls::log_lines{12});
    BOOST_TEST(!first.begins_anew);
    BOOST_TEST((first.next == rb::calls::log_position{2, 1}));
    log->lines = {"A", "B", "C"};
    const auto again = client.send(rb::calls::log_lines{12, first.next});
    BOOST_TEST(again.begins_anew);
    BOOST_TEST(again.lines == log->lines, boost::test_tools::per_element());
    BOOST_TEST((again.next == rb::calls::log_position{1, 1}));
    log->lines.clear();
    const auto none = client.send(rb::calls::log_lines{12, again.next});
    BOOST_TEST((none.begins_anew && none.lines.empty() && none.next == rb::calls::log_position{}));
}

BOOST_AUTO_TEST_SUITE_END()
