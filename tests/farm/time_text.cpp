// SPDX-License-Identifier: BSL-1.0
#include <renderbus/farm/time_text.hpp>

#include <boost/test/unit_test.hpp>

using namespace renderbus::farm;

BOOST_AUTO_TEST_SUITE(farm_time_text)

BOOST_AUTO_TEST_CASE(times_are_written_and_read_in_utc) {
    BOOST_TEST(write_time(1'700'000'000'999) == "2023-11-14 22:13:20");
    BOOST_TEST(write_date(1'700'000'000'000) == "2023-11-14");
    BOOST_TEST(write_time(0) == "1970-01-01 00:00:00");
    BOOST_TEST(write_time(-1'000) == "1969-12-31 23:59:59");
    BOOST_TEST(*read_time("2023-11-14 22:13:20") == 1'700'000'000'000);
    for (std::int64_t when = -3'000'000'000'000; when < 8'000'000'000'000; when += 98'765'432'000)
        BOOST_TEST(*read_time(write_time(when)) == when);
}

BOOST_AUTO_TEST_CASE(what_is_no_time_or_date_is_known) {
    for (const char* wrong : {"", "2023-02-29 00:00:00", "2023-01-01 24:00:00", "2023-01-01 00:00:60", "2023-01-01T00:00:00",
                              "2023-01-01 00:00:0", "2023-01-01 00:00:000", "2023-01-01", "x023-01-01 00:00:00"})
        BOOST_TEST(!read_time(wrong), wrong);
    for (const char* wrong : {"", "2023-02-29", "2023-13-01", "2023-00-01", "2023-1-1", "2023-01-01 00:00:00", "23-01-01"})
        BOOST_TEST(!is_date(wrong), wrong);
    BOOST_TEST(is_date("2024-02-29"));
}

BOOST_AUTO_TEST_SUITE_END()
