// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace calls_test;

namespace {

namespace api = rb::api;

rb::failure label_exists() { return {rb::service_errc::label_exists, "farm", "no", {}}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(a_login)

BOOST_AUTO_TEST_CASE(merges_profile_and_storages) {
    const auto answers = [](const std::string& profile) {
        return [profile](const scripted_farm::call& call) -> said {
            if (call.path == api::user::profile::at.generation_2) return profile;
            return R"({"config_bid":"30201","input_bid":"10201","output_bid":"20201","parent_input_bid":"10299"})";
        };
    };
    scripted_farm own{answers(R"({"userId":5,"userName":"me","shareMainCapital":0,"mainUserId":4})"), {}};
    const auto alone = client_to(own).send(rb::calls::login{});
    BOOST_TEST(alone.input_storage() == "input/10201-5");
    BOOST_TEST(alone.output_storage() == "output/20201-5");

    scripted_farm shared{answers(R"({"userId":5,"userName":"me","shareMainCapital":1,"mainUserId":4})"), {}};
    const auto sub = client_to(shared).send(rb::calls::login{});
    BOOST_TEST(sub.user_name == "me");
    BOOST_TEST(sub.input_storage() == "input/10299-4");
    BOOST_TEST(sub.output_storage() == "output/20201-5");
}

BOOST_AUTO_TEST_CASE(fails_where_the_main_account_s_storage_is_not_told) {
    for (const auto& [profile, storages, field] :
         {std::tuple(R"({"userId":5,"userName":"me","shareMainCapital":1,"mainUserId":null})", R"("10299")", "mainUserId"),
          std::tuple(R"({"userId":5,"userName":"me","shareMainCapital":1,"mainUserId":0})", R"("10299")", "mainUserId"),
          std::tuple(R"({"userId":5,"userName":"me","shareMainCapital":1})", R"("10299")", "mainUserId"),
          std::tuple(R"({"userId":5,"userName":"me","shareMainCapital":1,"mainUserId":4})", "null", "parent_input_bid"),
          std::tuple(R"({"userId":5,"userName":"me","shareMainCapital":1,"mainUserId":4})", R"("")", "parent_input_bid"),
          std::tuple(R"({"userId":5,"userName":"me","shareMainCapital":1,"mainUserId":4})", "0", "parent_input_bid")}) {
        scripted_farm farm{[&](const scripted_farm::call& call) -> said {
                               if (call.path == api::user::profile::at.generation_2) return profile;
                               return R"({"config_bid":"1","input_bid":"2","output_bid":"3","parent_input_bid":)" +
                                      std::string(storages) + "}";
                           },
                           {}};
        BOOST_CHECK_EXCEPTION(client_to(farm).send(rb::calls::login{}), rb::exception, [&](const rb::exception& why) {
            return why.why().place.find(field) != std::string::npos && why.code() == rb::data_errc::missing_field;
        });
    }
}

BOOST_AUTO_TEST_CASE(of_user_info_has_the_settings_too) {
    scripted_farm farm{[](const scripted_farm::call& call) -> said {
                           if (call.path == api::user::profile::at.generation_2)
                               return R"({"userId":5,"userName":"me","email":"me@example.org"})";
                           if (call.path == api::user::setting::at.generation_2) return R"({"taskOverTimeSec":43200})";
                           return R"({"config_bid":"1","input_bid":"2","output_bid":"3","parent_input_bid":null})";
                       },
                       {}};
    const auto known = client_to(farm).send(rb::calls::user_info{});
    BOOST_TEST(known.who.input_storage() == "input/2-5");
    BOOST_TEST(known.profile.email.value() == "me@example.org");
    BOOST_TEST(known.setting.task_over_time_sec.value() == 43200);
    BOOST_TEST(known.storages.config_bid == "1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_number_of_a_project)

BOOST_AUTO_TEST_CASE(is_looked_up_and_made_where_it_is_missing) {
    bool is_there = false;
    scripted_farm farm{
        [&](const scripted_farm::call& call) -> said {
            if (call.path == api::tag::add::at.generation_2) return is_there = true, "null";
            return is_there ? R"({"projectNameList":[{"projectId":1,"projectName":"day"},{"projectId":2,"projectName":"night"}]})"
                            : R"({"projectNameList":[{"projectId":1,"projectName":"day"}]})";
        },
        {}};
    auto client = client_to(farm);
    BOOST_TEST(client.send(rb::calls::project_id{"day"}) == 1);
    BOOST_TEST(farm.asked.size() == 1u);
    BOOST_TEST(farm.asked[0].body == R"({"flag":2})");
    BOOST_TEST(client.send(rb::calls::project_id{"night"}) == 2);
    BOOST_TEST(farm.asked.size() == 4u);
    BOOST_TEST(farm.asked[2].body == R"({"newName":"night","status":0})");
}

BOOST_AUTO_TEST_CASE(is_found_where_somebody_else_made_it_meanwhile) {
    int lists = 0;
    scripted_farm farm{[&](const scripted_farm::call& call) -> said {
                           if (call.path == api::tag::add::at.generation_1) return label_exists();
                           return lists++ == 0 ? R"({"projectNameList":[]})"
                                               : R"({"projectNameList":[{"projectId":9,"projectName":"x"}]})";
                       },
                       {}};
    auto client = client_to<rb::generation_1>(farm);
    BOOST_TEST(client.send(rb::calls::project_id{"x"}) == 9);
    BOOST_TEST(farm.asked[0].path == api::tag::names::at.generation_1);
}

BOOST_AUTO_TEST_CASE(that_the_farm_does_not_make_is_an_error) {
    scripted_farm farm{[](const scripted_farm::call& call) -> said {
                           return call.path == api::tag::add::at.generation_2 ? "null" : R"({"projectNameList":null})";
                       },
                       {}};
    auto client = client_to(farm);
    BOOST_TEST(failure_of([&] { client.send(rb::calls::project_id{"x"}); }).message() ==
               "project x: the farm did not make the project; make it on the farm's pages");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tasks_with_parts)

BOOST_AUTO_TEST_CASE(are_their_leaves_to_any_depth) {
    scripted_farm farm{
        [](const auto&) -> said {
            return R"({"items":[{"id":1,"isOpen":1,"respRenderingTaskList":[{"id":2,"isOpen":0},{"id":3,"isOpen":1,)"
                   R"("respRenderingTaskList":[{"id":4,"isOpen":0,"respRenderingTaskList":null}]}]},{"id":5,"isOpen":1,)"
                   R"("respRenderingTaskList":[]},{"id":6}]})";
        },
        {}};
    auto client = client_to(farm);
    std::vector<std::int64_t> ids;
    for (const auto& one : client.send(rb::calls::leaf_tasks{{1, 5, 6}})) ids.push_back(one.id);
    BOOST_TEST((ids == std::vector<std::int64_t>{2, 4, 5, 6}));
    BOOST_TEST(farm.asked[0].body == R"({"taskIds":[1,5,6]})");
}

BOOST_AUTO_TEST_CASE(are_asked_for_by_any_token) {
    scripted_farm farm{[](const auto&) -> said { return R"({"items":[{"id":6}]})"; }, {}};
    auto client = client_to(farm);
    asio::io_context io;
    client.on(io.get_executor());
    std::size_t found = 0;
    client.async_send(rb::calls::leaf_tasks{{6}},
                      [&](std::exception_ptr failed, std::vector<api::query::task> tasks) { found = failed ? 0 : tasks.size(); });
    io.run();
    BOOST_TEST(found == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
