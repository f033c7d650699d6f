// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/farm/kept_task.hpp>

using namespace farm_tests;
namespace api = renderbus::api;
using api::task_status, api::frame_status;

namespace {

/// A task with six frames, all of them done.
struct done_task : fixture {
    std::int64_t id = submitted();
    done_task() { time->advance(1h); }

    task_status status() { return *artist.info(id).task_status; }
    std::vector<frame_status> states() {
        std::vector<frame_status> all;
        for (const auto& one : artist.frames(id)) all.push_back(*one.frame_status);
        return all;
    }
    std::int64_t frame(int place) const { return rb::farm::first_frame_id(id) + place; }
    fs::path picture() const {
        return folder / "storage/output/20201-100001" / (std::to_string(id) + "_shot") / "beauty/camAShape/shot.0002.png";
    }
};

constexpr auto waiting = frame_status::waiting, rendering = frame_status::rendering, stopped = frame_status::stopped,
               done = frame_status::done, failed = frame_status::failed;
using states_of = std::vector<frame_status>;

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_frames)

BOOST_FIXTURE_TEST_CASE(a_frame_that_is_restarted_waits_and_is_rendered_and_written_anew, done_task) {
    const auto before = artist.frames(id)[1];
    fs::remove(picture());
    artist.send(api::query::restart_frame{id, 0, {frame(1)}}).value();
    BOOST_TEST((status() == task_status::waiting));
    BOOST_TEST((states() == states_of{done, waiting, done, done, done, done}));
    BOOST_TEST(artist.frames(id)[1].end_time.is_null());
    BOOST_TEST(artist.info(id).completed_date.is_null());
    time->advance(1h);
    BOOST_TEST((status() == task_status::done));
    const auto after = artist.frames(id)[1];
    BOOST_TEST(*before.end_time == 1'700'000'003'000);
    BOOST_TEST(*after.end_time == 1'700'003'602'000);
    BOOST_TEST(*after.recommit_flag == 1);
    BOOST_TEST(*artist.frames(id)[0].recommit_flag == 0);
    BOOST_TEST(fs::exists(picture()));
}

BOOST_FIXTURE_TEST_CASE(all_frames_are_restarted_or_those_in_some_states, done_task) {
    artist.send(api::query::restart_frame{id}).value();
    BOOST_TEST((states() == states_of(6, waiting)));
    time->advance(3s);
    artist.send(api::query::restart_frame{.task_id = id, .status = {done}}).value();
    BOOST_TEST((states() == states_of{waiting, waiting, rendering, waiting, waiting, waiting}));
    time->advance(1h);
    BOOST_TEST((states() == states_of(6, done)));
    // The one that is being rendered begins again.
    artist.send(api::query::restart_frame{id}).value();
    time->advance(2s);
    artist.send(api::query::restart_frame{.task_id = id, .status = {rendering}}).value();
    BOOST_TEST((states() == states_of{done, waiting, waiting, waiting, waiting, waiting}));
    time->advance(1h);
    BOOST_TEST((status() == task_status::done));
}

BOOST_FIXTURE_TEST_CASE(generation_1_restarts_frames_in_its_own_words, done_task) {
    artist.generation = 1;
    artist.send(api::query::restart_frame_v1{id, 0, {frame(2), frame(5)}}).value();
    BOOST_TEST((states() == states_of{done, done, waiting, done, done, waiting}));
    artist.send(api::query::restart_frame_v1{id}).value();
    BOOST_TEST((states() == states_of(6, waiting)));
    BOOST_TEST(artist.code_of(api::query::restart_frame_v1{id, 0}) == 601);
}

BOOST_FIXTURE_TEST_CASE(frames_that_are_not_there_are_refused_and_nothing_happens, done_task) {
    for (const std::int64_t wrong : {frame(6), frame(-1), std::int64_t{0}, std::int64_t{-5}, std::int64_t{1} << 62}) {
        BOOST_TEST(artist.code_of(api::query::restart_frame{id, 0, {frame(0), wrong}}) == 404);
        BOOST_TEST(artist.code_of(api::query::stop_frame{id, 0, {wrong}}) == 404);
        BOOST_TEST(artist.message().find(std::to_string(wrong)) != std::string::npos);
        if (wrong != 0) BOOST_TEST(artist.code_of(api::query::render_log{.id = wrong}) == 404);
        if (wrong != 0) BOOST_TEST(artist.code_of(api::query::frame_thumbnail{wrong}) == 404);
    }
    BOOST_TEST((states() == states_of(6, done)));
    BOOST_TEST(other.code_of(api::query::restart_frame{id}) == 404);
    BOOST_TEST(other.code_of(api::query::stop_frame{id}) == 404);
    BOOST_TEST(other.code_of(api::query::render_log{.id = frame(0)}) == 404);
    BOOST_TEST(other.code_of(api::query::frame_thumbnail{frame(0)}) == 404);
    BOOST_TEST(other.code_of(api::query::processing_image{id}) == 404);
    BOOST_TEST(artist.code_of(api::query::restart_frame{id, 2}) == 600);
    BOOST_TEST(artist.code_of(api::query::restart_frame{id, 0}) == 601);
    BOOST_TEST(artist.code_of(api::query::restart_frame{artist.create()}) == 600);
    BOOST_TEST(artist.code_of(api::query::stop_frame{artist.create()}) == 600);
}

