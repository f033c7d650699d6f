// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace farm_tests;
namespace api = renderbus::api;
using api::task_status, api::frame_status;

namespace {

std::vector<std::int64_t> listed(caller& who, std::optional<std::int64_t> recycle_flag = {}) {
    std::vector<std::int64_t> ids;
    for (const auto& one : who.send(api::query::task_list{.recycle_flag = recycle_flag}).value().items) ids.push_back(one.id);
    return ids;
}
using numbers = std::vector<std::int64_t>;

const std::string test_frames_first = R"(,"pre_frames":"100","stop_after_test":"1")";

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_tasks)

BOOST_FIXTURE_TEST_CASE(an_aborted_task_is_given_up_in_both_generations, fixture) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto id = submitted();
        time->advance(3s);
        artist.send(api::task::abort{{id}}).value();
        artist.send(api::task::abort{{id}}).value();
        auto seen = artist.info(id);
        BOOST_TEST((*seen.task_status == task_status::abandoned));
        BOOST_TEST(*seen.done_frames == 2);
        BOOST_TEST(*seen.abort_frames == 4);
        for (const auto code : {artist.code_of(api::task::start{{id}}), artist.code_of(api::task::full_speed{{id}}),
                                artist.code_of(api::query::restart_failed_frames{{id}})})
            BOOST_TEST(code == 600);
    }
}

BOOST_FIXTURE_TEST_CASE(a_removed_task_leaves_the_list_and_renders_no_more, fixture) {
    for (const int generation : {1, 2}) {
        const auto id = submitted(), stays = artist.create();
        time->advance(2s);
        artist.generation = generation;
        artist.send(api::task::remove{{id}}).value();
        artist.send(api::task::remove{{id}}).value();
        BOOST_TEST(listed(artist).front() == stays);
        time->advance(1h);
        const auto seen = artist.info(id);
        BOOST_TEST(*seen.is_delete == 0);
        BOOST_TEST((*seen.task_status == task_status::stopped));
        BOOST_TEST(*seen.done_frames == 1);
        BOOST_TEST(artist.code_of(api::task::start{{id}}) == 600);
        BOOST_TEST(artist.message().find(std::to_string(id)) != std::string::npos);
        BOOST_TEST(artist.code_of(api::query::restart_failed_frames{{id}}) == 600);
        BOOST_TEST(*artist.info(stays).is_delete == 1);
        artist.generation = 2;
        BOOST_TEST(listed(artist, 1).front() == id);
        BOOST_TEST(listed(artist, 0).front() == stays);
        BOOST_TEST(*artist.send(api::query::all_frame_stats{}).value().total_frames == 0);
    }
    BOOST_TEST(listed(artist, 1).size() == 2u);
    reopen();
    BOOST_TEST(listed(artist, 1).size() == 2u);
    BOOST_TEST(listed(artist).size() == 2u);
    BOOST_TEST(artist.code_of(api::query::task_list{.recycle_flag = 2}) == 600);
    const auto unsubmitted = listed(artist).front();
    artist.send(api::task::remove{{unsubmitted}}).value();
    upload_configs(artist, unsubmitted);
    BOOST_TEST(artist.code_of(api::task::submit{unsubmitted}) == 600);
}

