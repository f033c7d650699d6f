// SPDX-License-Identifier: BSL-1.0
#include "elsewhere.hpp"

#include <asio/bind_executor.hpp>

using namespace pipeline_tests;

namespace {

using rb::api::query::task_info;

int exchanges_of_a_run() {
    static const int count = [] {
        small_task set;
        const auto outcome = set.run_it();
        BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
        BOOST_REQUIRE((**outcome).frames.size() == 10u);
        return static_cast<int>(set.line->targets.size());
    }();
    return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(download)

BOOST_AUTO_TEST_CASE(frames_are_here_while_others_still_render_and_each_is_fetched_once) {
    tasks_made_elsewhere set;
    const auto id = set.submitted_in_parts({"1-70[1]", "1-70[1]", "101-160[1]"});
    std::vector<std::size_t> here_at_looks;
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (what.target == task_info::at.generation_2 && !set.is_over(id)) here_at_looks.push_back(set.files_under("frames"));
        return {};
    };
    const auto outcome = set.run(rb::watch() | rb::download(set.folder / "frames"), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_REQUIRE(here_at_looks.size() == 8u);
    for (std::size_t n = 2; n < here_at_looks.size(); ++n) BOOST_TEST(here_at_looks[n] > here_at_looks[n - 1]);
    BOOST_TEST(here_at_looks.back() > 100u);

    const auto& done = **outcome;
    BOOST_TEST(done.frames.size() == 200u);
    BOOST_TEST(std::is_sorted(done.frames.begin(), done.frames.end()));
    BOOST_TEST(set.files_under("frames") == 200u);
    BOOST_TEST(set.only_whole_pictures());
    const auto second = set.parents[id][1];
    BOOST_TEST(farm_tests::read_file(set.folder / "frames" / (std::to_string(second) + "_shot/beauty/camAShape/shot.0033.png")) ==
               farm_tests::read_file(at_farm(set, second, "0033")));
    BOOST_TEST(set.storage_requests(false).size() == 200u);
    BOOST_TEST(set.nothing_was_fetched_twice());
    const auto looks = set.requests_to(task_info::at.generation_2);
    for (const auto& [folder, lists] : set.storage_requests(true)) BOOST_TEST(lists <= static_cast<int>(looks) + 1, folder);
}

BOOST_AUTO_TEST_CASE(each_takes_the_frames_of_a_submitted_task_and_download_the_finished_one) {
    stage_set<rb::generation_2> set;
    const auto front = rb::analyze() | rb::check() | rb::upload() | rb::submit();
    const auto frames =
        set.run(front | rb::watch() | rb::each([](const rb::facts::frame& one) { return one.index; }), rb::scene_file(set.scene));
    BOOST_REQUIRE_MESSAGE(frames.has_value(), said(frames));
    BOOST_TEST(*frames == (std::vector<std::string>{"1", "2"}), boost::test_tools::per_element());

    const auto settled = front | rb::watch() | rb::tap([](const rb::finished& task) { BOOST_TEST(task->frames_done == 2); }) |
                         rb::download(set.folder / "frames");
    const auto all = set.run(settled, rb::scene_file(set.scene));
    BOOST_REQUIRE_MESSAGE(all.has_value(), said(all));
    BOOST_TEST((**all).frames.size() == 2u);
    BOOST_REQUIRE((**all).files.has_value());
    BOOST_TEST((**all).files->files_skipped == 2u);
}

BOOST_AUTO_TEST_CASE(frames_that_are_here_are_not_fetched_and_those_that_differ_are) {
    small_task set;
    BOOST_REQUIRE(set.run_it().has_value());
    const auto folder = set.folder / "frames" / (std::to_string(set.parents[set.id][0]) + "_shot/beauty/camAShape");
    fs::remove(folder / "shot.0002.png");
    std::ofstream(folder / "shot.0003.png") << "half a picture";
    set.line->targets.clear();
    const auto again = set.run_it();
    BOOST_REQUIRE_MESSAGE(again.has_value(), said(again));
    BOOST_TEST((**again).frames.size() == 10u);
    BOOST_TEST((**again).bytes_received == fs::file_size(folder / "shot.0002.png") + fs::file_size(folder / "shot.0003.png"));
    BOOST_TEST(set.storage_requests(false).size() == 2u);
    BOOST_TEST(set.only_whole_pictures());
}

BOOST_AUTO_TEST_CASE(failed_frames_are_left_out) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-12[1]", R"({"loopback_fail_frames":"3-4"})");
    const auto outcome = set.run(rb::watch({.every = 1s}) | rb::download(set.folder / "frames"), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST((**outcome).frames.size() == 10u);
    BOOST_TEST((**outcome).frames.front() == (set.folder / "frames/beauty/camAShape/shot.0001.png").string());
    BOOST_TEST(set.nothing_was_fetched_twice());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_refused_fails_an_unobserved_download_too) {
    small_task set;
    set.let_it_render();
    set.disturb = [](int, const rb::http::request& what) -> disturbed_line::answer {
        if (is_file(what.target, "0003.png")) return rb::http::response{403, {}, {}};
        return {};
    };
    BOOST_CHECK_EXCEPTION(rb::run(set.unobserved_session(), rb::stage(rb::download(set.folder / "frames")), rb::task_ref{set.id}),
                          rb::exception, [](const rb::exception& why) { return why.code() == rb::transport_errc::http_status; });
    BOOST_TEST(set.only_whole_pictures());
}

BOOST_AUTO_TEST_CASE(a_task_that_fails_midway_fails_the_download_and_what_came_stays) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-40[1]");
    int looks = 0;
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (what.target == task_info::at.generation_2 && ++looks == 3) set.other_hand.send(rb::api::task::abort{{id}}).value();
        return {};
    };
    const auto outcome = set.run(rb::watch() | rb::download(set.folder / "frames"), rb::task_ref{id});
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == rb::task_errc::stopped), outcome.error().message());
    const auto done = static_cast<std::size_t>(set.other_hand.info(id).done_frames.value());
    BOOST_TEST(done > 10u);
    BOOST_TEST(set.files_under("frames") == done);
    BOOST_TEST(set.only_whole_pictures());
}

