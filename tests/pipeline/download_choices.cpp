// SPDX-License-Identifier: BSL-1.0
#include "elsewhere.hpp"

#include <asio/bind_executor.hpp>

using namespace pipeline_tests;

BOOST_AUTO_TEST_SUITE(download_choices)

BOOST_AUTO_TEST_CASE(frames_that_are_done_and_not_there_are_named_at_the_end) {
    for (const bool is_watched : {true, false}) {
        for (const auto policy : {rb::missing_frames::warn, rb::missing_frames::fail}) {
            small_task set;
            const auto part = set.parents[set.id][0];
            if (!is_watched) set.let_it_render();
            set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
                if (is_file(what.target, "/"))
                    for (const char* lost : {"0002", "0003", "0005"}) fs::remove(at_farm(set, part, lost));
                return {};
            };
            const rb::download frames(set.folder / "frames", {}, policy);
            const auto outcome = is_watched ? set.run(rb::watch({.every = 2s}) | frames, rb::task_ref{set.id})
                                            : set.run(rb::stage(frames), rb::task_ref{set.id});
            BOOST_TEST(set.files_under("frames") == 7u);
            if (policy == rb::missing_frames::fail) {
                BOOST_REQUIRE(!outcome.has_value());
                BOOST_TEST((outcome.error().code == rb::task_errc::missing_frames), outcome.error().message());
                BOOST_TEST(outcome.error().message().find("2-3[1],5") != std::string::npos, outcome.error().message());
                continue;
            }
            BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
            BOOST_REQUIRE_EQUAL((**outcome).missing.size(), 1u);
            BOOST_TEST((**outcome).missing[0].task_id == part);
            BOOST_TEST((**outcome).missing[0].frames == "2-3[1],5");
            BOOST_REQUIRE_EQUAL(set.warnings.size(), 1u);
            BOOST_TEST(set.warnings[0].find("2-3[1],5") != std::string::npos, set.warnings[0]);
        }
    }
}

BOOST_AUTO_TEST_CASE(another_number_does_not_stand_for_a_frame_that_is_missing) {
    small_task set;
    set.let_it_render();
    const auto part = set.parents[set.id][0];
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (is_file(what.target, "/")) {
            std::error_code moved_before;
            fs::rename(at_farm(set, part, "0003"), at_farm(set, part, "0004").parent_path() / "preview.0100.png", moved_before);
        }
        return {};
    };
    const rb::download frames(set.folder / "frames", {}, rb::missing_frames::fail);
    const auto outcome = set.run(rb::stage(frames), rb::task_ref{set.id});
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == rb::task_errc::missing_frames), outcome.error().message());
    BOOST_TEST(outcome.error().message().find(": 3") != std::string::npos, outcome.error().message());
}

