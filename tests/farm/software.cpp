// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace farm_tests;
namespace api = renderbus::api;

BOOST_AUTO_TEST_SUITE(farm_software)

BOOST_FIXTURE_TEST_CASE(the_platform_is_the_farms, fixture) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        for (const auto zone : {api::zone::china, api::zone::abroad}) {
            const auto platforms = artist.send(api::query::platforms{zone}).value();
            BOOST_REQUIRE(platforms.size() == 1u);
            BOOST_TEST(platforms[0].platform_number == 2);
            BOOST_TEST(*platforms[0].name == "query_platform_w2");
            BOOST_TEST(*platforms[0].task_prefix == "W");
        }
        BOOST_TEST(artist.code_of(api::query::platforms{static_cast<api::zone>(3)}) == 600);
        BOOST_TEST(artist.code_of(api::transmit::server_info{static_cast<api::zone>(0)}) == 600);
    }
}

BOOST_FIXTURE_TEST_CASE(every_program_has_versions_that_can_be_told_apart, fixture) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto software = artist.send(api::query::supported_software{}).value();
        BOOST_TEST((software.default_cg_id == api::dcc::maya));
        BOOST_TEST(software.render_info_list.size() == 10u);
        std::set<std::int64_t> versions, plugins;
        std::size_t version_count = 0, plugin_count = 0;
        for (const auto& program : software.render_info_list) {
            BOOST_TEST(!program.cg_type->empty());
            const auto known = artist.send(api::query::supported_plugin{program.cg_id}).value();
            BOOST_TEST(!known.cg_version.empty());
            for (const auto& one : known.cg_version) versions.insert(one.id), ++version_count;
            for (const auto& plugin : known.cg_plugin) {
                BOOST_TEST(versions.contains(*plugin.cv_id));
                for (const auto& one : plugin.plugin_versions) plugins.insert(*one.plugin_id), ++plugin_count;
            }
        }
        BOOST_TEST(versions.size() == version_count);
        BOOST_TEST(plugins.size() == plugin_count);
    }
    BOOST_TEST(artist.code_of(api::query::supported_plugin{api::dcc::maya, "amiga"}) == 600);
    BOOST_TEST(artist.code_of(api::query::supported_plugin{}) == 601);
}

BOOST_FIXTURE_TEST_CASE(tips_are_told_in_two_languages, fixture) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto english = artist.send(api::query::error_detail{"15000", api::language::english}).value();
        const auto chinese = artist.send(api::query::error_detail{"15000", api::language::chinese}).value();
        BOOST_TEST((english[0].id == chinese[0].id));
        BOOST_TEST(*english[0].des_description_cn != *chinese[0].des_description_cn);
        BOOST_TEST((english[0].language_flag == api::language::english));
        const auto usual = artist.send(api::query::error_detail{"15000"}).value();
        BOOST_TEST((usual[0].des_description_cn == chinese[0].des_description_cn));
        BOOST_TEST(artist.code_of(api::query::error_detail{"15000", static_cast<api::language>(7)}) == 600);
        BOOST_TEST(artist.message().find("language") != std::string::npos);
    }
    rb::list<std::string> many;
    for (int n = 0; n <= 1'000; ++n) many.push_back(std::to_string(n));
    BOOST_TEST(artist.code_of(api::query::error_detail{.codes = many}) == 600);
    BOOST_TEST(artist.message().find("codes") != std::string::npos);
    // A client that sends numbers as texts is understood.
    BOOST_TEST(artist.code_of("/api/render/submit/queryAnalyseErrorDetail", R"({"language": "1", "code": "15000"})") == 200);
    BOOST_TEST(artist.last_body.find("program") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(machine_plans_are_the_accounts_own) {
    fixture own;
    BOOST_TEST(own.artist.send(api::query::pack_node_info{}).value().is_set());
    BOOST_TEST(own.artist.send(api::query::pack_node_info{}).value().empty());
    auto options = test_options(own.folder.path(), own.time);
    options.accounts[0].machine_plans = {"night plan", "包机计划2"};
    own.farm = rb::farm::loopback_farm::open(std::move(options)).value();
    for (caller* one : {&own.artist, &own.other}) one->turn_to(own.farm);
    const auto plans = own.artist.send(api::query::pack_node_info{}).value();
    BOOST_REQUIRE(plans.size() == 2u);
    BOOST_TEST(*plans[1].pack_name == "包机计划2");
    BOOST_TEST(plans[0].pack_node_id != plans[1].pack_node_id);
    BOOST_TEST(own.other.send(api::query::pack_node_info{}).value().empty());
}

BOOST_AUTO_TEST_SUITE_END()
