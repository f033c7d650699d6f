// SPDX-License-Identifier: BSL-1.0
#include <renderbus/observe/span_book.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace {
namespace rb = renderbus;
using kind = rb::event::kind;

rb::event run_event(kind what, std::uint64_t span, std::string_view name) { return {.what = what, .span = span, .run = name}; }
rb::event file_event(kind what, std::uint64_t span, std::uint64_t parent) {
    return {.what = what, .span = span, .parent = parent};
}
}  // namespace

BOOST_AUTO_TEST_SUITE(observe_span_book)

BOOST_AUTO_TEST_CASE(a_lane_with_one_open_span_is_not_free) {
    rb::span_book book;
    BOOST_TEST(book.start(run_event(kind::run_started, 1, "shot"))->lane == 1u);
    BOOST_TEST(book.start(file_event(kind::file_started, 2, 1))->lane == 1u);
    BOOST_TEST(book.start(file_event(kind::file_started, 3, 1))->lane == 2u);
    BOOST_TEST(book.start(file_event(kind::file_started, 4, 1))->lane == 3u);
    const auto ended = book.end(file_event(kind::file_finished, 3, 1));
    BOOST_REQUIRE_EQUAL(ended.size(), 1u);
    BOOST_TEST(ended[0].where.lane == 2u);
    const auto again = book.start(file_event(kind::file_started, 5, 1));
    BOOST_TEST(again->lane == 2u);
    BOOST_TEST(!again->new_lane);
}

BOOST_AUTO_TEST_CASE(a_run_is_forgotten_when_it_and_all_in_it_has_ended) {
    rb::span_book book;
    const auto first = book.start(run_event(kind::run_started, 1, "shot"))->run;
    book.start(file_event(kind::file_started, 2, 1));
    book.start(file_event(kind::file_started, 3, 1));
    book.end(run_event(kind::run_finished, 1, "shot"));
    BOOST_TEST(book.find(file_event(kind::noted, 0, 3)).run == first);
    BOOST_TEST(book.end(file_event(kind::file_finished, 2, 1)).empty());
    BOOST_TEST(book.end(file_event(kind::file_finished, 3, 1)).size() == 1u);
    const auto later = book.find(run_event(kind::noted, 0, "shot"));
    BOOST_TEST(later.run != first);
    BOOST_TEST(later.new_run);
    BOOST_TEST(!book.find(run_event(kind::noted, 0, "shot")).new_run);
}

BOOST_AUTO_TEST_CASE(a_run_inside_a_run_is_a_part_of_it) {
    rb::span_book book;
    const auto outer = book.start(run_event(kind::run_started, 1, "shot"));
    rb::event inner = run_event(kind::run_started, 2, "shot");
    inner.parent = 1;
    BOOST_TEST(book.start(inner)->run == outer->run);
    book.end(inner);
    BOOST_TEST(book.find(file_event(kind::noted, 0, 1)).run == outer->run);
}

BOOST_AUTO_TEST_CASE(what_has_no_number_or_is_open_is_not_started_and_what_is_not_open_does_not_end) {
    rb::span_book book;
    BOOST_TEST(!book.start(run_event(kind::run_started, 0, "shot")).has_value());
    BOOST_TEST(book.start(run_event(kind::run_started, 1, "shot")).has_value());
    BOOST_TEST(!book.start(run_event(kind::run_started, 1, "shot")).has_value());
    BOOST_TEST(book.end(file_event(kind::file_finished, 9, 1)).empty());
}

BOOST_AUTO_TEST_CASE(spans_that_never_end_and_names_without_end_are_bounded) {
    rb::span_book book;
    std::size_t followed = 0;
    for (std::uint64_t span = 1; span <= 70000; ++span)
        followed += book.start(file_event(kind::file_started, span, span - 1)).has_value();
    BOOST_TEST(followed == 65536u);
    std::uint64_t last = 0;
    for (int i = 0; i < 3000; ++i) last = book.find(run_event(kind::noted, 0, std::to_string(i))).run;
    BOOST_TEST(last <= 1025u);
}

BOOST_AUTO_TEST_SUITE_END()
