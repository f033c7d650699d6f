// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace farm_tests;
namespace api = renderbus::api;

namespace {

struct labelled : fixture {
    std::string labels(std::int64_t id) { return *artist.info(id).labels; }
    std::vector<std::string> projects(caller& who) {
        std::vector<std::string> names;
        for (const auto& one : who.send(api::tag::names{}).value().project_name_list) names.push_back(one.project_name);
        return names;
    }
};
using texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_labels)

BOOST_FIXTURE_TEST_CASE(projects_come_and_go_in_both_generations, labelled) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        artist.send(api::tag::add{"night", api::project_status::on}).value();
        artist.send(api::tag::add{"day"}).value();
        BOOST_TEST(artist.code_of(api::tag::add{"night"}) == 503);
        BOOST_TEST((projects(artist) == texts{"night", "day"}));
        BOOST_TEST(other.code_of(api::tag::remove{"night"}) == 404);
        artist.send(api::tag::remove{"night"}).value();
        BOOST_TEST((projects(artist) == texts{"day"}));
        BOOST_TEST(artist.code_of(api::tag::remove{"night"}) == 404);
        reopen();
        BOOST_TEST((projects(artist) == texts{"day"}));
        artist.send(api::tag::remove{"day"}).value();
    }
    BOOST_TEST(artist.code_of(api::tag::add{std::string(201, 'n')}) == 600);
    BOOST_TEST(artist.message().find("newName") != std::string::npos);
    BOOST_TEST(artist.code_of(api::tag::add{"n", static_cast<api::project_status>(2)}) == 600);
}

BOOST_FIXTURE_TEST_CASE(a_number_is_never_given_twice, labelled) {
    artist.send(api::tag::add{"first"}).value();
    artist.send(api::tag::add{"second"}).value();
    artist.send(api::tag::remove{"second"}).value();
    reopen();
    artist.send(api::tag::add{"third"}).value();
    const auto known = artist.send(api::tag::names{}).value().project_name_list;
    BOOST_TEST(known[0].project_id == 1);
    BOOST_TEST(known[1].project_id == 3);
}

BOOST_FIXTURE_TEST_CASE(labels_are_put_on_tasks_and_taken_off_by_number_or_name, labelled) {
    const auto one = artist.create(), two = artist.create();
    artist.send(api::tag::add_task_label{"night", {one, two}}).value();
    artist.send(api::tag::add_task_label{"night", {one}}).value();
    artist.send(api::tag::add_task_label{"day", {two}}).value();
    BOOST_TEST(labels(one) == R"({"1":"night"})");
    BOOST_TEST(labels(two) == R"({"1":"night","2":"day"})");
    reopen();
    BOOST_TEST(labels(two) == R"({"1":"night","2":"day"})");
    artist.send(api::tag::remove_task_label{.label_ids = {2, 4711}}).value();
    BOOST_TEST(labels(two) == R"({"1":"night"})");
    artist.send(api::tag::remove_task_label{.task_ids = {one}, .label_names = {"night", "unheard of"}}).value();
    BOOST_TEST(labels(one) == "{}");
    BOOST_TEST(labels(two) == R"({"1":"night"})");
    artist.send(api::tag::remove_task_label{.label_ids = {1}}).value();
    BOOST_TEST(labels(two) == "{}");
    BOOST_TEST(artist.code_of(api::tag::remove_task_label{}) == 601);
}

BOOST_FIXTURE_TEST_CASE(a_label_and_a_project_of_one_name_are_one, labelled) {
    const auto id = artist.send(api::task::create{.labels = {"night", "night"}}).value().task_id_list[0];
    BOOST_TEST(labels(id) == R"({"1":"night"})");
    BOOST_TEST(projects(artist).empty());  // a label on a task alone is no project yet
    artist.send(api::tag::add{"night"}).value();
    BOOST_TEST(artist.send(api::tag::names{}).value().project_name_list[0].project_id == 1);
    artist.send(api::tag::remove{"night"}).value();
    BOOST_TEST(labels(id) == "{}");
}

BOOST_FIXTURE_TEST_CASE(labels_are_the_users_own_and_bounded, labelled) {
    const auto id = artist.create(), theirs = other.create();
    BOOST_TEST(artist.code_of(api::tag::add_task_label{"night", {id, theirs}}) == 404);
    BOOST_TEST(labels(id) == "{}");
    artist.send(api::tag::add_task_label{"night", {id}}).value();
    other.send(api::tag::remove_task_label{.label_ids = {1}}).value();
    BOOST_TEST(labels(id) == R"({"1":"night"})");
    BOOST_TEST(artist.code_of(api::tag::add_task_label{std::string(201, 'n'), {id}}) == 600);
    BOOST_TEST(artist.code_of(api::tag::add_task_label{"", {id}}) == 601);
    rb::list<std::string> many;
    for (int n = 0; n < 100; ++n) many.push_back("label " + std::to_string(n));
    const auto full = artist.send(api::task::create{.labels = many}).value().task_id_list[0];
    BOOST_TEST(artist.code_of(api::tag::add_task_label{"one more", {full}}) == 600);
    many.push_back("one more");
    BOOST_TEST(artist.code_of(api::task::create{.labels = many}) == 600);
    BOOST_TEST(artist.message().find("labels") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
