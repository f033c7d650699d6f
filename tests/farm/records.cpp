// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace farm_tests;
namespace api = renderbus::api;
using api::user::task_record, api::user::login_record;

namespace {

std::vector<std::string> buttons(const task_record::reply& page) {
    std::vector<std::string> names;
    for (const auto& one : page.items) names.push_back(*one.button_name);
    return names;
}
using texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_records)

BOOST_FIXTURE_TEST_CASE(what_was_done_to_tasks_is_recorded_the_newest_first, fixture) {
    const auto id = submitted(), second = artist.create();
    artist.send(api::task::stop{{id}}).value();
    artist.generation = 1;
    artist.send(api::task::abort{{id, second}}).value();
    artist.generation = 2;
    BOOST_TEST(artist.code_of(api::task::start{{id}}) == 600);  // what was refused was not done
    artist.info(id);
    const auto page = artist.send(task_record{}).value();
    BOOST_TEST(buttons(page) == (texts{"btn_abandon", "btn_stop", "btn_submit"}), boost::test_tools::per_element());
    const auto& last = page.items[0];
    BOOST_TEST(*last.user_name == "artist");
    BOOST_TEST(*last.user_id == "100001");
    BOOST_TEST(*last.task_ids == "[\"2W" + std::to_string(id) + "\",\"2W" + std::to_string(second) + "\"]");
    BOOST_TEST(*last.create_time == "2023-11-14 22:13:20");
    BOOST_TEST(*last.request_uri == "/api/render/task/abortTask");
    BOOST_TEST(*last.request_param == "[{\"taskIds\":[" + std::to_string(id) + "," + std::to_string(second) + "]}]");
    BOOST_TEST(*last.channel == "4");
    BOOST_TEST(!last.details->empty());
    BOOST_TEST(*page.total == 3);
    BOOST_TEST(*other.send(task_record{}).value().total == 0);
}

BOOST_FIXTURE_TEST_CASE(every_change_of_a_task_has_its_record, fixture) {
    const auto id = submitted();
    const auto text = std::to_string(id);
    artist.send(api::task::update_level{id, 60}).value();
    artist.send(api::task::update_limit{id, 3}).value();
    artist.send(api::task::edit_hardware_config{{text}, {"303"}, "", "", ""}).value();
    artist.send(api::task::set_overtime_stop{{id}, 100}).value();
    artist.send(api::task::full_speed{{id}}).value();
    artist.send(api::query::restart_failed_frames{{id}}).value();
    artist.send(api::query::restart_frame{id}).value();
    artist.send(api::query::stop_frame{id}).value();
    artist.send(api::task::start{{id}}).value();
    artist.send(api::tag::add_task_label{"night", {id}}).value();
    artist.send(api::tag::remove_task_label{.task_ids = {id}, .label_names = {"night"}}).value();
    artist.generation = 1;
    artist.send(api::query::restart_frame_v1{id}).value();
    artist.generation = 2;
    artist.send(api::task::remove{{id}}).value();
    const auto page = artist.send(task_record{}).value();
    const texts due{"btn_delete",     "btn_restart", "btn_remove_label", "btn_label",      "btn_start",
                    "btn_stop_frame", "btn_restart", "btn_restart",      "btn_full_speed", "btn_overtime",
                    "btn_hardware",   "btn_limit",   "btn_level",        "btn_submit"};
    BOOST_TEST(buttons(page) == due, boost::test_tools::per_element());
    for (const auto& one : page.items) BOOST_TEST(*one.task_ids == "[\"2W" + text + "\"]");
}

