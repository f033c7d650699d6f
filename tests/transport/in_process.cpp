// SPDX-License-Identifier: BSL-1.0
#include <renderbus/transport/in_process.hpp>

#include <renderbus/transport/http_writer.hpp>

#include "support.hpp"

using namespace transport_test;

static_assert(transport<in_process_transport>);

namespace {

http::request asked(std::string target, std::string method = "GET", std::string body = {}) {
    return request_to({true, "farm.test", 443, false}, std::move(target), std::move(method), std::move(body));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_in_process)

BOOST_AUTO_TEST_CASE(a_function_answers) {
    in_process_transport carrier([](const http::request& what) {
        return http::response{201, {{"X", what.method}}, what.target + ":" + http::body_of(what).value()};
    });
    loop client;
    const auto answer = client.ask(carrier, asked("/a", "PUT", "body"));
    BOOST_TEST(answer.value().status == 201);
    BOOST_TEST(answer->body == "/a:body");
    BOOST_TEST(answer->headers.front().value == "PUT");
    auto streamed = asked("/b", "PUT");
    streamed.source = std::make_shared<http::text_source>("from a source");
    BOOST_TEST(client.ask(carrier, streamed).value().body == "/b:from a source");
}

BOOST_AUTO_TEST_CASE(a_function_may_fail_as_a_network_does) {
    in_process_transport carrier([](const http::request& what) -> result<http::response> {
        return failure{transport_errc::connection_lost, http::place_of(what), "cut", "try again"};
    });
    loop client;
    check_failure(client.ask(carrier, asked("/a")), transport_errc::connection_lost, "https://farm.test:443/a: cut; try again");
}

BOOST_AUTO_TEST_CASE(sinks_and_limits_are_those_of_the_request) {
    in_process_transport carrier([](const http::request& what) {
        return http::response{what.target == "/bad" ? 500 : 200, {}, "0123456789"};
    });
    loop client;
    const auto sink = std::make_shared<http::text_sink>();
    auto what = asked("/good");
    what.sink = sink;
    BOOST_TEST(client.ask(carrier, what).value().body.empty());
    BOOST_TEST(sink->text() == "0123456789");
    what.target = "/bad";
    BOOST_TEST(client.ask(carrier, what).value().body == "0123456789");
    BOOST_TEST(sink->text() == "0123456789");
    what.body_limit = {9};
    check_failure(client.ask(carrier, what), transport_errc::answer_too_large, "9 bytes");
    what.target = "/good";
    what.sink_limit = {9};
    check_failure(client.ask(carrier, what), transport_errc::answer_too_large, "9 bytes");
}

BOOST_AUTO_TEST_CASE(what_was_stopped_is_not_asked) {
    int asked_times = 0;
    std::stop_source source;
    in_process_transport carrier([&](const http::request&) {
        ++asked_times;
        source.request_stop();
        return http::response{200, {}, {}};
    });
    loop client;
    check_failure(client.ask(carrier, asked("/a"), source.get_token()), transport_errc::canceled, "called off");
    BOOST_TEST(asked_times == 1);
    check_failure(client.ask(carrier, asked("/a"), source.get_token()), transport_errc::canceled, "called off");
    BOOST_TEST(asked_times == 1);
}

BOOST_AUTO_TEST_CASE(what_http_cannot_carry_is_refused_here_too) {
    in_process_transport carrier([](const http::request&) { return http::response{200, {}, {}}; });
    loop client;
    auto what = asked("/a");
    what.headers = {{"X", "a\nb"}};
    check_failure(client.ask(carrier, what), data_errc::invalid_value, "");
    check_failure(client.ask(carrier, asked("no path")), data_errc::invalid_value, "");
}

BOOST_AUTO_TEST_CASE(any_transport_carries_for_another) {
    any_transport carrier(std::make_shared<in_process_transport>([](const http::request&) {
        return http::response{200, {}, "any"};
    }));
    loop client;
    BOOST_TEST(client.ask(carrier, asked("/a")).value().body == "any");
}

BOOST_AUTO_TEST_CASE(a_farm_handler_gives_the_same_answers_in_process_as_over_a_socket) {
    const auto handler = std::make_shared<test_farm>();
    served farm(over_tls(), handler);
    asio_transport over_socket(trusting());
    in_process_transport in_process([handler](const http::request& what) { return farm::serve_in_process(*handler, what); });
    loop client;
    const auto requests = [&] {
        std::vector<http::request> all{request_to(farm->where(), "/echo", "POST", "text"),
                                       request_to(farm->where(), "/nowhere"),
                                       request_to(farm->where(), "/status/204"),
                                       request_to(farm->where(), "/early", "PUT", "text"),
                                       request_to(farm->where(), "/bytes/100000"),
                                       request_to(farm->where(), "/bytes/1000", "HEAD"),
                                       request_to(farm->where(), "/bytes/100000"),
                                       request_to(farm->where(), "/swallow", "PUT"),
                                       request_to(farm->where(), "/echo", "POST", std::string((16 << 20) + 1, 'x'))};
        all[6].sink = std::make_shared<checking_sink>();
        all[7].source = std::make_shared<made_source>(100000);
        return all;
    };
    for (std::size_t i = 0; i < requests().size(); ++i) {
        BOOST_TEST_CONTEXT("request " << i) {
            auto one = requests()[i], other = requests()[i];
            const auto sinks = {std::static_pointer_cast<checking_sink>(one.sink),
                                std::static_pointer_cast<checking_sink>(other.sink)};
            const auto here = client.ask(in_process, one), there = client.ask(over_socket, other);
            BOOST_TEST(here.value().status == there.value().status);
            if (here->status != 413) BOOST_TEST((here->body == there->body));
            for (const auto& sink : sinks) {
                if (!sink) continue;
                BOOST_TEST((sink->size == 100000 && sink->is_right));
                BOOST_TEST(sink->begun == std::vector<std::string>{"200 at 0"}, boost::test_tools::per_element());
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