BOOST_AUTO_TEST_CASE(frames_that_nobody_can_tell_of_are_a_warning_or_a_failure) {
    for (const auto policy : {rb::missing_frames::warn, rb::missing_frames::fail}) {
        small_task set;
        set.let_it_render();
        set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
            if (what.target != rb::api::query::task_frames::at.generation_2) return {};
            return rb::http::response{200, {}, R"({"code":605,"message":"no"})"};
        };
        const auto outcome = set.run(rb::stage(rb::download(set.folder / "frames", {}, policy)), rb::task_ref{set.id});
        BOOST_TEST(outcome.has_value() == (policy == rb::missing_frames::warn));
        BOOST_TEST(set.files_under("frames") > 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_name_that_cannot_be_taken_is_told_and_the_rest_comes) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-3[1]");
    set.let_it_render();
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (is_file(what.target, "/"))
            fs::rename(at_farm(set, id, "0002"), at_farm(set, id, "0002").parent_path() / "shot:0002.png");
        return {};
    };
    const auto outcome = set.run(rb::stage(rb::download(set.folder / "frames")), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST((**outcome).frames.size() == 2u);
    BOOST_TEST((**outcome).left_out.size() == 1u);
    BOOST_TEST((**outcome).missing.size() == 1u);
    BOOST_TEST(set.warnings.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_retouched_frame_stays_where_that_is_asked_for) {
    small_task set;
    const rb::download frames(set.folder / "frames", {.conflict = rb::conflict_policy::skip});
    const auto way = rb::watch({.every = 2s}) | frames;
    BOOST_REQUIRE(set.run(way, rb::task_ref{set.id}).has_value());
    const auto part = set.parents[set.id][0];
    const auto here = set.folder / "frames" / (std::to_string(part) + "_shot/beauty/camAShape");
    std::ofstream(here / "shot.0002.png") << "retouched";
    std::ofstream(at_farm(set, part, "0003")) << "rendered anew";
    const auto outcome = set.run(way, rb::task_ref{set.id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST(farm_tests::read_file(here / "shot.0002.png") == "retouched");
    BOOST_TEST(farm_tests::read_file(here / "shot.0003.png") == "rendered anew");
    BOOST_TEST((**outcome).conflicts == std::vector<std::string>{(here / "shot.0002.png").string()},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_tasks_own_folder_is_kept_where_that_is_asked_for) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-2[1]");
    set.let_it_render();
    const rb::download frames(set.folder / "frames", {.layout = rb::download_layout::with_folder});
    const auto outcome = set.run(rb::stage(frames), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST((**outcome).frames.front() ==
               (set.folder / "frames" / (std::to_string(id) + "_shot/beauty/camAShape/shot.0001.png")).string());
    BOOST_TEST((**outcome).missing.empty());
}

BOOST_AUTO_TEST_CASE(any_folder_or_file_of_the_output_storage_comes_without_a_task) {
    tasks_made_elsewhere set;
    const auto own = std::to_string(set.submitted("1-4[1]")) + "_shot";
    set.let_it_render();
    const rb::download plain(set.folder / "frames"),
        with_folder(set.folder / "frames", {.layout = rb::download_layout::with_folder});
    const auto some = set.run(rb::stage(plain), rb::output_path{own + "/beauty/camAShape"});
    BOOST_REQUIRE_MESSAGE(some.has_value(), said(some));
    BOOST_TEST((**some).frames.size() == 4u);
    BOOST_TEST((**some).task_id == 0);
    BOOST_TEST((**some).frames.front() == (set.folder / "frames/shot.0001.png").string());
    const auto all = set.run(rb::stage(with_folder), rb::output_path{own});
    BOOST_REQUIRE_MESSAGE(all.has_value(), said(all));
    BOOST_TEST((**all).frames.front() == (set.folder / "frames" / own / "beauty/camAShape/shot.0001.png").string());
    const rb::download alone(set.folder / "alone", {.layout = rb::download_layout::with_folder});
    const auto one = set.run(rb::stage(alone), rb::output_path{own + "/beauty/camAShape/shot.0002.png"});
    BOOST_REQUIRE_MESSAGE(one.has_value(), said(one));
    BOOST_TEST((**one).frames == std::vector<std::string>{(set.folder / "alone/shot.0002.png").string()},
               boost::test_tools::per_element());
    BOOST_TEST((set.run(rb::stage(plain), rb::output_path{"../input"}).error().code == rb::data_errc::unsafe_path));
    BOOST_TEST((set.run(rb::stage(plain), rb::output_path{"none"}).error().code == rb::transport_errc::http_status));
}

BOOST_AUTO_TEST_CASE(the_bytes_that_come_add_up_to_the_total_that_is_told) {
    using kind = rb::event::kind;
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-30[1]");
    set.let_it_render();
    std::uint64_t done = 0, total = 0;
    test_client<rb::generation_2> client({.farm = {true, "localhost", 8443, true}}, set.line,
                                         rb::hmac_signer({"artist-id", rb::secret(farm_tests::artist_key)}), {}, set.time,
                                         [&](const rb::event& e) {
                                             if (e.what != kind::bytes_moved) return;
                                             BOOST_TEST(e.total > 0u);
                                             BOOST_TEST(e.done <= e.total);
                                             done = e.done, total = e.total;
                                         });
    asio::io_context io;
    bool ended = false;
    rb::async_run(rb::farm_session(client), rb::stage(rb::download(set.folder / "frames")), rb::task_ref{id},
                  asio::bind_executor(io, [&](std::exception_ptr why, rb::downloaded) {
                      BOOST_TEST(!why);
                      ended = true;
                  }));
    set.pass_until(io, [&] { return ended; });
    std::uint64_t here = 0;
    for (const auto& one : fs::recursive_directory_iterator(set.folder / "frames"))
        if (one.is_regular_file()) here += one.file_size();
    BOOST_TEST(done == here);
    BOOST_TEST(total == here);
}

BOOST_AUTO_TEST_SUITE_END()
