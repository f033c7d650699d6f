// SPDX-License-Identifier: BSL-1.0
#include <renderbus/sharing/fair_queue.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace rb = renderbus;
using rb::fair_queue;
using rb::traffic;
using namespace std::chrono_literals;

namespace {

constexpr fair_queue::time now{1'700'000'000s};

/// Starts all that may start.
std::vector<fair_queue::piece_id> take_all(fair_queue& queue, fair_queue::time at = now) {
    std::vector<fair_queue::piece_id> taken;
    while (const auto piece = queue.take(at)) taken.push_back(*piece);
    return taken;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_fair_queue_with_limited_bandwidth)

BOOST_AUTO_TEST_CASE(moves_at_most_its_bytes_per_second_over_any_time) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        std::mt19937 dice(seed);
        const auto draw = [&](std::uint64_t below) { return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(dice); };
        constexpr std::uint64_t rate = 1'000'000, largest = 3'000'000;
        fair_queue queue({4, 0, rate});
        std::vector<fair_queue::share_id> shares{queue.join(1), queue.join(2)};
        std::map<fair_queue::piece_id, std::uint64_t> sizes;
        std::vector<std::pair<fair_queue::time, std::uint64_t>> started;
        auto time = now;
        for (int i = 0; i < 300; ++i) {
            while (queue.waiting() < 20) {
                const auto share = shares[draw(2)];
                const auto bytes = draw(largest);
                sizes[queue.add(share, traffic::transfer, bytes)] = bytes;
            }
            while (const auto piece = queue.take(time)) {
                started.emplace_back(time, sizes.at(*piece));
                queue.finished(*piece, sizes.at(*piece));
            }
            const auto next = queue.next_start(time);
            BOOST_REQUIRE(next.has_value());
            BOOST_REQUIRE(*next > time);
            BOOST_REQUIRE(!queue.take(*next - 1us).has_value());
            time = *next + std::chrono::milliseconds(draw(2) == 0 ? 0 : draw(3000));
        }
        for (std::size_t from = 0; from < started.size(); from += 7) {
            double moved = 0, excess = 0;
            for (std::size_t to = from; to < started.size(); ++to) {
                moved += double(started[to].second);
                const double passed = std::chrono::duration<double>(started[to].first - started[from].first).count();
                // One second's bytes at once, and one piece that overdraws.
                excess = std::max(excess, moved - rate * (passed + 1) - largest);
            }
            BOOST_REQUIRE_LE(excess, 1);
        }
        BOOST_TEST(started.size() >= 300u);
    }
}

BOOST_AUTO_TEST_CASE(uses_all_of_it_while_there_is_work) {
    fair_queue queue({4, 0, 1'000'000});
    const auto share = queue.join(1);
    auto time = now;
    for (int i = 0; i < 100; ++i) queue.add(share, traffic::transfer, 700'000);
    while (queue.waiting() != 0) {
        if (const auto piece = queue.take(time)) queue.finished(*piece, 700'000);
        else time = queue.next_start(time).value();
    }
    const double passed = std::chrono::duration<double>(time - now).count();
    BOOST_TEST(passed > 67.0);
    BOOST_TEST(passed < 70.1);
}

BOOST_AUTO_TEST_CASE(charges_calls_but_lets_them_pass) {
    fair_queue queue({4, 0, 1000});
    const auto share = queue.join(1);
    queue.finished(queue.add(share, traffic::transfer, 1'000'000), 0);  // not under way: no effect
    BOOST_TEST(take_all(queue).size() == 1u);
    const auto call = queue.add(share, traffic::call, 10'000);
    const auto next = queue.add(share, traffic::transfer, 1);
    BOOST_TEST(queue.take(now).value() == call);
    BOOST_TEST(!queue.take(now).has_value());
    BOOST_TEST((queue.next_start(now).value() == now + 1009s));
    BOOST_TEST(queue.take(now + 1009s).value() == next);
}

BOOST_AUTO_TEST_CASE(gives_back_what_was_charged_and_did_not_move) {
    fair_queue queue({4, 0, 1000});
    const auto share = queue.join(1);
    const auto large = queue.add(share, traffic::transfer, 1'000'000);
    const auto next = queue.add(share, traffic::transfer, 1);
    BOOST_TEST(queue.take(now).value() == large);
    BOOST_TEST(!queue.take(now).has_value());
    queue.finished(large, 0);
    BOOST_TEST(queue.take(now).value() == next);
}

BOOST_AUTO_TEST_CASE(waits_no_longer_when_the_clock_is_set_back) {
    fair_queue queue({4, 0, 1000});
    const auto share = queue.join(1);
    queue.add(share, traffic::transfer, 11'000);
    queue.add(share, traffic::transfer, 1);
    BOOST_TEST(take_all(queue).size() == 1u);
    BOOST_TEST((queue.next_start(now).value() == now + 10s));
    BOOST_TEST((queue.next_start(now - 24h).value() == now - 24h + 10s));
    BOOST_TEST(!queue.take(now - 24h + 9s).has_value());
    BOOST_TEST(queue.take(now - 24h + 10s).has_value());
}

BOOST_AUTO_TEST_CASE(names_no_time_where_something_else_is_in_the_way) {
    fair_queue queue({1, 0, 1000});
    const auto share = queue.join(1);
    BOOST_TEST(!queue.next_start(now).has_value());
    const auto first = queue.add(share, traffic::transfer, 5000);
    queue.add(share, traffic::transfer, 5000);
    BOOST_TEST(take_all(queue).size() == 1u);
    BOOST_TEST(!queue.next_start(now).has_value());
    queue.finished(first, 5000);
    BOOST_TEST(queue.next_start(now).has_value());
    queue.pause(share);
    BOOST_TEST(!queue.next_start(now).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
