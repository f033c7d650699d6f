// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/observe/line_file.hpp>
#include <renderbus/observe/trace.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include <csignal>

namespace {
using namespace observe_tests;

/// Runs `body` in a process that may write files of so many bytes only.
template <class Body>
std::string on_a_disk_of(::rlim_t bytes, Body body) {
    child_process child([&]() -> std::string {
        ::signal(SIGXFSZ, SIG_IGN);
        const ::rlimit limit{bytes, bytes};
        return ::setrlimit(RLIMIT_FSIZE, &limit) == 0 ? body() : "no limit";
    });
    return child.wait();
}
}  // namespace

BOOST_AUTO_TEST_SUITE(observe_line_file)

BOOST_AUTO_TEST_CASE(a_full_disk_costs_events_and_close_says_so) {
    auto observe = rb::trace_file::open("/dev/full").value();
    told_run run(observe, "shot");
    run.start(1);
    run.finish();
    const auto closed = observe.close();
    BOOST_REQUIRE(!closed.has_value());
    BOOST_TEST(closed.error().message().find("/dev/full") != std::string::npos);
    BOOST_TEST((closed.error().code == rb::scene_errc::unwritable_file));
}

BOOST_AUTO_TEST_CASE(a_disk_that_gets_full_on_the_way_leaves_a_trace_that_can_be_read) {
    scratch folder;
    const auto file = folder / "trace.json";
    BOOST_TEST(on_a_disk_of(3000, [&]() -> std::string {
                   auto observe = rb::trace_file::open(file).value();
                   told_run run(observe, "shot");
                   run.start(1);
                   for (int i = 0; i < 100; ++i) run.tell(kind::noted, "stage", "a note of a run", 0, 0, 0, run.span());
                   return observe.close() ? "all was written" : "";
               }) == "");
    const auto all = read_trace(file);
    BOOST_TEST(all.size() > 10u);
    BOOST_TEST(all.size() < 50u);
}

BOOST_AUTO_TEST_CASE(a_record_that_does_not_fit_is_taken_back_or_left_on_a_line_of_its_own) {
    scratch folder;
    const auto write = [&](const char* name, rb::line_file::start from) {
        return on_a_disk_of(10, [&]() -> std::string {
            auto file = rb::line_file::open(folder / name, from).value();
            const bool first = file.append("12345\n");
            const bool second = file.append("67890\n");
            return first && !second && file.lost() == 1 && !file.all_written() ? "" : "not as told";
        });
    };
    BOOST_TEST(write("afresh", rb::line_file::start::afresh) == "");
    BOOST_TEST(read_file(folder / "afresh") == "12345\n");
    BOOST_TEST(write("appended", rb::line_file::start::at_the_end) == "");
    BOOST_TEST(read_file(folder / "appended") == "12345\n6789");
    {
        auto file = rb::line_file::open(folder / "appended", rb::line_file::start::at_the_end).value();
        auto moved = std::move(file);
        BOOST_TEST(moved.append("again\n"));
    }
    BOOST_TEST(read_file(folder / "appended") == "12345\n6789\nagain\n");
}

BOOST_AUTO_TEST_CASE(after_a_record_that_was_cut_off_the_next_begins_a_line) {
    scratch folder;
    child_process child([&]() -> std::string {
        ::signal(SIGXFSZ, SIG_IGN);
        auto file = rb::line_file::open(folder / "lines", rb::line_file::start::at_the_end).value();
        ::rlimit limit{};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        limit.rlim_cur = 4;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        if (file.append("12345\n")) return "it was written";
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        return file.append("67890\n") ? "" : "it was not written";
    });
    BOOST_TEST(child.wait() == "");
    BOOST_TEST(read_file(folder / "lines") == "1234\n67890\n");
}

BOOST_AUTO_TEST_SUITE_END()
