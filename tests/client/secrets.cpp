// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include "../farm/support.hpp"

#include <renderbus/farm/in_process.hpp>
#include <renderbus/observe/words.hpp>

using namespace client_test;

namespace {

/// Everything that came out of a client: events as they are told and as they are written, failures, exceptions.
struct outputs {
    rb::any_observer hear() {
        return [this](const rb::event& e) {
            text += std::string(e.subject) + "\n" + rb::describe(e, 4096) + "\n" + std::string(e.stage) + "\n";
        };
    }
    void take(const rb::failure& why) {
        text += why.message() + "\n" + why.place + "\n" + why.cause + "\n" + why.next_step + "\n" + why.code.message() + "\n";
        if (why.call)
            text +=
                why.call->endpoint + "\n" + why.call->url + "\n" + why.call->service_message + "\n" + why.call->request_id + "\n";
        try {
            rb::raise(why);
        } catch (const rb::api_error& e) {
            text += std::string(e.what()) + "\n" + e.service_message() + "\n";
        } catch (const rb::exception& e) {
            text += std::string(e.what()) + "\n";
        }
    }
    template <class Request>
    void of(const std::shared_ptr<rb::api_channel>& channel, rb::manual_time& clock, const Request& request) {
        one_call<Request> call(*channel, request, rb::tell_requests(std::make_shared<const rb::any_observer>(hear()), {}));
        while (!call.is_done() && clock.advance_to_next()) call.run();
        BOOST_TEST_REQUIRE(call.is_done());
        if (!call.outcome()) take(call.outcome().error());
        else text += rb::to_json(*call.outcome()) + "\n";
    }
    bool shows(std::string_view what) const { return text.find(what) != std::string::npos; }