BOOST_FIXTURE_TEST_CASE(priority_and_limit_are_told_with_the_task, fixture) {
    const auto id = artist.send(api::task::create{.task_user_level = 60}).value().task_id_list[0];
    BOOST_TEST(*artist.info(id).task_user_level == 60);
    BOOST_TEST(artist.info(id).task_limit.is_null());
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        for (const std::int64_t level : {50, 60}) {
            artist.send(api::task::update_level{id, level}).value();
            BOOST_TEST(*artist.info(id).task_user_level == level);
        }
    }
    BOOST_TEST(artist.code_of(api::task::update_level{id, 55}) == 600);
    artist.send(api::task::update_limit{id, 12}).value();
    reopen();
    BOOST_TEST(*artist.info(id).task_limit == 12);
    BOOST_TEST(*artist.info(id).task_user_level == 60);
    BOOST_TEST(artist.code_of(api::task::update_limit{id, -1}) == 600);
    BOOST_TEST(artist.code_of(api::task::update_limit{id, 10'001}) == 600);
    BOOST_TEST(artist.message().find("taskLimit") != std::string::npos);
    BOOST_TEST(other.code_of(api::task::update_limit{id, 1}) == 404);
    BOOST_TEST(other.code_of(api::task::update_level{id, 50}) == 404);
}

BOOST_FIXTURE_TEST_CASE(the_machine_of_a_task_is_that_of_its_task_json_until_it_is_changed, fixture) {
    const auto first = submitted("{}", R"(,"ram":"128","hardwareConfigId":"303")"), second = submitted();
    BOOST_TEST(*artist.info(first).task_ram == 128);
    const std::string one = std::to_string(first), two = std::to_string(second);
    artist.send(api::task::edit_hardware_config{{one, two}, {"305", "339"}, "", "", ""}).value();
    BOOST_TEST(*artist.info(first).task_ram == 256);
    BOOST_TEST(*artist.info(second).task_ram == 64);
    reopen();
    BOOST_TEST(*artist.info(first).task_ram == 256);
    BOOST_TEST(*artist.frames(first)[0].frame_ram == 256);
    const auto refused = [&](api::task::edit_hardware_config what, const char* field) {
        BOOST_TEST(artist.code_of(what) == 600);
        BOOST_TEST(artist.message().find(field) != std::string::npos, artist.message());
    };
    refused({{one, two}, {"305"}, "", "", ""}, "hardwareConfigId");
    refused({{one}, {"4711"}, "", "", ""}, "hardwareConfigId");
    refused({{one}, {"305"}, "", "", "64GB"}, "ram");
    refused({{one}, {"305"}, "1080Ti", "", ""}, "model");
    refused({{one}, {"339"}, "2080Ti", "1*GPU", "64GB"}, "gpuNum");
    BOOST_TEST(artist.code_of(api::task::edit_hardware_config{{"x"}, {"305"}, "", "", ""}) == 404);
}

BOOST_FIXTURE_TEST_CASE(a_task_is_stopped_when_it_renders_for_too_long, fixture) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto id = submitted();
        const auto word = artist.send(api::task::set_overtime_stop{{id}, 3}).value();
        BOOST_TEST(*word == "SUCCESS");
        BOOST_TEST(*artist.info(id).over_time_stop == 3);
        time->advance(1s);  // it waits a second before its first frame
        time->advance(2'999ms);
        BOOST_TEST((*artist.info(id).task_status == task_status::rendering));
        time->advance(1h);
        auto seen = artist.info(id);
        BOOST_TEST((*seen.task_status == task_status::stopped_on_timeout));
        BOOST_TEST(*seen.done_frames == 3);
        BOOST_TEST(*seen.completed_date == *seen.start_time + 3'000);
        const auto frames = artist.frames(id);
        BOOST_TEST((*frames[3].frame_status == frame_status::timed_out));
        BOOST_TEST((*frames[4].frame_status == frame_status::stopped));
        // Time counts anew from there.
        artist.send(api::task::set_overtime_stop{{id}, 100}).value();
        artist.send(api::task::start{{id}}).value();
        time->advance(1h);
        BOOST_TEST((*artist.info(id).task_status == task_status::done));
    }
}

BOOST_FIXTURE_TEST_CASE(a_limit_that_has_passed_stops_at_once_and_one_is_kept_over_a_restart, fixture) {
    const auto id = submitted(), kept = submitted();
    time->advance(5s);
    artist.send(api::task::set_overtime_stop{{id}, 2}).value();
    artist.send(api::task::set_overtime_stop{{kept}, 5}).value();
    time->advance(1ms);
    BOOST_TEST((*artist.info(id).task_status == task_status::stopped_on_timeout));
    BOOST_TEST(*artist.info(id).completed_date == 1'700'000'005'000);
    reopen();
    time->advance(1h);
    BOOST_TEST((*artist.info(kept).task_status == task_status::stopped_on_timeout));
    BOOST_TEST((*artist.info(id).task_status == task_status::stopped_on_timeout));
    for (const std::int64_t wrong : {-1, 31'536'001})
        BOOST_TEST(artist.code_of(api::task::set_overtime_stop{{id}, wrong}) == 600);
    BOOST_TEST(artist.code_of(api::task::set_overtime_stop{{artist.create()}, 5}) == 600);
}

BOOST_FIXTURE_TEST_CASE(test_frames_are_rendered_first_and_the_others_at_full_speed, fixture) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto id = submitted("{}", test_frames_first);
        auto frames = artist.frames(id);
        BOOST_TEST((*frames[0].frame_type == api::frame_type::priority));
        BOOST_TEST((*frames[0].frame_status == frame_status::waiting));
        BOOST_TEST((*frames[1].frame_type == api::frame_type::main_frame));
        BOOST_TEST((*frames[1].frame_status == frame_status::waiting_for_priority_frames));
        time->advance(1h);
        auto seen = artist.info(id);
        BOOST_TEST((*seen.task_status == task_status::test_done));
        BOOST_TEST(*seen.done_frames == 3);  // the first of each of three cameras
        BOOST_TEST(*seen.waiting_count == 3);
        reopen();
        time->advance(1h);
        BOOST_TEST((*artist.info(id).task_status == task_status::test_done));
        BOOST_TEST(*artist.send(api::task::full_speed{{id}}).value() == "成功");
        BOOST_TEST((*artist.info(id).task_status == task_status::waiting));
        artist.send(api::task::full_speed{{id}}).value();
        time->advance(1h);
        seen = artist.info(id);
        BOOST_TEST((*seen.task_status == task_status::done));
        BOOST_TEST(*seen.done_frames == 6);
        artist.send(api::task::full_speed{{id}}).value();
        BOOST_TEST((*artist.info(id).task_status == task_status::done));
    }
}

