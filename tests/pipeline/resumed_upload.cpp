// SPDX-License-Identifier: BSL-1.0
#include "resumed.hpp"

using namespace pipeline_tests;

namespace {

using set_of_2 = stage_set<rb::generation_2>;

rb::checked accepted(set_of_2& set) { return set.run(rb::analyze() | rb::check(), rb::scene_file(set.scene)).value(); }

/// Counts the requests of that method from now on.
std::shared_ptr<int> count_requests(set_of_2& set, std::string method) {
    const auto count = std::make_shared<int>(0);
    set.line->before = [count, method](int, const rb::http::request& what) -> disturbed_line::answer {
        *count += what.method == method;
        return {};
    };
    return count;
}
/// Counts what is sent into the farm's storage from now on.
std::shared_ptr<int> count_puts(set_of_2& set) { return count_requests(set, "PUT"); }

/// As a crash leaves it whose last confirmations did not reach the record.
void forget_what_was_sent(set_of_2& set) { set.record = std::make_shared<rb::memory_record>(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(an_upload_that_an_earlier_run_began)

BOOST_AUTO_TEST_CASE(sends_nothing_that_the_farm_holds) {
    set_of_2 set;
    const auto task = accepted(set);
    const auto first = set.run(rb::stage(under<rb::upload>(key_a, false)), task).value();
    BOOST_TEST(first->files_sent == 2u);
    forget_what_was_sent(set);
    const auto puts = count_puts(set);
    const auto again = set.run(rb::stage(under<rb::upload>(key_a, true)), task).value();
    BOOST_TEST(*puts == 0);
    BOOST_TEST(again->files_sent == 0u);
    BOOST_TEST(again->files_skipped == 2u);
    BOOST_TEST(set.run(rb::stage(under<rb::upload>(key_a, false)), task).value()->files_skipped ==
               2u);  // and the record knows again
}

BOOST_AUTO_TEST_CASE(sends_what_the_farm_lacks_or_holds_otherwise) {
    set_of_2 set;
    const auto task = accepted(set);
    BOOST_TEST(set.run(rb::stage(under<rb::upload>(key_a, false)), task).has_value());
    forget_what_was_sent(set);
    write_file(set.folder / "project" / "wall.png", std::string(1000, 'v'));
    const auto puts = count_puts(set);
    const auto again = set.run(rb::stage(under<rb::upload>(key_a, true)), task).value();
    BOOST_TEST(*puts == 1);
    BOOST_TEST(again->files_sent == 1u);
    BOOST_TEST(again->files_skipped == 1u);
}

BOOST_AUTO_TEST_CASE(asks_for_no_single_file_where_nothing_was_begun) {
    set_of_2 set;
    const auto task = accepted(set);
    BOOST_TEST(set.run(rb::stage(under<rb::upload>(key_a, false)), task).has_value());
    forget_what_was_sent(set);
    const auto questions = count_requests(set, "HEAD");
    // The farm knows the contents all the same.
    BOOST_TEST(set.run(rb::stage(under<rb::upload>(key_a, false)), task).value()->files_skipped == 2u);
    BOOST_TEST(*questions == 0);
}

BOOST_AUTO_TEST_CASE(leaves_a_task_alone_that_was_submitted) {
    set_of_2 set;
    const auto task = accepted(set);
    BOOST_TEST(set.run(under<rb::upload>(key_a, false) | under<rb::submit>(key_a, false), task).has_value());
    forget_what_was_sent(set);
    fs::remove(set.folder / "project" / "wall.png");
    const auto puts = count_puts(set);
    const auto again = set.run(under<rb::upload>(key_a, true) | under<rb::submit>(key_a, true), task).value();
    BOOST_TEST(*puts == 0);
    BOOST_TEST(again->files.files_skipped == 2u);
    BOOST_TEST(calls<rb::api::task::submit>(set) == 1u);
    BOOST_TEST(calls<rb::api::transmit::upload_json>(set) == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