    std::string text;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(secrets)

BOOST_AUTO_TEST_CASE(that_a_farm_echoes_never_come_out) {
    const std::vector<std::string> shapes{
        R"({"code":611,"message":"wrong signature $S with key $K","requestId":"$S"})",
        R"({"code":611,"message":"$S","requestId":"$K"})",
        R"({"code":500,"message":"signature=$S accessKey=$K"})",
        R"({"code":"$S"})",
        R"({"code":200,"data":"$K"})",
        R"({"code":200,"data":{"taskIdList":"$S","items":"$K","id":"$K"}})",
        R"({"code":200,"data":{"taskIdList":["$S"],"items":[{"id":"$S"}]}})",
        R"("$S")",
        "$S",
        "$K",
        R"({"code":610,"message":"$S $K"})",
    };
    for (const auto& shape : shapes) {
        for (const int status : {200, 500, 403}) {
            std::vector<std::string> signatures;
            const auto echo = [&](const rb::http::request& what) {
                const std::string signature = *rb::http::find(what.headers, "signature");
                signatures.push_back(signature);
                std::string body = shape;
                const std::pair<std::string_view, std::string_view> places[] = {{"$S", signature}, {"$K", access_key}};
                for (const auto& [mark, secret_text] : places)
                    for (auto at = body.find(mark); at != std::string::npos; at = body.find(mark))
                        body.replace(at, mark.size(), secret_text);
                return rb::http::response{status, {{"WWW-Authenticate", signature}}, body};
            };
            const auto clock = std::make_shared<rb::manual_time>(start);
            const auto client = client_of<>(std::make_shared<scripted_farm>(std::vector<scripted_farm::answer>{echo}), clock);
            outputs out;
            out.of(client.channel(), *clock, rb::api::query::task_list{});
            out.of(client.channel(), *clock, rb::api::task::create{.labels = {"renderbus-mine"}});
            out.of(client.channel(), *clock, rb::api::transmit::raysync_user_key{});
            BOOST_TEST_REQUIRE(signatures.size() >= 3u);
            BOOST_TEST(!out.text.empty());
            BOOST_TEST(!out.shows(access_key), shape << "\n" << out.text);
            for (const auto& one : signatures) BOOST_TEST(!out.shows(one), shape << "\n" << out.text);
        }
    }
}

BOOST_AUTO_TEST_CASE(that_a_transport_s_failure_holds_never_come_out) {
    const auto clock = std::make_shared<rb::manual_time>(start);
    const auto tell_all = [](const rb::http::request& what) -> rb::result<rb::http::response> {
        std::string head;
        for (const auto& one : what.headers) head += one.name + ": " + one.value + "; ";
        return rb::failure{rb::transport_errc::connection_lost, head, head + std::string(access_key), head};
    };
    const auto client = client_of<>(std::make_shared<scripted_farm>(std::vector<scripted_farm::answer>{tell_all}), clock);
    outputs out;
    out.of(client.channel(), *clock, rb::api::query::task_list{});
    BOOST_TEST(out.shows("signature: ***;"));
    BOOST_TEST(!out.shows(access_key));
}

BOOST_AUTO_TEST_CASE(of_a_reply_are_not_in_what_is_kept_of_it) {
    world all({says(R"({"code":200,"data":{"id":1,"userName":"artist","raySyncUserKey":"hunter2-hunter2"}})")});
    auto call = all.call<rb::api::transmit::raysync_user_key>();
    BOOST_TEST_REQUIRE(call.outcome().has_value());
    BOOST_TEST(call.outcome()->ray_sync_user_key.reveal() == "hunter2-hunter2");
    BOOST_TEST((rb::to_json(*call.outcome()).find("hunter2") == std::string::npos));
    for (const auto* wrong : {R"({"code":200,"data":{"id":[],"raySyncUserKey":"hunter2-hunter2"}})",
                              R"({"code":200,"data":{"raySyncUserKey":{"is":"hunter2-hunter2"}}})",
                              R"({"code":200,"data":{"raySyncUserKey":"hunter2-hunter2)",
                              R"({"code":200,"message":"x",)"
                              R"("data":{"raySyncUserKey":"hunter2-hunter2"},"code":"raySyncUserKey: hunter2-hunter2"})",
                              R"({"code":601,"message":"raySyncUserKey: hunter2-hunter2"})"}) {
        world bad({says(wrong)});
        outputs out;
        out.of(bad.client.channel(), *bad.clock, rb::api::transmit::raysync_user_key{});
        BOOST_TEST(!out.shows("hunter2"), out.text);
    }
}

BOOST_AUTO_TEST_CASE(of_a_session_with_a_farm_are_in_nothing_that_is_told) {
    const farm_tests::scratch folder;
    const auto clock = farm_tests::test_time();
    const auto farm = rb::farm::loopback_farm::open(farm_tests::test_options(folder / "farm", clock)).value();
    std::vector<std::string> hidden{farm_tests::artist_key, "guessed-key-of-a-stranger"};
    const auto line = std::make_shared<rb::in_process_transport>([&](const rb::http::request& what) {
        if (const auto* signature = rb::http::find(what.headers, "signature")) hidden.push_back(*signature);
        return rb::farm::serve_in_process(*farm, what);
    });
    outputs out;
    for (const auto& key : {farm_tests::artist_key, std::string("guessed-key-of-a-stranger")}) {
        const manual_client<> client({.farm = rb::http::parse_origin("https://localhost:8443").value()}, line,
                                     rb::hmac_signer({"artist-id", rb::secret(key)}), {}, clock);
        out.of(client.channel(), *clock, rb::api::user::profile{});
        out.of(client.channel(), *clock, rb::api::user::transfer_bid{});
        out.of(client.channel(), *clock, rb::api::transmit::raysync_user_key{});
        out.of(client.channel(), *clock, rb::api::transmit::config{});
        out.of(client.channel(), *clock, rb::api::task::create{.labels = {"renderbus-mine"}});
        out.of(client.channel(), *clock, rb::api::task::submit{.task_id = 10'000});
        out.of(client.channel(), *clock, rb::api::query::task_info{.task_ids = {99}});
        one_call<rb::api::transmit::raysync_user_key> key_call(*client.channel(), {});
        if (key_call.outcome()) hidden.emplace_back(key_call.outcome()->ray_sync_user_key.reveal());
    }
    BOOST_TEST(hidden.size() >= 2u + 16u + 1u);
    for (const auto& one : hidden) BOOST_TEST(!out.shows(one));
    BOOST_TEST(out.shows("artist"));
    BOOST_TEST(out.shows("***"));
}

BOOST_AUTO_TEST_SUITE_END()
