// SPDX-License-Identifier: BSL-1.0
#include <renderbus/sharing/fair_queue.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace rb = renderbus;
using rb::fair_queue;
using rb::traffic;
using namespace std::chrono_literals;

namespace {

constexpr fair_queue::time now{1'700'000'000s};
constexpr auto overhead = fair_queue::piece_overhead;

/// Starts all that may start.
std::vector<fair_queue::piece_id> take_all(fair_queue& queue, fair_queue::time at = now) {
    std::vector<fair_queue::piece_id> taken;
    while (const auto piece = queue.take(at)) taken.push_back(*piece);
    return taken;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_fair_queue)

BOOST_AUTO_TEST_CASE(gives_busy_shares_bytes_in_proportion_to_their_weights_within_one_piece_of_each) {
    for (unsigned seed = 0; seed < 30; ++seed) {
        std::mt19937 dice(seed);
        const auto draw = [&](std::uint64_t below) { return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(dice); };
        fair_queue queue({1 + draw(8), 0, 0});
        struct busy_share {
            unsigned weight;
            std::uint64_t largest;
            double charged = 0;  // by weight
        };
        std::map<fair_queue::share_id, busy_share> shares;
        std::map<fair_queue::piece_id, std::pair<fair_queue::share_id, std::uint64_t>> pieces;
        const auto add = [&](fair_queue::share_id to) {
            const auto bytes = draw(shares[to].largest);
            pieces[queue.add(to, traffic::transfer, bytes)] = {to, bytes};
        };
        for (int i = 0; i < 8; ++i) {
            const auto weight = static_cast<unsigned>(1 + draw(10));
            shares[queue.join(weight)] = {weight, std::uint64_t{1} << (10 + draw(20))};
        }
        for (const auto& [id, share] : shares) add(id), add(id);
        std::vector<fair_queue::piece_id> moving;
        for (int step = 0; step < 1000; ++step) {
            while (const auto piece = queue.take(now)) {
                const auto [of, bytes] = pieces.at(*piece);
                shares[of].charged += double(bytes + overhead) / shares[of].weight;
                moving.push_back(*piece);
                add(of);  // each has work at any time
            }
            double excess = 0;
            for (const auto& [a, one] : shares)
                for (const auto& [b, other] : shares) {
                    const double bound =
                        double(one.largest + overhead) / one.weight + double(other.largest + overhead) / other.weight;
                    excess = std::max(excess, std::abs(one.charged - other.charged) - bound);
                }
            BOOST_REQUIRE_LE(excess, 0);
            const auto nth = draw(moving.size());
            queue.finished(moving[nth], pieces.at(moving[nth]).second);
            moving.erase(moving.begin() + static_cast<std::ptrdiff_t>(nth));
        }
    }
}

BOOST_AUTO_TEST_CASE(never_has_more_under_way_than_allowed_holds_nothing_back_and_keeps_the_order_of_a_share) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        std::mt19937 dice(seed);
        const auto draw = [&](std::uint64_t below) { return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(dice); };
        const auto connections = 1 + draw(5);
        const auto kept = draw(connections);
        fair_queue queue({connections, kept, 0});
        struct piece {
            fair_queue::share_id of;
            traffic kind;
        };
        std::map<fair_queue::piece_id, piece> waiting, moving;
        std::map<std::pair<fair_queue::share_id, traffic>, fair_queue::piece_id> last;
        std::vector<fair_queue::share_id> shares{queue.join(1), queue.join(3), queue.join(1000)};
        std::set<fair_queue::share_id> paused;
        for (int step = 0; step < 1000; ++step) {
            const auto share = shares[draw(3)];
            if (const auto what = draw(10); what < 5) {
                const auto kind = draw(2) == 0 ? traffic::call : traffic::transfer;
                waiting[queue.add(share, kind, draw(1000))] = {share, kind};
            } else if (what == 5) {
                queue.pause(share), paused.insert(share);
            } else if (what == 6) {
                queue.resume(share), paused.erase(share);
            } else if (!moving.empty()) {
                auto at = std::next(moving.begin(), static_cast<std::ptrdiff_t>(draw(moving.size())));
                queue.finished(at->first, draw(1000));
                moving.erase(at);
            }
            for (const auto one : take_all(queue)) {
                const auto it = waiting.at(one);
                BOOST_REQUIRE(!paused.contains(it.of));
                BOOST_REQUIRE_LT((last[{it.of, it.kind}]), one);
                last[{it.of, it.kind}] = one;
                moving[one] = it;
                waiting.erase(one);
            }
            const auto transfers = std::size_t(std::count_if(
                moving.begin(), moving.end(), [](const auto& one) { return one.second.kind == traffic::transfer; }));
            BOOST_REQUIRE_LE(moving.size(), connections);
            BOOST_REQUIRE_LE(transfers, connections - kept);
            const bool may_wait = std::all_of(waiting.begin(), waiting.end(), [&](const auto& one) {
                return paused.contains(one.second.of) || moving.size() == connections ||
                       (one.second.kind == traffic::transfer && transfers == connections - kept);
            });
            BOOST_REQUIRE(may_wait);
        }
    }
}

