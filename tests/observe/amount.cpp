// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/observe/amount.hpp>
#include <renderbus/observe/words.hpp>

#include <boost/test/unit_test.hpp>

namespace {
using namespace observe_tests;

constexpr std::uint64_t mib = 1 << 20;
}  // namespace

BOOST_AUTO_TEST_SUITE(observe_amount)

BOOST_AUTO_TEST_CASE(the_rate_of_bytes_follows_the_line_and_frames_have_a_mean) {
    hand_clock clock;
    rb::amount bytes(rb::amount::unit::bytes, 5s);
    const auto now = clock.source();
    std::uint64_t moved = 0;
    const auto move = [&](std::uint64_t each, int times) {
        for (int i = 0; i < times; ++i) {
            bytes.tell(moved, 1000 * mib, now());
            moved += each;
            clock.advance(1s);
        }
    };
    move(10 * mib, 1);
    BOOST_TEST(!bytes.rate().has_value());
    move(10 * mib, 5);
    BOOST_TEST(*bytes.rate() == 10.0 * mib, boost::test_tools::tolerance(1e-9));
    move(30 * mib, 6);
    BOOST_TEST(*bytes.rate() > 20.0 * mib);
    BOOST_TEST(*bytes.rate() < 25.0 * mib);
    move(30 * mib, 20);
    BOOST_TEST(*bytes.rate() == 30.0 * mib, boost::test_tools::tolerance(0.02));
    BOOST_TEST(bytes.left()->count() == 7);
    bytes.tell(5, 1000 * mib, now());
    BOOST_TEST(!bytes.rate().has_value());

    rb::amount frames(rb::amount::unit::frames);
    for (std::uint64_t done : {0, 0, 3, 3, 6}) {
        frames.tell(done, 10, now());
        clock.advance(90s);
    }
    BOOST_TEST(frames.rate_text() == "1.0 frames/min");
    BOOST_TEST(frames.text() == "6 of 10 frames");
    BOOST_TEST(frames.left()->count() == 240);
}

BOOST_AUTO_TEST_CASE(pieces_close_together_are_measured_together) {
    hand_clock clock;
    rb::amount bytes;
    for (std::uint64_t i = 0; i < 20; ++i) {
        bytes.tell(i * mib, 0, clock.source()());
        BOOST_TEST(!bytes.rate().has_value());
        clock.advance(10ms);
    }
    bytes.tell(20 * mib, 0, clock.source()());
    BOOST_TEST(bytes.rate_text() == "100 MiB/s");
    BOOST_TEST(!bytes.left().has_value());
}

BOOST_AUTO_TEST_CASE(amounts_and_times_read_well_at_their_borders) {
    const std::pair<std::uint64_t, const char*> sizes[] = {{0, "0 B"},
                                                           {999, "999 B"},
                                                           {1000, "0.98 KiB"},
                                                           {1024, "1.00 KiB"},
                                                           {10 * 1024, "10.0 KiB"},
                                                           {1023 * 1024, "1.00 MiB"},
                                                           {100 * mib, "100 MiB"},
                                                           {~0ull, "16.0 EiB"}};
    for (const auto& [bytes, shown] : sizes) BOOST_TEST(rb::bytes_text(bytes) == shown);
    BOOST_TEST(rb::duration_text(7s) == "0:07");
    BOOST_TEST(rb::duration_text(750s) == "12:30");
    BOOST_TEST(rb::duration_text(26h + 3min) == "26:03:00");
}

BOOST_AUTO_TEST_SUITE_END()
