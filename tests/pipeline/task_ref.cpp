// SPDX-License-Identifier: BSL-1.0
#include "elsewhere.hpp"

using namespace pipeline_tests;

namespace {

void fails(const tasks_made_elsewhere& set, const auto& outcome, std::error_code code, std::string_view words) {
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == code), outcome.error().message());
    BOOST_TEST(outcome.error().message().find(words) != std::string::npos, outcome.error().message());
    BOOST_TEST(set.files_under("frames") == 0u);
}

template <class Stage, class In>
concept can_begin_with = decltype(rb::stage(std::declval<Stage>()))::template takes<In>;

}  // namespace

BOOST_AUTO_TEST_SUITE(task_ref)

BOOST_AUTO_TEST_CASE(watch_and_download_begin_with_it_and_no_other_stage_does) {
    static_assert(can_begin_with<rb::watch, rb::task_ref> && can_begin_with<rb::download, rb::task_ref>);
    static_assert(can_begin_with<rb::watch, rb::submitted> && can_begin_with<rb::download, rb::finished>);
    static_assert(!can_begin_with<rb::submit, rb::task_ref> && !can_begin_with<rb::upload, rb::task_ref> &&
                  !can_begin_with<rb::check, rb::task_ref>);
    // A number is not a task, and a task that is not submitted is not watched.
    static_assert(!can_begin_with<rb::watch, int> && !can_begin_with<rb::watch, std::int64_t> &&
                  !can_begin_with<rb::download, long>);
    static_assert(!can_begin_with<rb::watch, rb::checked> && !can_begin_with<rb::watch, rb::uploaded> &&
                  !can_begin_with<rb::download, rb::submitted>);
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_CASE(a_task_made_elsewhere_is_watched_and_downloaded_and_proves_no_upload) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-5[1]");
    const auto outcome = set.run(rb::watch() | rb::download(set.folder / "frames"), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST((**outcome).task_id == id);
    BOOST_TEST((**outcome).frames.size() == 5u);
    BOOST_TEST(!(**outcome).files.has_value());
}

BOOST_AUTO_TEST_CASE(a_task_that_has_ended_is_downloaded_and_then_asked_for_its_frames) {
    tasks_made_elsewhere set;
    const auto id = set.submitted_in_parts({"1-5[1]", "1-3[1]"});
    set.let_it_render();
    const auto outcome = set.run(rb::stage(rb::download(set.folder / "frames")), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST((**outcome).frames.size() == 8u);
    BOOST_TEST((**outcome).task_id == id);
    BOOST_TEST(!(**outcome).files.has_value());
    BOOST_TEST(set.requests_to(rb::api::query::task_info::at.generation_2) == 1u);
    BOOST_TEST(set.requests_to(rb::api::query::task_frames::at.generation_2) == 2u);
    BOOST_TEST(set.storage_requests(true).size() == 2u);
    BOOST_TEST(set.nothing_was_fetched_twice());
    BOOST_TEST(set.only_whole_pictures());
}

BOOST_AUTO_TEST_CASE(the_frames_lie_where_watch_and_download_put_them) {
    tasks_made_elsewhere set;
    const auto id = set.submitted_in_parts({"1-2[1]", "1-3[1]"});
    BOOST_REQUIRE(set.run(rb::watch() | rb::download(set.folder / "frames"), rb::task_ref{id}).has_value());
    set.line->targets.clear();
    const auto again = set.run(rb::stage(rb::download(set.folder / "frames")), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(again.has_value(), said(again));
    BOOST_TEST((**again).bytes_received == 0u);
    BOOST_TEST((**again).frames.size() == 5u);
    BOOST_TEST(set.storage_requests(false).empty());
}

BOOST_AUTO_TEST_CASE(a_task_that_has_not_ended_or_has_no_output_is_not_downloaded) {
    tasks_made_elsewhere set;
    const auto get = [&](std::int64_t id) { return set.run(rb::stage(rb::download(set.folder / "frames")), rb::task_ref{id}); };
    fails(set, get(set.submitted("1-5[1]")), rb::task_errc::no_frames, "the task has not ended; watch it first");
    fails(set, get(set.create("1-5[1]")), rb::task_errc::no_frames, "the task has not ended");
    const auto given_up = set.create("1-5[1]");
    set.other_hand.send(rb::api::task::abort{{given_up}}).value();
    fails(set, get(given_up), rb::task_errc::no_frames, "the task ended without any output");
}

BOOST_AUTO_TEST_CASE(what_a_stopped_task_has_is_downloaded_with_a_warning) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-9[1]");
    set.time->advance(5s);
    set.farm->tick();
    set.other_hand.send(rb::api::task::stop{{id}}).value();
    const auto outcome = set.run(rb::stage(rb::download(set.folder / "frames")), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST((**outcome).frames.size() == static_cast<std::size_t>(set.other_hand.info(id).done_frames.value()));
    BOOST_REQUIRE(set.warnings.size() == 1u);
    BOOST_TEST(set.warnings[0].find("the task was stopped with status 10") != std::string::npos, set.warnings[0]);
}

BOOST_AUTO_TEST_CASE(a_foreign_or_unknown_task_fails_clearly) {
    tasks_made_elsewhere set;
    farm_tests::caller stranger(set.farm, set.time, "other-id", farm_tests::other_key, "other");
    for (const auto id : {stranger.create(), std::int64_t{123'456}, std::int64_t{0}, std::int64_t{-1}}) {
        for (const bool watched : {true, false}) {
            const auto outcome = watched ? set.run(rb::watch() | rb::download(set.folder / "frames"), rb::task_ref{id})
                                         : set.run(rb::stage(rb::download(set.folder / "frames")), rb::task_ref{id});
            BOOST_REQUIRE(!outcome.has_value());
            BOOST_TEST((outcome.error().code.category() == rb::service_category()), outcome.error().message());
            BOOST_TEST(outcome.error().message().find("task") != std::string::npos, outcome.error().message());
        }
    }
    // The service's own way to say it: a list without the task.
    set.disturb = [](int, const rb::http::request& what) -> disturbed_line::answer {
        if (what.target != rb::api::query::task_info::at.generation_2) return {};
        return tasks_made_elsewhere::answer_with(R"({"pageCount":0,"pageNum":1,"total":0,"size":100,"items":[]})");
    };
    fails(set, set.run(rb::watch() | rb::download(set.folder / "frames"), rb::task_ref{123'456}), rb::data_errc::invalid_value,
          "task 123456: the farm knows no such task of this account");
    fails(set, set.run(rb::stage(rb::download(set.folder / "frames")), rb::task_ref{123'456}), rb::data_errc::invalid_value,
          "the farm knows no such task of this account");
}

BOOST_AUTO_TEST_CASE(a_stop_or_a_lost_line_at_any_exchange_of_a_download_leaves_whole_frames_only) {
    for (int n = 0;; ++n) {
        bool ended_by_itself = true;
        for (const bool is_stop : {true, false}) {
            tasks_made_elsewhere set;
            const auto id = set.submitted("1-4[1]");
            set.let_it_render();
            std::stop_source stop;
            set.disturb = [&](int nth, const rb::http::request& what) -> disturbed_line::answer {
                if (nth < n) return {};
                if (!is_stop) return lost(what);
                stop.request_stop();
                return {};
            };
            const auto outcome = set.run(rb::stage(rb::download(set.folder / "frames")), rb::task_ref{id}, stop.get_token());
            BOOST_TEST(set.only_whole_pictures());
            if (outcome) continue;
            ended_by_itself = false;
            BOOST_TEST((outcome.error().code == (is_stop ? rb::transport_errc::canceled : rb::transport_errc::connection_lost)));
        }
        if (ended_by_itself) {
            BOOST_TEST(n == 11);  // who, where, key, line, task, list, four frames, which are done
            break;
        }
        BOOST_REQUIRE(n < 50);
    }
}

BOOST_AUTO_TEST_SUITE_END()
