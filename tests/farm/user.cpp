// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace farm_tests;
namespace api = renderbus::api;

namespace {

/// A main account, two sub accounts below it (the first one shares its assets), and a stranger.
struct family : fixture {
    family() {
        auto options = test_options(folder.path(), time);
        for (const auto& [id, user, shares] : {std::tuple("sub", 100003, 1), std::tuple("sibling", 100004, 0)}) {
            auto& who = options.accounts.emplace_back(account(id, std::string("key-of-") + id, user, id));
            who.main_user_id = 100001;
            who.share_main_capital = shares;
        }
        farm = rb::farm::loopback_farm::open(std::move(options)).value();
        for (caller* one : {&artist, &other, &sub, &sibling}) one->turn_to(farm);
    }
    caller sub{farm, time, "sub", "key-of-sub", "sub"};
    caller sibling{farm, time, "sibling", "key-of-sibling", "sibling"};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_user)

BOOST_FIXTURE_TEST_CASE(the_profile_has_what_the_services_own_has, fixture) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto profile = artist.send(api::user::profile{}).value();
        BOOST_TEST(profile.user_id == 100001);
        BOOST_TEST(profile.user_name.value() == "artist");
        BOOST_TEST(*profile.main_user_id == 0);
        BOOST_TEST(*profile.share_main_capital == 0);
        BOOST_TEST(*profile.account_type == 1);
        BOOST_TEST(*profile.phone == "");
        BOOST_TEST(profile.picture_lever.is_null());
        BOOST_TEST(profile.houdini_flag.has_value());
    }
}

