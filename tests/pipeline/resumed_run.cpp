// SPDX-License-Identifier: BSL-1.0
#include "resumed.hpp"

#include <renderbus/journal/file_journal.hpp>

#include <map>
#include <memory>

using namespace pipeline_tests;

namespace {

using set_of_2 = stage_set<rb::generation_2>;

/// Thrown in the midst of a run: nothing of it goes on, and nothing of it is tidied up.
struct crash {};

/// Runs a pipeline until it ends or crashes; gives whether it ended well.
template <class Pipeline, class In>
bool run_or_crash(set_of_2& set, const Pipeline& pipe, const In& value) {
    using output = typename Pipeline::template gives<In>;
    // What a crashed run left waiting must never run, and must have an executor as long as anybody holds it.
    static auto& graveyard = *new std::vector<std::unique_ptr<asio::io_context>>;
    auto& io = *graveyard.emplace_back(std::make_unique<asio::io_context>());
    const auto outcome = std::make_shared<std::optional<rb::result<output>>>();
    rb::detail::start_run(
        rb::detail::context_of_run(set.session(), io.get_executor(), {}), rb::detail::boxed_run::of<In>(pipe, value),
        rb::detail::unboxing<output>{[outcome](rb::result<output> given) { outcome->emplace(std::move(given)); }});
    try {
        while (!*outcome) {
            io.restart();
            if (io.poll_one() == 0 && !set.time->advance_to_next()) BOOST_REQUIRE_MESSAGE(false, "the run hangs");
        }
    } catch (const crash&) {
        return false;
    }
    BOOST_TEST_REQUIRE((*outcome)->has_value(), said(**outcome));
    return true;
}

/// What the farm was asked to do, by what must not be done twice.
struct doings {
    std::map<std::string, int> count;

    void note(const rb::http::request& what) {
        if (what.target == rb::api::task::create::at.generation_2) ++count["create"];
        if (what.target == rb::api::task::submit::at.generation_2) ++count["submit"];
        if (what.method == "PUT") ++count["PUT " + what.target];
        if (what.method == "GET" && !what.target.ends_with('/')) ++count["GET " + what.target];
    }
};

/// Whole frames: what the crashed run was writing is left alone, for its process lives on here.
std::ptrdiff_t frames_here(const set_of_2& set) {
    const fs::recursive_directory_iterator all(set.folder / "frames");
    return std::count_if(begin(all), end(all), [](const fs::directory_entry& one) { return one.path().extension() == ".png"; });
}

/// Crashes the first run at every exchange in turn, before the farm has it or before the answer is here, and runs again.
template <class Make>
void nothing_is_done_twice(Make make_pipeline) {
    for (const bool the_answer : {false, true}) {
        for (int n = 0;; ++n) {
            set_of_2 set;
            auto journal = rb::file_journal::open(set.folder / "journal").value();
            const auto pipe = make_pipeline(set, journal);
            doings done;
            bool is_first = true;
            set.line->before = [&](int nth, const rb::http::request&) -> disturbed_line::answer {
                if (is_first && nth == n && !the_answer) throw crash();
                return {};
            };
            set.line->after = [&](int nth, const rb::http::request& what) -> disturbed_line::answer {
                const bool is_lost = is_first && nth == n && the_answer;
                if (!is_lost || what.method != "GET") done.note(what);  // what came and was lost was not fetched
                if (is_lost) throw crash();
                return {};
            };
            const bool whole = run_or_crash(set, pipe, rb::scene_file(set.scene));
            is_first = false;
            set.record = std::make_shared<rb::memory_record>();
            const bool again = run_or_crash(set, pipe, rb::scene_file(set.scene));
            BOOST_TEST_CONTEXT((the_answer ? "answer " : "call ")
                               << n << ", "
                               << set.line->targets.at(std::min(static_cast<std::size_t>(n), set.line->targets.size() - 1))) {
                BOOST_TEST_REQUIRE(again);
                BOOST_TEST(done.count["create"] == 1);
                BOOST_TEST(done.count["submit"] == 1);
                for (const auto& [what, times] : done.count) BOOST_TEST(times == 1, what << " " << times << " times");
                BOOST_TEST(done.count.size() == 2u + 2u + 2u);  // two files there, two frames here
                BOOST_TEST(tasks_at(set).size() == 1u);
                BOOST_TEST(frames_here(set) == 2);
            }
            if (whole) break;
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_run_that_crashed_at_any_exchange)

BOOST_AUTO_TEST_CASE(does_nothing_twice_with_a_checkpoint_after_each_stage) {
    nothing_is_done_twice([](set_of_2& set, const auto& journal) {
        return rb::analyze() | rb::checkpoint("analyzed", journal) | rb::check() | rb::checkpoint("checked", journal) |
               rb::upload() | rb::checkpoint("uploaded", journal) | rb::submit() | rb::checkpoint("submitted", journal) |
               rb::watch() | rb::checkpoint("finished", journal) | rb::download(set.folder / "frames") |
               rb::checkpoint("downloaded", journal);
    });
}

BOOST_AUTO_TEST_CASE(does_nothing_twice_with_one_checkpoint_after_the_submission) {
    nothing_is_done_twice([](set_of_2& set, const auto& journal) {
        return rb::analyze() | rb::check() | rb::upload() | rb::submit() | rb::checkpoint("submitted", journal) | rb::watch() |
               rb::download(set.folder / "frames");
    });
}

BOOST_AUTO_TEST_CASE(does_nothing_twice_with_one_checkpoint_at_the_end) {
    nothing_is_done_twice([](set_of_2& set, const auto& journal) {
        return rb::analyze() | rb::check() | rb::upload() | rb::submit() | rb::watch() | rb::download(set.folder / "frames") |
               rb::checkpoint("all", journal);
    });
}

BOOST_AUTO_TEST_SUITE_END()
