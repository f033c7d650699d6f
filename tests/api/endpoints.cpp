// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/compiled_endpoints.hpp>

#include <concepts>
#include <set>

BOOST_AUTO_TEST_SUITE(endpoints)

BOOST_AUTO_TEST_CASE(have_names_and_paths_of_their_own_in_each_generation) {
    for (const int generation : {1, 2}) {
        std::set<std::string_view> names, paths;
        for_each_endpoint(api::table{}, [&]<class Request>() {
            static_assert(renderbus::endpoint<Request>);
            BOOST_TEST((!Request::at.generation_1.empty() || !Request::at.generation_2.empty()), Request::at.name);
            const auto path = path_in(Request::at, generation);
            if (path.empty()) return;
            BOOST_TEST(names.insert(Request::at.name).second, Request::at.name);
            BOOST_TEST(path.starts_with("/api/render"), path);
            BOOST_TEST(paths.insert(path).second, path);
        });
        BOOST_TEST(names.size() == (generation == 1 ? 36u : 49u));
    }
}

// One that is missing there costs a user's compiler time, and nothing else tells of it.
BOOST_AUTO_TEST_CASE(are_compiled_once_with_their_replies) {
#define LISTED(NAME) , api::NAME
    const auto without_first = []<class... Request>(renderbus::type_list<void, Request...>) {
        return renderbus::type_list<Request...>{};
    };
    using listed = decltype(without_first(renderbus::type_list<void RENDERBUS_EACH_ENDPOINT(LISTED)>{}));
    static_assert(std::same_as<listed, api::table>);
#undef LISTED
    for_each_endpoint(api::table{}, []<class Request>() {
        using reply = typename Request::reply;
        constexpr bool is_common = std::same_as<reply, renderbus::nothing> ||
                                   std::same_as<reply, renderbus::nullable<std::string>> ||
                                   std::same_as<reply, renderbus::list<std::string>>;
#define LISTED(NAME) || std::same_as<reply, api::NAME::reply>
        BOOST_TEST((is_common RENDERBUS_EACH_OWN_REPLY(LISTED)), Request::at.name);
#undef LISTED
    });
}

BOOST_AUTO_TEST_CASE(say_what_may_be_done_twice) {
    using renderbus::retry_class;
    for_each_endpoint(api::table{}, [&]<class Request>() {
        const std::string_view name = Request::at.name;
        const bool makes_tasks = name == "task.create" || name == "task.submit";
        BOOST_TEST((Request::at.retry == retry_class::once) == makes_tasks, name);
    });
    BOOST_TEST((api::query::task_info::at.retry == retry_class::safe));
    BOOST_TEST((api::transmit::upload_json::at.retry == retry_class::idempotent));
}

