// SPDX-License-Identifier: BSL-1.0
#include "carriers.hpp"
#include "scripted_peer.hpp"

#include <asio/post.hpp>
#include <asio/strand.hpp>
#include <asio/thread_pool.hpp>

#include <future>

using namespace transport_test;

static_assert(transport<asio_transport>);
#if defined(RENDERBUS_TESTS_HAVE_CURL)
static_assert(transport<curl_transport>);
#endif

BOOST_AUTO_TEST_SUITE(transport_over_sockets)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_request_is_answered_with_and_without_tls, Carrier, carriers) {
    for (const bool tls : {false, true}) {
        served farm(tls ? over_tls() : farm::http_server_options{});
        Carrier carrier(trusting());
        loop client;
        auto answer = client.ask(carrier, request_to(farm->where(), "/echo", "POST", "hello farm"));
        BOOST_REQUIRE(answer);
        BOOST_TEST(answer->status == 200);
        BOOST_TEST(answer->body == "hello farm");
        BOOST_TEST(*http::find(answer->headers, "x-method") == "POST");
        BOOST_TEST(client.ask(carrier, request_to(farm->where(), "/nowhere")).value().status == 404);
        BOOST_TEST(client.ask(carrier, request_to(farm->where(), "/status/302")).value().status == 302);
        BOOST_TEST(client.ask(carrier, request_to(farm->where(), "/status/204")).value().body.empty());
        auto head = client.ask(carrier, request_to(farm->where(), "/bytes/100", "HEAD"));
        BOOST_TEST(head.value().body.empty());
        BOOST_TEST(*http::find(head->headers, "Content-Length") == "100");
        BOOST_TEST(farm->accepted() == 1u);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(ip_version_6_and_host_names_work, Carrier, carriers) {
    loop client;
    Carrier carrier(trusting());
    {
        auto options = over_tls();
        options.address = "::1";
        asio::io_context probe;
        if (auto possible = farm::http_server::start(probe.get_executor(), {.address = "::1"}, std::make_shared<test_farm>());
            !possible) {
            BOOST_TEST_MESSAGE("skipped in part: no IPv6 loopback here");
        } else {
            served farm(std::move(options));
            BOOST_TEST(client.ask(carrier, request_to(farm->where(), "/echo", "POST", "six")).value().body == "six");
        }
    }
    served farm(over_tls());
    // localhost may have ::1 first, where nobody listens: the next address is tried.
    const http::origin named{true, "localhost", farm->port(), true};
    BOOST_TEST(client.ask(carrier, request_to(named, "/echo", "POST", "name")).value().body == "name");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(bodies_of_64_mebibytes_pass_through_without_being_held, Carrier, carriers) {
    constexpr std::uint64_t size = 64 << 20;
    constexpr std::uint64_t bound = 24 << 20;  // what the buffers of two sockets may hold
    for (const bool tls : {false, true}) {
        const auto handler = std::make_shared<test_farm>();
        served farm(tls ? over_tls() : farm::http_server_options{}, handler);
        Carrier carrier(trusting());
        loop client;
        auto up = request_to(farm->where(), "/swallow", "PUT");
        up.source = std::make_shared<made_source>(size, &handler->given);
        BOOST_TEST(client.ask(carrier, std::move(up)).value().body == std::to_string(size) + " right");
        BOOST_TEST(handler->most_under_way < bound);

        handler->given = 0;
        auto down = request_to(farm->where(), "/bytes/" + std::to_string(size));
        const auto sink = std::make_shared<checking_sink>(&handler->given);
        down.sink = sink;
        BOOST_TEST(client.ask(carrier, std::move(down)).value().body.empty());
        BOOST_TEST(sink->size == size);
        BOOST_TEST(sink->is_right);
        BOOST_TEST(sink->begun == std::vector<std::string>{"200 at 0"}, boost::test_tools::per_element());
        BOOST_TEST(sink->most_under_way < bound);
        BOOST_TEST(farm->accepted() == 1u);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_large_body_from_memory_arrives_whole, Carrier, carriers) {
    std::string text;
    for (std::uint64_t i = 0; i < (5 << 20) + 123; ++i) text += byte_at(i);
    served farm(over_tls());
    Carrier carrier(trusting());
    loop client;
    BOOST_TEST(client.ask(carrier, request_to(farm->where(), "/swallow", "PUT", text)).value().body ==
               std::to_string(text.size()) + " right");
    BOOST_TEST((client.ask(carrier, request_to(farm->where(), "/echo", "PUT", text)).value().body == text));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_sink_takes_only_the_body_of_a_success, Carrier, carriers) {
    served farm(over_tls());
    Carrier carrier(trusting());
    loop client;
    auto what = request_to(farm->where(), "/nowhere");
    const auto sink = std::make_shared<checking_sink>();
    what.sink = sink;
    auto answer = client.ask(carrier, what);
    BOOST_TEST(answer.value().body == "nothing here");
    BOOST_TEST(sink->size == 0u);
    BOOST_TEST(sink->begun.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(many_exchanges_share_few_connections, Carrier, carriers) {
    served farm(over_tls());
    auto options = trusting();
    options.connections_per_origin = 3;
    Carrier carrier(options);
    loop client;
    std::vector<http::request> all;
    for (int i = 0; i < 100; ++i) all.push_back(request_to(farm->where(), "/echo", "POST", "number " + std::to_string(i)));
    auto answers = client.ask_all(carrier, std::move(all));
    for (std::size_t i = 0; i < answers.size(); ++i) BOOST_TEST(answers[i].value().body == "number " + std::to_string(i));
    BOOST_TEST(farm->accepted() == 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(requests_beyond_the_limit_are_served_in_their_order, Carrier, carriers) {
    std::mutex mutex;
    std::vector<std::string> order;
    scripted_peer peer([&](peer_link& link, int) {
        for (auto head = link.read_head(); !head.empty(); head = link.read_head()) {
            const std::lock_guard lock(mutex);
            order.push_back(head.substr(4, head.find(' ', 4) - 4));
            link.send(answer_with("x"));
        }
    });
    auto options = believing_the_system();
    options.connections_per_origin = 1;
    Carrier carrier(options);
    loop client;
    std::vector<http::request> all;
    std::vector<std::string> expected;
    for (int i = 0; i < 20; ++i) {
        expected.push_back("/" + std::to_string(i));
        all.push_back(request_to(peer.where(), expected.back()));
    }
    for (const auto& each : client.ask_all(carrier, std::move(all))) BOOST_TEST(each.has_value());
    BOOST_TEST(order == expected, boost::test_tools::per_element());
    BOOST_TEST(peer.connections() == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_connection_is_not_kept_longer_than_its_idle_time, Carrier, carriers) {
    served farm({});
    auto options = believing_the_system();
    options.idle_time = 500ms;
    Carrier carrier(options);
    loop client;
    BOOST_TEST(client.ask(carrier, request_to(farm->where(), "/echo")).has_value());
    BOOST_TEST(client.ask(carrier, request_to(farm->where(), "/echo")).has_value());
    BOOST_TEST(farm->accepted() == 1u);
    std::this_thread::sleep_for(600ms);
    BOOST_TEST(client.ask(carrier, request_to(farm->where(), "/echo")).has_value());
    BOOST_TEST(farm->accepted() == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_connection_stays_on_the_execution_context_it_was_made_with, Carrier, carriers) {
    served farm(over_tls());
    Carrier carrier(trusting());
    loop first;
    BOOST_TEST(first.ask(carrier, request_to(farm->where(), "/echo")).has_value());
    {
        loop second;
        BOOST_TEST(second.ask(carrier, request_to(farm->where(), "/echo")).has_value());
        BOOST_TEST(second.ask(carrier, request_to(farm->where(), "/echo")).has_value());
        BOOST_TEST(farm->accepted() == 2u);
    }
    // The second context is gone and its connection with it.
    BOOST_TEST(first.ask(carrier, request_to(farm->where(), "/echo")).has_value());
    BOOST_TEST(farm->accepted() == 2u);
    for (std::size_t i = 0; i < 5; ++i) {
        loop passing;
        BOOST_TEST(passing.ask(carrier, request_to(farm->where(), "/echo")).has_value());
        BOOST_TEST(farm->accepted() == 3u + i);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(exchanges_under_way_outlive_the_transport, Carrier, carriers) {
    served farm(over_tls());
    loop client;
    std::optional<result<http::response>> first, second;
    {
        auto options = trusting();
        options.connections_per_origin = 1;
        Carrier carrier(options);
        carrier.async_exchange(client.io.get_executor(), request_to(farm->where(), "/bytes/1000000"), {},
                               [&](auto answer) { first.emplace(answer); });
        carrier.async_exchange(client.io.get_executor(), request_to(farm->where(), "/bytes/9"), {},
                               [&](auto answer) { second.emplace(answer); });
    }
    client.io.run_for(20s);
    BOOST_REQUIRE(first);
    BOOST_TEST(first->value().body.size() == 1000000u);
    BOOST_REQUIRE(second);
    BOOST_TEST(second->value().body.size() == 9u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(one_transport_serves_many_threads, Carrier, carriers) {
    served farm(over_tls());
    auto options = trusting();
    options.connections_per_origin = 4;
    Carrier carrier(options);
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&, t] {
                asio::io_context io;
                for (int i = 0; i < 30; ++i) {
                    const auto text = std::to_string(t * 1000 + i);
                    carrier.async_exchange(io.get_executor(), request_to(farm->where(), "/echo", "POST", text), {},
                                           [&right, text](auto answer) { right += answer && answer->body == text; });
                }
                io.run();
            });
        }
    }
    BOOST_TEST(right == 90);
    asio::thread_pool pool(3);
    for (int i = 0; i < 90; ++i) {
        const auto text = std::to_string(i);
        carrier.async_exchange(asio::make_strand(pool), request_to(farm->where(), "/echo", "POST", text), {},
                               [&right, text](auto answer) { right += answer && answer->body == text; });
    }
    pool.join();
    BOOST_TEST(right == 180);
    BOOST_TEST(farm->accepted() <= 16u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_request_that_http_cannot_carry_is_refused_before_it_is_sent, Carrier, carriers) {
    served farm({});
    Carrier carrier(trusting());
    loop client;
    auto what = request_to(farm->where(), "/echo");
    what.headers = {{"X", "a\r\nY: b"}};
    check_failure_of<Carrier>(client.ask(carrier, what), data_errc::invalid_value, "");
    BOOST_TEST(farm->accepted() == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nobody_is_told_inside_the_call_that_begins_an_exchange, Carrier, carriers) {
    served farm(over_tls());
    Carrier carrier(trusting());
    auto refused = request_to(farm->where(), "/echo", "POST", "x");
    refused.headers.push_back({"Host", "elsewhere"});
    std::stop_source stopped;
    stopped.request_stop();
    const std::pair<http::request, std::stop_token> begun[] = {
        {refused, {}}, {request_to(farm->where(), "/echo"), stopped.get_token()}, {request_to(farm->where(), "/echo"), {}}};
    asio::io_context io;
    bool is_inside = false;
    std::vector<bool> answered;
    // On the exchange's own executor, where it may begin at once.
    asio::post(io, [&] {
        is_inside = true;
        for (const auto& [what, stop] : begun) {
            carrier.async_exchange(io.get_executor(), what, stop, [&](result<http::response> answer) {
                BOOST_TEST(!is_inside);
                answered.push_back(answer.has_value());
            });
        }
        is_inside = false;
    });
    io.run();
    BOOST_TEST(answered == (std::vector<bool>{false, false, true}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(unreadable_authorities_are_told_at_once, Carrier, carriers) {
    auto options = believing_the_system();
    options.trusted.file = "/nowhere/authority.pem";
    BOOST_CHECK_EXCEPTION(Carrier carrier(options), exception, [](const exception& why) {
        return why.code() == transport_errc::tls_failed && why.why().place == "/nowhere/authority.pem";
    });
    options.trusted = {.file = {}, .folder = {}, .pem = "no certificate"};
    BOOST_CHECK_THROW(Carrier carrier(options), exception);
}

BOOST_AUTO_TEST_SUITE_END()
