// SPDX-License-Identifier: BSL-1.0
#include <renderbus/observe/log_file.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

namespace {
namespace rb = renderbus;
using rb::log_system;

rb::log_environment environment_of(std::map<std::string, std::string> variables) {
    return {[variables = std::move(variables)](const char* name) {
                const auto found = variables.find(name);
                return found == variables.end() ? std::string() : found->second;
            },
            "account", "ws12.studio.lan"};
}

std::string place(log_system system, std::map<std::string, std::string> variables) {
    const auto file = rb::log_file("rayvision_api", system, environment_of(std::move(variables)));
    return file ? *file : "refused: " + file.error().message();
}
}  // namespace

BOOST_AUTO_TEST_SUITE(observe_log_file)

BOOST_AUTO_TEST_CASE(each_system_has_the_place_that_the_python_package_documents) {
    BOOST_TEST(place(log_system::mac_os, {{"HOME", "/Users/ann"}, {"USER", "ann"}}) ==
               "/Users/ann/Library/Logs/rayvision_api/Logs/ann/ws12.studio.lan.log");
    BOOST_TEST(place(log_system::xdg, {{"HOME", "/home/ann"}, {"USER", "ann"}}) ==
               "/home/ann/.cache/rayvision_api/log/Logs/ann/ws12.studio.lan.log");
    BOOST_TEST(place(log_system::windows, {{"USERPROFILE", "C:\\Users\\ann"}, {"USERNAME", "ann"}}) ==
               "C:\\Users\\ann\\AppData\\Local\\RayVision\\rayvision_api\\Logs\\ann\\ws12.studio.lan.log");
    BOOST_TEST(
        place(log_system::windows, {{"LOCALAPPDATA", "D:\\local"}, {"USERPROFILE", "C:\\Users\\ann"}, {"USERNAME", "ann"}}) ==
        "D:\\local\\RayVision\\rayvision_api\\Logs\\ann\\ws12.studio.lan.log");
    BOOST_TEST(place(log_system::xdg, {{"HOME", "/home/ann"}, {"XDG_CACHE_HOME", "/cache"}, {"USER", "ann"}}) ==
               "/cache/rayvision_api/log/Logs/ann/ws12.studio.lan.log");
}

BOOST_AUTO_TEST_CASE(the_root_of_the_environment_goes_first_everywhere) {
    for (const auto system : {log_system::mac_os, log_system::xdg})
        BOOST_TEST(place(system, {{"HOME", "/home/ann"}, {"USER", "ann"}, {"RAYVISION_LOG_ROOT", "/logs//"}}) ==
                   "/logs/ann/ws12.studio.lan.log");
    BOOST_TEST(place(log_system::windows, {{"USERNAME", "ann"}, {"RAYVISION_LOG_ROOT", "E:\\logs\\"}}) ==
               "E:\\logs\\ann\\ws12.studio.lan.log");
    BOOST_TEST(place(log_system::xdg, {{"RAYVISION_LOG_ROOT", "/"}}) == "/account/ws12.studio.lan.log");
}

BOOST_AUTO_TEST_CASE(users_and_hosts_stay_inside_the_folder) {
    BOOST_TEST(place(log_system::xdg, {{"HOME", "/h"}, {"USER", "../../etc"}}) ==
               "/h/.cache/rayvision_api/log/Logs/unknown/ws12.studio.lan.log");
    BOOST_TEST(place(log_system::xdg, {{"HOME", "/h"}, {"LOGNAME", "STUDIO\\ann"}, {"USER", "other"}}) ==
               "/h/.cache/rayvision_api/log/Logs/STUDIO_ann/ws12.studio.lan.log");
    auto nameless = environment_of({{"HOME", "/h"}});
    nameless.host = "..";
    nameless.user.clear();
    BOOST_TEST(rb::log_file("app", log_system::xdg, nameless).value() == "/h/.cache/app/log/Logs/unknown/localhost.log");
}

BOOST_AUTO_TEST_CASE(names_that_are_no_folders_and_environments_without_a_home_are_refused) {
    for (const char* app : {"", "..", ".hidden", "a/b", "a\\b", "C:", "a\nb", "ends."})
        BOOST_TEST((rb::log_file(app, log_system::xdg, environment_of({{"HOME", "/h"}})).has_value()) == false);
    for (const auto system : {log_system::mac_os, log_system::xdg, log_system::windows}) {
        const auto refused = rb::log_file("app", system, environment_of({}));
        BOOST_REQUIRE(!refused.has_value());
        BOOST_TEST((refused.error().code == rb::data_errc::missing_field));
    }
    BOOST_TEST(rb::log_file("app", log_system::xdg, {}).has_value() == false);
}

BOOST_AUTO_TEST_CASE(this_process_knows_its_own_environment) {
    const auto here = rb::this_log_environment();
    BOOST_TEST(!here.host.empty());
    BOOST_TEST(here.variable("PATH") == std::string(std::getenv("PATH")));
    BOOST_TEST(here.variable("RENDERBUS_NO_SUCH_VARIABLE").empty());
}

BOOST_AUTO_TEST_SUITE_END()
