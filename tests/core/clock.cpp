// SPDX-License-Identifier: BSL-1.0
#include <renderbus/clock.hpp>

#include <boost/test/unit_test.hpp>

#include <asio/io_context.hpp>
#include <asio/thread_pool.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

namespace {

using namespace std::chrono_literals;
using renderbus::manual_time;
using renderbus::result;
using renderbus::system_time;
using renderbus::transport_errc;

constexpr std::chrono::system_clock::time_point start{1535957371s};

struct waits {
    explicit waits(manual_time& on) : clock(on) {}

    void add(std::string name, std::chrono::milliseconds span, std::stop_token stop = {}) {
        clock.async_wait(context.get_executor(), span, std::move(stop), [this, name](result<void> how) {
            log += name + (how ? " " : how.error().code == transport_errc::canceled ? "! " : "? ");
        });
    }
    /// What was done since it was last asked.
    std::string done() {
        context.restart();
        context.poll();
        return std::exchange(log, {});
    }

    manual_time& clock;
    asio::io_context context;
    std::string log;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(manual_clock)

BOOST_AUTO_TEST_CASE(stands_still_until_it_is_moved) {
    manual_time clock(start);
    BOOST_TEST((clock.now() == start));
    clock.advance(1500ms);
    BOOST_TEST((clock.now() == start + 1500ms));
}

BOOST_AUTO_TEST_CASE(may_be_set_without_a_moment_passing) {
    manual_time clock(start);
    waits all(clock);
    all.add("a", 30ms);
    const auto began = clock.steady_now();
    clock.set(start + 48h);
    BOOST_TEST(all.done() == "");
    BOOST_TEST((clock.now() == start + 48h));
    BOOST_TEST((clock.steady_now() == began));
    BOOST_TEST((*clock.next() == start + 48h + 30ms));
    clock.set(start - 48h);
    clock.advance(30ms);
    BOOST_TEST(all.done() == "a ");
    BOOST_TEST((clock.now() == start - 48h + 30ms));
    BOOST_TEST((clock.steady_now() == began + 30ms));
}

BOOST_AUTO_TEST_CASE(ends_waits_in_the_order_in_which_they_are_due) {
    manual_time clock(start);
    waits all(clock);
    all.add("c", 30ms);
    all.add("a", 10ms);
    all.add("b", 20ms);
    all.add("a2", 10ms);
    BOOST_TEST(all.done() == "");
    clock.advance(9ms);
    BOOST_TEST(all.done() == "");
    clock.advance(1ms);
    BOOST_TEST(all.done() == "a a2 ");
    clock.advance(1h);
    BOOST_TEST(all.done() == "b c ");
}

BOOST_AUTO_TEST_CASE(moves_on_to_the_next_wait) {
    manual_time clock(start);
    waits all(clock);
    BOOST_TEST(!clock.next());
    BOOST_TEST(!clock.advance_to_next());
    all.add("late", 24h);
    all.add("soon", 1s);
    BOOST_TEST((clock.next() == start + 1s));
    BOOST_TEST(clock.advance_to_next());
    BOOST_TEST(all.done() == "soon ");
    BOOST_TEST((clock.now() == start + 1s));
    BOOST_TEST((clock.next() == start + 24h));
    BOOST_TEST(clock.advance_to_next());
    BOOST_TEST(all.done() == "late ");
    BOOST_TEST((clock.now() == start + 24h));
    BOOST_TEST(!clock.next());
    BOOST_TEST(!clock.advance_to_next());
}

BOOST_AUTO_TEST_CASE(ends_a_wait_that_is_called_off) {
    manual_time clock(start);
    waits all(clock);
    std::stop_source stop;
    all.add("a", 10ms, stop.get_token());
    all.add("b", 20ms);
    stop.request_stop();
    BOOST_TEST((clock.next() == start + 20ms));
    BOOST_TEST(all.done() == "a! ");
    clock.advance(10ms);
    BOOST_TEST(all.done() == "");
    clock.advance(10ms);
    BOOST_TEST(all.done() == "b ");
    all.add("c", 1ms, stop.get_token());
    BOOST_TEST(all.done() == "c! ");
}

BOOST_AUTO_TEST_CASE(forgets_waits_that_were_called_off) {
    manual_time clock(start);
    waits all(clock);
    std::stop_source stop;
    all.add("a", 10ms, stop.get_token());
    stop.request_stop();
    all.add("b", 10ms, stop.get_token());
    BOOST_TEST(!clock.advance_to_next());
    BOOST_TEST((clock.now() == start));
    all.add("c", 1h);
    BOOST_TEST(clock.advance_to_next());
    BOOST_TEST((clock.now() == start + 1h));
}

BOOST_AUTO_TEST_CASE(ends_a_wait_for_nothing_without_being_moved) {
    manual_time clock(start);
    waits all(clock);
    all.add("now", 0ms);
    all.add("before", -5ms);
    BOOST_TEST(all.done() == "now before ");
    BOOST_TEST(!clock.advance_to_next());
}

BOOST_AUTO_TEST_CASE(ends_a_wait_never_from_inside_the_call) {
    manual_time clock(start);
    waits all(clock);
    all.add("now", 0ms);
    BOOST_TEST(all.log == "");
    std::stop_source stop;
    stop.request_stop();
    all.add("stopped", 1ms, stop.get_token());
    BOOST_TEST(all.log == "");
    all.add("later", 5ms);
    clock.advance(5ms);
    BOOST_TEST(all.log == "");
    BOOST_TEST(all.done() == "now stopped! later ");
}

BOOST_AUTO_TEST_CASE(ends_each_wait_once_when_it_is_moved_and_stopped_at_once) {
    for (int round = 0; round < 200; ++round) {
        manual_time clock(start);
        asio::thread_pool pool(1);
        std::stop_source stop;
        std::promise<void> done;
        clock.async_wait(pool.get_executor(), 1ms, stop.get_token(), [&](result<void>) { done.set_value(); });
        std::thread stopper([&] { stop.request_stop(); });
        clock.advance(1ms);
        stopper.join();
        done.get_future().get();
        pool.join();
    }
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(system_clock)

BOOST_AUTO_TEST_CASE(waits_about_as_long_as_asked) {
    asio::io_context context;
    system_time clock;
    const auto begun = std::chrono::steady_clock::now();
    bool waited = false;
    clock.async_wait(context.get_executor(), 30ms, {}, [&](result<void> how) { waited = how.has_value(); });
    BOOST_TEST(!waited);
    context.run();
    BOOST_TEST(waited);
    BOOST_TEST((std::chrono::steady_clock::now() - begun >= 30ms));
    BOOST_TEST((std::chrono::abs(clock.now() - std::chrono::system_clock::now()) < 5s));
}

BOOST_AUTO_TEST_CASE(stops_waiting_when_told_from_another_thread) {
    asio::io_context context;
    system_time clock;
    std::stop_source stop;
    std::error_code code;
    clock.async_wait(context.get_executor(), 1h, stop.get_token(), [&](result<void> how) { code = how.error().code; });
    std::thread other([&] {
        std::this_thread::sleep_for(10ms);
        stop.request_stop();
    });
    context.run();
    other.join();
    BOOST_TEST(code == transport_errc::canceled);
}

BOOST_AUTO_TEST_CASE(does_not_begin_to_wait_after_a_stop) {
    asio::io_context context;
    std::stop_source stop;
    stop.request_stop();
    std::error_code code;
    system_time().async_wait(context.get_executor(), 1h, stop.get_token(), [&](result<void> how) { code = how.error().code; });
    context.run();
    BOOST_TEST(code == transport_errc::canceled);
}

BOOST_AUTO_TEST_CASE(may_be_left_with_waits_under_way) {
    std::stop_source stop;
    auto alive = std::make_shared<int>(1);
    {
        asio::io_context context;
        system_time().async_wait(context.get_executor(), 1h, stop.get_token(), [alive](result<void>) {});
        context.poll();
    }
    stop.request_stop();
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(any_clock)

BOOST_AUTO_TEST_CASE(is_the_clock_it_was_made_from) {
    static_assert(renderbus::clock_source<manual_time> && renderbus::clock_source<system_time>);
    auto clock = std::make_shared<manual_time>(start);
    renderbus::any_clock any(clock);
    asio::io_context context;
    bool waited = false;
    any.async_wait(context.get_executor(), 5ms, {}, [&](result<void> how) { waited = how.has_value(); });
    clock->advance(5ms);
    context.run();
    BOOST_TEST(waited);
    BOOST_TEST((any.now() == start + 5ms));
}

BOOST_AUTO_TEST_SUITE_END()
