// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <asio/bind_executor.hpp>
#include <asio/use_future.hpp>

#include <cmath>
#include <deque>
#include <random>

using namespace sharing_tests;

BOOST_AUTO_TEST_SUITE(a_shared_line)

BOOST_AUTO_TEST_CASE(shares_bytes_fairly_among_twenty_sessions_at_any_moment) {
    constexpr std::uint64_t largest = 500'000;
    for (unsigned seed = 0; seed < 3; ++seed) {
        bench set({.connections = 6});
        std::mt19937 dice(seed);
        std::deque<worker> workers;
        for (int i = 0; i < 20; ++i) {
            const auto mean = 1 + dice() % largest;
            workers.emplace_back(set, set.line.share({.name = "sh" + std::to_string(i)}),
                                 [&dice, mean] { return dice() % mean; });
        }
        int looks = 0;
        set.pass(60s, [&] {
            ++looks;
            const auto [least, most] =
                std::minmax_element(workers.begin(), workers.end(), [](const auto& a, const auto& b) { return a.cost < b.cost; });
            // One piece of each, and what is under way on five connections.
            BOOST_REQUIRE_LE(most->cost - least->cost, 7 * (largest + rb::fair_queue::piece_overhead));
        });
        BOOST_TEST(looks > 1000);
        BOOST_TEST(set.carrier->most_at_once == 5);
        for (const auto& one : workers) {
            BOOST_TEST(one.share.bytes_moved() == one.moved);
            BOOST_TEST(one.moved > 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(shares_bytes_by_priority) {
    bench set({.connections = 3});
    std::deque<worker> workers;
    for (const unsigned priority : {1u, 2u, 4u})
        workers.emplace_back(set, set.line.share({.priority = priority}), [] { return std::uint64_t{100'000}; });
    set.pass(100s);
    const double all = double(workers[0].moved + workers[1].moved + workers[2].moved);
    BOOST_TEST(all > 150e6);
    BOOST_TEST(std::abs(double(workers[0].moved) - all / 7) < 400e3);
    BOOST_TEST(std::abs(double(workers[1].moved) - all * 2 / 7) < 400e3);
    BOOST_TEST(std::abs(double(workers[2].moved) - all * 4 / 7) < 400e3);

    workers[0].share.priority(4);
    const auto before = std::pair(workers[0].moved, workers[2].moved);
    set.pass(100s);
    BOOST_TEST(std::abs(double(workers[0].moved - before.first) - double(workers[2].moved - before.second)) < 800e3);
}

BOOST_AUTO_TEST_CASE(never_has_more_exchanges_under_way_than_connections) {
    bench set({.connections = 4, .kept_for_calls = 0});
    std::deque<worker> workers;
    for (int i = 0; i < 5; ++i) workers.emplace_back(set, set.line.share(), [] { return std::uint64_t{3000}; });
    set.pass(5s);
    BOOST_TEST(set.carrier->most_at_once == 4);
}

BOOST_AUTO_TEST_CASE(pauses_one_share_and_goes_on_with_it) {
    bench set({.connections = 2, .kept_for_calls = 0});
    worker one(set, set.line.share(), [] { return std::uint64_t{10'000}; });
    worker other(set, set.line.share(), [] { return std::uint64_t{10'000}; });
    set.pass(1s);
    one.share.pause();
    BOOST_TEST(one.share.counts().paused);
    BOOST_TEST(one.under_way > 0);
    const auto was_under_way = static_cast<std::uint64_t>(one.under_way);
    const auto moved = one.moved, others = other.moved;
    set.pass(1s);
    BOOST_TEST(one.moved == moved + was_under_way * 10'000);
    BOOST_TEST(other.moved - others > 1'700'000u);
    one.share.resume();
    const auto again = one.moved;
    set.pass(1s);
    BOOST_TEST(one.moved - again > 800'000u);
    BOOST_TEST(one.moved - again < 1'000'000u);
}

BOOST_AUTO_TEST_CASE(ends_a_pause_that_nobody_can_end_any_more) {
    bench set;
    bool entered = false;
    {
        auto share = set.line.share();
        share.pause();
        auto gate = *share.session().channel().gate();
        gate.async_enter(set.io.get_executor(), rb::traffic::call, 1, {},
                         [&](rb::result<rb::gate_pass> turn) { entered = turn.has_value(); });
        set.settle();
        BOOST_TEST(!entered);
    }
    set.settle();
    BOOST_TEST(entered);
}

BOOST_AUTO_TEST_CASE(ends_a_wait_at_once_when_it_is_called_off) {
    bench set({.connections = 1});
    worker one(
        set, set.line.share(), [] { return std::uint64_t{1'000'000}; }, 3);
    set.settle();
    BOOST_TEST(one.waiting == 2);
    one.stop.request_stop();
    BOOST_TEST(one.refused.size() == 0u);  // never from inside
    set.settle();
    BOOST_TEST(one.waiting == 0);
    BOOST_TEST(one.refused.size() == 2u);
    BOOST_TEST((one.refused[0].code == rb::transport_errc::canceled));
    BOOST_TEST(one.refused[0].message() == "the shared line: called off while waiting for its turn");
    BOOST_TEST(one.share.counts().waiting == 0u);
    one.ask();
    set.settle();
    BOOST_TEST(one.refused.size() == 3u);
    one.ends = true;
    set.pass(10s);
    BOOST_TEST(one.share.counts().under_way == 0u);
}

BOOST_AUTO_TEST_CASE(limits_bandwidth_of_all_together) {
    bench set({.connections = 4, .bytes_per_second = 100'000});
    worker one(set, set.line.share(), [] { return std::uint64_t{50'000}; });
    worker other(set, set.line.share({.priority = 3}), [] { return std::uint64_t{20'000}; });
    set.pass(100s);
    const auto all = one.moved + other.moved;
    BOOST_TEST(all > 9'900'000u);
    BOOST_TEST(all < 10'200'000u);
    BOOST_TEST(std::abs(double(one.moved) * 3 - double(other.moved)) < 2'000e3);
    one.ends = other.ends = true;
    one.stop.request_stop(), other.stop.request_stop();
    set.pass(1s);
    // Nobody waits for bandwidth that nobody wants.
    BOOST_TEST(!set.time->advance_to_next());
}

BOOST_AUTO_TEST_CASE(shuts_down_when_what_is_under_way_has_ended) {
    bench set({.connections = 2, .kept_for_calls = 0});
    worker one(
        set, set.line.share(), [] { return std::uint64_t{1'000'000}; }, 5);
    set.settle();
    BOOST_TEST(one.under_way == 2);
    one.ends = true;
    std::optional<rb::result<void>> ended;
    set.line.async_shut_down(set.io.get_executor(), {}, [&](rb::result<void> how) { ended = std::move(how); });
    set.settle();
    BOOST_TEST(one.refused.size() == 3u);
    BOOST_TEST(one.refused[0].message() == "the shared line: the line is shutting down; start it again on another line");
    BOOST_TEST((one.refused[0].code == rb::transport_errc::canceled));
    BOOST_TEST(!ended.has_value());
    one.ask();
    set.settle();
    BOOST_TEST(one.refused.size() == 4u);
    set.pass(2s);
    BOOST_TEST(one.moved == 2'000'000u);
    BOOST_REQUIRE(ended.has_value());
    BOOST_TEST(ended->has_value());
    set.line.shut_down();  // again, with nothing to wait for
}

BOOST_AUTO_TEST_CASE(shuts_down_by_any_token) {
    bench set;
    auto told = set.line.async_shut_down(asio::bind_executor(set.io.get_executor(), asio::use_future));
    set.settle();
    BOOST_TEST((told.wait_for(0s) == std::future_status::ready));
    bool called = false;
    set.line.async_shut_down(asio::bind_executor(set.io.get_executor(), [&](std::exception_ptr why) { called = !why; }));
    set.settle();
    BOOST_TEST(called);
}

BOOST_AUTO_TEST_CASE(lets_the_wait_for_its_end_be_called_off) {
    bench set({.connections = 1});
    worker one(
        set, set.line.share(), [] { return std::uint64_t{1'000'000}; }, 1);
    set.settle();
    std::stop_source stop;
    std::optional<rb::result<void>> ended;
    set.line.async_shut_down(set.io.get_executor(), stop.get_token(), [&](rb::result<void> how) { ended = std::move(how); });
    set.settle();
    BOOST_TEST(!ended.has_value());
    stop.request_stop();
    set.settle();
    BOOST_REQUIRE(ended.has_value());
    BOOST_REQUIRE(!ended->has_value());
    BOOST_TEST((ended->error().code == rb::transport_errc::canceled));
    set.pass(2s);
    BOOST_TEST(one.refused.size() == 1u);
}

BOOST_AUTO_TEST_CASE(lets_go_of_those_whose_context_ends_first) {
    bench set({.connections = 1});
    const auto alive = std::make_shared<int>(0);
    auto share = set.line.share();
    auto gate = *share.session().channel().gate();
    auto held = std::make_unique<rb::gate_pass>();
    gate.async_enter(set.io.get_executor(), rb::traffic::transfer, 1, {},
                     [&](rb::result<rb::gate_pass> turn) { *held = *std::move(turn); });
    set.settle();
    {
        asio::io_context other;
        std::stop_source stop;
        gate.async_enter(other.get_executor(), rb::traffic::transfer, 1, stop.get_token(), [alive](rb::result<rb::gate_pass>) {});
        BOOST_TEST(share.counts().waiting == 1u);
    }
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(share.counts().waiting == 0u);
    held = nullptr;
    BOOST_TEST(share.counts().under_way == 0u);
    {
        asio::io_context other;  // has its turn, and ends before it is told
        gate.async_enter(other.get_executor(), rb::traffic::transfer, 1, {}, [alive](rb::result<rb::gate_pass>) {});
        BOOST_TEST(share.counts().under_way == 1u);
    }
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(share.counts().under_way == 0u);
}

BOOST_AUTO_TEST_CASE(keeps_a_context_at_work_while_somebody_waits_there) {
    bench set({.connections = 1});
    auto gate = *set.line.share().session().channel().gate();
    auto held = std::make_unique<rb::gate_pass>();
    gate.async_enter(set.io.get_executor(), rb::traffic::transfer, 1, {},
                     [&](rb::result<rb::gate_pass> turn) { *held = *std::move(turn); });
    set.settle();
    asio::io_context other;
    bool told = false;
    gate.async_enter(other.get_executor(), rb::traffic::transfer, 1, {}, [&](rb::result<rb::gate_pass>) { told = true; });
    other.poll();
    BOOST_TEST(!other.stopped());
    held = nullptr;
    other.run();
    BOOST_TEST(told);
}

BOOST_AUTO_TEST_CASE(lives_as_long_as_somebody_uses_it) {
    asio::io_context io;
    auto time = std::make_shared<rb::manual_time>(start);
    bool entered = false;
    std::optional<rb::any_gate> gate;
    {
        bench set;
        gate = *set.line.share().session().channel().gate();
    }
    gate->async_enter(io.get_executor(), rb::traffic::call, 1, {},
                      [&](rb::result<rb::gate_pass> turn) { entered = turn.has_value(); });
    gate.reset();
    io.run();
    BOOST_TEST(entered);
}

BOOST_AUTO_TEST_SUITE_END()