BOOST_FIXTURE_TEST_CASE(failed_frames_are_rendered_again, fixture) {
    const auto id = submitted(R"({"loopback_fail_frames":"2,10"})"), fine = submitted();
    time->advance(1h);
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        artist.send(api::query::restart_failed_frames{{id, fine}}).value();
        BOOST_TEST((*artist.info(fine).task_status == task_status::done));
        const auto seen = artist.info(id);
        BOOST_TEST((*seen.task_status == task_status::waiting));
        BOOST_TEST(*seen.failed_frames == 0);
        BOOST_TEST(*seen.waiting_count == 3);
        time->advance(1h);
        BOOST_TEST((*artist.info(id).task_status == task_status::done_with_failed_frames));
    }
    artist.send(api::query::restart_failed_frames{{id}, {done}}).value();
    BOOST_TEST(*artist.info(id).waiting_count == 3);
    BOOST_TEST(*artist.info(id).failed_frames == 3);
}

BOOST_FIXTURE_TEST_CASE(stopped_frames_are_left_out_until_the_task_is_started, fixture) {
    const auto id = submitted();
    time->advance(2s);  // one is done, the second one is being rendered
    const auto first = rb::farm::first_frame_id(id);
    artist.send(api::query::stop_frame{id, 0, {first, first + 1, first + 3}}).value();
    auto frames = artist.frames(id);
    BOOST_TEST((*frames[0].frame_status == done));
    BOOST_TEST((*frames[1].frame_status == stopped));
    BOOST_TEST((*frames[2].frame_status == rendering));
    BOOST_TEST((*frames[3].frame_status == stopped));
    time->advance(1h);
    auto seen = artist.info(id);
    BOOST_TEST((*seen.task_status == task_status::stopped));
    BOOST_TEST(*seen.done_frames == 4);
    BOOST_TEST(*seen.abort_frames == 2);
    artist.send(api::task::start{{id}}).value();
    time->advance(1h);
    BOOST_TEST((*artist.info(id).task_status == task_status::done));
    // Nothing is left to be stopped.
    artist.send(api::query::stop_frame{id}).value();
    BOOST_TEST((*artist.info(id).task_status == task_status::done));
}

BOOST_FIXTURE_TEST_CASE(stopping_all_frames_ends_the_task, fixture) {
    const auto id = submitted(), some = submitted();
    time->advance(3s);
    artist.send(api::query::stop_frame{id}).value();
    BOOST_TEST((*artist.info(id).task_status == task_status::stopped));
    BOOST_TEST(*artist.info(id).completed_date == 1'700'000'003'000);
    artist.send(api::query::stop_frame{.task_id = some, .status = {waiting}}).value();
    BOOST_TEST((*artist.info(some).task_status == task_status::rendering));
    time->advance(1h);
    BOOST_TEST((*artist.info(some).task_status == task_status::stopped));
    BOOST_TEST(*artist.info(some).done_frames == 3);
}

BOOST_AUTO_TEST_CASE(a_farm_can_say_70_of_a_task_with_stopped_frames) {
    fixture own;
    auto options = test_options(own.folder.path(), own.time);
    options.stopped_frames_give = task_status::done_with_stopped_frames;
    own.farm = rb::farm::loopback_farm::open(std::move(options)).value();
    own.artist.turn_to(own.farm);
    const auto id = own.submitted();
    own.artist.send(api::query::stop_frame{id, 0, {rb::farm::first_frame_id(id)}}).value();
    own.time->advance(1h);
    BOOST_TEST((*own.artist.info(id).task_status == task_status::done_with_stopped_frames));
    own.artist.send(api::task::start{{id}}).value();
    own.time->advance(1h);
    BOOST_TEST((*own.artist.info(id).task_status == task_status::done));
}

BOOST_FIXTURE_TEST_CASE(what_was_restarted_and_stopped_is_so_after_a_restart_of_the_farm, done_task) {
    artist.send(api::query::restart_frame{id, 0, {frame(1), frame(2)}}).value();
    artist.send(api::query::stop_frame{id, 0, {frame(2)}}).value();
    reopen();
    BOOST_TEST((states() == states_of{done, waiting, stopped, done, done, done}));
    time->advance(1h);
    BOOST_TEST((states() == states_of{done, done, stopped, done, done, done}));
    BOOST_TEST((status() == task_status::stopped));
}

