// SPDX-License-Identifier: BSL-1.0
#include <renderbus/api/envelope.hpp>
#include <renderbus/api/table.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

namespace api = renderbus::api;

std::filesystem::path folder(int generation) {
    return std::filesystem::path(RENDERBUS_SHARED_DIR) / "wire" / ("v" + std::to_string(generation));
}

/// The sample of an endpoint: the file named after the last part of its path.
std::optional<std::string> sample_of(const renderbus::routes& at, int generation) {
    std::string path(path_in(at, generation));
    if (path.ends_with("/v2")) path.resize(path.size() - 3);
    const auto cut = path.rfind('/');
    std::string name = path.substr(cut + 1);
    const std::string group = path.substr(path.rfind('/', cut - 1) + 1, cut - path.rfind('/', cut - 1) - 1);
    if (group == "project" || group == "hardwareConfig") name = group + "_" + name;
    std::ifstream file(folder(generation) / (name + ".response.json"), std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

bool samples_are_here() {
    if (std::filesystem::exists(folder(1)) && std::filesystem::exists(folder(2))) return true;
    BOOST_TEST_MESSAGE("skipped: there are no samples in " << folder(1).parent_path());
    return false;
}

template <class... Request, class Use>
void for_each_endpoint(renderbus::type_list<Request...>, Use use) {
    (use.template operator()<Request>(), ...);
}

template <class T>
void collect_names(std::set<std::string>& names) {
    if constexpr (requires { typename T::value_type; } && !std::is_same_v<T, std::string>) {
        collect_names<typename T::value_type>(names);
    } else if constexpr (std::is_aggregate_v<T> && !renderbus::has_wire_form<T>) {
        for (const auto name : renderbus::wire_names<T>) {
            if (!names.insert(std::string(name)).second) continue;
        }
        T value{};
        renderbus::for_each_field(value, [&](auto& field) {
            using field_type = std::remove_cvref_t<decltype(field)>;
            if constexpr (!std::is_same_v<field_type, renderbus::list<T>>) collect_names<field_type>(names);
        });
    }
}

template <class Request>
typename Request::reply opened(int generation) {
    return api::open<typename Request::reply>(Request::at.name, sample_of(Request::at, generation).value()).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(published_samples)

BOOST_AUTO_TEST_CASE(of_every_endpoint_are_decoded) {
    if (!samples_are_here()) return;
    const std::set<std::string> unpublished = {"transmit.upload_json 1"};
    for_each_endpoint(api::table{}, [&]<class Request>() {
        for (const int generation : {1, 2}) {
            if (path_in(Request::at, generation).empty()) continue;
            const auto which = std::string(Request::at.name) + " " + std::to_string(generation);
            BOOST_TEST_CONTEXT(which) {
                const auto text = sample_of(Request::at, generation);
                BOOST_TEST(text.has_value() == !unpublished.contains(which));
                if (!text) continue;
                auto reply = api::open<typename Request::reply>(Request::at.name, *text);
                BOOST_TEST_REQUIRE(reply.has_value());
                const auto again = renderbus::to_json(*reply);
                auto back = renderbus::from_json<typename Request::reply>(again);
                BOOST_TEST_REQUIRE(back.has_value());
                BOOST_TEST(renderbus::to_json(*back) == again);
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(hold_the_fields_that_replies_have) {
    if (!samples_are_here()) return;
    // Of the newer reference or of what the service's own client reads; no sample shows them.
    const std::map<std::string_view, std::set<std::string>> elsewhere = {
        {"query.task_info", {"bid"}},
        {"query.task_list", {"bid", "labels"}},
        {"query.task_frames", {"frameBlock"}},
        {"user.hardware_config", {"notSupportCode", "notSupportPluginList"}},
    };
    for_each_endpoint(api::table{}, [&]<class Request>() {
        std::string text = sample_of(Request::at, 1).value_or("") + sample_of(Request::at, 2).value_or("");
        std::set<std::string> names;
        collect_names<typename Request::reply>(names);
        for (const auto& name : names) {
            const auto known = elsewhere.find(Request::at.name);
            if (known != elsewhere.end() && known->second.contains(name)) continue;
            BOOST_TEST((text.find("\"" + name + "\"") != std::string::npos), Request::at.name << " has no " << name);
        }
    });
}

BOOST_AUTO_TEST_CASE(give_the_values_that_they_hold) {
    if (!samples_are_here()) return;
    for (const int generation : {1, 2}) {
        const auto made = opened<api::task::create>(generation);
        BOOST_TEST(made.task_id_list.at(0) == 19097);
        BOOST_TEST(made.alias_task_id_list[0] == "2W19097");
        BOOST_TEST(made.user_id.value() == 10007893);
    }
    const auto profile = opened<api::user::profile>(1);
    BOOST_TEST(profile.user_id == 10001136);
    BOOST_TEST(profile.user_name == "rayvision");
    BOOST_TEST(profile.share_main_capital.value() == 0);

    const auto info = opened<api::query::task_info>(2);
    BOOST_TEST_REQUIRE(info.items.size() == 1u);
    const auto& task = info.items[0];
    BOOST_TEST(task.id == 14400249);
    BOOST_TEST(task.task_status.value() == 25);
    BOOST_TEST(task.output_file_name.value() == "14400249_test_no_randerman_175");
    BOOST_TEST(task.is_open == 0);
    BOOST_TEST(!task.resp_rendering_task_list.is_set());

    const auto config = opened<api::transmit::config>(2);
    BOOST_TEST(config.input_bid == "10202");
    BOOST_TEST(!config.parent_input_bid.has_value());
    BOOST_TEST_REQUIRE(config.resq_engines.size() == 3u);
    BOOST_TEST(config.resq_engines[1].engine_name == "RaySync");
    BOOST_TEST(config.resq_engines[1].resp_task_engine_lines[0].server == "10.60.197.79");
    BOOST_TEST(config.resq_engines[1].resp_task_engine_lines[0].is_default == 1);

    const auto machines = opened<api::user::hardware_config>(2);
    BOOST_TEST_REQUIRE(machines.size() == 5u);
    BOOST_TEST(machines[2].model == "1080Ti");
    BOOST_TEST(machines[2].not_support_cg_id.size() == 2u);
    BOOST_TEST(machines[2].current.value());
    BOOST_TEST(!machines[0].gpu_num.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(endpoints)

BOOST_AUTO_TEST_CASE(have_names_and_paths_of_their_own) {
    std::set<std::string_view> names;
    std::map<int, std::set<std::string_view>> paths;
    for_each_endpoint(api::table{}, [&]<class Request>() {
        static_assert(renderbus::endpoint<Request>);
        BOOST_TEST(names.insert(Request::at.name).second, Request::at.name);
        for (const int generation : {1, 2}) {
            const auto path = path_in(Request::at, generation);
            if (path.empty()) continue;
            BOOST_TEST(path.starts_with("/api/render"), path);
            BOOST_TEST(paths[generation].insert(path).second, path);
        }
        BOOST_TEST((!Request::at.generation_1.empty() || !Request::at.generation_2.empty()), Request::at.name);
    });
    BOOST_TEST(names.size() == api::table::size);
}

BOOST_AUTO_TEST_CASE(say_what_may_be_done_twice) {
    using renderbus::retry_class;
    BOOST_TEST((api::task::create::at.retry == retry_class::once));
    BOOST_TEST((api::task::submit::at.retry == retry_class::once));
    BOOST_TEST((api::query::task_info::at.retry == retry_class::safe));
    BOOST_TEST((api::transmit::upload_json::at.retry == retry_class::idempotent));
}

BOOST_AUTO_TEST_CASE(belong_to_generations) {
    using renderbus::endpoint_of, renderbus::generation_1, renderbus::generation_2;
    static_assert(endpoint_of<api::task::create, generation_1> && endpoint_of<api::task::create, generation_2>);
    static_assert(!endpoint_of<api::transmit::config, generation_1> && endpoint_of<api::transmit::config, generation_2>);
    static_assert(!endpoint_of<api::task::create::reply, generation_2>);
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_CASE(write_their_requests_as_the_service_has_them) {
    const api::task::create made{.count = 2, .out_user_id = 7, .labels = {"night"}};
    BOOST_TEST(renderbus::to_json(made) == R"({"count":2,"taskUserLevel":50,"outUserId":7,"labels":["night"]})");
    BOOST_TEST(renderbus::to_json(api::tag::names{}) == "{}");
    BOOST_TEST(renderbus::to_json(api::user::hardware_config{}) == R"({"cloneTask":"false"})");
    BOOST_TEST(renderbus::to_json(api::query::error_detail{.code = "5001", .codes = {"1", "2"}}) ==
               R"({"code":"5001","codes":["1","2"]})");
    BOOST_TEST(renderbus::to_json(api::transmit::upload_json{1, "task.json", "{\"a\": 1}"}) ==
               R"({"taskId":1,"fileName":"task.json","content":"{\"a\": 1}"})");
    BOOST_TEST(renderbus::to_json(api::task::submit{.task_id = 5, .producer = "me"}) == R"({"taskId":5,"producer":"me"})");
}

BOOST_AUTO_TEST_SUITE_END()