BOOST_FIXTURE_TEST_CASE(a_stop_does_not_let_the_other_frames_slip_by, fixture) {
    const auto id = submitted("{}", test_frames_first), tested = submitted("{}", test_frames_first);
    time->advance(1s);
    artist.send(api::task::stop{{id}}).value();
    artist.send(api::task::start{{id}}).value();
    time->advance(1h);
    BOOST_TEST((*artist.info(id).task_status == task_status::test_done));
    BOOST_TEST(*artist.info(id).done_frames == 3);
    artist.send(api::task::stop{{tested}}).value();
    BOOST_TEST((*artist.info(tested).task_status == task_status::stopped));
    artist.send(api::task::start{{tested}}).value();
    time->advance(1h);
    BOOST_TEST((*artist.info(tested).task_status == task_status::test_done));
    BOOST_TEST(*artist.info(tested).done_frames == 3);
    // Full speed may be asked for beforehand.
    const auto early = submitted("{}", test_frames_first);
    artist.send(api::task::full_speed{{early}}).value();
    time->advance(2s);
    BOOST_TEST((*artist.frames(early)[1].frame_status == frame_status::waiting_for_priority_frames));
    time->advance(1h);
    BOOST_TEST((*artist.info(early).task_status == task_status::done));
    BOOST_TEST(artist.code_of(api::task::full_speed{{artist.create()}}) == 600);
}

BOOST_FIXTURE_TEST_CASE(priority_frames_without_a_stop_are_only_first, fixture) {
    const auto id = submitted("{}", R"(,"pre_frames":"001:12","stop_after_test":"2")");
    time->advance(1h);
    BOOST_TEST((*artist.info(id).task_status == task_status::done));
    std::vector<std::pair<std::int64_t, std::string>> order;
    for (const auto& one : artist.frames(id)) order.emplace_back(*one.start_time, *one.frame_index);
    std::sort(order.begin(), order.end());
    std::vector<std::string> due{"2", "2", "12", "1", "1", "10"}, names;
    for (const auto& one : order) names.push_back(one.second);
    BOOST_TEST(names == due, boost::test_tools::per_element());
    for (const char* wrong : {"1", "12", "1000", "100;1", "100:x", "00a"}) {
        const auto refused = artist.create();
        upload_configs(artist, refused, "{}", R"(,"pre_frames":")" + std::string(wrong) + "\"");
        BOOST_TEST(artist.code_of(api::task::submit{refused}) == 600, wrong);
        BOOST_TEST(artist.message().find("pre_frames") != std::string::npos);
    }
}

BOOST_FIXTURE_TEST_CASE(who_made_it_and_what_it_repeats_is_told, fixture) {
    const auto original = submitted();
    const auto id = artist.send(api::task::create{.clone_original_id = original, .artist = "anna"}).value().task_id_list[0];
    BOOST_TEST(*artist.info(id).clone_original_id == original);
    BOOST_TEST(*artist.info(id).producer == "anna");
    upload_configs(artist, id);
    artist.send(api::task::submit{.task_id = id, .producer = "bert"}).value();
    BOOST_TEST(*artist.info(id).producer == "bert");
    BOOST_TEST(artist.info(original).producer.is_null());
    BOOST_TEST(artist.code_of(api::task::create{.clone_original_id = 4711}) == 404);
    BOOST_TEST(artist.code_of(api::task::create{.artist = std::string(201, 'a')}) == 600);
    BOOST_TEST(artist.message().find("artist") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(frames_of_all_tasks_are_counted_by_state, fixture) {
    const auto done = submitted(), stopped = submitted(R"({"loopback_fail_frames":"1"})");
    time->advance(5s);
    artist.send(api::task::stop{{stopped}}).value();
    time->advance(1h);
    const auto at_work = submitted();
    time->advance(2s);
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto stats = artist.send(api::query::all_frame_stats{}).value();
        BOOST_TEST(*stats.total_frames == 18);
        BOOST_TEST(*stats.done_frames_total == 6 + 2 + 1);
        BOOST_TEST(*stats.failed_frames_total == 2);
        BOOST_TEST(*stats.executing_frames_total == 1);
        BOOST_TEST(*stats.abandon_frames_total == 2);
        BOOST_TEST(*stats.waiting_frames_total == 4);
        BOOST_TEST((*artist.info(done).task_status == task_status::done));
        BOOST_TEST(*artist.info(at_work).waiting_count == 4);
    }
}

BOOST_AUTO_TEST_SUITE_END()