BOOST_FIXTURE_TEST_CASE(the_log_of_a_frame_comes_page_by_page_and_no_line_is_cut, done_task) {
    const auto whole = artist.send(api::query::render_log{.id = frame(1)}).value();
    BOOST_TEST(*whole.page_num == 0);
    BOOST_TEST(*whole.size == 16'384);
    BOOST_TEST(*whole.page_count == 1);
    BOOST_TEST(whole.items[0].find("2W" + std::to_string(id)) != std::string::npos);
    BOOST_TEST(whole.items[whole.items.size() - 1].find("/beauty/camAShape/shot.0002.png") != std::string::npos);
    for (const std::int64_t size : {1, 100, 1'000}) {
        std::vector<std::string> lines;
        std::int64_t pages = 1;
        for (std::int64_t page = 0; page < pages; ++page) {
            const auto some = artist.send(api::query::render_log{.page_num = page, .page_size = size, .id = frame(1)}).value();
            pages = size == 1 ? std::min<std::int64_t>(*some.page_count, 150) : *some.page_count;
            BOOST_TEST(*some.total == *whole.total);
            lines.insert(lines.end(), some.items.begin(), some.items.end());
        }
        const std::vector<std::string> due(whole.items.begin(), whole.items.begin() + static_cast<std::ptrdiff_t>(lines.size()));
        BOOST_TEST(lines == due, boost::test_tools::per_element());
        if (size != 1) BOOST_TEST(lines.size() == whole.items.size());
    }
    const auto beyond = artist.send(api::query::render_log{.page_num = 9, .id = frame(1)}).value();
    BOOST_TEST((beyond.items.is_set() && beyond.items.empty()));
    BOOST_TEST(artist.code_of(api::query::render_log{}) == 601);
    BOOST_TEST(artist.code_of(api::query::render_log{.page_num = -1, .id = frame(1)}) == 600);
    BOOST_TEST(artist.code_of(api::query::render_log{.page_size = 1'048'577, .id = frame(1)}) == 600);
    BOOST_TEST(artist.code_of(api::query::render_log{.rendering_type = "preprocess", .id = frame(1)}) == 600);
}

BOOST_FIXTURE_TEST_CASE(a_log_grows_while_the_frame_is_rendered, fixture) {
    const auto id = submitted(R"({"loopback_fail_frames":"1"})");
    const api::query::render_log request{.id = rb::farm::first_frame_id(id)};
    BOOST_TEST(*artist.send(request).value().total == 0);
    time->advance(1'500ms);
    const auto half = artist.send(request).value();
    BOOST_TEST(half.items[half.items.size() - 1].find("50 %") != std::string::npos);
    time->advance(1h);
    const auto all = artist.send(request).value();
    BOOST_TEST(*all.total > *half.total);
    for (std::size_t i = 0; i < half.items.size(); ++i) BOOST_TEST(all.items[i] == half.items[i]);
    BOOST_TEST(all.items[all.items.size() - 1].find("failed") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(pictures_are_files_of_the_output_storage, done_task) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto paths = artist.send(api::query::frame_thumbnail{frame(1)}).value();
        BOOST_REQUIRE(paths.size() == 1u);
        BOOST_TEST(artist.get("/storage/output" + paths[0]) == 200);
        const auto shown = artist.send(api::query::processing_image{id}).value();
        BOOST_REQUIRE(shown.grab_info.size() == 6u);
        BOOST_TEST(*shown.width == 64);
        BOOST_TEST(*shown.height == 36);
        BOOST_TEST(*shown.is_render_photon == false);
        for (const auto& tiles : shown.grab_info) BOOST_TEST(artist.get("/storage/output" + *tiles.at(0).grab_url) == 200);
        BOOST_TEST(*shown.grab_info[0][0].frame_index == "12");  // the newest first
        BOOST_TEST(*shown.grab_info[0][0].frame_percent == "100");
        BOOST_TEST(*shown.grab_info[0][0].end_time == "2023-11-14 22:13:27");
        const auto photons = artist.send(api::query::processing_image{id, api::frame_type::photon}).value();
        BOOST_TEST((photons.grab_info.is_set() && photons.grab_info.empty()));
        BOOST_TEST(artist.code_of(api::query::processing_image{id, api::frame_type::priority}) == 600);
    }
    BOOST_TEST(artist.send(api::query::frame_thumbnail{frame(1), waiting}).value().empty());
    fs::remove(picture());
    BOOST_TEST(artist.send(api::query::frame_thumbnail{frame(1)}).value().empty());
}

BOOST_FIXTURE_TEST_CASE(a_picture_in_the_making_is_told_by_how_far_it_is, fixture) {
    const auto id = submitted();
    BOOST_TEST(artist.send(api::query::processing_image{id}).value().grab_info.empty());
    time->advance(1'250ms);
    const auto shown = artist.send(api::query::processing_image{id}).value();
    BOOST_REQUIRE(shown.grab_info.size() == 1u);
    const auto& grab = shown.grab_info[0][0];
    BOOST_TEST(*grab.frame_percent == "25");
    BOOST_TEST(*grab.frame_status == "2");
    BOOST_TEST(grab.grab_url.is_null());
    BOOST_TEST(shown.completed_time.is_null());
    const auto unsubmitted = artist.send(api::query::processing_image{artist.create()}).value();
    BOOST_TEST(unsubmitted.grab_info.empty());
}

BOOST_AUTO_TEST_SUITE_END()
