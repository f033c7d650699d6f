// SPDX-License-Identifier: BSL-1.0
#include "planner.hpp"

#include <boost/test/unit_test.hpp>

namespace {
using namespace transfer_tests;
using policy = rb::file_policy;

/// Changes a file at a step of its way to the farm.
struct meddled : planner {
    rb::needed_file a = asset("a", some_bytes(5000)), b = asset("b", some_bytes(5000, 2));
    int meddlings = 0;

    std::uint64_t told = 0;
    std::uint64_t due = 0;
    bool is_ever_more = false;  // told than was due

    template <class Meddle>
    rb::result<rb::upload_report> send_while(int step, int most, Meddle meddle) {
        auto made = plan({{a, b}}).value();
        due = made.bytes_to_move();
        rb::transfer_observer observer;
        const auto look = [this] { is_ever_more = is_ever_more || told > due; };
        observer.on_bytes = [this, look](std::uint64_t more) { told += more, look(); };
        observer.on_total = [this, look](std::uint64_t bytes) { due = bytes, look(); };
        sending.concurrency = 1;
        farm->steps = 0;
        farm->on_step = [this, step, most, meddle](int now) {
            if (now % 7 == step && meddlings < most) ++meddlings, meddle();
        };
        auto report = send(std::move(made), std::move(observer));
        farm->on_step = {};
        return report;
    }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(files_that_change_on_their_way)

BOOST_AUTO_TEST_CASE(are_hashed_and_sent_anew) {
    for (int step = 0; step < 7; ++step) {
        meddled at;
        const auto report = at.send_while(step, 1, [&] { std::ofstream(at.a.local, std::ios::app) << "more"; });
        BOOST_TEST(report.value().files == 2u);
        BOOST_TEST(at.meddlings == 1);
        // Changed after the last byte was read, it is the farm's as it was, and the next plan sends it.
        const bool is_new = read_file(at.farm->root / "s/scene/a") == read_file(at.a.local);
        BOOST_TEST(report.value().changed == (is_new ? 1u : 0u));
        BOOST_TEST(at.plan({{at.a, at.b}}).value().to_send.size() == (is_new ? 0u : 1u));
    }
}

BOOST_AUTO_TEST_CASE(are_told_with_as_many_bytes_as_are_due_in_the_end) {
    const auto expect = [](const meddled& at, std::string_view what) {
        BOOST_TEST_CONTEXT(what) {
            BOOST_TEST(at.meddlings == 1);
            BOOST_TEST(at.told == at.due);
            BOOST_TEST(!at.is_ever_more);
        }
    };
    for (int step = 0; step < 7; ++step) {
        meddled grown;
        BOOST_REQUIRE(grown.send_while(step, 1, [&] { std::ofstream(grown.a.local, std::ios::app) << some_bytes(5000); }));
        expect(grown, "grown");
        meddled shrunk;
        BOOST_REQUIRE(shrunk.send_while(step, 1, [&] { fs::resize_file(shrunk.a.local, 100); }));
        expect(shrunk, "shrunk");
        meddled left_out;
        left_out.sending.policies.changed = policy::skip();
        BOOST_REQUIRE(left_out.send_while(step, 1, [&] { fs::resize_file(left_out.b.local, 100); }));
        expect(left_out, "left out");
    }
    // Gone before its turn comes: nothing of it moves.
    meddled gone;
    gone.sending.policies.missing = policy::skip();
    BOOST_REQUIRE(gone.send_while(0, 1, [&] { fs::remove(gone.b.local); }));
    expect(gone, "gone");
    BOOST_TEST(gone.told == 5000u);
}

BOOST_AUTO_TEST_CASE(are_given_up_when_they_never_keep_still) {
    meddled at;
    const auto report = at.send_while(2, 1'000'000, [&] { std::ofstream(at.a.local, std::ios::app) << "more"; });
    BOOST_TEST((report.error().code == rb::scene_errc::changed_file));
    BOOST_TEST(report.error().place == at.a.local);
    BOOST_TEST(at.farm->count("PUT") == 4);  // once, and three times again
}

BOOST_AUTO_TEST_CASE(are_left_out_and_told_or_fail_where_the_policies_say_so) {
    meddled at;
    at.sending.policies.changed = policy::skip();
    const auto report = at.send_while(2, 1, [&] { std::ofstream(at.a.local, std::ios::app) << "more"; }).value();
    BOOST_TEST(report.files == 1u);
    BOOST_REQUIRE_EQUAL(report.left_out.size(), 1u);
    BOOST_TEST((report.left_out[0].what == rb::file_trouble::changed));
    BOOST_TEST((names_of(at.plan({{at.a, at.b}}).value().to_send) == names{"/scene/a"}));

    meddled failing;
    failing.sending.policies.changed = policy::fail();
    const auto failed = failing.send_while(2, 1, [&] { std::ofstream(failing.a.local, std::ios::app) << "more"; });
    BOOST_TEST((failed.error().code == rb::scene_errc::changed_file));
}

BOOST_AUTO_TEST_CASE(are_claimed_no_more_once_they_may_be_replaced) {
    planner at;
    const auto first = some_bytes(5000);
    const auto file = at.asset("a", first);
    BOOST_REQUIRE(at.send(at.plan({{file}}).value()));
    at.asset("a", some_bytes(5000, 2));
    at.farm->instead = [&](const rb::http::request& asked) -> std::optional<rb::http::response> {
        if (asked.method != "PUT") return {};
        write_file(at.farm->root / "s/scene/a", some_bytes(5000, 2));  // it arrives, and nobody hears of it
        return rb::http::response{507, {}, {}};
    };
    BOOST_REQUIRE(!at.send(at.plan({{file}}).value()));
    at.farm->instead = {};
    at.asset("a", first);
    at.options.choices.checks = {0, 0};
    BOOST_REQUIRE(at.send(at.plan({{file}}).value()));
    BOOST_TEST(read_file(at.farm->root / "s/scene/a") == first);
}

BOOST_AUTO_TEST_CASE(are_noticed_though_they_look_the_same) {
    for (const bool ignores : {false, true}) {
        meddled at;
        at.farm->ignores_digests = ignores;
        auto plan = at.plan({{at.a, at.b}}).value();
        const auto look = rb::stamp_of(at.a.local).value();
        const auto time = fs::last_write_time(at.a.local);
        std::fstream(at.a.local, std::ios::in | std::ios::out) << "other bytes";
        fs::last_write_time(at.a.local, time);
        BOOST_REQUIRE((rb::stamp_of(at.a.local).value() == look));
        const auto report = at.send(std::move(plan)).value();
        BOOST_TEST(report.changed == 1u);
        BOOST_TEST(report.files == 2u);
        BOOST_TEST(read_file(at.farm->root / "s/scene/a") == read_file(at.a.local));
    }
}

BOOST_AUTO_TEST_CASE(are_missing_when_they_are_gone_by_then) {
    meddled at;
    auto plan = at.plan({{at.a, at.b}}).value();
    fs::remove(at.a.local);
    BOOST_TEST((at.send(plan).error().code == rb::scene_errc::missing_file));
    at.sending.policies.missing = policy::skip();
    const auto report = at.send(plan).value();
    BOOST_TEST(report.left_out.size() == 1u);
    BOOST_TEST(read_file(at.farm->root / "s/scene/b") == read_file(at.b.local));
}

BOOST_AUTO_TEST_SUITE_END()