BOOST_AUTO_TEST_CASE(lets_nobody_starve_under_many_small_pieces) {
    fair_queue queue({1, 0, 0});
    const auto small = queue.join(1), large = queue.join(1);
    queue.add(large, traffic::transfer, 1'000'000);
    const auto first = queue.take(now);
    const auto patient = queue.add(large, traffic::transfer, 1'000'000);
    for (int i = 0; i < 10; ++i) queue.add(small, traffic::call, 0);
    queue.finished(*first, 1'000'000);
    int others = 0;
    for (auto taken = queue.take(now); *taken != patient && others < 1000; taken = queue.take(now), ++others) {
        queue.add(small, traffic::call, 0);
        queue.finished(*taken, 0);
    }
    BOOST_TEST(others >= 1'000'000 / int(overhead));
    BOOST_TEST(others <= 1'000'000 / int(overhead) + 2);
}

BOOST_AUTO_TEST_CASE(gives_no_credit_for_idleness) {
    fair_queue queue({1, 0, 0});
    const auto worker = queue.join(1), sleeper = queue.join(1);
    const auto add = [&](auto share) { queue.add(share, traffic::transfer, 1000); };
    add(worker), add(worker);
    for (int i = 0; i < 1000; ++i) {
        queue.finished(*queue.take(now), 1000);
        add(worker);
    }
    for (int i = 0; i < 20; ++i) add(sleeper), add(worker);
    for (int i = 0; i < 20; ++i) queue.finished(*queue.take(now), 1000);
    BOOST_TEST(queue.counts(sleeper).bytes_moved == 10'000u);
}

BOOST_AUTO_TEST_CASE(gives_no_credit_for_a_pause) {
    fair_queue queue({1, 0, 0});
    const auto worker = queue.join(1), paused = queue.join(1);
    queue.pause(paused);
    for (int i = 0; i < 200; ++i) queue.add(worker, traffic::transfer, 1000), queue.add(paused, traffic::transfer, 1000);
    for (int i = 0; i < 100; ++i) queue.finished(*queue.take(now), 1000);
    BOOST_TEST(queue.counts(paused).bytes_moved == 0u);
    queue.resume(paused);
    for (int i = 0; i < 20; ++i) queue.finished(*queue.take(now), 1000);
    BOOST_TEST(queue.counts(paused).bytes_moved == 10'000u);
}

BOOST_AUTO_TEST_CASE(charges_what_really_moved) {
    fair_queue queue({1, 0, 0});
    const auto modest = queue.join(1), liar = queue.join(1);
    for (int i = 0; i < 400; ++i) queue.add(modest, traffic::transfer, 50'000), queue.add(liar, traffic::transfer, 0);
    for (int i = 0; i < 200; ++i) queue.finished(*queue.take(now), 50'000);
    BOOST_TEST(queue.counts(liar).bytes_moved <= 101u * 50'000);
    BOOST_TEST(queue.counts(liar).bytes_moved >= 99u * 50'000);
}

BOOST_AUTO_TEST_CASE(lets_calls_pass_where_transfers_take_all_they_may) {
    fair_queue queue({3, 1, 0});
    const auto share = queue.join(1);
    for (int i = 0; i < 5; ++i) queue.add(share, traffic::transfer, 1'000'000'000);
    BOOST_TEST(take_all(queue).size() == 2u);
    const auto call = queue.add(share, traffic::call, 100);
    BOOST_TEST(queue.take(now).value() == call);
    BOOST_TEST(!queue.take(now).has_value());
}

BOOST_AUTO_TEST_CASE(ends_a_share_and_gives_what_waited) {
    fair_queue queue({1, 0, 0});
    const auto gone = queue.join(1), other = queue.join(1);
    const auto first = queue.add(gone, traffic::transfer, 10), second = queue.add(gone, traffic::transfer, 10);
    BOOST_TEST(queue.take(now).value() == first);
    const auto third = queue.add(other, traffic::transfer, 10);
    BOOST_TEST(queue.leave(gone) == std::vector<fair_queue::piece_id>{second}, boost::test_tools::per_element());
    BOOST_TEST(!queue.take(now).has_value());
    queue.finished(first, 10);
    BOOST_TEST(queue.take(now).value() == third);
    queue.finished(third, 10);
    BOOST_TEST(queue.waiting() + queue.under_way() == 0u);
}

BOOST_AUTO_TEST_CASE(takes_weights_and_sizes_beyond_all_measure) {
    fair_queue queue({0, 7, 0});
    const auto light = queue.join(0), heavy = queue.join(UINT32_MAX);
    BOOST_TEST(queue.counts(light).weight == 1u);
    BOOST_TEST(queue.counts(heavy).weight == fair_queue::heaviest);
    for (int i = 0; i < 3; ++i) queue.add(light, traffic::transfer, UINT64_MAX), queue.add(heavy, traffic::transfer, UINT64_MAX);
    for (int i = 0; i < 6; ++i) {
        const auto taken = queue.take(now);
        BOOST_REQUIRE(taken.has_value());
        BOOST_TEST(!queue.take(now).has_value());
        queue.finished(*taken, UINT64_MAX / 8);
    }
    BOOST_TEST(queue.waiting() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