BOOST_FIXTURE_TEST_CASE(records_come_in_pages_and_between_days, fixture) {
    for (int day = 0; day < 5; ++day) {
        artist.send(api::task::abort{{artist.create()}}).value();
        time->advance(24h);  // from 2023-11-14 on
    }
    const auto total = [&](const std::string& from, const std::string& to) {
        return *artist.send(task_record{.start_date = from, .end_date = to}).value().total;
    };
    BOOST_TEST(total("", "") == 5);
    BOOST_TEST(total("2023-11-16", "") == 3);
    BOOST_TEST(total("", "2023-11-15") == 2);
    BOOST_TEST(total("2023-11-15", "2023-11-16") == 2);
    BOOST_TEST(total("2024-01-01", "") == 0);
    const auto page = artist.send(task_record{.page_num = 2, .page_size = 2}).value();
    BOOST_REQUIRE(page.items.size() == 2u);
    BOOST_TEST(*page.page_count == 3);
    BOOST_TEST(*page.items[0].create_time == "2023-11-16 22:13:20");
    const auto beyond = artist.send(task_record{.page_num = 4, .page_size = 2}).value();
    BOOST_TEST((beyond.items.is_set() && beyond.items.empty()));
    for (const char* wrong : {"yesterday", "2023-02-30", "2023-11-14 00:00:00", "2023-1-1"}) {
        BOOST_TEST(artist.code_of(task_record{.start_date = wrong}) == 600);
        BOOST_TEST(artist.code_of(login_record{.end_date = wrong}) == 600);
        BOOST_TEST(artist.message().find("endDate") != std::string::npos);
    }
    BOOST_TEST(artist.code_of(task_record{.page_size = 1'001}) == 600);
    BOOST_TEST(artist.code_of(login_record{.page_num = -1}) == 600);
}

BOOST_FIXTURE_TEST_CASE(a_login_is_the_first_question_for_the_profile, fixture) {
    const auto logins = [&] { return artist.send(login_record{}).value(); };
    BOOST_TEST(*logins().total == 0);
    artist.send(api::user::profile{}).value();
    artist.send(api::user::profile{}).value();
    BOOST_TEST(*logins().total == 1);
    auto call = artist.request("/api/render/setUp/queryUserProfile", "{}");
    call.headers.push_back({"User-Agent", "python-requests/2.28"});
    artist.raw(call);
    time->advance(61s);
    artist.send(api::user::profile{}).value();
    const auto page = logins();
    BOOST_REQUIRE(page.items.size() == 3u);
    BOOST_TEST(*page.items[0].id == 3);
    BOOST_TEST(*page.items[0].login_time == 1'700'000'061'000);
    BOOST_TEST(*page.items[1].user_ua == "python-requests/2.28");
    BOOST_TEST(*page.items[1].login_status == "200");
    BOOST_TEST(*page.items[1].user_name == "artist");
    BOOST_TEST(*page.items[2].user_id == 100001);
    time->advance(24h);
    artist.send(api::user::profile{}).value();
    BOOST_TEST(*artist.send(login_record{.end_date = "2023-11-14"}).value().total == 3);
    BOOST_TEST(*artist.send(login_record{.start_date = "2023-11-15"}).value().total == 1);
    BOOST_TEST(*other.send(login_record{}).value().total == 0);
}

BOOST_FIXTURE_TEST_CASE(records_are_there_after_a_restart_and_the_oldest_are_forgotten_first, fixture) {
    artist.send(api::user::profile{}).value();
    const auto id = artist.create();
    const auto files = std::make_shared<rb::farm::store>(rb::farm::store::open(folder.path()).value());
    auto book =
        rb::farm::record_book<task_record::record>::open(files, test_options(folder.path(), time).accounts, "tasks").value();
    for (std::size_t n = 0; n <= rb::farm::most_records; ++n) {
        task_record::record one;
        one.details = std::to_string(n);
        one.create_time = "2023-11-14 22:13:20";
        book.add(100001, one).value();
    }
    reopen();
    auto page = artist.send(task_record{.page_size = 1'000}).value();
    BOOST_TEST(*page.total == 1'000);
    BOOST_TEST(*page.items[0].details == "1000");
    BOOST_TEST(*page.items[999].details == "1");
    artist.send(api::task::abort{{id}}).value();
    page = artist.send(task_record{.page_size = 1'000}).value();
    BOOST_TEST(*page.total == 1'000);
    BOOST_TEST(*page.items[0].button_name == "btn_abandon");
    BOOST_TEST(*page.items[999].details == "2");
    BOOST_TEST(*artist.send(login_record{}).value().total == 1);
}

BOOST_AUTO_TEST_SUITE_END()
