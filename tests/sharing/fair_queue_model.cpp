// SPDX-License-Identifier: BSL-1.0
#include <renderbus/sharing/fair_queue.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>
#include <random>
#include <vector>

namespace rb = renderbus;
using rb::fair_queue;
using rb::traffic;
using namespace std::chrono_literals;

namespace {

constexpr fair_queue::time now{1'700'000'000s};
constexpr auto overhead = fair_queue::piece_overhead;

/// What the queue promises, said as simply as can be: lists, searched from end to end.
class simple_queue {
public:
    explicit simple_queue(rb::fair_queue_limits limits) : limits_(limits) {}

    struct piece {
        std::uint64_t id, share;
        traffic kind;
        double cost;
        double weight = 0;
    };
    struct share {
        std::uint64_t id;
        unsigned weight;
        bool paused = false;
        double turn = 0;
        std::uint64_t served = 0;
    };
    std::vector<share> shares;
    std::vector<piece> waiting, moving;

    share& of(std::uint64_t id) {
        return *std::find_if(shares.begin(), shares.end(), [&](const auto& one) { return one.id == id; });
    }
    const piece* first(std::uint64_t of_share, std::optional<traffic> kind = {}) const {
        for (const auto& one : waiting)
            if (one.share == of_share && (!kind || one.kind == *kind)) return &one;
        return nullptr;
    }
    void add(std::uint64_t id, std::uint64_t of_share, traffic kind, std::uint64_t bytes) {
        if (!first(of_share)) of(of_share).turn = std::max(of(of_share).turn, come_);
        waiting.push_back({id, of_share, kind, double(bytes + overhead)});
    }
    void resume(std::uint64_t id) {
        if (!of(id).paused) return;
        of(id).paused = false;
        of(id).turn = std::max(of(id).turn, come_);
    }
    std::optional<std::uint64_t> take() {
        if (moving.size() == limits_.connections) return {};
        const auto transfers =
            std::count_if(moving.begin(), moving.end(), [](const auto& one) { return one.kind == traffic::transfer; });
        const bool transfers_too = std::size_t(transfers) < limits_.connections - limits_.kept_for_calls;
        std::vector<share*> busy;
        for (auto& one : shares)
            if (!one.paused && first(one.id)) busy.push_back(&one);
        std::stable_sort(busy.begin(), busy.end(),
                         [](auto* a, auto* b) { return a->turn != b->turn ? a->turn < b->turn : a->served < b->served; });
        for (auto* one : busy) {
            const auto* next = first(one->id, traffic::call);
            if (!next && transfers_too) next = first(one->id, traffic::transfer);
            if (!next) continue;
            come_ = std::max(come_, busy.front()->turn);
            auto it = *next;
            std::erase_if(waiting, [&](const auto& other) { return other.id == it.id; });
            it.weight = one->weight;
            one->turn += it.cost / it.weight;
            one->served = ++served_;
            moving.push_back(it);
            return it.id;
        }
        return {};
    }
    void finished(std::uint64_t id, std::uint64_t bytes) {
        const auto at = std::find_if(moving.begin(), moving.end(), [&](const auto& one) { return one.id == id; });
        of(at->share).turn += (double(bytes + overhead) - at->cost) / at->weight;
        moving.erase(at);
        if (!moving.empty() || !waiting.empty()) return;
        come_ = 0;
        for (auto& one : shares) one.turn = 0;
    }

private:
    rb::fair_queue_limits limits_;
    double come_ = 0;
    std::uint64_t served_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_fair_queue)

BOOST_AUTO_TEST_CASE(does_as_a_simple_model_does) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        std::mt19937 dice(seed);
        const auto draw = [&](std::uint64_t below) { return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(dice); };
        const auto connections = 1 + draw(6);
        const rb::fair_queue_limits limits{connections, draw(connections), 0};
        fair_queue queue(limits);
        simple_queue model(limits);
        for (std::uint64_t i = 0, count = 1 + draw(6); i < count; ++i) {
            const auto weight = static_cast<unsigned>(1 + draw(8));
            model.shares.push_back({queue.join(weight), weight});
        }
        std::vector<std::uint64_t> known;
        for (int step = 0; step < 600; ++step) {
            auto& share = model.shares[draw(model.shares.size())];
            switch (draw(12)) {
                case 0: queue.pause(share.id), share.paused = true; break;
                case 1:
                case 2: queue.resume(share.id), model.resume(share.id); break;
                case 3: share.weight = static_cast<unsigned>(1 + draw(8)), queue.weigh(share.id, share.weight); break;
                case 4:
                case 5:
                case 6:
                case 7: {
                    const auto kind = draw(3) == 0 ? traffic::call : traffic::transfer;
                    const auto bytes = kind == traffic::call ? draw(2000) : draw(10'000'000);
                    known.push_back(queue.add(share.id, kind, bytes));
                    model.add(known.back(), share.id, kind, bytes);
                    break;
                }
                case 8: {
                    if (known.empty()) break;
                    const auto piece = known[draw(known.size())];
                    const auto gone = std::erase_if(model.waiting, [&](const auto& one) { return one.id == piece; });
                    BOOST_TEST(queue.withdraw(piece) == (gone == 1));
                    break;
                }
                default: {
                    if (model.moving.empty()) break;
                    const auto piece = model.moving[draw(model.moving.size())];
                    const auto bytes = draw(2) == 0 ? std::uint64_t(piece.cost) - overhead : draw(10'000'000);
                    queue.finished(piece.id, bytes);
                    model.finished(piece.id, bytes);
                }
            }
            for (;;) {
                const auto taken = queue.take(now);
                const auto due = model.take();
                BOOST_REQUIRE_MESSAGE(taken == due, "seed " << seed << ", step " << step);
                if (!taken) break;
            }
            BOOST_REQUIRE_EQUAL(queue.under_way(), model.moving.size());
            BOOST_REQUIRE_EQUAL(queue.waiting(), model.waiting.size());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
