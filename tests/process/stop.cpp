// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

namespace {

using namespace process_tests;
using namespace std::chrono_literals;

/// Calls the program off at its first line, which is its process id.
struct called_off : run_of {
    int id = 0;
    called_off() {
        on_line = [this](const rb::output_line& line) {
            if (id == 0) id = std::stoi(std::string(line.text));
            stop.request_stop();
        };
    }
};

std::chrono::milliseconds time_of(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(process_stop)

BOOST_AUTO_TEST_CASE(a_stop_asks_it_to_end) {
    scratch folder;
    called_off it;
    const auto end = it.script("trap 'echo tidied > \"$1\"; exit 0' TERM; echo $$; while :; do sleep 0.01; done",
                               {(folder / "note").string()});
    BOOST_TEST((end.error().code == rb::transport_errc::canceled));
    BOOST_TEST(read_file(folder / "note") == "tidied\n");
    BOOST_TEST(!is_alive(it.id));
}

BOOST_AUTO_TEST_CASE(who_does_not_end_when_asked_is_killed) {
    called_off it;
    it.limits.grace = 200ms;
    rb::result<rb::program_end> end = rb::program_end{};
    const auto took = time_of([&] { end = it.script("trap '' TERM; echo $$; while :; do sleep 0.01; done"); });
    BOOST_TEST((end.error().code == rb::transport_errc::canceled));
    BOOST_TEST(took.count() >= 200);
    BOOST_TEST(took.count() < 5000);
    BOOST_TEST(!is_alive(it.id));
}

BOOST_AUTO_TEST_CASE(its_children_end_with_it) {
    called_off it;
    const auto end = it.script("sleep 1000 & echo $!; wait");
    BOOST_TEST((end.error().code == rb::transport_errc::canceled));
    BOOST_TEST(ends_soon(it.id));
}

BOOST_AUTO_TEST_CASE(what_it_leaves_behind_ends_too_and_holds_nobody_up) {
    for (const std::string output : {"", ">/dev/null 2>&1"}) {
        run_of it;
        rb::result<rb::program_end> end = rb::program_end{};
        const auto took = time_of([&] { end = it.script("sleep 1000 " + output + " & echo $!; exit 3"); });
        BOOST_TEST(end.value().exit_code == 3);
        BOOST_TEST(took.count() < 6000);
        BOOST_REQUIRE_EQUAL(it.standard.size(), 1u);
        BOOST_TEST(ends_soon(std::stoi(it.standard[0])));
    }
}

BOOST_AUTO_TEST_CASE(the_time_limit_is_of_the_clock_it_is_given) {
    const auto clock = std::make_shared<rb::manual_time>(std::chrono::system_clock::time_point());
    run_of it;
    it.limits.clock = rb::any_clock(clock);
    it.limits.time = 24h;
    it.on_line = [&](auto&) { clock->advance(24h); };
    const auto end = it.script("echo started; exec sleep 1000");
    BOOST_REQUIRE(!end);
    BOOST_TEST((end.error().code == rb::transport_errc::timed_out));
    BOOST_TEST(end.error().message().find("86400000 ms") != std::string::npos);
    run_of fast;
    fast.limits.time = 20s;
    const auto took = time_of([&] { BOOST_TEST(fast.script("exit 0").value().is_success()); });
    BOOST_TEST(took.count() < 10'000);  // a limit that is not reached is not waited for
}

BOOST_AUTO_TEST_CASE(called_off_before_it_starts_it_never_does) {
    scratch folder;
    run_of it;
    it.stop.request_stop();
    BOOST_TEST((it.script("echo > \"$1\"", {(folder / "note").string()}).error().code == rb::transport_errc::canceled));
    BOOST_TEST(!fs::exists(folder / "note"));
}

BOOST_AUTO_TEST_CASE(an_abandoned_context_leaves_no_program_behind) {
    int id = 0;
    {
        asio::io_context context;
        rb::async_run_program(
            context.get_executor(),
            {.program = "/bin/sh", .arguments = {"-c", "trap '' TERM; echo $$; while :; do sleep 0.01; done"}}, {},
            [&](const rb::output_line& line) { id = std::stoi(std::string(line.text)), context.stop(); }, {},
            [](auto) { BOOST_ERROR("an abandoned operation must not complete"); });
        context.run();
    }
    BOOST_REQUIRE(id > 0);
    BOOST_TEST(!is_alive(id));
}

BOOST_AUTO_TEST_CASE(a_stop_comes_from_any_thread_at_any_time) {
    for (int i = 0; i != 60; ++i) {
        run_of it;
        std::thread other([&] {
            ::usleep(static_cast<unsigned>(i * 100));
            it.stop.request_stop();
        });
        const auto end = it.script("echo $$; sleep 0.003");
        other.join();
        if (end) BOOST_TEST(end->is_success());
        else BOOST_TEST((end.error().code == rb::transport_errc::canceled));
        if (!it.standard.empty()) BOOST_TEST(!is_alive(std::stoi(it.standard[0])));
    }
}

BOOST_AUTO_TEST_CASE(many_run_side_by_side_and_leave_no_descriptor) {
    const auto open_files = [] { return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()); };
    const auto before = open_files();
    int ended = 0;
    {
        asio::io_context context;
        for (int i = 0; i != 40; ++i)
            rb::async_run_program(context.get_executor(),
                                  {.program = "/bin/sh", .arguments = {"-c", "echo hello; exit " + std::to_string(i)}}, {}, {},
                                  {}, [&ended, i](auto end) {
                                      ++ended;
                                      BOOST_TEST(end.value().exit_code == i);
                                      BOOST_TEST(end->last_output == "hello\n");
                                  });
        context.run();
    }
    BOOST_TEST(ended == 40);
    BOOST_TEST(open_files() <= before);
}

BOOST_AUTO_TEST_SUITE_END()
