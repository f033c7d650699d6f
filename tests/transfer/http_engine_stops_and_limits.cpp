// SPDX-License-Identifier: BSL-1.0
#include "engine_bench.hpp"

#include <renderbus/transfer/http_engine.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include <thread>

namespace {
using namespace transfer_tests;
}

BOOST_AUTO_TEST_SUITE(transfer_http_engine_stops_and_limits)

BOOST_AUTO_TEST_CASE(a_stop_at_any_step_ends_the_operation_and_leaves_nothing) {
    engine_bench at;
    const auto up = at.file_here("a", some_bytes(4500));
    const auto down = at.file_there("out/b", some_bytes(4500));
    const auto canceled_at = [&](int step, auto operation) {
        at.farm->steps = 0;
        at.stop = {};
        if (step == 0) at.stop.request_stop();
        const auto ended = operation();
        return !ended && ended.error().code == rb::transport_errc::canceled;
    };
    for (int step = 0; step < 6; ++step) {
        at.farm->on_step = [&, step](int now) {
            if (now == step) at.stop.request_stop();
        };
        BOOST_TEST(canceled_at(step, [&] { return at.put(up); }));
        BOOST_TEST(canceled_at(step, [&] { return at.get(down, at.here("b")); }));
        if (step < 2) {
            BOOST_TEST((canceled_at(step, [&] { return at.list("out"); })));
            BOOST_TEST((canceled_at(step, [&] { return at.has("out/b"); })));
        }
        BOOST_TEST(files_below(at.folder.path()) == (std::vector<std::string>{"farm/out/b", "here/a"}),
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_stop_from_another_thread_wakes_the_pause_between_two_tries) {
    engine_bench at;
    at.answer_always(503);
    at.engine = rb::any_transfer_engine(std::make_shared<rb::http_engine>(
        rb::any_transport(at.farm), rb::http::origin{false, "localhost", 80, true}, "artist", rb::secret("k"),
        rb::http_engine_options{.tries = 3, .pause = std::chrono::minutes(10)}));
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        at.stop.request_stop();
    });
    const auto ended = at.has("a");
    stopper.join();
    BOOST_TEST((ended.error().code == rb::transport_errc::canceled));
    BOOST_TEST(at.farm->requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_download_beyond_the_limit_on_the_size_of_files_fails_and_leaves_nothing) {
    engine_bench at;
    const auto down = at.file_there("out/b", some_bytes(50'000));
    const auto wrong = in_child([&]() -> std::string {
        const ::rlimit limit{20'000, 20'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto ended = at.get(down, at.here("b"));
        if (ended) return "the download succeeded";
        if (ended.error().code != rb::scene_errc::unwritable_file) return ended.error().message();
        if (!says(ended.error(), at.here("b").string()) || !says(ended.error(), "ulimit -f")) return ended.error().message();
        return files_below(at.here("")).empty() ? "" : "something is left";
    });
    BOOST_TEST(wrong == "");
}

BOOST_AUTO_TEST_CASE(a_large_file_goes_both_ways_in_little_memory) {
    engine_bench at;
    const auto wrong = in_child([&]() -> std::string {
        constexpr std::uint64_t size = std::uint64_t{256} << 20;
        const auto local = write_file(at.here("big"), "");
        fs::resize_file(local, size);
        at.farm->piece = std::size_t{1} << 18;
        const auto digest = rb::sha256_of_file(local).value();
        const auto resident = [] {
            ::rusage use{};
            ::getrusage(RUSAGE_SELF, &use);
            return use.ru_maxrss;  // KiB
        };
        const auto before = resident();
        if (auto sent = at.put({local, "big", size, digest, {}}); !sent) return sent.error().message();
        if (auto got = at.get({"big", size, digest}, at.here("back")); !got) return got.error().message();
        if (fs::file_size(at.here("back")) != size) return "not whole";
        const auto more = resident() - before;
        return more < 48 * 1024 ? "" : "took " + std::to_string(more) + " KiB more";
    });
    BOOST_TEST(wrong == "");
}

BOOST_AUTO_TEST_CASE(an_engine_may_go_while_its_operations_are_under_way) {
    engine_bench at;
    const auto up = at.file_here("a", some_bytes(4500));
    const auto ended = outcome<void>(at.context, [&](auto done) {
        auto short_lived = engine_at(at.farm);
        short_lived.async_put(at.context.get_executor(), up, {}, {}, std::move(done));
    });
    BOOST_TEST(ended.has_value());
    BOOST_TEST(fs::exists(at.farm->root / "10201-1/a"));
}

BOOST_AUTO_TEST_SUITE_END()