BOOST_AUTO_TEST_CASE(belong_to_generations) {
    using renderbus::endpoint_of, renderbus::generation_1, renderbus::generation_2;
    static_assert(endpoint_of<api::task::create, generation_1> && endpoint_of<api::task::create, generation_2>);
    static_assert(!endpoint_of<api::transmit::config, generation_1> && endpoint_of<api::transmit::config, generation_2>);
    static_assert(endpoint_of<api::query::restart_frame_v1, generation_1>);
    static_assert(!endpoint_of<api::query::restart_frame_v1, generation_2>);
    static_assert(!endpoint_of<api::query::restart_frame, generation_1>);
    static_assert(!endpoint_of<api::task::create::reply, generation_2>);
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_CASE(write_their_requests_as_the_service_has_them) {
    using renderbus::to_json;
    const api::task::create made{.count = 2, .out_user_id = 7, .labels = {"night"}};
    BOOST_TEST(to_json(made) == R"({"count":2,"taskUserLevel":50,"outUserId":7,"labels":["night"]})");
    BOOST_TEST(to_json(api::tag::names{}) == "{}");
    BOOST_TEST(to_json(api::user::hardware_config{}) == R"({"cloneTask":"false"})");
    BOOST_TEST(to_json(api::query::error_detail{.code = "5001", .codes = {"1", "2"}}) == R"({"code":"5001","codes":["1","2"]})");
    BOOST_TEST(to_json(api::query::error_detail{.codes = {"1"}}) == R"({"codes":["1"]})");
    BOOST_TEST(to_json(api::transmit::upload_json{1, "task.json", "{\"a\": 1}"}) ==
               R"({"taskId":1,"fileName":"task.json","content":"{\"a\": 1}"})");
    BOOST_TEST(to_json(api::task::submit{.task_id = 5, .producer = "me"}) == R"({"taskId":5,"producer":"me"})");
    BOOST_TEST(to_json(api::query::platforms{}) == R"({"zone":1})");
    BOOST_TEST(to_json(api::query::restart_frame_v1{.task_ids = 3}) == R"({"taskIds":3,"selectAll":1,"ids":[]})");
    BOOST_TEST(to_json(api::query::restart_frame{.task_id = 3, .select_all = 0, .ids = {8, 9}}) ==
               R"({"taskId":3,"selectAll":0,"ids":[8,9]})");
    BOOST_TEST(to_json(api::tag::add{"night", api::project_status::on}) == R"({"newName":"night","status":0})");
    BOOST_TEST(to_json(api::query::render_log{.id = 12}) == R"({"renderingType":"render","pageNum":0,"pageSize":16384,"id":12})");
    BOOST_TEST(to_json(api::user::task_record{.platform = 62}) ==
               R"({"platform":62,"pageNum":1,"pageSize":100,"startDate":"","endDate":""})");
    BOOST_TEST(to_json(api::query::task_list{.status_list = {api::task_status::done}}) ==
               R"({"pageNum":1,"pageSize":100,"statusList":[25]})");
}

BOOST_AUTO_TEST_CASE(keep_a_number_that_no_list_knows) {
    const auto task = renderbus::from_json<api::query::task>(R"({"id":1,"taskStatus":"77","cgId":2099})").value();
    BOOST_TEST(static_cast<int>(*task.task_status) == 77);
    BOOST_TEST(!api::is_known(*task.task_status));
    BOOST_TEST(api::english(*task.task_status) == "");
    BOOST_TEST(renderbus::to_json(task) == R"({"id":1,"taskStatus":77,"cgId":2099})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(codes)

// One null where nobody needs the value is no reason to know nothing of the other things in an answer.
BOOST_AUTO_TEST_CASE(take_replies_in_which_something_is_null) {
    const auto taken = []<class Reply>(const char* text) { return renderbus::from_json<Reply>(text).has_value(); };
#define TAKEN(REPLY, TEXT) BOOST_TEST((taken.template operator()<REPLY>(TEXT)), TEXT)
    TAKEN(api::user::profile::reply, R"({"userId":5,"userName":null,"level":"","zone":"","shareMainCapital":0})");
    TAKEN(api::user::hardware_config::reply, R"([{"id":1,"model":null,"ram":null,"status":null}])");
    TAKEN(api::query::task_list::reply, R"({"items":[{"id":1,"isOpen":null,"taskRam":"","taskStatus":5000000000}]})");
    TAKEN(api::query::supported_plugin::reply, R"({"cgVersion":[{"id":1,"cgVersion":null}]})");
    TAKEN(api::query::error_detail::reply, R"([{"code":"10","type":null}])");
    TAKEN(api::transmit::config::reply, R"({"inputBid":"1","outputBid":"2","configBid":"3","resqEngines":[{"engineName":null,)"
                                        R"("respTaskEngineLines":[{"name":null,"server":null,"port":null,"isDefault":null}]}]})");
    TAKEN(api::transmit::raysync_user_key::reply, R"({"id":1,"userName":null,"raySyncUserKey":"k"})");
#undef TAKEN
    const auto task = renderbus::from_json<api::query::task>(R"({"id":1,"taskRam":"","taskStatus":5000000000})").value();
    BOOST_TEST(!task.task_ram);
    BOOST_TEST(static_cast<std::int64_t>(*task.task_status) == 5'000'000'000);
}

BOOST_AUTO_TEST_CASE(have_names_in_two_languages) {
    BOOST_TEST(api::english(api::task_status::stopped_for_arrears) == "stopped for arrears");
    BOOST_TEST(api::chinese(api::task_status::stopped_for_arrears) == "欠费停止");
    BOOST_TEST(api::english(api::frame_status::waiting_for_photon_job) == "waiting for the photon job");
    BOOST_TEST(api::chinese(api::frame_type::photon) == "光子帧");
    BOOST_TEST(api::english(api::dcc::katana) == "Katana");
    BOOST_TEST(api::english(api::tip_type::error) == "error");
}

BOOST_AUTO_TEST_CASE(have_no_name_twice_and_none_empty) {
    const auto look = [](const auto& names) {
        std::set<std::string_view> english, chinese;
        std::set<int> values;
        for (const auto& one : names) {
            BOOST_TEST(!one.english.empty());
            BOOST_TEST(english.insert(one.english).second, one.english);
            BOOST_TEST(chinese.insert(one.chinese).second, one.chinese);
            BOOST_TEST(values.insert(static_cast<int>(one.value)).second);
        }
    };
    look(api::code_names<api::task_status>);
    look(api::code_names<api::frame_status>);
    look(api::code_names<api::frame_type>);
    look(api::code_names<api::dcc>);
    look(api::code_names<api::render_system>);
    look(api::code_names<api::render_layer_type>);
    look(api::code_names<api::zone>);
    look(api::code_names<api::tip_type>);
    look(api::code_names<api::language>);
    look(api::code_names<api::fee_type>);
    look(api::code_names<api::project_scope>);
    look(api::code_names<api::project_status>);
    BOOST_TEST(api::code_names<api::task_status>.size() == 17u);
    BOOST_TEST(api::code_names<api::dcc>.size() == 17u);
}

BOOST_AUTO_TEST_CASE(tell_which_tasks_have_ended) {
    for (const int ended : {10, 15, 20, 23, 25, 30, 35, 45, 65, 70}) BOOST_TEST(has_ended(static_cast<api::task_status>(ended)));
    for (const int other : {0, 5, 8, 40, 50, 60, 100, 77}) BOOST_TEST(!has_ended(static_cast<api::task_status>(other)));
}

BOOST_AUTO_TEST_CASE(tell_the_zone_of_a_domain) {
    BOOST_TEST((api::zone_of("task.renderbus.com") == api::zone::china));
    BOOST_TEST((api::zone_of("jop.foxrenderfarm.com") == api::zone::abroad));
}

BOOST_AUTO_TEST_SUITE_END()
