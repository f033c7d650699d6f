// SPDX-License-Identifier: BSL-1.0
#include <renderbus/pipeline/run.hpp>

#include <boost/test/unit_test.hpp>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace rb = renderbus;

namespace {

/// A stage that answers later, from the executor.
struct twice_later {
    using input = int;
    using output = int;
    static constexpr std::string_view name = "twice_later";
    void start(rb::run_context& in, int value, rb::completion<int> done) {
        asio::post(in.executor, [value, done = std::move(done)]() mutable { done(2 * value); });
    }
};

struct failing {
    using input = int;
    using output = int;
    static constexpr std::string_view name = "failing";
    void start(rb::run_context&, int, rb::completion<int> done) {
        done(rb::failure{rb::data_errc::invalid_value, "here", "no good", "try another"});
    }
};

struct told {
    rb::event::kind what;
    std::string stage;
    std::uint64_t place;
    friend bool operator==(const told&, const told&) = default;
};

template <class Pipeline, class In>
rb::result<typename Pipeline::output> outcome_of(Pipeline pipe, const In& value, std::vector<told>* events = nullptr,
                                                 std::stop_token stop = {}) {
    using output = typename Pipeline::output;
    asio::io_context io;
    rb::run_context context(io.get_executor(), {}, [events](const rb::event& e) {
        const bool of_a_stage = !e.stage.empty();
        if (events && of_a_stage) events->push_back({e.what, std::string(e.stage), e.done});
    });
    asio::cancellation_signal signal;
    std::stop_callback link(stop, [&] { signal.emit(asio::cancellation_type::terminal); });
    std::optional<rb::result<output>> outcome;
    int calls = 0;
    rb::async_run(context, pipe, value, asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr thrown, output given) {
                      ++calls;
                      if (!thrown) return static_cast<void>(outcome.emplace(std::move(given)));
                      try {
                          std::rethrow_exception(thrown);
                      } catch (const rb::exception& e) {
                          outcome.emplace(e.why());
                      }
                  }));
    io.run();
    BOOST_TEST(calls == 1);
    return *std::move(outcome);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pipeline)

BOOST_AUTO_TEST_CASE(values_walk_through_stages_and_functions_in_their_order) {
    auto pipe = rb::stage([](const std::string& text) { return static_cast<int>(text.size()); }) | twice_later() |
                [](int n) { return n + 0.5; };
    static_assert(std::is_same_v<decltype(pipe)::input, std::string> && std::is_same_v<decltype(pipe)::output, double>);
    const auto outcome = outcome_of(pipe, std::string("four"));
    BOOST_TEST(outcome.has_value());
    BOOST_TEST(*outcome == 8.5);
}

BOOST_AUTO_TEST_CASE(a_pipeline_is_a_stage_again) {
    const auto front = rb::stage(twice_later()) | [](int n) { return n + 1; };
    const auto back = rb::stage(twice_later()) | twice_later();
    auto pipe = front | back | front;
    static_assert(decltype(pipe)::size == 6);
    BOOST_TEST(*outcome_of(pipe, 1) == 25);
    BOOST_TEST(*outcome_of(pipe, 1) == 25);  // a value: run as often as wanted
}

BOOST_AUTO_TEST_CASE(a_failure_ends_the_run_with_its_words) {
    bool reached = false;
    auto pipe = rb::stage(twice_later()) | failing() | [&](int n) { return reached = true, n; };
    const auto outcome = outcome_of(pipe, 1);
    BOOST_TEST(!outcome.has_value());
    BOOST_TEST(outcome.error().message() == "here: no good; try another");
    BOOST_TEST(!reached);
}

BOOST_AUTO_TEST_CASE(a_function_may_throw_or_give_a_result) {
    auto throwing = rb::stage(twice_later()) | [](int n) -> int { throw std::runtime_error("broken at " + std::to_string(n)); };
    const auto thrown = outcome_of(throwing, 2);
    BOOST_TEST(!thrown.has_value());
    BOOST_TEST(thrown.error().message() == "function: broken at 4");

    auto giving = rb::stage(twice_later()) | [](int n) -> rb::result<int> {
        if (n > 4) return rb::failure{rb::data_errc::out_of_range, "n", "too large", {}};
        return n;
    } | twice_later();
    BOOST_TEST(*outcome_of(giving, 2) == 8);
    BOOST_TEST((outcome_of(giving, 3).error().code == rb::data_errc::out_of_range));
}

BOOST_AUTO_TEST_CASE(the_observer_is_told_of_each_stage_by_place) {
    using kind = rb::event::kind;
    std::vector<told> events;
    auto pipe = rb::stage(twice_later()) | failing() | twice_later();
    BOOST_TEST(!outcome_of(pipe, 1, &events).has_value());
    const std::vector<told> expected{{kind::stage_started, "twice_later", 1},
                                     {kind::stage_finished, "twice_later", 1},
                                     {kind::stage_started, "failing", 2},
                                     {kind::stage_failed, "failing", 2}};
    BOOST_TEST((events == expected));
}

BOOST_AUTO_TEST_CASE(a_stop_keeps_the_next_stage_from_starting) {
    std::stop_source stop;
    bool reached = false;
    auto pipe =
        rb::stage(twice_later()) | [&](int n) { return stop.request_stop(), n; } | [&](int n) { return reached = true, n; };
    const auto outcome = outcome_of(pipe, 1, nullptr, stop.get_token());
    BOOST_TEST(!outcome.has_value());
    BOOST_TEST((outcome.error().code == rb::transport_errc::canceled));
    BOOST_TEST(!reached);
}

BOOST_AUTO_TEST_SUITE_END()