BOOST_FIXTURE_TEST_CASE(a_setting_is_the_users_own_and_stays, fixture) {
    const auto seconds = [](caller& who) { return *who.send(api::user::setting{}).value().task_over_time_sec; };
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        BOOST_TEST(artist.code_of(api::user::update_setting{7'200 * generation}) == 200);
        BOOST_TEST(seconds(artist) == 7'200 * generation);
        BOOST_TEST(*artist.send(api::user::setting{}).value().task_over_time == 2 * generation);
    }
    BOOST_TEST(seconds(other) == 43'200);
    reopen();
    BOOST_TEST(seconds(artist) == 14'400);
    BOOST_TEST(*artist.info(artist.create()).task_over_time == 14'400);
    for (const std::int64_t wrong : {-1, 31'536'001}) {
        BOOST_TEST(artist.code_of(api::user::update_setting{wrong}) == 600);
        BOOST_TEST(artist.message().find("taskOverTimeSec") != std::string::npos);
    }
    BOOST_TEST(artist.code_of(api::user::update_setting{0}) == 601);
    BOOST_TEST(seconds(artist) == 14'400);
}

BOOST_FIXTURE_TEST_CASE(a_task_is_late_when_it_renders_for_longer_than_its_user_likes, fixture) {
    artist.send(api::user::update_setting{3}).value();
    const auto id = submitted();
    time->advance(4s);
    BOOST_TEST(*artist.info(id).is_over_time == 0);
    time->advance(1s);
    BOOST_TEST(*artist.info(id).is_over_time == 1);
    BOOST_TEST((*artist.info(id).task_status == api::task_status::rendering));
    artist.send(api::user::update_setting{100}).value();
    BOOST_TEST(*artist.info(id).is_over_time == 0);
}

BOOST_FIXTURE_TEST_CASE(machines_are_to_be_had_and_the_one_of_a_task_is_marked, fixture) {
    const auto usual = [](const api::user::hardware_config::reply& all) {
        std::vector<std::int64_t> ids;
        for (const auto& one : all)
            if (one.current == true) ids.push_back(one.id);
        return ids;
    };
    const auto machines = artist.send(api::user::hardware_config{}).value();
    BOOST_TEST(usual(machines) == std::vector<std::int64_t>{301}, boost::test_tools::per_element());
    for (const auto& one : machines) {
        BOOST_TEST(one.status.value() == 1);
        BOOST_TEST((one.not_support_cg_id.is_set() && one.not_support_code.is_set() && one.not_support_plugin_list.is_set()));
    }
    const auto id = std::to_string(artist.create());
    artist.send(api::task::edit_hardware_config{{id}, {"305"}, "Default", "", "256GB"}).value();
    BOOST_TEST(usual(artist.send(api::user::hardware_config{"false", {id}}).value()) == std::vector<std::int64_t>{305},
               boost::test_tools::per_element());
    BOOST_TEST(artist.code_of(api::user::hardware_config{"false", {"4711"}}) == 404);
}

BOOST_FIXTURE_TEST_CASE(sub_accounts_are_told_of_to_the_main_account_and_of_the_main_account, family) {
    const auto profile = sub.send(api::user::profile{}).value();
    BOOST_TEST(*profile.main_user_id == 100001);
    BOOST_TEST(*profile.share_main_capital == 1);
    BOOST_TEST(*profile.account_type == 2);
    BOOST_TEST(*sibling.send(api::user::profile{}).value().share_main_capital == 0);
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto bids = artist.send(api::user::transfer_bid{}).value();
        BOOST_TEST(*bids.parent_input_bid == "10202");
        BOOST_REQUIRE(bids.sub_user_output_bids.size() == 2u);
        BOOST_TEST(*bids.sub_user_output_bids[0].user_id == "100003");
        BOOST_TEST(*bids.sub_user_output_bids[0].output_bid == "20201");
    }
    BOOST_TEST(sub.send(api::user::transfer_bid{}).value().sub_user_output_bids.empty());
    artist.generation = 2;
    BOOST_TEST(artist.send(api::transmit::config{}).value().sub_user_output_bids.size() == 2u);
    BOOST_TEST(*sub.info(sub.create()).share_main_capital == 1);
}

BOOST_FIXTURE_TEST_CASE(projects_are_shared_within_the_family_as_far_as_the_flag_says, family) {
    artist.send(api::tag::add{"of the main account"}).value();
    sub.send(api::tag::add{"of the sub account"}).value();
    sibling.send(api::tag::add{"of the sibling"}).value();
    other.send(api::tag::add{"of a stranger"}).value();
    const auto names = [](caller& who, api::project_scope scope) {
        std::vector<std::string> all;
        for (const auto& one : who.send(api::tag::project_list{scope}).value().project_name_list) all.push_back(one.project_name);
        return all;
    };
    using texts = std::vector<std::string>;
    using scope = api::project_scope;
    BOOST_TEST((names(sub, scope::own) == texts{"of the sub account"}));
    BOOST_TEST((names(sub, scope::own_and_main) == texts{"of the main account", "of the sub account"}));
    BOOST_TEST((names(sub, scope::all_of_main) == texts{"of the main account", "of the sub account", "of the sibling"}));
    BOOST_TEST((names(artist, scope::own) == texts{"of the main account"}));
    BOOST_TEST((names(artist, scope::own_and_main) == texts{"of the main account"}));
    BOOST_TEST(names(artist, scope::all_of_main).size() == 3u);
    BOOST_TEST((names(other, scope::all_of_main) == texts{"of a stranger"}));
}

BOOST_FIXTURE_TEST_CASE(environments_of_the_main_account_are_there_for_its_sub_accounts, family) {
    const api::env::add made{.cg_id = api::dcc::maya, .cg_name = "Maya", .cg_version = "2020", .edit_name = "main's"};
    artist.send(made).value();
    auto own = made;
    own.edit_name = "own";
    sub.send(own).value();
    const auto seen = sub.send(api::env::get{}).value();
    BOOST_REQUIRE(seen.size() == 2u);
    BOOST_TEST(*seen[0].edit_name == "main's");
    BOOST_TEST(*seen[0].is_main_user_id == 1);
    BOOST_TEST(*seen[1].is_main_user_id == 0);
    BOOST_TEST(artist.send(api::env::get{}).value().size() == 1u);
    BOOST_TEST(*artist.send(api::env::get{}).value()[0].is_main_user_id == 1);
    BOOST_TEST(other.send(api::env::get{}).value().empty());
    BOOST_TEST(sub.code_of(api::env::remove{"main's"}) == 404);
}

BOOST_AUTO_TEST_SUITE_END()
