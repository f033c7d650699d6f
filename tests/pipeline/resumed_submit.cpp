// SPDX-License-Identifier: BSL-1.0
#include "resumed.hpp"

using namespace pipeline_tests;

namespace {

using set_of_2 = stage_set<rb::generation_2>;
using rb::api::query::task_info;

rb::uploaded at_the_farm(set_of_2& set) {
    return set.run(rb::analyze() | rb::check() | rb::upload(), rb::scene_file(set.scene)).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_submission_that_an_earlier_run_began)

BOOST_AUTO_TEST_CASE(is_not_made_twice) {
    set_of_2 set;
    const auto files = at_the_farm(set);
    const auto first = set.run(rb::stage(under<rb::submit>(key_a, false)), files).value();
    BOOST_TEST(calls<rb::api::task::submit>(set) == 1u);
    const auto again = set.run(rb::stage(under<rb::submit>(key_a, true)), files).value();
    BOOST_TEST(calls<rb::api::task::submit>(set) == 1u);
    BOOST_TEST(again->task_id == first->task_id);
    BOOST_TEST(again->files.files_sent == files->files_sent);
}

BOOST_AUTO_TEST_CASE(is_made_where_the_earlier_run_did_not_come_so_far) {
    set_of_2 set;
    const auto files = at_the_farm(set);
    BOOST_TEST(set.run(rb::stage(under<rb::submit>(key_a, true)), files).has_value());
    BOOST_TEST(calls<rb::api::task::submit>(set) == 1u);
    BOOST_TEST(tasks_at(set).at(0).submit_date.value_or(0) != 0);
}

BOOST_AUTO_TEST_CASE(is_not_made_where_the_farm_cannot_be_asked) {
    set_of_2 set;
    const auto files = at_the_farm(set);
    lose<task_info>(set, false);
    BOOST_TEST(!set.run(rb::stage(under<rb::submit>(key_a, true)), files).has_value());
    BOOST_TEST(calls<rb::api::task::submit>(set) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
