// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/farm/in_process.hpp>

#include <asio/io_context.hpp>

#include <set>

using namespace farm_tests;
namespace api = renderbus::api;

BOOST_AUTO_TEST_SUITE(farm_farm)

BOOST_FIXTURE_TEST_CASE(a_task_goes_from_waiting_over_rendering_to_done, fixture) {
    const auto id = submitted();
    auto seen = artist.info(id);
    BOOST_TEST((*seen.task_status == rb::api::task_status::waiting));
    BOOST_TEST(*seen.status_text == "render_task_status_0");
    BOOST_TEST(*seen.total_frames == 6);
    BOOST_TEST(*seen.frames_range == "1-2[1],10-12[2]");
    BOOST_TEST(*seen.output_file_name == std::to_string(id) + "_shot");
    BOOST_TEST(*seen.scene_name == "shot.ma");
    BOOST_TEST(*seen.submit_date == 1'700'000'000'000);
    BOOST_TEST(seen.is_open.value() == 0);
    BOOST_TEST(!seen.completed_date.has_value());

    time->advance(1s);
    seen = artist.info(id);
    BOOST_TEST((*seen.task_status == rb::api::task_status::rendering));
    BOOST_TEST(*seen.executing_frames == 1);
    BOOST_TEST(*seen.done_frames == 0);

    time->advance(3s);
    seen = artist.info(id);
    BOOST_TEST(*seen.done_frames == 3);
    BOOST_TEST(*seen.executing_frames == 1);

    time->advance(3s);
    seen = artist.info(id);
    BOOST_TEST((*seen.task_status == rb::api::task_status::done));
    BOOST_TEST(*seen.done_frames == 6);
    BOOST_TEST(*seen.executing_frames == 0);
    BOOST_TEST(*seen.completed_date == 1'700'000'007'000);
    BOOST_TEST(*seen.render_duration == 6);

    const auto list = artist.raw(artist.storage("GET", "/storage/output/20201-100001/" + *seen.output_file_name + "/"));
    const auto files = rb::storage_protocol::read_listing(list.body, 100).value().files;
    std::vector<std::string> names;
    for (const auto& file : files) names.push_back(file.path.text());
    const std::vector<std::string> due{"beauty/camAShape/shot.0001.png", "beauty/camAShape/shot.0002.png",
                                       "beauty/camBShape/shot.0001.png", "beauty/camBShape/shot.0002.png",
                                       "matte/camAShape/shot.0010.png",  "matte/camAShape/shot.0012.png"};
    BOOST_TEST(names == due, boost::test_tools::per_element());
    std::set<std::string> digests;
    for (const auto& file : files) digests.insert(rb::to_hex(*file.digest));
    BOOST_TEST(digests.size() == 6u);
}

BOOST_FIXTURE_TEST_CASE(a_long_time_passes_in_one_step, fixture) {
    const auto id = submitted();
    time->advance(24h);
    BOOST_TEST((*artist.info(id).task_status == rb::api::task_status::done));
    BOOST_TEST(*artist.info(id).completed_date == 1'700'000'007'000);
}

BOOST_FIXTURE_TEST_CASE(the_frames_come_in_pages_and_the_page_after_the_last_is_empty, fixture) {
    const auto id = submitted();
    time->advance(2s);
    auto page = artist.send(api::query::task_frames{id, 1, 4}).value();
    BOOST_TEST(*page.total == 6);
    BOOST_TEST(*page.page_count == 2);
    BOOST_REQUIRE(page.items.size() == 4u);
    BOOST_TEST((*page.items[0].frame_status == rb::api::frame_status::done));
    BOOST_TEST(*page.items[0].frame_index == "1");
    BOOST_TEST(*page.items[0].start_time == 1'700'000'001'000);
    BOOST_TEST(*page.items[0].end_time == 1'700'000'002'000);
    BOOST_TEST((*page.items[1].frame_status == rb::api::frame_status::rendering));
    BOOST_TEST((*page.items[2].frame_status == rb::api::frame_status::waiting));
    page = artist.send(api::query::task_frames{id, 2, 4}).value();
    BOOST_TEST(page.items.size() == 2u);
    BOOST_TEST(*page.items[1].frame_index == "12");
    page = artist.send(api::query::task_frames{id, 3, 4}).value();
    BOOST_TEST(page.items.is_set());
    BOOST_TEST(page.items.size() == 0u);
    page = artist.send(api::query::task_frames{id, 1, 100, "1"}).value();
    BOOST_TEST(*page.total == 4);
    BOOST_TEST(artist.send(api::query::task_frames{id, -1, 10}).error().code.value() == 600);
    BOOST_TEST(artist.send(api::query::task_frames{id, 1, 5000}).error().code.value() == 600);
}

