// SPDX-License-Identifier: BSL-1.0
#include "planner.hpp"

#include <renderbus/json/json.hpp>
#include <renderbus/transfer/line_speed.hpp>
#include <renderbus/transfer/work.hpp>

#include <boost/test/unit_test.hpp>

#include <random>

namespace {
using namespace transfer_tests;
using std::chrono::milliseconds;

std::vector<rb::planned_file> files_of(const std::vector<std::uint64_t>& sizes) {
    std::vector<rb::planned_file> files(sizes.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) files[i].file.size = sizes[i];
    return files;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(work_that_is_divided)

BOOST_AUTO_TEST_CASE(packs_small_files_by_count_and_bytes_and_sends_large_ones_in_parts) {
    const rb::work_limits limits{{100}, {40}, 10'000, {50}, 3};
    const auto files = files_of({10, 20, 20, 1, 0, 0, 0, 60, 5, 101, 7, std::uint64_t{1} << 33});
    const auto units = rb::divide(files, {{100}, {40}, 4, {50}, 3});
    std::string told;
    for (const auto& one : units)
        told += std::to_string(one.first) + (one.is_part ? "@" + std::to_string(one.begin) : "+" + std::to_string(one.count)) +
                "=" + std::to_string(one.bytes) + " ";
    BOOST_TEST(told ==
               "0+3=50 3+3=1 6+1=0 7+1=60 8+1=5 9@0=40 9@40=40 9@80=21 10+1=7 "
               "11@0=2147483648 11@2147483648=2147483648 11@4294967296=2147483648 11@6442450944=2147483648 ");
    BOOST_TEST(rb::divide({}, limits).empty());
}

BOOST_AUTO_TEST_CASE(has_each_byte_once_whatever_the_limits) {
    std::mt19937_64 random(3);
    for (int run = 0; run < 300; ++run) {
        const auto pick = [&](std::uint64_t below) { return random() % below; };
        const rb::work_limits limits{{pick(200)}, {pick(100)}, pick(6), {pick(150)}, pick(5)};
        std::vector<std::uint64_t> sizes;
        for (auto i = pick(30); i != 0; --i) sizes.push_back(pick(pick(2) ? 10 : 500));
        const auto files = files_of(sizes);
        std::size_t next = 0;
        std::uint64_t begin = 0;
        for (const auto& one : rb::divide(files, limits)) {
            BOOST_REQUIRE_EQUAL(one.first, next);
            BOOST_REQUIRE_EQUAL(one.begin, begin);
            if (one.is_part) {
                BOOST_REQUIRE_EQUAL(one.count, 1u);
                BOOST_REQUIRE(one.bytes > 0);
                begin += one.bytes;
                if (begin == sizes[next]) ++next, begin = 0;
                continue;
            }
            std::uint64_t bytes = 0;
            for (std::size_t i = 0; i < one.count; ++i) bytes += sizes[next++];
            BOOST_REQUIRE_EQUAL(one.bytes, bytes);
            BOOST_REQUIRE((one.count == 1 || (one.count <= limits.pack_files && bytes <= limits.pack.bytes)));
        }
        BOOST_REQUIRE_EQUAL(next, sizes.size());
    }
}

BOOST_AUTO_TEST_CASE(is_foretold_from_what_the_line_was_measured_to_do) {
    rb::line_speed line;
    BOOST_TEST(!line.time_for(1, 1).has_value());
    line.add(0, 0, milliseconds(500));
    BOOST_TEST(!line.time_for(1, 1).has_value());
    // 2 ms a file and 10 MiB a second.
    const auto took = [](std::size_t files, std::uint64_t mebibytes) { return milliseconds(2 * files + 100 * mebibytes); };
    line.add(1000, 100 << 20, took(1000, 100));
    BOOST_TEST(line.time_for(500, 50 << 20)->count() == took(500, 50).count(), boost::test_tools::tolerance(0.01));
    line.add(10, 400 << 20, took(10, 400));
    line.add(5000, 20 << 20, took(5000, 20));
    for (const auto& [files, size] : {std::pair{1u, 1000u}, std::pair{10'000u, 1u}, std::pair{300u, 300u}})
        BOOST_TEST(static_cast<double>(line.time_for(files, std::uint64_t{size} << 20)->count()) ==
                       static_cast<double>(took(files, size).count()),
                   boost::test_tools::tolerance(0.01));
    BOOST_TEST(line.time_for(0, 0)->count() == 0);
    // A line that became slower is found out.
    for (int i = 0; i < 30; ++i) line.add(1000, 100 << 20, 3 * took(1000, 100));
    BOOST_TEST(static_cast<double>(line.time_for(1000, 100 << 20)->count()) == 3.0 * static_cast<double>(took(1000, 100).count()),
               boost::test_tools::tolerance(0.01));
    const auto kept = rb::from_json<rb::line_speed>(rb::to_json(line)).value();
    BOOST_TEST(kept.time_for(77, 1 << 25)->count() == line.time_for(77, 1 << 25)->count());
}

BOOST_AUTO_TEST_CASE(is_told_in_a_dry_run_that_sends_nothing) {
    planner at;
    const rb::needed_assets job{{at.asset("a", "one"), at.asset("b", "three"), {at.scene / "none", "/none"}}};
    at.options.policies.missing = rb::file_policy::skip();
    rb::line_speed line;
    line.add(1, 0, milliseconds(100));
    const auto told = rb::forecast(at.plan(job).value(), line);
    BOOST_TEST(told.files_to_send == 2u);
    BOOST_TEST(told.bytes_to_send == 8u);
    BOOST_TEST(told.files_left_out == 1u);
    BOOST_TEST(told.time->count() == 200);
    BOOST_TEST(at.farm->count("PUT") == 0);
    const auto report = at.send(at.plan(job).value()).value();
    line.add(report);
    const auto nothing = rb::forecast(at.plan(job).value(), line);
    BOOST_TEST(nothing.files_there == 2u);
    BOOST_TEST(nothing.time->count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
