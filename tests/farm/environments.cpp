// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace farm_tests;
namespace api = renderbus::api;

namespace {

api::env::add maya(std::string name) {
    return {.cg_id = api::dcc::maya, .cg_name = "Maya", .cg_version = "2020", .edit_name = std::move(name)};
}
api::env::get of_maya() { return {.cg_id = api::dcc::maya}; }

std::vector<std::string> defaults(const api::env::get::reply& all) {
    std::vector<std::string> names;
    for (const auto& one : all)
        if (one.is_default == 1) names.push_back(*one.edit_name);
    return names;
}
using texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_environments)

BOOST_FIXTURE_TEST_CASE(an_environment_is_made_changed_and_taken_away_in_both_generations, fixture) {
    const auto plugin =
        *artist.send(api::query::supported_plugin{api::dcc::maya}).value().cg_plugin[0].plugin_versions[0].plugin_id;
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        auto made = maya("night");
        made.plugin_ids = {plugin};
        made.render_layer_type = api::render_layer_type::render_setup;
        made.render_system = api::render_system::on_windows;
        made.project_path = "D:/project";
        BOOST_TEST(*artist.send(made).value().edit_name == "night");
        const auto seen = artist.send(of_maya()).value();
        BOOST_REQUIRE(seen.size() == 1u);
        BOOST_TEST(*seen[0].edit_name == "night");
        BOOST_TEST((*seen[0].cg_id == api::dcc::maya));
        BOOST_TEST((*seen[0].os_name == api::render_system::on_windows));
        BOOST_TEST((*seen[0].render_layer_type == api::render_layer_type::render_setup));
        BOOST_TEST(*seen[0].project_path == "D:/project");
        BOOST_TEST(*seen[0].is_default == 0);
        BOOST_REQUIRE(seen[0].resp_user_plugin_info_vos.size() == 1u);
        BOOST_TEST(*seen[0].resp_user_plugin_info_vos[0].plugin_version == "mtoa 3.1.2");
        const api::env::update changed{.cg_id = api::dcc::maya, .cg_name = "Maya", .cg_version = "2022", .edit_name = "night"};
        artist.send(changed).value();
        BOOST_TEST(*artist.send(of_maya()).value()[0].cg_version == "2022");
        BOOST_TEST(artist.send(of_maya()).value()[0].resp_user_plugin_info_vos.empty());
        artist.send(api::env::remove{"night"}).value();
        const auto none = artist.send(of_maya()).value();
        BOOST_TEST((none.is_set() && none.empty()));
        for (const auto code :
             {artist.code_of(api::env::remove{"night"}), artist.code_of(api::env::set_default{"night"}), artist.code_of(changed)})
            BOOST_TEST(code == 404);
    }
}

BOOST_FIXTURE_TEST_CASE(one_environment_of_each_program_is_the_default, fixture) {
    artist.send(maya("a")).value();
    artist.send(maya("b")).value();
    artist.send(api::env::add{.cg_id = api::dcc::blender, .cg_name = "Blender", .cg_version = "4.2", .edit_name = "c"}).value();
    const auto all = [&] { return defaults(artist.send(api::env::get{}).value()); };
    BOOST_TEST(all().empty());
    artist.send(api::env::set_default{"a"}).value();
    artist.send(api::env::set_default{"c"}).value();
    BOOST_TEST((all() == texts{"a", "c"}));
    artist.send(api::env::set_default{"b"}).value();
    BOOST_TEST((all() == texts{"b", "c"}));
    reopen();
    BOOST_TEST((all() == texts{"b", "c"}));
    api::env::update changed{.cg_id = api::dcc::maya, .cg_name = "Maya", .cg_version = "2022", .edit_name = "b"};
    artist.send(changed).value();
    BOOST_TEST((all() == texts{"b", "c"}));
    changed.cg_id = api::dcc::katana;
    changed.cg_version = "4.0v1";
    artist.send(changed).value();
    BOOST_TEST((all() == texts{"c"}));
    BOOST_TEST(other.send(api::env::get{}).value().empty());
}

BOOST_FIXTURE_TEST_CASE(environments_are_found_by_program_and_system, fixture) {
    artist.send(maya("linux")).value();
    auto windows = maya("windows");
    windows.render_system = api::render_system::on_windows;
    artist.send(windows).value();
    artist.send(api::env::add{.cg_id = api::dcc::blender, .cg_name = "Blender", .cg_version = "4.2", .edit_name = "blender"})
        .value();
    const auto count = [&](api::env::get what) { return artist.send(what).value().size(); };
    BOOST_TEST(count({}) == 3u);
    BOOST_TEST(count(of_maya()) == 2u);
    BOOST_TEST(count({.cg_ids = {"2000", "2007"}}) == 3u);
    BOOST_TEST(count({.cg_ids = {"2007"}}) == 1u);
    BOOST_TEST(count({.cg_ids = {"x"}}) == 0u);
    BOOST_TEST(count({.os_name = api::render_system::on_windows}) == 1u);
    BOOST_TEST(count({.cg_ids = {"2007"}, .os_name = api::render_system::on_windows}) == 0u);
    artist.generation = 1;
    BOOST_TEST(artist.code_of(api::env::get{}) == 601);
}

BOOST_FIXTURE_TEST_CASE(what_this_farm_does_not_have_is_refused_with_the_field, fixture) {
    const auto refused = [&](auto change, const char* field) {
        auto what = maya("night");
        change(what);
        BOOST_TEST(artist.code_of(what) == 600);
        BOOST_TEST(artist.message().find(field) != std::string::npos, artist.message());
    };
    refused([](auto& one) { one.cg_id = static_cast<api::dcc>(4711); }, "cgId");
    refused([](auto& one) { one.cg_version = "1987"; }, "cgVersion");
    refused([](auto& one) { one.plugin_ids = {4711}; }, "pluginIds");
    refused([](auto& one) { one.edit_name = std::string(201, 'n'); }, "editName");
    refused([](auto& one) { one.project_path = std::string(1'025, 'n'); }, "projectPath");
    refused([](auto& one) { one.render_system = static_cast<api::render_system>(2); }, "renderSystem");
    BOOST_TEST(artist.send(api::env::get{}).value().empty());
    artist.send(maya("night")).value();
    artist.send(maya("night")).value();
    BOOST_TEST(artist.send(api::env::get{}).value().size() == 1u);
    refused([](auto& one) { one.cg_version = "2022"; }, "editName");
    for (int n = 1; n < 100; ++n) artist.send(maya(std::to_string(n))).value();
    refused([](auto& one) { one.edit_name = "one more"; }, "100");
}

BOOST_AUTO_TEST_SUITE_END()
