// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

using namespace farm_tests;

namespace {

using task_list = rb::api::query::task_list;

std::vector<std::int64_t> ids_of(const task_list::reply& page) {
    std::vector<std::int64_t> ids;
    for (const auto& one : page.items) ids.push_back(one.id);
    return ids;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_list_of_tasks)

BOOST_FIXTURE_TEST_CASE(has_the_users_own_tasks_the_newest_first_page_by_page, fixture) {
    const auto none = artist.send(task_list{}).value();
    BOOST_TEST(none.total.value() == 0);
    BOOST_TEST((none.items.is_set() && none.items.empty()));
    auto made = artist.send(rb::api::task::create{.count = 7}).value().task_id_list;
    other.create();
    std::reverse(made.begin(), made.end());
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto all = artist.send(task_list{}).value();
        BOOST_TEST(ids_of(all) == made, boost::test_tools::per_element());
        BOOST_TEST(all.total.value() == 7);
        BOOST_TEST(all.page_count.value() == 1);
        const auto third = artist.send(task_list{.page_num = 3, .page_size = 3}).value();
        BOOST_TEST(ids_of(third) == std::vector<std::int64_t>{made[6]}, boost::test_tools::per_element());
        BOOST_TEST(third.page_count.value() == 3);
        BOOST_TEST(third.size.value() == 3);
        BOOST_TEST(artist.send(task_list{.page_num = 4, .page_size = 3}).value().items.empty());
    }
    BOOST_TEST(other.send(task_list{}).value().total.value() == 1);
}

BOOST_FIXTURE_TEST_CASE(may_be_of_some_states_words_and_times_only, fixture) {
    const auto first = submitted();
    time->advance(std::chrono::hours(1));
    const auto second = artist.create();
    artist.send(rb::api::task::abort{{second}}).value();
    const auto only = [&](task_list what) { return ids_of(artist.send(what).value()); };
    using numbers = std::vector<std::int64_t>;
    BOOST_TEST(only({.status_list = {rb::api::task_status::abandoned}}) == numbers{second}, boost::test_tools::per_element());
    BOOST_TEST((only({.status_list = {rb::api::task_status::done, rb::api::task_status::abandoned}}) == numbers{second, first}));
    BOOST_TEST(only({.status_list = {rb::api::task_status::failed}}).empty());
    BOOST_TEST(only({.search_keyword = "shot"}) == numbers{first}, boost::test_tools::per_element());
    BOOST_TEST(only({.search_keyword = std::to_string(second)}) == numbers{second}, boost::test_tools::per_element());
    // The farm's clock began at 2023-11-14 22:13:20.
    BOOST_TEST(only({.end_time = "2023-11-14 22:13:20"}) == numbers{first}, boost::test_tools::per_element());
    BOOST_TEST(only({.start_time = "2023-11-14 22:13:21"}) == numbers{second}, boost::test_tools::per_element());
    BOOST_TEST(only({.end_time = "2023-11-14 22:13:19"}).empty());
}

BOOST_FIXTURE_TEST_CASE(refuses_what_is_no_page_and_no_time, fixture) {
    const auto code_of = [&](task_list what) { return artist.send(what).error().code.value(); };
    BOOST_TEST(code_of({.page_num = -1}) == 600);
    BOOST_TEST(code_of({.page_num = 1'000'001}) == 600);
    BOOST_TEST(code_of({.page_size = -1}) == 600);
    BOOST_TEST(code_of({.page_size = 1'001}) == 600);
    for (const char* text : {"", "yesterday", "2023-02-29 00:00:00", "2023-01-01 24:00:00", "2023-01-01T00:00:00",
                             "2023-01-01 00:00:0", "-023-01-01 00:00:00", "2023-00-01 00:00:00", "2023-01-01 00:60:00"}) {
        BOOST_TEST(code_of({.start_time = text}) == 600, text);
        BOOST_TEST(code_of({.end_time = text}) == 600, text);
    }
}

BOOST_FIXTURE_TEST_CASE(has_no_labels_but_the_task_has, fixture) {
    const auto plain = artist.create();
    const auto labelled = artist.send(rb::api::task::create{.labels = {"night", "say \"hello\""}}).value().task_id_list[0];
    BOOST_TEST(artist.info(plain).labels.value() == "{}");
    BOOST_TEST(artist.info(labelled).labels.value() == R"({"1":"night","2":"say \"hello\""})");
    for (const auto& one : artist.send(task_list{}).value().items) BOOST_TEST(!one.labels.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
