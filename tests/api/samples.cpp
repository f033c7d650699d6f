// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <set>

namespace {

template <class Request>
typename Request::reply opened(int generation) {
    return api::open<typename Request::reply>(Request::at.name, sample_of(Request::at, generation).value()).value();
}

template <class T>
void collect_names(std::set<std::string>& names) {
    if constexpr (requires { typename T::value_type; } && !std::is_same_v<T, std::string>) {
        collect_names<typename T::value_type>(names);
    } else if constexpr (std::is_aggregate_v<T> && !renderbus::has_wire_form<T>) {
        for (const auto name : renderbus::wire_names<T>) names.insert(std::string(name));
        T value{};
        renderbus::for_each_field(value, [&](auto& field) {
            using field_type = std::remove_cvref_t<decltype(field)>;
            if constexpr (!std::is_same_v<field_type, renderbus::list<T>>) collect_names<field_type>(names);
        });
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(published_samples)

BOOST_AUTO_TEST_CASE(of_every_endpoint_are_read_whole_and_written_back_the_same) {
    if (!samples_are_here()) return;
    const std::set<std::string> unpublished = {"transmit.upload_json 1", "task.update_level 1", "task.update_level 2",
                                               "task.update_limit 2"};
    std::size_t compared = 0;
    for_each_endpoint(api::table{}, [&]<class Request>() {
        for (const int generation : {1, 2}) {
            if (path_in(Request::at, generation).empty()) continue;
            const auto which = std::string(Request::at.name) + " " + std::to_string(generation);
            BOOST_TEST_CONTEXT(which) {
                const auto text = sample_of(Request::at, generation);
                BOOST_TEST(text.has_value() == !unpublished.contains(which));
                if (!text) continue;
                using answer = api::envelope<typename Request::reply>;
                auto whole = renderbus::from_json<answer>(*text, {.refuse_unknown = true});
                BOOST_TEST_REQUIRE(whole.has_value(), (whole ? "" : whole.error().message()));
                BOOST_TEST(normal_form(renderbus::to_json(*whole, {.reveal_secrets = true})) == normal_form(*text));
                BOOST_TEST(api::open<typename Request::reply>(Request::at.name, *text).has_value());
                ++compared;
            }
        }
    });
    BOOST_TEST(compared == 81u);
}

BOOST_AUTO_TEST_CASE(are_all_taken_by_some_endpoint) {
    if (!samples_are_here()) return;
    for (const int generation : {1, 2}) {
        std::set<std::string> taken;
        for_each_endpoint(api::table{}, [&]<class Request>() {
            if (!path_in(Request::at, generation).empty()) taken.insert(sample_name(Request::at, generation));
        });
        for (const auto& file : std::filesystem::directory_iterator(sample_folder(generation)))
            BOOST_TEST(taken.contains(file.path().filename().string()), file.path());
    }
}

BOOST_AUTO_TEST_CASE(hold_the_fields_that_replies_have) {
    if (!samples_are_here()) return;
    // Of the tables and the printed answers of the service's documentation, or of what its own client reads; no sample has them.
    const std::map<std::string_view, std::set<std::string>> elsewhere = {
        {"query.task_info", {"bid"}},
        {"query.task_list",
         {"bid", "labels", "overTimeStop", "munuTaskIds", "qyCouponConsume", "locationOutput", "channel", "remark", "isOverTime",
          "waitingCount", "stopType"}},
        {"query.processing_image", {"endTime"}},
        {"user.hardware_config", {"notSupportCode", "notSupportPluginList"}},
        {"user.profile",
         {"companySite", "gpuSingleDiscount", "extraRamRate", "subDeleteCapital", "commonCoupon", "qyCoupon", "commonCouponCount",
          "qyCouponCount", "exportFrameConsume", "availableCredit", "totalCredit", "inviterId", "inviterName",
          "enableNodeDetails", "taskNodeLimitPermission"}},
        {"user.setting",
         {"ignoreMapFlag", "isVrayLicense", "justUploadConfigFlag", "justUploadCgFlag", "mandatoryAnalyseAllAgent",
          "downloadLimit"}},
    };
    for_each_endpoint(api::table{}, [&]<class Request>() {
        const std::string text = sample_of(Request::at, 1).value_or("") + sample_of(Request::at, 2).value_or("");
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
        BOOST_TEST(made.task_id_list[0] == 19097);
        BOOST_TEST(made.alias_task_id_list[0] == "2W19097");
        BOOST_TEST(made.user_id.value() == 10007893);
    }
    const auto profile = opened<api::user::profile>(1);
    BOOST_TEST(profile.user_id == 10001136);
    BOOST_TEST(profile.user_name.value() == "rayvision");
    BOOST_TEST(profile.share_main_capital.value() == 0);
    BOOST_TEST(profile.coupon.value() == 49.93);
    BOOST_TEST(profile.picture_lever.is_null());
    BOOST_TEST((profile.zone == api::zone::china));

    const auto info = opened<api::query::task_info>(2);
    BOOST_TEST_REQUIRE(info.items.size() == 1u);
    const auto& task = info.items[0];
    BOOST_TEST(task.id == 14400249);
    BOOST_TEST((task.task_status == api::task_status::done));
    BOOST_TEST(task.output_file_name.value() == "14400249_test_no_randerman_175");
    BOOST_TEST(task.is_open.value() == 0);
    BOOST_TEST((task.cg_id == api::dcc::houdini));
    BOOST_TEST(task.task_key_value_vo->tiles.is_null());
    BOOST_TEST(task.resp_rendering_task_list.is_null());
    BOOST_TEST(task.waiting_count.is_null());
    BOOST_TEST(task.bid.is_absent());

    const auto page = opened<api::query::task_list>(2);
    BOOST_TEST_REQUIRE(page.items.size() == 1u);
    BOOST_TEST_REQUIRE(page.items[0].resp_rendering_task_list.size() == 2u);
    BOOST_TEST(page.items[0].resp_rendering_task_list[1].render_consume.value() == 6.7);

    const auto config = opened<api::transmit::config>(2);
    BOOST_TEST(config.input_bid == "10202");
    BOOST_TEST(config.parent_input_bid.is_null());
    BOOST_TEST_REQUIRE(config.resq_engines.size() == 3u);
    BOOST_TEST(config.resq_engines[1].engine_name.value() == "RaySync");
    BOOST_TEST(config.resq_engines[1].resp_task_engine_lines[0].server.value() == "10.60.197.79");
    BOOST_TEST(config.resq_engines[1].resp_task_engine_lines[0].is_default.value() == 1);

    const auto machines = opened<api::user::hardware_config>(2);
    BOOST_TEST_REQUIRE(machines.size() == 5u);
    BOOST_TEST(machines[2].model.value() == "1080Ti");
    BOOST_TEST((machines[2].not_support_cg_id[0] == api::dcc::cinema4d));
    BOOST_TEST(machines[2].current.value());
    BOOST_TEST(!machines[0].gpu_num.has_value());

    BOOST_TEST(opened<api::task::full_speed>(2).value() == "成功");
    BOOST_TEST(opened<api::query::render_log>(2).items[2] ==
               "=================================maxlog=================================");
    BOOST_TEST(opened<api::user::task_record>(2).items[0].request_uri.value() ==
               "/api/rendering/task/renderingTask/recommitFailFrame");
}

BOOST_AUTO_TEST_SUITE_END()