BOOST_AUTO_TEST_CASE(any_one_request_or_answer_that_is_lost_is_cured) {
    for (int n = 0; n < exchanges_of_a_run(); ++n) {
        for (const bool is_answer : {false, true}) {
            small_task set;
            const auto lose = [n](int nth, const rb::http::request& what) -> disturbed_line::answer {
                if (nth == n) return lost(what);
                return {};
            };
            (is_answer ? set.line->after : set.disturb) = lose;
            const auto outcome = set.run_it();
            BOOST_TEST(outcome.has_value(),
                       "exchange " << n << ", " << set.line->targets.at(static_cast<std::size_t>(n)) << ": " << said(outcome));
            BOOST_TEST(set.files_under("frames") == 10u);
            BOOST_TEST(set.only_whole_pictures());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_line_that_is_lost_for_good_at_any_exchange_leaves_whole_frames_only) {
    for (int n = 0; n < exchanges_of_a_run(); ++n) {
        small_task set;
        set.disturb = [n](int nth, const rb::http::request& what) -> disturbed_line::answer {
            if (nth >= n) return lost(what);
            return {};
        };
        const auto outcome = set.run_it();
        BOOST_REQUIRE(!outcome.has_value());
        BOOST_TEST((outcome.error().code == rb::transport_errc::connection_lost), outcome.error().message());
        BOOST_TEST(set.only_whole_pictures());
    }
}

BOOST_AUTO_TEST_CASE(a_stop_at_any_exchange_ends_the_run_and_leaves_whole_frames_only) {
    for (int n = 0; n < exchanges_of_a_run(); ++n) {
        small_task set;
        std::stop_source stop;
        set.disturb = [&](int nth, const rb::http::request&) -> disturbed_line::answer {
            if (nth == n) stop.request_stop();
            return {};
        };
        const auto outcome = set.run_it(stop.get_token());
        BOOST_REQUIRE(!outcome.has_value());
        BOOST_TEST((outcome.error().code == rb::transport_errc::canceled), outcome.error().message());
        BOOST_TEST(set.line->targets.size() <= static_cast<std::size_t>(n) + 8);
        BOOST_TEST(set.only_whole_pictures());
    }
}

BOOST_AUTO_TEST_CASE(a_frame_that_vanishes_after_it_was_listed_is_fetched_when_it_is_back) {
    small_task set;
    int asked = 0;
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (is_file(what.target, "0003.png") && ++asked < 3) return rb::http::response{404, {}, "gone"};
        return {};
    };
    const auto outcome = set.run_it();
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST((**outcome).frames.size() == 10u);
    BOOST_TEST(asked == 3);

    small_task never;
    never.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (is_file(what.target, "0003.png")) return rb::http::response{404, {}, "gone"};
        return {};
    };
    const auto refused = never.run_it();
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().code == rb::transport_errc::http_status), refused.error().message());
    BOOST_TEST(refused.error().place.find("shot.0003.png") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_rendered_anew_is_here_as_it_was_last) {
    // Once between list and fetch, once after it was fetched.
    for (const bool before_its_fetch : {true, false}) {
        small_task set;
        const auto part = set.parents[set.id][0];
        bool changed = false;
        set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
            const bool now = is_file(what.target, before_its_fetch ? "0002.png" : "0005.png");
            if (now && !std::exchange(changed, true)) std::ofstream(at_farm(set, part, "0002")) << "another \x89PNG IEND";
            return {};
        };
        const auto outcome = set.run_it();
        BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
        BOOST_TEST(
            farm_tests::read_file(set.folder / "frames" / (std::to_string(part) + "_shot/beauty/camAShape/shot.0002.png")) ==
            "another \x89PNG IEND");
        BOOST_TEST((**outcome).frames.size() == 10u);
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_here_fails_the_download_while_the_task_still_renders) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-100[1]");
    write_file(set.folder / "frames/beauty", "a file where a folder is due");
    const auto outcome = set.run(rb::watch() | rb::download(set.folder / "frames"), rb::task_ref{id});
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == rb::scene_errc::unwritable_file), outcome.error().message());
    BOOST_TEST(!set.is_over(id));
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_listed_fails_the_download_while_the_task_still_renders) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-100[1]");
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (!what.target.starts_with("/storage/output/") || !what.target.ends_with('/')) return {};
        return rb::http::response{403, {}, ""};
    };
    const auto outcome = set.run(rb::watch() | rb::download(set.folder / "frames"), rb::task_ref{id});
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == rb::transport_errc::http_status), outcome.error().message());
    BOOST_TEST(!set.is_over(id));
}

