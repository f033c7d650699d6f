// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/api/prepare.hpp>

namespace {

using renderbus::data_errc;

struct move_task {
    std::int64_t task_id = 0;
    std::string to;
    using reply = renderbus::nothing;
    static constexpr renderbus::routes at{"studio.move_task", "/api/studio/move", "/api/studio/move"};
    static constexpr auto rules = renderbus::rules_of(renderbus::required("to").in_generation(2));
};

struct new_task {
    using reply = renderbus::nothing;
    static constexpr renderbus::routes at{"studio.new_task", "", "/api/studio/new"};
};

struct renamed_task {
    std::string label;
    using reply = renderbus::nothing;
    static constexpr renderbus::routes at{"studio.renamed_task", "/api/studio/rename", "/api/studio/rename"};
    static constexpr auto spellings = renderbus::spelled({{"label", "tag", 1}, {"label", "taskLabel", 2}});
    static constexpr auto rules = renderbus::rules_of(renderbus::required("label"));
};

template <class Request>
std::string refusal(const Request& request, int generation = 2) {
    const auto checked = api::fits(request, generation);
    BOOST_TEST_REQUIRE(!checked.has_value());
    return checked.error().message();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(requests_before_they_are_sent)

BOOST_AUTO_TEST_CASE(need_their_required_fields) {
    BOOST_TEST(refusal(api::task::stop{}) ==
               "task.stop: task_ids (taskIds) is missing: needed; the call was not sent; set the field");
    BOOST_TEST((api::fits(api::task::stop{}, 2).error().code == data_errc::missing_field));
    BOOST_TEST(refusal(api::task::stop{{}}).find("taskIds") != std::string::npos);
    BOOST_TEST(api::fits(api::task::stop{{1}}, 2).has_value());
    BOOST_TEST(refusal(api::tag::remove{}).starts_with("tag.remove: del_name (delName) is missing"));
    BOOST_TEST(refusal(api::query::render_log{}).starts_with("query.render_log: id is missing"));
    BOOST_TEST(refusal(api::env::add{.cg_name = "Maya", .cg_version = "2020", .edit_name = "x"}).find("cg_id (cgId)") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(need_a_field_where_another_asks_for_it) {
    api::task::submit request{.task_id = 5, .asset_isolation_model = "OUT_USER_MODEL"};
    BOOST_TEST(refusal(request, 1) ==
               "task.submit: out_user_id (outUserId) is missing: needed where asset_isolation_model is OUT_USER_MODEL; the call "
               "was not sent; set the field");
    request.out_user_id = "";
    BOOST_TEST(!api::fits(request, 1).has_value());
    request.out_user_id = "12345";
    BOOST_TEST(api::fits(request, 1).has_value());
    BOOST_TEST(api::fits(api::task::submit{.task_id = 5, .asset_isolation_model = "TASK_ID_MODEL"}, 1).has_value());

    const auto select = refusal(api::query::restart_frame{.task_id = 1, .select_all = 0});
    BOOST_TEST(select ==
               "query.restart_frame: ids is missing: needed where select_all is 0; the call was not sent; set the field");
    BOOST_TEST(api::fits(api::query::restart_frame{.task_id = 1}, 2).has_value());
    BOOST_TEST(api::fits(api::query::restart_frame{.task_id = 1, .select_all = 0, .ids = {3}}, 2).has_value());
    BOOST_TEST(!api::fits(api::query::restart_frame_v1{.task_ids = 1, .select_all = 0}, 1).has_value());
    BOOST_TEST(!api::fits(api::query::stop_frame{.task_id = 1, .select_all = 0}, 2).has_value());
}

BOOST_AUTO_TEST_CASE(need_one_of_two) {
    BOOST_TEST(refusal(api::query::error_detail{}).starts_with("query.error_detail: code is missing: this or codes is needed"));
    BOOST_TEST(api::fits(api::query::error_detail{.code = "1"}, 1).has_value());
    BOOST_TEST(api::fits(api::query::error_detail{.codes = {"1"}}, 2).has_value());
}

BOOST_AUTO_TEST_CASE(take_the_values_that_the_service_knows) {
    const auto level = api::fits(api::task::create{.task_user_level = 55}, 2);
    BOOST_TEST_REQUIRE(!level.has_value());
    BOOST_TEST((level.error().code == data_errc::invalid_value));
    BOOST_TEST(level.error().message() ==
               "task.create: task_user_level (taskUserLevel) has a value that is not allowed: it must be one of 50, 60; the call "
               "was not sent; set the field");
    BOOST_TEST(api::fits(api::task::create{.task_user_level = 60}, 2).has_value());
    BOOST_TEST(!api::fits(api::transmit::upload_json{1, "../task.json", "{}"}, 2).has_value());
    BOOST_TEST(!api::fits(api::query::supported_plugin{api::dcc::maya, "solaris"}, 2).has_value());
    BOOST_TEST(api::fits(api::query::supported_plugin{api::dcc::maya, "linux"}, 2).has_value());
    BOOST_TEST(!api::fits(api::query::processing_image{1, api::frame_type::priority}, 2).has_value());
    BOOST_TEST(api::fits(api::query::processing_image{1}, 2).has_value());
}

BOOST_AUTO_TEST_CASE(have_only_what_their_generation_has) {
    BOOST_TEST(
        refusal(api::task::create{.artist = "me"}, 1) ==
        "task.create: generation 1 of the API has no field artist; leave it unset, or use the client of the other generation");
    BOOST_TEST(api::fits(api::task::create{.artist = "me"}, 2).has_value());
    BOOST_TEST(refusal(api::task::submit{.task_id = 1, .out_user_id = "7"}, 2).find("outUserId") != std::string::npos);
    BOOST_TEST(refusal(api::query::error_detail{.codes = {"1"}}, 1).find("no field codes") != std::string::npos);
    BOOST_TEST(refusal(api::query::task_list{.recycle_flag = 1}, 1).find("recycleFlag") != std::string::npos);
    BOOST_TEST(refusal(api::env::get{}, 1).starts_with("env.get: cg_id (cgId) is missing: needed (generation 1)"));
    BOOST_TEST(api::fits(api::env::get{}, 2).has_value());
}

BOOST_AUTO_TEST_CASE(are_told_of_a_field_by_its_name_in_their_generation) {
    BOOST_TEST(refusal(renamed_task{}, 1).starts_with("studio.renamed_task: label (tag) is missing"));
    BOOST_TEST(refusal(renamed_task{}, 2).starts_with("studio.renamed_task: label (taskLabel) is missing"));
}

BOOST_AUTO_TEST_CASE(of_an_endpoint_of_ones_own_keep_its_rules) {
    BOOST_TEST(!api::fits(move_task{1, ""}, 2).has_value());
    BOOST_TEST(api::fits(move_task{1, ""}, 1).has_value());
    BOOST_TEST(api::fits(move_task{1, "x"}, 2).has_value());
    BOOST_TEST(refusal(new_task{}, 1).find("no such endpoint") != std::string::npos);
    BOOST_TEST(api::fits(new_task{}, 2).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
