// SPDX-License-Identifier: BSL-1.0
#include <renderbus/journal/memory_journal.hpp>
#include <renderbus/pipeline/combinators.hpp>

#include <boost/test/unit_test.hpp>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/bind_executor.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>

#include <limits>
#include <optional>
#include <random>
#include <set>
#include <vector>

// Random pipelines against a model that computes, from the value and the time it comes in, what must come out and when. Time is
// simulated; every leaf waits for a time of its own, so that two things hardly ever happen at once.
namespace rb = renderbus;
using namespace std::chrono_literals;

namespace {

using milliseconds = std::chrono::milliseconds;
using number_pipeline = rb::any_pipeline<int, int>;
constexpr auto midnight = std::chrono::system_clock::time_point(std::chrono::hours(24 * 20'000));

/// What came out, and how many milliseconds after the start.
struct ending {
    std::int64_t at = 0;
    std::optional<int> value;
    std::error_code code;
    friend bool operator==(const ending&, const ending&) = default;
};
std::ostream& operator<<(std::ostream& out, const ending& e) {
    return out << (e.value ? "value " + std::to_string(*e.value) : e.code.message()) << " at " << e.at;
}

using model = std::function<ending(int value, std::int64_t at)>;
struct pair_of {
    number_pipeline real;
    model expected;
};

int open_leaves = 0;
/// Set where the model cannot know: two ends at one moment, or a value that a journal had from earlier in the same run.
bool unclear = false;

ending failed(std::int64_t at, std::error_code code) { return {at, std::nullopt, code}; }

/// What a leaf makes of a value: fails for some values, and for all before some time.
struct leaf_rule {
    milliseconds delay{0};
    int factor = 1;
    int fails_on = 0;  ///< values that leave no rest fail; 0: none
    std::int64_t fails_before = 0;

    ending operator()(int value, std::int64_t at) const {
        const auto done = at + delay.count();
        if (at < fails_before) return failed(done, rb::transport_errc::connection_lost);
        if (fails_on != 0 && value % fails_on == 0) return failed(done, rb::data_errc::out_of_range);
        return {done, (value * factor + 1) % 10'007, {}};
    }
};

rb::result<int> as_result(const ending& e) {
    if (e.value) return *e.value;
    return rb::failure{e.code, "leaf", "as it must", {}};
}

std::int64_t since_midnight(rb::any_clock clock) {
    return std::chrono::duration_cast<milliseconds>(clock.now() - midnight).count();
}

struct waiting_leaf {
    using input = int;
    using output = int;
    static constexpr std::string_view name = "leaf";
    leaf_rule rule;
    void start(rb::run_context& in, int value, rb::completion<int> done) {
        ++open_leaves;
        const auto outcome = as_result(rule(value, since_midnight(in.clock)));
        in.clock.async_wait(in.executor, rule.delay, in.stop, [outcome, done = std::move(done)](rb::result<void> waited) mutable {
            --open_leaves;
            if (waited) done(outcome);
            else done(std::move(waited).error());
        });
    }
};

class generator {
public:
    explicit generator(unsigned seed) : random_(seed) {}

    pair_of any(int depth) {
        if (depth == 0) return leaf();
        switch (below(10)) {
            case 0: return leaf();
            case 1: return row(depth);
            case 2: return all(depth);
            case 3: return each(depth);
            case 4: return race(depth);
            case 5: return when(depth);
            case 6: return retry(depth);
            case 7: return timeout(depth);
            case 8: return recover(depth);
            default: return kept(depth);
        }
    }
    int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

private:
    pair_of leaf() {
        leaf_rule rule{milliseconds(1 + below(1'000'000)), 1 + below(50), below(3) ? 0 : 2 + below(5),
                       below(4) ? 0 : below(2'000'000)};
        if (below(4) == 0) {  // a plain callable, which has no time
            rule.delay = 0ms;
            rule.fails_before = 0;
            return {rb::stage([rule](int value) { return as_result(rule(value, 0)); }),
                    [rule](int value, std::int64_t at) { return rule(value, at); }};
        }
        return {waiting_leaf{rule}, rule};
    }

    pair_of row(int depth) {
        auto a = any(depth - 1), b = any(depth - 1);
        return {a.real | rb::tap([](int) {}) | b.real, [a = a.expected, b = b.expected](int value, std::int64_t at) {
                    const auto first = a(value, at);
                    return first.value ? b(*first.value, first.at) : first;
                }};
    }

    /// The first failure ends it, at its time.
    static ending first_failure_or(const std::vector<ending>& ends, int (*gather)(const std::vector<ending>&)) {
        const ending* first = nullptr;
        std::int64_t last = 0;
        for (const auto& e : ends) {
            if (!e.value && first && e.at == first->at) unclear = true;
            if (!e.value && (!first || e.at < first->at)) first = &e;
            last = std::max(last, e.at);
        }
        return first ? *first : ending{last, gather(ends), {}};
    }
    static int sum(const std::vector<ending>& ends) {
        int total = 0;
        for (const auto& e : ends) total += *e.value;
        return total % 10'007;
    }

    pair_of all(int depth) {
        auto a = any(depth - 1), b = any(depth - 1), c = any(depth - 1);
        return {rb::all(a.real, b.real, c.real) |
                    [](std::tuple<int, int, int> t) { return (std::get<0>(t) + std::get<1>(t) + std::get<2>(t)) % 10'007; },
                [a = a.expected, b = b.expected, c = c.expected](int value, std::int64_t at) {
                    return first_failure_or({a(value, at), b(value, at), c(value, at)}, sum);
                }};
    }

    pair_of each(int depth) {
        auto a = any(depth - 1);
        const int count = below(7);
        const auto at_once = static_cast<std::size_t>(1 + below(4));
        const auto order = below(2) ? rb::each_order::as_given : rb::each_order::as_they_finish;
        return {rb::stage([count](int value) {
                    std::vector<int> many;
                    for (int i = 0; i < count; ++i) many.push_back(value + i);
                    return many;
                }) | rb::each(a.real, at_once, order) |
                    [](std::vector<int> many) {
                        int total = 0;
                        for (int one : many) total += one;
                        return total % 10'007;
                    },
                [a = a.expected, count, at_once](int value, std::int64_t at) {
                    std::vector<ending> ends;
                    std::vector<std::int64_t> free(at_once, at);  // when each place is free again
                    std::int64_t until = std::numeric_limits<std::int64_t>::max();
                    for (int i = 0; i < count; ++i) {
                        auto place = std::min_element(free.begin(), free.end());
                        if (*place >= until) break;
                        ends.push_back(a(value + i, *place));
                        *place = ends.back().at;
                        if (!ends.back().value) until = std::min(until, ends.back().at);
                    }
                    if (ends.empty()) return ending{at, 0, {}};
                    return first_failure_or(ends, sum);
                }};
    }

    pair_of race(int depth) {
        auto a = any(depth - 1), b = any(depth - 1);
        return {rb::race(a.real, b.real), [a = a.expected, b = b.expected](int value, std::int64_t at) {
                    const auto first = a(value, at), second = b(value, at);
                    if (first.at == second.at) unclear = true;
                    if (first.value && second.value) return second.at < first.at ? second : first;
                    if (first.value || second.value) return first.value ? first : second;
                    auto earlier = second.at < first.at ? second : first;
                    earlier.at = std::max(first.at, second.at);
                    return earlier;
                }};
    }

    pair_of when(int depth) {
        auto a = any(depth - 1), b = any(depth - 1);
        return {rb::when([](int value) { return value % 2 == 0; }, a.real).otherwise(b.real),
                [a = a.expected, b = b.expected](int value, std::int64_t at) {
                    return value % 2 == 0 ? a(value, at) : b(value, at);
                }};
    }

    pair_of retry(int depth) {
        auto a = any(depth - 1);
        const rb::backoff policy{1 + below(4), milliseconds(below(2) * below(500'000)), 700'000ms};
        return {rb::retry(a.real, policy), [a = a.expected, policy](int value, std::int64_t at) {
                    for (int tries = 1;; ++tries) {
                        const auto outcome = a(value, at);
                        if (outcome.value) return outcome;
                        const auto pause = policy(tries, {});
                        if (!pause) return outcome;
                        at = outcome.at + pause->count();
                    }
                }};
    }

    pair_of timeout(int depth) {
        auto a = any(depth - 1);
        const milliseconds limit(1 + below(1'500'000));
        return {rb::timeout(a.real, limit), [a = a.expected, limit](int value, std::int64_t at) {
                    const auto outcome = a(value, at);
                    if (outcome.at == at + limit.count()) unclear = true;
                    return outcome.at <= at + limit.count() ? outcome : failed(at + limit.count(), rb::transport_errc::timed_out);
                }};
    }

    pair_of recover(int depth) {
        auto a = any(depth - 1);
        return {rb::recover(a.real, [](const rb::failure& why) { return why.code.value(); }),
                [a = a.expected](int value, std::int64_t at) {
                    auto outcome = a(value, at);
                    if (!outcome.value) outcome = {outcome.at, outcome.code.value(), {}};
                    return outcome;
                }};
    }

    pair_of kept(int depth) {
        auto a = any(depth - 1);
        auto seen = std::make_shared<std::set<int>>();
        return {rb::stage(a.real) | rb::checkpoint("kept", std::make_shared<rb::memory_journal>()),
                [a = a.expected, seen](int value, std::int64_t at) {
                    if (!seen->insert(value).second) unclear = true;
                    return a(value, at);
                }};
    }

    std::mt19937 random_;
};

/// Runs with simulated time; a stop, if any, is asked for at that time.
ending run(const number_pipeline& what, int value, std::optional<std::int64_t> stop_at = {}) {
    asio::io_context io;
    auto time = std::make_shared<rb::manual_time>(midnight);
    rb::run_context context(io.get_executor(), {}, rb::unobserved{}, rb::any_clock(time));
    asio::cancellation_signal signal;
    std::optional<ending> outcome;
    int calls = 0;
    rb::async_run(context, what, value,
                  asio::bind_cancellation_slot(signal.slot(), asio::bind_executor(io, [&](std::exception_ptr thrown, int given) {
                                                   ++calls;
                                                   outcome.emplace();
                                                   outcome->at = since_midnight(context.clock);
                                                   if (!thrown) {
                                                       outcome->value = given;
                                                       return;
                                                   }
                                                   try {
                                                       std::rethrow_exception(thrown);
                                                   } catch (const rb::exception& e) {
                                                       outcome->code = e.code();
                                                   }
                                               })));
    if (stop_at)
        time->async_wait(io.get_executor(), milliseconds(*stop_at), {},
                         [&](rb::result<void>) { signal.emit(asio::cancellation_type::terminal); });
    for (;;) {
        io.restart();
        if (io.poll() != 0) continue;
        if (outcome) break;
        if (!time->advance_to_next()) BOOST_REQUIRE_MESSAGE(false, "the run hangs");
    }
    BOOST_TEST(calls == 1);
    BOOST_TEST(open_leaves == 0);
    return *outcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_pipelines)

BOOST_AUTO_TEST_CASE(ten_thousand_give_what_the_model_says_and_when) {
    int compared = 0;
    for (unsigned seed = 0; compared < 10'000; ++seed) {
        generator make(seed);
        const auto made = make.any(4);
        const int value = make.below(1000);
        unclear = false;
        const auto expected = made.expected(value, 0);
        const auto real = run(made.real, value);
        if (unclear) continue;
        ++compared;
        BOOST_TEST(real == expected, "seed " << seed << ": " << real << ", expected " << expected);
    }
    BOOST_TEST(compared == 10'000);
}

BOOST_AUTO_TEST_CASE(a_stop_at_any_moment_ends_them_at_that_moment_with_nothing_left_open) {
    for (unsigned seed = 0; seed < 3'000; ++seed) {
        generator make(seed);
        const auto made = make.any(4);
        const int value = make.below(1000);
        unclear = false;
        const auto expected = made.expected(value, 0);
        if (unclear) continue;
        const std::int64_t stop = make.below(2'000'000);
        const auto real = run(made.real, value, stop);
        if (expected.at < stop) BOOST_TEST(real == expected, "seed " << seed << ": " << real << ", expected " << expected);
        if (expected.at > stop)
            BOOST_TEST(real == failed(stop, rb::transport_errc::canceled), "seed " << seed << ": " << real << ", stop " << stop);
    }
}

BOOST_AUTO_TEST_SUITE_END()