BOOST_AUTO_TEST_CASE(a_folder_that_leads_elsewhere_is_refused) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-100[1]");
    set.retouch = [](rb::api::query::task& one) { one.output_file_name = "../other"; };
    const auto outcome = set.run(rb::watch() | rb::download(set.folder / "frames"), rb::task_ref{id});
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == rb::data_errc::unsafe_path), outcome.error().message());
    BOOST_TEST(!set.is_over(id));
    BOOST_TEST(set.storage_requests(true).empty());
}

BOOST_AUTO_TEST_CASE(files_are_told_as_spans_side_by_side_in_their_stages) {
    using kind = rb::event::kind;
    struct span {
        std::string stage;
        std::uint64_t parent, bytes;
        std::string file;
    };
    tasks_made_elsewhere set;
    std::map<std::uint64_t, span> open;
    std::map<std::uint64_t, std::string> stages;
    std::map<std::string, int> finished, failed;
    std::size_t most_open = 0;
    const auto told = [&](const rb::event& e) {
        if (e.what == kind::stage_started) stages[e.span] = e.stage;
        if (e.what == kind::file_started) {
            BOOST_TEST(open.emplace(e.span, span{std::string(e.stage), e.parent, e.total, std::string(e.subject)}).second);
            most_open = std::max(most_open, open.size());
        }
        if (e.what != kind::file_finished && e.what != kind::file_failed) return;
        const auto known = open.extract(e.span);
        BOOST_REQUIRE(!known.empty());
        BOOST_TEST(known.mapped().stage == e.stage);
        BOOST_TEST(stages[known.mapped().parent] == e.stage);
        BOOST_TEST(e.parent == known.mapped().parent);
        if (e.what == kind::file_failed) {
            ++failed[known.mapped().stage];
            return;
        }
        ++finished[known.mapped().stage];
        BOOST_TEST(known.mapped().file == e.subject);
        BOOST_TEST(known.mapped().bytes == fs::file_size(e.subject));
    };
    test_client<rb::generation_2> client({.farm = {true, "localhost", 8443, true}}, set.line,
                                         rb::hmac_signer({"artist-id", rb::secret(farm_tests::artist_key)}), {}, set.time, told);
    bool gone = false;
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (is_file(what.target, "0002.png") && !std::exchange(gone, true)) return rb::http::response{404, {}, "gone"};
        return {};
    };
    rb::farm_session session(client);
    session.workspace(set.folder / "workspace");
    asio::io_context io;
    bool ended = false;
    rb::async_run(session, set.shot(), rb::scene_file(set.scene),
                  asio::bind_executor(io, [&](std::exception_ptr why, rb::downloaded) {
                      BOOST_TEST(!why);
                      ended = true;
                  }));
    set.pass_until(io, [&] { return ended; });
    BOOST_TEST(open.empty());
    BOOST_TEST(finished["upload"] == 2);
    BOOST_TEST(finished["download"] == 2);
    BOOST_TEST(failed["upload"] == 0);
    BOOST_TEST(failed["download"] == 1);
    BOOST_TEST(most_open == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