BOOST_FIXTURE_TEST_CASE(a_stopped_task_goes_on_when_it_is_started, fixture) {
    const auto id = submitted();
    time->advance(2s);
    artist.send(api::task::stop{{id}}).value();
    auto seen = artist.info(id);
    BOOST_TEST((*seen.task_status == rb::api::task_status::stopped));
    BOOST_TEST(*seen.done_frames == 1);
    BOOST_TEST(*seen.abort_frames == 5);
    time->advance(1h);
    BOOST_TEST(*artist.info(id).done_frames == 1);
    artist.send(api::task::start{{id}}).value();
    BOOST_TEST((*artist.info(id).task_status == rb::api::task_status::waiting));
    time->advance(1h);
    seen = artist.info(id);
    BOOST_TEST((*seen.task_status == rb::api::task_status::done));
    BOOST_TEST(*seen.done_frames == 6);
    artist.send(api::task::stop{{id}}).value();
    BOOST_TEST((*artist.info(id).task_status == rb::api::task_status::done));
}

BOOST_AUTO_TEST_CASE(a_farm_can_say_15_of_a_stopped_task) {
    scratch folder;
    auto time = test_time();
    auto options = test_options(folder.path(), time);
    options.stop_gives = rb::farm::task_status::stopped_by_user;
    caller artist(rb::farm::loopback_farm::open(std::move(options)).value(), time);
    const auto id = artist.create();
    upload_configs(artist, id);
    upload_assets(artist);
    artist.send(api::task::submit{id}).value();
    artist.send(api::task::stop{{id}}).value();
    BOOST_TEST((*artist.info(id).task_status == rb::api::task_status::stopped_by_user));
}

BOOST_FIXTURE_TEST_CASE(an_abandoned_task_is_over_for_good, fixture) {
    const auto id = submitted();
    time->advance(3s);
    artist.send(api::task::abort{{id}}).value();
    BOOST_TEST((*artist.info(id).task_status == rb::api::task_status::abandoned));
    time->advance(1h);
    BOOST_TEST(*artist.info(id).done_frames == 2);
    BOOST_TEST(artist.send(api::task::start{{id}}).error().code.value() == 600);
    BOOST_TEST(artist.send(api::task::submit{id}).error().code.value() == 600);
}

BOOST_FIXTURE_TEST_CASE(frames_fail_where_the_task_asks_for_it, fixture) {
    const auto some = submitted(R"({"loopback_fail_frames":"2,10"})");
    const auto all = submitted(R"({"loopback_fail_frames":"1-100"})");
    time->advance(1h);
    auto seen = artist.info(some);
    BOOST_TEST((*seen.task_status == rb::api::task_status::done_with_failed_frames));
    BOOST_TEST(*seen.failed_frames == 3);
    BOOST_TEST(*seen.done_frames == 3);
    BOOST_TEST((*artist.info(all).task_status == rb::api::task_status::failed));
    BOOST_TEST((artist.send(api::query::task_frames{all}).value().items[0].frame_status == api::frame_status::failed));
    BOOST_TEST(!fs::exists(folder / "storage/output/20201-100001" / *artist.info(all).output_file_name));
}

BOOST_AUTO_TEST_CASE(a_farm_opened_again_keeps_tasks_and_assets_and_goes_on) {
    scratch folder;
    auto time = test_time();
    std::int64_t id = 0, waiting = 0;
    {
        auto farm = rb::farm::loopback_farm::open(test_options(folder.path(), time)).value();
        caller artist(farm, time);
        id = artist.create();
        waiting = artist.create();
        upload_configs(artist, id);
        upload_assets(artist);
        artist.send(api::task::submit{id}).value();
        artist.send(api::tag::add{"night"}).value();
        time->advance(3s);
        BOOST_TEST(*artist.info(id).done_frames == 2);
    }
    std::ofstream(folder / "storage/input/10201-100001/.renderbus-0123.part") << "half a file";
    auto farm = rb::farm::loopback_farm::open(test_options(folder.path(), time)).value();
    caller artist(farm, time);
    BOOST_TEST(!fs::exists(folder / "storage/input/10201-100001/.renderbus-0123.part"));
    auto seen = artist.info(id);
    BOOST_TEST((*seen.task_status == rb::api::task_status::rendering));
    BOOST_TEST(*seen.done_frames == 2);
    time->advance(1h);
    seen = artist.info(id);
    BOOST_TEST((*seen.task_status == rb::api::task_status::done));
    BOOST_TEST(*seen.done_frames == 6);
    BOOST_TEST(artist.raw(artist.storage("HEAD", "/storage/input/10201-100001/D/shots/a.png")).status == 200);
    BOOST_TEST(artist.create() == waiting + 1);
    BOOST_TEST(artist.send(api::tag::names{}).value().project_name_list[0].project_name == "night");
    upload_configs(artist, waiting);
    artist.send(api::task::submit{waiting}).value();
}

