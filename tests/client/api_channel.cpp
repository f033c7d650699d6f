// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <stdexcept>

using namespace client_test;

namespace {

using milliseconds = std::vector<std::chrono::milliseconds>;

struct throwing_signer {
    std::string access_id() const { return "someone"; }
    std::string signature(std::string_view) const {
        throw rb::exception({rb::data_errc::invalid_value, "the key ring", "it is locked", {}});
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(requests)

BOOST_AUTO_TEST_CASE(have_the_headers_that_the_service_asks_for) {
    world all({says(made_task)});
    auto call = all.call<rb::api::task::create>({.count = 2, .labels = {"nächtlich"}});
    BOOST_TEST_REQUIRE(call.is_done());
    BOOST_TEST(call.outcome()->task_id_list.at(0) == 7);
    BOOST_TEST_REQUIRE(all.farm->asked.size() == 1u);
    const auto& request = all.farm->asked[0];
    BOOST_TEST(request.method == "POST");
    BOOST_TEST(request.target == "/api/render/submit/createTask");
    BOOST_TEST(request.body == R"({"count":2,"taskUserLevel":50,"labels":["nächtlich"]})");
    BOOST_TEST(all.farm->header(0, "accessId") == "someone");
    BOOST_TEST(all.farm->header(0, "channel") == "4");
    BOOST_TEST(all.farm->header(0, "platform") == "62");
    BOOST_TEST(all.farm->header(0, "UTCTimestamp") == "1535957371");
    BOOST_TEST(all.farm->header(0, "version") == "2.0.0");
    BOOST_TEST(all.farm->header(0, "Content-Type") == "application/json");
    BOOST_TEST(all.farm->header(0, "languageFlag") == "1");
    BOOST_TEST(all.farm->header(0, "nonce").find_first_not_of("0123456789") == std::string::npos);
    BOOST_TEST(request.headers.size() == 9u);
    BOOST_TEST(all.farm->header(0, "signature") ==
               expected_signature(request, {{"count", "2"}, {"taskUserLevel", "50"}, {"labels0", "nächtlich"}}));
}

BOOST_AUTO_TEST_CASE(of_generation_1_have_its_path_and_version) {
    auto farm = std::make_shared<scripted_farm>(std::vector{says(made_task)});
    auto client = client_of<rb::generation_1>(farm, std::make_shared<rb::manual_time>(start));
    one_call call(client, rb::api::task::create{});
    BOOST_TEST_REQUIRE(call.is_done());
    BOOST_TEST(farm->asked[0].target == "/api/render/task/createTask");
    BOOST_TEST(farm->header(0, "version") == "1.0.0");
    BOOST_TEST(farm->header(0, "languageFlag") == "");
    BOOST_TEST(farm->header(0, "signature") == expected_signature(farm->asked[0], {{"count", "1"}, {"taskUserLevel", "50"}}));
}

BOOST_AUTO_TEST_CASE(without_fields_have_an_empty_object_for_a_body) {
    world all({says(R"({"code":200,"data":{"projectNameList":[]}})")});
    auto call = all.call<rb::api::tag::names>();
    BOOST_TEST_REQUIRE(call.is_done());
    BOOST_TEST(all.farm->asked[0].body == "{}");
    BOOST_TEST(all.farm->header(0, "signature") == expected_signature(all.farm->asked[0], {}));
}

BOOST_AUTO_TEST_CASE(are_never_repeated_by_the_transport_alone) {
    world all({says(made_task)});
    all.call<rb::api::task::create>();
    all.call<rb::api::task::stop>();
    all.call<rb::api::query::task_info>();
    BOOST_TEST_REQUIRE(all.farm->asked.size() == 3u);
    for (const auto& request : all.farm->asked) {
        BOOST_TEST(!request.repeatable);
        BOOST_TEST((request.timeout == 60s));
    }
}

BOOST_AUTO_TEST_CASE(are_not_made_where_the_generation_lacks_the_endpoint) {
    auto farm = std::make_shared<scripted_farm>(std::vector{says(made_task)});
    auto client = client_of<rb::generation_1>(farm, std::make_shared<rb::manual_time>(start));
    one_call call(client, rb::api::user::hardware_config{});
    BOOST_TEST(call.why().message() == "user.hardware_config: this generation of the API has no such endpoint");
    BOOST_TEST(farm->asked.empty());
}

BOOST_AUTO_TEST_CASE(that_cannot_be_signed_end_in_a_failure) {
    auto farm = std::make_shared<scripted_farm>(std::vector{says(made_task)});
    rb::basic_client<rb::in_process_transport, throwing_signer, rb::generation_2, rb::never_retry, rb::manual_time> client(
        settings(), transport_to(farm), throwing_signer{}, {}, std::make_shared<rb::manual_time>(start));
    one_call call(client, rb::api::task::create{});
    BOOST_TEST(call.why().message() == "the key ring: it is locked");
    BOOST_TEST(farm->asked.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tries)

BOOST_AUTO_TEST_CASE(are_signed_anew) {
    world all({fails(rb::transport_errc::connection_lost), fails(rb::transport_errc::timed_out), says(no_tasks)});
    auto call = all.call<rb::api::query::task_info>({.task_ids = {5}});
    all.clock->advance(5s);
    call.run();
    all.clock->advance(5s);
    call.run();
    BOOST_TEST_REQUIRE(call.is_done());
    BOOST_TEST(call.outcome().has_value());
    BOOST_TEST_REQUIRE(all.farm->asked.size() == 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        BOOST_TEST(all.farm->header(i, "UTCTimestamp") == std::to_string(1535957371 + 5 * i));
        BOOST_TEST(all.farm->header(i, "signature") == expected_signature(all.farm->asked[i], {{"taskIds0", "5"}}));
        for (std::size_t k = 0; k < i; ++k) BOOST_TEST(all.farm->header(i, "nonce") != all.farm->header(k, "nonce"));
    }
}

BOOST_AUTO_TEST_CASE(of_safe_calls_are_four_with_pauses_whose_limit_doubles) {
    for (const auto code : {rb::transport_errc::connection_lost, rb::transport_errc::connect_failed,
                            rb::transport_errc::timed_out, rb::transport_errc::resolve_failed}) {
        world all({fails(code)}, nearly_one());
        auto call = all.call();
        BOOST_TEST((call.finish(*all.clock) == milliseconds{250ms, 500ms, 1000ms}));
        BOOST_TEST(all.farm->asked.size() == 4u);
        BOOST_TEST(call.why().code == code);
        BOOST_TEST(call.why().place == "https://farm.example:8443/api/render/handle/queryTaskInfo/v2");
    }
}

BOOST_AUTO_TEST_CASE(of_idempotent_calls_are_made_again_and_of_others_never) {
    world again({fails(rb::transport_errc::connection_lost), says("{\"code\":200}")});
    auto stop = again.call<rb::api::task::stop>();
    stop.finish(*again.clock);
    BOOST_TEST(stop.outcome().has_value());
    BOOST_TEST(again.farm->asked.size() == 2u);

    world once({fails(rb::transport_errc::connection_lost), says(made_task)});
    auto create = once.call<rb::api::task::create>();
    BOOST_TEST(create.why().code == rb::transport_errc::connection_lost);
    BOOST_TEST(once.farm->asked.size() == 1u);
    BOOST_TEST(!once.clock->advance_to_next());
}

BOOST_AUTO_TEST_CASE(of_every_call_are_made_again_where_nothing_of_it_was_sent) {
    const auto before_sending = [](rb::transport_errc code) -> scripted_farm::answer {
        return [=](const rb::http::request&) {
            rb::failure why{code, {}, "told to", {}};
            why.never_sent = true;
            return why;
        };
    };
    world all(
        {before_sending(rb::transport_errc::connection_lost), before_sending(rb::transport_errc::timed_out), says(made_task)});
    auto create = all.call<rb::api::task::create>();
    create.finish(*all.clock);
    BOOST_TEST(create.outcome().has_value());
    BOOST_TEST(all.farm->asked.size() == 3u);

    world distrusted({before_sending(rb::transport_errc::certificate_refused)});
    BOOST_TEST(distrusted.call<rb::api::task::create>().why().code == rb::transport_errc::certificate_refused);
    BOOST_TEST(distrusted.farm->asked.size() == 1u);
}

BOOST_AUTO_TEST_CASE(stand_under_a_deadline_that_no_set_clock_moves) {
    for (const auto jump : {48h, -48h}) {
        world all({fails(rb::transport_errc::connection_lost), fails(rb::transport_errc::connection_lost), says(no_tasks)},
                  nearly_one());
        auto call = all.call();
        all.clock->set(start + jump);
        call.finish(*all.clock);
        BOOST_TEST(call.outcome().has_value());
    }
    world late({fails(rb::transport_errc::connection_lost)}, nearly_one());
    auto call = late.call();
    late.clock->set(start - 48h);
    late.clock->advance(121s);
    call.run();
    BOOST_TEST(call.why().code == rb::transport_errc::connection_lost);
    BOOST_TEST(late.farm->asked.size() == 2u);
}

BOOST_AUTO_TEST_CASE(are_not_made_again_where_that_cannot_help) {
    for (const auto code :
         {rb::transport_errc::certificate_refused, rb::transport_errc::tls_failed, rb::transport_errc::malformed_answer,
          rb::transport_errc::answer_too_large, rb::transport_errc::canceled}) {
        world all({fails(code)});
        auto call = all.call();
        BOOST_TEST(call.why().code == code);
        BOOST_TEST(all.farm->asked.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(end_in_the_middle_of_a_pause_when_called_off) {
    world all({fails(rb::transport_errc::connection_lost)}, nearly_one());
    auto call = all.call();
    all.clock->advance(100ms);
    call.run();
    BOOST_TEST(!call.is_done());
    call.stop();
    BOOST_TEST(call.why().code == rb::transport_errc::canceled);
    BOOST_TEST(call.why().place == "https://farm.example:8443/api/render/handle/queryTaskInfo/v2");
    BOOST_TEST(all.farm->asked.size() == 1u);
    BOOST_TEST(!all.clock->advance_to_next());
}

BOOST_AUTO_TEST_CASE(follow_the_rule_that_the_client_was_given) {
    auto farm = std::make_shared<scripted_farm>(std::vector{fails(rb::transport_errc::connection_lost)});
    auto clock = std::make_shared<rb::manual_time>(start);
    auto never = client_of<rb::generation_2, rb::never_retry>(farm, clock);
    BOOST_TEST(one_call(never, rb::api::tag::names{}).is_done());
    BOOST_TEST(farm->asked.size() == 1u);
    const rb::retry_with_backoff rule{.tries = 6, .first_pause = 10ms, .longest_pause = 30ms};
    auto often = client_of<rb::generation_2>(farm, clock, rule, nearly_one());
    one_call call(often, rb::api::tag::names{});
    BOOST_TEST((call.finish(*clock) == milliseconds{10ms, 20ms, 30ms, 30ms, 30ms}));
    auto one = std::make_shared<rb::api_channel>(never.channel()->tried_by(rule));
    one_call again(*one, rb::api::tag::names{});
    again.finish(*clock);
    BOOST_TEST(farm->asked.size() == 1u + 6u + 6u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(http_answers)

BOOST_AUTO_TEST_CASE(of_a_busy_farm_are_waited_out) {
    for (const int status : {500, 502, 503, 504, 429, 408}) {
        world all({says("<html>busy</html>", status), says("{\"message\":\"Service Unavailable\"}", status), says(no_tasks)},
                  nearly_one());
        auto call = all.call();
        BOOST_TEST((call.finish(*all.clock) == milliseconds{250ms, 500ms}), status);
        BOOST_TEST(call.outcome().has_value());
    }
    world all({says("", 503)});
    auto call = all.call<rb::api::task::create>();
    BOOST_TEST(call.why().code == rb::transport_errc::unavailable);
    BOOST_TEST(
        call.why().message() ==
        "https://farm.example:8443/api/render/submit/createTask: the farm answered with HTTP status 503; whether the farm did "
        "it all the same is not known, so it is not sent again; look at the account's task list before making it again; a "
        "task with a label of its own (renderbus::unique_label()) is looked for by the client itself");
}

BOOST_AUTO_TEST_CASE(of_a_wrong_address_are_told_at_once) {
    using rb::transport_errc;
    const std::pair<int, transport_errc> codes[] = {{400, transport_errc::http_status},
                                                    {401, transport_errc::access_denied},
                                                    {403, transport_errc::access_denied},
                                                    {404, transport_errc::no_such_place},
                                                    {410, transport_errc::no_such_place}};
    for (const auto& [status, code] : codes) {
        world all({says("no", status)});
        auto call = all.call();
        BOOST_TEST(call.why().code == code);
        BOOST_TEST((call.why().cause.find(std::to_string(status)) != std::string::npos));
        BOOST_TEST(all.farm->asked.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(that_lead_elsewhere_are_refused) {
    for (const int status : {301, 302, 303, 307, 308}) {
        world all({says(made_task, status)});
        auto call = all.call();
        BOOST_TEST(call.why().code == rb::transport_errc::redirect_refused);
        BOOST_TEST(call.why().next_step == "give the client the farm's final address");
        BOOST_TEST(all.farm->asked.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(with_the_service_s_own_errors_count_whatever_their_status) {
    for (const int status : {200, 400, 401, 500}) {
        world all({says(R"({"code":611,"message":"signature error"})", status)});
        auto call = all.call();
        BOOST_TEST(call.why().code == rb::service_errc::wrong_signature);
        BOOST_TEST(call.why().place == "query.task_info at https://farm.example:8443/api/render/handle/queryTaskInfo/v2");
        BOOST_TEST(all.farm->asked.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(of_a_busy_gateway_in_the_service_s_form_are_not_the_service_s) {
    for (const int status : {503, 502, 429}) {
        const auto body = "{\"code\":" + std::to_string(status) + ",\"message\":\"Service Unavailable\"}";
        world all({says(body, status), says(no_tasks)});
        auto call = all.call();
        call.finish(*all.clock);
        BOOST_TEST(call.outcome().has_value());
    }
}

BOOST_AUTO_TEST_CASE(that_refuse_name_the_call_and_the_service_s_words) {
    world all({says(R"({"code":611,"message":"signature error","requestId":"r-9","serverTime":1535957371000})")});
    auto call = all.call();
    const auto why = call.why();
    BOOST_TEST_REQUIRE(why.call != nullptr);
    BOOST_TEST(why.call->endpoint == "query.task_info");
    BOOST_TEST(why.call->url == "https://farm.example:8443/api/render/handle/queryTaskInfo/v2");
    BOOST_TEST(why.call->service_message == "signature error");
    BOOST_TEST(why.call->request_id == "r-9");
    BOOST_TEST(all.farm->asked.size() == 1u);
    world lost({fails(rb::transport_errc::certificate_refused)});
    BOOST_TEST(lost.call().why().call->endpoint == "query.task_info");
}

BOOST_AUTO_TEST_CASE(that_are_garbage_are_not_asked_for_again) {
    for (const std::string_view body :
         {"", "<html>", "{\"code\":200,\"data\":{\"items\":[", "null", "\xff", "{}", "{\"code\":200,\"data\":[]}"}) {
        world all({says(std::string(body))});
        auto call = all.call();
        BOOST_TEST((call.why().code.category() == rb::data_category()), body);
        BOOST_TEST((call.why().place.find("https://farm.example:8443/") != std::string::npos), call.why().place);
        BOOST_TEST(all.farm->asked.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(of_other_kinds_are_no_success) {
    for (const int status : {204, 206, 304}) {
        world all({says("", status)});
        BOOST_TEST(!all.call().outcome().has_value(), status);
    }
}

BOOST_AUTO_TEST_SUITE_END()
