// SPDX-License-Identifier: BSL-1.0
#include "resumed.hpp"

using namespace pipeline_tests;

namespace {

using set_of_2 = stage_set<rb::generation_2>;
using rb::api::query::task_info;
using rb::api::query::task_list;
using rb::api::task::create;

template <class Set>
rb::result<rb::checked> checked_by(Set& set, const journaled_stage<rb::check>& stage) {
    return set.run(rb::analyze() | stage, rb::scene_file(set.scene));
}

template <class Set>
rb::result<rb::checked> checked_under(Set& set, const std::string& key, bool begun_before) {
    return checked_by(set, under<rb::check>(key, begun_before));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_check_that_an_earlier_run_began)

BOOST_AUTO_TEST_CASE(labels_the_task_with_the_key) {
    set_of_2 set;
    const auto task = checked_under(set, key_a, false).value();
    const auto all = tasks_at(set);
    BOOST_REQUIRE_EQUAL(all.size(), 1u);
    BOOST_TEST(all[0].id == task->task_id);
    BOOST_TEST(all[0].labels.value() == R"({"1":"renderbus-a0123456789abcde"})");
    BOOST_TEST(calls<task_list>(set) == 0u);  // nothing began before: nothing to look for
}

BOOST_AUTO_TEST_CASE(has_no_label_without_a_journal) {
    set_of_2 set;
    BOOST_TEST(set.run(rb::analyze() | rb::check(), rb::scene_file(set.scene)).has_value());
    BOOST_TEST(tasks_at(set).at(0).labels.value() == "{}");
}

template <class Generation>
void takes_the_task_of_the_earlier_run() {
    stage_set<Generation> set;
    const auto first = checked_under(set, key_a, false).value();
    const auto other = checked_under(set, key_b, false).value();
    const auto again = checked_under(set, key_a, true).value();
    BOOST_TEST(again->task_id == first->task_id);
    BOOST_TEST(again->scene.task.task_info.task_id == std::to_string(first->task_id));
    BOOST_TEST(other->task_id != first->task_id);
    BOOST_TEST(tasks_at(set).size() == 2u);
}
BOOST_AUTO_TEST_CASE(takes_its_task_in_generation_1) { takes_the_task_of_the_earlier_run<rb::generation_1>(); }
BOOST_AUTO_TEST_CASE(takes_its_task_in_generation_2) { takes_the_task_of_the_earlier_run<rb::generation_2>(); }

BOOST_AUTO_TEST_CASE(makes_a_task_where_the_earlier_run_made_none) {
    set_of_2 set;
    BOOST_TEST(checked_under(set, key_b, false).has_value());
    const auto task = checked_under(set, key_a, true).value();
    const auto all = tasks_at(set);
    BOOST_REQUIRE_EQUAL(all.size(), 2u);
    BOOST_TEST(all[0].id == task->task_id);
}

BOOST_AUTO_TEST_CASE(leaves_a_task_alone_that_was_given_up) {
    set_of_2 set;
    const auto first = checked_under(set, key_a, false).value();
    farm_tests::caller asking(set.farm, set.time);
    BOOST_TEST(asking.send(rb::api::task::abort{{first->task_id}}).has_value());
    BOOST_TEST(checked_under(set, key_a, true).value()->task_id != first->task_id);
}

BOOST_AUTO_TEST_CASE(looks_at_five_pages_and_no_further) {
    set_of_2 set;
    const auto first = checked_under(set, key_a, false).value();
    farm_tests::caller asking(set.farm, set.time);
    const auto make_newer = [&](int count) {
        BOOST_REQUIRE(asking.send(create{.count = count, .labels = {"renderbus-", "a0123456789abcde"}}).has_value());
    };
    const auto pages_asked_for = [&] {
        BOOST_TEST(calls<task_info>(set) == calls<task_list>(set));
        return calls<task_list>(set);
    };
    for (const int count : {100, 100, 100, 100, 99}) make_newer(count);
    BOOST_TEST(checked_under(set, key_a, true).value()->task_id == first->task_id);
    BOOST_TEST(pages_asked_for() == 5u);
    make_newer(1);
    set.line->targets.clear();
    BOOST_TEST(checked_under(set, key_a, true).value()->task_id != first->task_id);
    BOOST_TEST(pages_asked_for() == 5u);
}

BOOST_AUTO_TEST_CASE(makes_none_where_it_cannot_look) {
    set_of_2 set;
    lose<task_list>(set, false);
    const auto outcome = checked_under(set, key_a, true);
    BOOST_TEST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == rb::transport_errc::connection_lost));
    set.line->before = nullptr;
    BOOST_TEST(tasks_at(set).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_making_of_a_task)

BOOST_AUTO_TEST_CASE(is_found_out_about_where_the_answer_was_lost) {
    set_of_2 set;
    lose<create>(set, true);
    const auto task = checked_under(set, key_a, false).value();
    set.line->after = nullptr;
    const auto all = tasks_at(set);
    BOOST_REQUIRE_EQUAL(all.size(), 1u);
    BOOST_TEST(all[0].id == task->task_id);
    BOOST_TEST(calls<create>(set) == 1u);
}

BOOST_AUTO_TEST_CASE(is_not_repeated_blindly_where_the_call_was_lost) {
    set_of_2 set;
    lose<create>(set, false);
    const auto outcome = checked_under(set, key_a, false);
    BOOST_TEST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == rb::transport_errc::connection_lost));
    BOOST_TEST(outcome.error().place.find("createTask") != std::string::npos, outcome.error().message());
    BOOST_TEST(calls<create>(set) == 4u);
    // Asked once after the last try, and for half a minute after each before it, for the farm may be late.
    BOOST_TEST(calls<task_list>(set) >= 3u * 6 + 1);
    BOOST_TEST(calls<task_list>(set) <= 3u * 7 + 1);
    set.line->before = nullptr;
    BOOST_TEST(tasks_at(set).empty());
    BOOST_TEST(checked_under(set, key_a, true).has_value());
    BOOST_TEST(tasks_at(set).size() == 1u);
}

BOOST_AUTO_TEST_CASE(is_told_as_lost_without_a_journal) {
    set_of_2 set;
    lose<create>(set, true);
    BOOST_TEST(!set.run(rb::analyze() | rb::check(), rb::scene_file(set.scene)).has_value());
    BOOST_TEST(calls<task_list>(set) == 0u);
}

BOOST_AUTO_TEST_CASE(leaves_one_task_whatever_exchange_is_lost_and_however_often_it_is_resumed) {
    for (const bool the_answer : {false, true}) {
        for (int n = 0;; ++n) {
            set_of_2 set;
            auto& where = the_answer ? set.line->after : set.line->before;
            where = [n](int nth, const rb::http::request& what) -> disturbed_line::answer {
                if (nth >= n) return lost(what);
                return {};
            };
            const bool whole = checked_under(set, key_a, false).has_value();
            where = nullptr;
            const auto again = checked_under(set, key_a, true);
            BOOST_TEST_REQUIRE(again.has_value(), "exchange " << n);
            BOOST_TEST_REQUIRE(tasks_at(set).size() == 1u, "exchange " << n);
            if (whole) break;
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
