// SPDX-License-Identifier: BSL-1.0
#include "../pipeline/support.hpp"

#include <renderbus/sharing/shared_line.hpp>

#include <asio/bind_executor.hpp>

#include <deque>

using namespace pipeline_tests;

namespace {

/// Six shots of one farm, on one context.
struct shots {
    static constexpr int count = 6;

    struct shot {
        rb::line_share share;
        fs::path scene;
        fs::path frames;
        std::string ended = "not at all";
    };
    stage_set<rb::generation_2> set;
    asio::io_context io{1};
    std::deque<shot> all;

    void start(const rb::shared_line& line) {
        all.clear();
        for (int i = 0; i < count; ++i) {
            const auto name = "sh" + std::to_string(i);
            auto& one = all.emplace_back(line.share({.name = name, .priority = unsigned(1 + i % 3)}),
                                         write_scene(set.folder / "projects" / name), set.folder / "frames" / name);
            const auto pipe = rb::analyze() | rb::check() | rb::upload() | rb::submit() | rb::watch() | rb::download(one.frames);
            rb::async_run(one.share.session(), pipe, rb::scene_file{one.scene},
                          asio::bind_executor(io.get_executor(), [&one](std::exception_ptr why, const rb::downloaded&) {
                              one.ended = "well";
                              try {
                                  if (why) std::rethrow_exception(why);
                              } catch (const rb::exception& e) {
                                  one.ended = e.code() == rb::transport_errc::canceled ? "canceled" : e.what();
                              }
                          }));
        }
    }
    int ended(std::string_view how) const {
        return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const auto& one) { return one.ended == how; }));
    }
    /// Lets the runs go on until it is so, time included.
    template <class Condition>
    void until(Condition it_is_so) {
        while (!it_is_so()) {
            io.restart();
            if (io.poll_one() == 0 && !it_is_so() && !set.time->advance_to_next()) BOOST_REQUIRE_MESSAGE(false, "the runs hang");
        }
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(many_shots_on_one_line)

BOOST_FIXTURE_TEST_CASE(are_all_rendered_and_fetched, shots) {
    const rb::shared_line line(set.session(), {.connections = 2});
    start(line);
    until([&] { return ended("not at all") == 0; });
    for (const auto& one : all) {
        BOOST_TEST(one.ended == "well");
        BOOST_TEST(set.files_under(one.frames) == 2u);
        BOOST_TEST(one.share.bytes_moved() > 1000u);
        BOOST_TEST(one.share.counts().waiting + one.share.counts().under_way == 0u);
    }
}

BOOST_FIXTURE_TEST_CASE(go_on_one_without_the_others_when_these_are_paused, shots) {
    const rb::shared_line line(set.session(), {.connections = 2});
    start(line);
    for (auto& one : all)
        if (&one != &all[3]) one.share.pause();
    until([&] { return all[3].ended != "not at all"; });
    BOOST_TEST(all[3].ended == "well");
    BOOST_TEST(ended("not at all") == count - 1);
    for (auto& one : all) one.share.resume();
    until([&] { return ended("not at all") == 0; });
    BOOST_TEST(ended("well") == count);
}

BOOST_FIXTURE_TEST_CASE(end_when_the_line_shuts_down_at_any_moment_and_may_be_run_again, shots) {
    std::size_t most = 0;
    for (const std::size_t moment : {0, 17, 50, 90, 100'000}) {
        std::size_t exchanges = set.line->targets.size();
        const rb::shared_line line(set.session(), {.connections = 3});
        start(line);
        until([&] { return ended("not at all") == 0 || set.line->targets.size() - exchanges >= moment; });
        bool closed = false;
        line.async_shut_down(io.get_executor(), {}, [&](rb::result<void>) { closed = true; });
        until([&] { return closed; });
        exchanges = set.line->targets.size();
        until([&] { return ended("not at all") == 0; });
        BOOST_TEST(set.line->targets.size() == exchanges);
        BOOST_TEST(ended("well") + ended("canceled") == count);
        most = std::max<std::size_t>(most, ended("well"));
    }
    BOOST_TEST(most == std::size_t{count});
}

BOOST_AUTO_TEST_SUITE_END()
