// SPDX-License-Identifier: BSL-1.0
#include <renderbus/pipeline/combinators.hpp>

#include <boost/test/unit_test.hpp>

#include <asio/bind_executor.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>

#include <filesystem>
#include <future>
#include <list>
#include <span>
#include <thread>

namespace rb = renderbus;
using namespace std::chrono_literals;

namespace {

using steady = std::chrono::steady_clock;

struct doubled {
    static constexpr std::string_view name = "doubled";
    constexpr int operator()(int n) const { return 2 * n; }
};
int add_one(int n) { return n + 1; }

/// A stage that waits; counts how many are open, and how many were at most.
struct waiting {
    using input = int;
    using output = int;
    static constexpr std::string_view name = "waiting";
    struct count {
        int open = 0, most = 0, begun = 0;
    };
    std::chrono::milliseconds span{1};
    std::shared_ptr<count> counted = std::make_shared<count>();
    void start(rb::run_context& in, int n, rb::completion<int> done) {
        ++counted->begun;
        counted->most = std::max(counted->most, ++counted->open);
        in.clock.async_wait(in.executor, span, in.stop,
                            [n, counted = counted, done = std::move(done)](rb::result<void> waited) mutable {
                                --counted->open;
                                if (waited) done(2 * n);
                                else done(std::move(waited).error());
                            });
    }
};

auto sleeping(std::chrono::milliseconds span) {
    return [span](int n) -> asio::awaitable<int> {
        asio::steady_timer timer(co_await asio::this_coro::executor, span);
        co_await timer.async_wait(asio::use_awaitable);
        co_return n + 100;
    };
}

struct failing {
    static constexpr std::string_view name = "failing";
    rb::result<int> operator()(int) const { return rb::failure{rb::data_errc::invalid_value, "here", "no good", "try another"}; }
};

struct keeps {
    using input = std::unique_ptr<int>;
    using output = std::unique_ptr<int>;
    static constexpr std::string_view name = "keeps";
    void start(rb::run_context& in, std::unique_ptr<int> held, rb::completion<std::unique_ptr<int>> done) {
        asio::post(in.executor, [held = std::move(held), done = std::move(done)]() mutable { done(std::move(held)); });
    }
};
struct at_once {
    using input = int;
    using output = int;
    static constexpr std::string_view name = "at_once";
    void start(rb::run_context&, int n, rb::completion<int> done) { done(n); }
};
struct needs_more : rb::run_context {};
struct demanding {
    using input = int;
    using output = int;
    static constexpr std::string_view name = "demanding";
    void start(needs_more&, int n, rb::completion<int> done) { done(n); }
};

/// The numbers from 1 on, each after a post; how many there were in the end.
class numbers : public rb::flow_source<int, std::size_t> {
public:
    numbers(asio::any_io_executor executor, int count, int fails_at)
        : executor_(std::move(executor)), count_(count), fails_at_(fails_at) {}
    void async_next(rb::completion<std::optional<int>> done) override {
        asio::post(executor_, [this, done = std::move(done)]() mutable {
            if (next_ == fails_at_) return done(rb::failure{rb::data_errc::too_large, "numbers", "enough", {}});
            if (next_ > count_) return done(std::optional<int>());
            done(std::optional<int>(next_++));
        });
    }
    rb::result<std::size_t> last() override { return static_cast<std::size_t>(next_ - 1); }

private:
    asio::any_io_executor executor_;
    int count_, fails_at_;
    int next_ = 1;
};
struct counting {
    using input = int;
    using output = rb::flow<int, std::size_t>;
    static constexpr std::string_view name = "counting";
    int fails_at = 0;
    void start(rb::run_context& in, int count, rb::completion<output> done) {
        done(output(std::make_shared<numbers>(in.executor, count, fails_at)));
    }
};

/// One number at once, the next in a minute.
class slow_numbers : public rb::flow_source<int, std::size_t> {
public:
    explicit slow_numbers(rb::run_context& in) : in_(in) {}
    void async_next(rb::completion<std::optional<int>> done) override {
        in_.clock.async_wait(in_.executor, std::exchange(pause_, 60'000ms), in_.stop,
                             [done = std::move(done)](rb::result<void> waited) mutable {
                                 if (waited) done(std::optional(1));
                                 else done(std::move(waited).error());
                             });
    }
    rb::result<std::size_t> last() override { return std::size_t{0}; }

private:
    rb::run_context& in_;
    std::chrono::milliseconds pause_{1};
};
struct slow_counting {
    using input = int;
    using output = rb::flow<int, std::size_t>;
    static constexpr std::string_view name = "slow_counting";
    void start(rb::run_context& in, int, rb::completion<output> done) { done(output(std::make_shared<slow_numbers>(in))); }
};

template <class Pipe, class In>
std::error_code code_of(const Pipe& pipe, const In& value) {
    try {
        static_cast<void>(rb::run(pipe, value));
    } catch (const rb::exception& e) {
        return e.code();
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(combinators)

BOOST_AUTO_TEST_CASE(a_stage_is_anything_that_leads_from_a_value_to_another) {
    auto pipe = rb::stage(add_one) | doubled() | waiting() | [](int n) { return std::to_string(n); } |
                [](const auto& text) { return text + "!"; };
    BOOST_TEST(rb::run(pipe, 4) == "20!");
    BOOST_TEST(rb::run(rb::stage(sleeping(1ms)) | sleeping(1ms), 1) == 201);
    BOOST_TEST(rb::run([](int n) { return n; }, 7) == 7);
    BOOST_TEST(rb::run(
                   pipe | [](std::string text) { return text.size(); }, 4) == 3U);
    BOOST_CHECK_THROW(rb::run(rb::stage(failing()) | doubled(), 1), rb::exception);
    BOOST_CHECK_THROW(rb::run([](int) -> int { throw std::out_of_range("as it was thrown"); }, 1), std::out_of_range);
    BOOST_CHECK_THROW(rb::run(
                          rb::stage(waiting()) | [](int) -> int { throw std::out_of_range("a failure of the run"); }, 1),
                      rb::exception);
}

BOOST_AUTO_TEST_CASE(callables_alone_make_a_callable_also_for_the_compiler) {
    static_assert((rb::stage(doubled()) | rb::tap([](int) {}) | rb::when([](int n) { return n > 5; }, doubled()))(3) == 12);
    const auto pipe = rb::stage([](std::unique_ptr<int> held) { return held; }) | [](std::unique_ptr<int> held) { return *held; };
    BOOST_TEST(pipe(std::make_unique<int>(5)) == 5);
    BOOST_TEST(rb::run(pipe, std::make_unique<int>(6)) == 6);
    BOOST_TEST((rb::stage(failing()) | doubled())(1).error().message() == "here: no good; try another");
    auto counter = rb::stage([n = 0](int add) mutable { return n += add; });
    BOOST_TEST(counter(2) == 2);
    BOOST_TEST(counter(2) == 4);
}

BOOST_AUTO_TEST_CASE(move_only_values_walk_through_stages_that_wait) {
    auto pipe = rb::stage(keeps()) |
                [](std::unique_ptr<int> held) {
                    ++*held;
                    return held;
                } |
                keeps() | [](const std::unique_ptr<int>& held) { return *held; };
    BOOST_TEST(rb::run(pipe, std::make_unique<int>(1)) == 2);
    const auto texts =
        rb::run(rb::all([](const std::unique_ptr<int>& held) { return *held; }, [](const auto& held) { return -*held; }),
                std::make_unique<int>(3));
    BOOST_TEST((texts == std::tuple(3, -3)));
}

BOOST_AUTO_TEST_CASE(all_run_at_the_same_time_and_the_first_failure_ends_the_rest) {
    waiting a{100ms}, b{100ms};
    const auto begun = steady::now();
    BOOST_TEST((rb::run(rb::all(a, b, sleeping(100ms)), 1) == std::tuple(2, 2, 101)));
    BOOST_TEST((steady::now() - begun < 250ms));

    waiting slow{60s};
    const auto late = [](int n) -> asio::awaitable<int> {
        asio::steady_timer timer(co_await asio::this_coro::executor, 10ms);
        co_await timer.async_wait(asio::use_awaitable);
        if (n > 0) throw std::runtime_error("late");
        co_return n;
    };
    BOOST_CHECK_EXCEPTION(rb::run(rb::all(slow, late, sleeping(60s)), 1), rb::exception,
                          [](const rb::exception& e) { return e.why().cause == "late"; });
    BOOST_TEST(slow.counted->open == 0);
}

BOOST_AUTO_TEST_CASE(each_keeps_to_its_bound_and_to_the_order_asked_for) {
    waiting one;
    std::vector<int> numbers(50);
    for (int i = 0; i < 50; ++i) numbers[static_cast<std::size_t>(i)] = i;
    const auto out = rb::run(rb::each(one, 7), numbers);
    BOOST_REQUIRE(out.size() == 50U);
    for (int i = 0; i < 50; ++i) BOOST_TEST(out[static_cast<std::size_t>(i)] == 2 * i);
    BOOST_TEST(one.counted->most == 7);

    const auto by_value = [](int n) -> asio::awaitable<int> {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(n));
        co_await timer.async_wait(asio::use_awaitable);
        co_return n;
    };
    BOOST_TEST((rb::run(rb::each(by_value, 3, rb::each_order::as_they_finish), std::list<int>{90, 50, 10}) ==
                std::vector<int>{10, 50, 90}));
    const int raw[] = {1, 2, 3};
    BOOST_TEST((rb::run(rb::each(doubled()), std::span<const int>(raw)) == std::vector<int>{2, 4, 6}));
    BOOST_TEST(rb::run(rb::each(doubled()), std::vector<int>()).empty());
}

BOOST_AUTO_TEST_CASE(each_takes_out_what_cannot_be_copied_and_leaves_the_rest_alone) {
    std::vector<std::unique_ptr<int>> owned;
    for (int i = 0; i < 3; ++i) owned.push_back(std::make_unique<int>(i));
    const auto out = rb::run(rb::each([](std::unique_ptr<int> held) { return *held * 10; }), std::move(owned));
    BOOST_TEST((out == std::vector<int>{0, 10, 20}));
    std::vector<std::string> texts{std::string(100, 'a')};
    std::span<std::string> view(texts);
    BOOST_TEST(rb::run(rb::each([](std::string text) { return text.size(); }), view).front() == 100U);
    BOOST_TEST(texts.front().size() == 100U);
}

BOOST_AUTO_TEST_CASE(stages_that_end_at_once_do_not_pile_up_on_the_stack) {
    BOOST_TEST(rb::run(rb::each(at_once(), 3), std::vector<int>(100'000, 1)).size() == 100'000U);
    int tries = 0;
    const auto never = [&](int n) -> rb::result<int> {
        if (++tries < 100'000) return rb::failure{rb::data_errc::invalid_value, "never", "not yet", {}};
        return n;
    };
    BOOST_TEST(rb::run(rb::retry(never, [](int, const rb::failure&) { return std::optional(0ms); }), 1) == 1);
    BOOST_TEST(rb::run(
                   rb::stage(counting()) | [](std::size_t count) { return count; }, 100'000) == 100'000U);
}

BOOST_AUTO_TEST_CASE(the_first_failure_of_each_ends_the_rest) {
    waiting slow{60s};
    auto some = rb::when([](int n) { return n == 3; }, failing()).otherwise(slow);
    BOOST_TEST((code_of(rb::each(some, 4), std::vector<int>{1, 2, 3, 4, 5, 6}) == rb::data_errc::invalid_value));
    BOOST_TEST(slow.counted->open == 0);
    BOOST_TEST(slow.counted->begun == 2);
    BOOST_TEST((rb::run(rb::each(rb::recover(failing(), [](const rb::failure&) { return -1; })), std::vector<int>{1, 2}) ==
                std::vector<int>{-1, -1}));
}

BOOST_AUTO_TEST_CASE(a_flow_runs_into_the_next_stage_or_runs_out) {
    BOOST_TEST(rb::run(rb::stage(counting()), 5) == 5U);
    BOOST_TEST((rb::run(rb::stage(counting()) | rb::each([](int n) { return n * n; }), 4) == std::vector<int>{1, 4, 9, 16}));
    waiting slow{5ms};
    BOOST_TEST(rb::run(rb::stage(counting()) | rb::each(slow, 3), 10).size() == 10U);
    BOOST_TEST(slow.counted->most == 3);
    BOOST_TEST(rb::run(rb::retry(counting()), 6) == 6U);
    BOOST_TEST((rb::run(rb::all(counting(), doubled()), 7) == std::tuple(std::size_t{7}, 14)));
    BOOST_TEST((code_of(rb::stage(counting{3}) | rb::each(doubled()), 9) == rb::data_errc::too_large));
    BOOST_TEST((code_of(
                    rb::stage(counting{3}) | [](std::size_t n) { return n; }, 9) == rb::data_errc::too_large));
}

BOOST_AUTO_TEST_CASE(a_failure_behind_a_flow_ends_the_wait_for_its_next_item) {
    const auto begun = steady::now();
    BOOST_TEST((code_of(rb::stage(slow_counting()) | rb::each(failing()), 9) == rb::data_errc::invalid_value));
    BOOST_TEST((steady::now() - begun < 10s));
}

BOOST_AUTO_TEST_CASE(any_pipeline_erases_the_ends_only) {
    rb::any_pipeline<int, int> any = doubled();
    any = rb::stage(waiting()) | any | sleeping(1ms);
    BOOST_TEST(rb::run(any, 1) == 104);
    const auto copy = any;
    BOOST_TEST(rb::run(rb::each(copy), std::vector<int>{1, 2}).size() == 2U);
    BOOST_TEST((code_of(rb::any_pipeline<int, int>(demanding()), 1) == rb::data_errc::invalid_value));
    rb::any_pipeline<std::unique_ptr<int>, int> owner = [](std::unique_ptr<int> held) { return *held; };
    BOOST_TEST(rb::run(owner, std::make_unique<int>(4)) == 4);
}

BOOST_AUTO_TEST_CASE(a_stop_from_another_thread_ends_the_wait_within_100_ms) {
    const auto stopped = [](auto pipe) {
        std::stop_source stop;
        std::jthread other([&] {
            std::this_thread::sleep_for(30ms);
            stop.request_stop();
        });
        const auto begun = steady::now();
        BOOST_CHECK_EXCEPTION(rb::run(pipe, 1, stop.get_token()), rb::exception,
                              [](const rb::exception& e) { return e.code() == rb::transport_errc::canceled; });
        BOOST_TEST((steady::now() - begun < 130ms));
    };
    stopped(rb::stage(waiting{60s}));
    stopped(rb::stage(sleeping(60s)));
    stopped(rb::all(waiting{60s}, sleeping(60s), rb::retry(waiting{60s})));
    stopped(rb::race(waiting{60s}, rb::timeout(sleeping(60s), 50s)));
    stopped(rb::retry(failing(), rb::backoff{.tries = 100, .first_pause = 60s, .longest_pause = 60s}));
    stopped(rb::stage([](int n) { return std::vector<int>(20, n); }) | rb::each(waiting{60s}, 5));
    stopped(rb::recover(waiting{60s}, [](const rb::failure&) { return 0; }));
    stopped(rb::stage(counting()) | rb::each(waiting{60s}));
}

BOOST_AUTO_TEST_CASE(no_thread_is_started) {
    const auto threads = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator());
    };
    const auto before = threads();
    decltype(threads()) during = 0;
    rb::run(rb::all(waiting{5ms}, sleeping(5ms)) | rb::tap([&](const auto&) { during = threads(); }), 1);
    BOOST_TEST(during == before);
}

BOOST_AUTO_TEST_CASE(callbacks_futures_and_coroutines_run_it_on_their_executor) {
    asio::io_context io;
    const auto pipe = rb::stage(waiting()) | sleeping(1ms);
    int called = 0;
    rb::async_run(io.get_executor(), pipe, 1, [&](std::exception_ptr failed, int n) {
        BOOST_TEST(!failed);
        called = n;
    });
    BOOST_TEST(called == 0);
    auto future = rb::async_run(io.get_executor(), pipe, 2, asio::use_future);
    int awaited = 0;
    asio::co_spawn(
        io, [&]() -> asio::awaitable<void> { awaited = co_await rb::async_run(pipe, 3, asio::use_awaitable); },
        [](std::exception_ptr failed) { BOOST_TEST(!failed); });
    io.run();
    BOOST_TEST(called == 102);
    BOOST_TEST(future.get() == 104);
    BOOST_TEST(awaited == 106);
    BOOST_CHECK_THROW(rb::async_run(pipe, 1, [](std::exception_ptr, int) {}), rb::exception);  // no executor anywhere
}

BOOST_AUTO_TEST_CASE(observers_are_told_of_spans_inside_one_another) {
    asio::io_context io;
    struct told {
        rb::event::kind what;
        std::string stage, run;
        std::uint64_t place, span, parent;
    };
    std::vector<told> events;
    rb::run_context context(io.get_executor(), {}, [&](const rb::event& e) {
        events.push_back({e.what, std::string(e.stage), std::string(e.run), e.done, e.span, e.parent});
    });
    context.name = std::make_shared<const std::string>("sh010");
    const auto pipe = rb::stage(doubled()) | rb::all(rb::stage(waiting()) | doubled(), rb::retry(waiting())) |
                      [](std::tuple<int, int>) { return 1; };
    rb::async_run(context, pipe, 1, [](std::exception_ptr, int) {});
    io.run();
    using kind = rb::event::kind;
    const auto find = [&](kind what, std::string_view stage, std::size_t nth = 0) {
        for (const auto& e : events)
            if (e.what == what && e.stage == stage && nth-- == 0) return e;
        BOOST_REQUIRE_MESSAGE(false, "nobody was told of " << stage);
        return events.front();
    };
    BOOST_TEST((events.front().what == kind::run_started && events.back().what == kind::run_finished));
    const auto whole = events.front().span;
    const auto all = find(kind::stage_started, "all"), inner = find(kind::stage_started, "pipeline");
    BOOST_TEST(find(kind::stage_started, "doubled").parent == whole);
    BOOST_TEST(all.parent == whole);
    BOOST_TEST(all.place == 2U);
    BOOST_TEST(inner.parent == all.span);
    BOOST_TEST(find(kind::stage_started, "waiting").parent == inner.span);
    BOOST_TEST(find(kind::stage_started, "waiting", 1).parent == find(kind::stage_started, "retry").span);
    for (const auto& e : events) {
        BOOST_TEST(e.run == "sh010");
        if (e.what != kind::stage_started) continue;
        int ends = 0;
        for (const auto& other : events)
            ends += other.what == kind::stage_finished && other.span == e.span && other.parent == e.parent;
        BOOST_TEST(ends == 1, e.stage);
    }
}

BOOST_AUTO_TEST_SUITE_END()