BOOST_AUTO_TEST_CASE(a_damaged_state_is_told_by_its_file) {
    scratch folder;
    fs::create_directories(folder / "state/tasks");
    for (const char* text : {"{", "{\"id\":7}", "[]", R"({"id":10001,"userId":1,"outputStorage":"../..","submitted":0})"}) {
        std::ofstream(folder / "state/tasks/10001.json") << text;
        const auto farm = rb::farm::loopback_farm::open(test_options(folder.path(), test_time()));
        BOOST_REQUIRE(!farm.has_value());
        BOOST_TEST(farm.error().code == rb::data_errc::invalid_value);
        BOOST_TEST(farm.error().place == (folder / "state/tasks/10001.json").string());
    }
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_refused) {
    scratch folder;
    const auto code = [&](auto change) {
        auto options = test_options(folder.path(), test_time());
        change(options);
        const auto farm = rb::farm::loopback_farm::open(std::move(options));
        return farm ? std::error_code() : farm.error().code;
    };
    const std::error_code invalid = rb::data_errc::invalid_value;
    BOOST_TEST(code([](auto& o) { o.accounts.clear(); }) == invalid);
    BOOST_TEST(code([](auto& o) { o.accounts[1].access_id = o.accounts[0].access_id; }) == invalid);
    BOOST_TEST(code([](auto& o) { o.accounts[0].access_key = rb::secret(); }) == invalid);
    BOOST_TEST(code([](auto& o) { o.accounts[0].user_name = "a:b"; }) == invalid);
    BOOST_TEST(code([](auto& o) { o.paint = nullptr; }) == invalid);
    BOOST_TEST(code([](auto& o) { o.root = "/proc/renderbus"; }) == std::error_code(rb::scene_errc::unwritable_file));
    BOOST_TEST(code([](auto&) {}) == std::error_code());
}

BOOST_AUTO_TEST_CASE(with_an_executor_frames_are_rendered_while_nobody_asks) {
    scratch folder;
    auto time = test_time();
    asio::io_context context;
    auto options = test_options(folder.path(), time);
    options.executor = context.get_executor();
    auto farm = rb::farm::loopback_farm::open(std::move(options)).value();
    caller artist(farm, time);
    const auto id = artist.create();
    upload_configs(artist, id);
    upload_assets(artist);
    artist.send(api::task::submit{id}).value();
    const auto output = folder / "storage/output/20201-100001" / (std::to_string(id) + "_shot");
    int steps = 0;
    while (time->advance_to_next()) {
        ++steps;
        context.restart();
        context.poll();
    }
    BOOST_TEST(steps == 7);
    BOOST_TEST(fs::exists(output / "matte/camAShape/shot.0012.png"));
    BOOST_TEST((*artist.info(id).task_status == rb::api::task_status::done));
}

BOOST_AUTO_TEST_CASE(a_full_disk_fails_the_frame_and_not_the_farm) {
    scratch folder;
    auto time = test_time();
    auto options = test_options(folder.path(), time);
    options.paint = [](const rb::farm::picture_wish&) -> rb::result<std::string> {
        return rb::failure{std::make_error_code(std::errc::no_space_on_device), "picture", "no space", ""};
    };
    caller artist(rb::farm::loopback_farm::open(std::move(options)).value(), time);
    const auto id = artist.create();
    upload_configs(artist, id);
    upload_assets(artist);
    artist.send(api::task::submit{id}).value();
    time->advance(1h);
    BOOST_TEST((*artist.info(id).task_status == rb::api::task_status::failed));
}

BOOST_AUTO_TEST_SUITE_END()
