// SPDX-License-Identifier: BSL-1.0
#include "carriers.hpp"
#include "deaf_listener.hpp"

using namespace transport_test;

namespace {

enum class phase { queue, connect, handshake, send, wait_for_answer, inside_head, inside_body };

const std::pair<phase, const char*> phases[] = {
    {phase::queue, "no connection was free"},   {phase::connect, "no connection to 127.0.0.1"},
    {phase::handshake, "no TLS handshake"},     {phase::send, "took nothing of the request"},
    {phase::wait_for_answer, "no answer came"}, {phase::inside_head, "the answer stopped"},
    {phase::inside_body, "the answer stopped"},
};

/// An exchange that comes as far as `where` and no further.
template <class Carrier>
struct stuck {
    stuck(phase where, bool tls, std::chrono::milliseconds timeout) : is_tls(tls || where == phase::handshake) {
        if (where == phase::connect) {
            deaf.emplace();
        } else {
            peer.emplace(
                [this, where](peer_link& link, int) {
                    if (where == phase::send || where == phase::handshake) {
                        while (!is_over) std::this_thread::sleep_for(10ms);
                        return;
                    }
                    link.read_head();
                    if (where == phase::inside_head) link.send("HTTP/1.1 200 OK\r\nConte");
                    if (where == phase::inside_body) link.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                    link.wait_for_end();
                },
                is_tls && where != phase::handshake ? peer_tls() : nullptr);
        }
        auto options = trusting();
        options.connections_per_origin = where == phase::queue ? 1 : 4;
        options.connect_timeout = std::min<std::chrono::milliseconds>(timeout, 10s);
        carrier.emplace(options);
        what = request_to(where == phase::connect ? deaf->where(is_tls) : peer->where(), "/", "PUT", "body");
        what.where.tls = is_tls;
        what.timeout = timeout;
        if (where == phase::send) what.source = std::make_shared<made_source>(256 << 20);
        if (where == phase::queue) {
            auto first = what;
            first.timeout = 5s;
            first.body = "the one that has the connection";
            carrier->async_exchange(client.io.get_executor(), first, blocking.get_token(), [](auto) {});
        }
    }
    ~stuck() {
        is_over = true;
        blocking.request_stop();
        client.io.restart();
        client.io.run_for(1s);
    }
    bool is_tls;
    std::atomic<bool> is_over = false;
    std::optional<deaf_listener> deaf;
    std::optional<scripted_peer> peer;
    std::optional<Carrier> carrier;
    http::request what;
    loop client;
    std::stop_source blocking;
};

template <class Carrier>
result<http::response> ask_alone(stuck<Carrier>& at, std::stop_token stop, clock::time_point& done_at) {
    std::optional<result<http::response>> given;
    at.carrier->async_exchange(at.client.io.get_executor(), at.what, std::move(stop), [&](auto answer) {
        done_at = clock::now();
        given.emplace(std::move(answer));
    });
    for (const auto end = clock::now() + 20s; !given && clock::now() < end;) at.client.io.run_one_for(50ms);
    BOOST_REQUIRE(given);
    return std::move(*given);
}

template <class Carrier>
clock::duration delay_of_a_stop(phase where, bool tls) {
    stuck<Carrier> at(where, tls, 10s);
    std::stop_source source;
    clock::time_point stopped_at, done_at;
    std::jthread stopping([&] {
        std::this_thread::sleep_for(120ms);
        stopped_at = clock::now();
        source.request_stop();
    });
    const auto answer = ask_alone(at, source.get_token(), done_at);
    stopping.join();
    check_failure_of<Carrier>(answer, transport_errc::canceled, "called off");
    BOOST_TEST((done_at >= stopped_at));
    return done_at - stopped_at;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_stop_and_timeout)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_stop_ends_an_exchange_at_once_in_every_phase, Carrier, carriers) {
    for (const bool tls : {false, true}) {
        for (const auto& [where, message] : phases) {
            BOOST_TEST_CONTEXT(message << (tls ? ", TLS" : "")) {
                // A busy machine may hold one of them up; a wait for a timeout would hold up all.
                auto delay = delay_of_a_stop<Carrier>(where, tls);
                for (int i = 0; i < 2 && delay >= 100ms; ++i) delay = delay_of_a_stop<Carrier>(where, tls);
                BOOST_TEST((delay < 100ms));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(silence_ends_an_exchange_in_every_phase, Carrier, carriers) {
    for (const bool tls : {false, true}) {
        for (const auto& [where, message] : phases) {
            BOOST_TEST_CONTEXT(message << (tls ? ", TLS" : "")) {
                stuck<Carrier> at(where, tls, 300ms);
                clock::time_point done_at;
                const auto began = clock::now();
                check_failure_of<Carrier>(ask_alone(at, {}, done_at), transport_errc::timed_out, message);
                BOOST_TEST((done_at - began >= 300ms));
                BOOST_TEST((done_at - began < 3s));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_slow_answer_is_no_silence, Carrier, carriers) {
    scripted_peer peer([](peer_link& link, int) {
        link.read_head();
        link.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
        for (char each : std::string("so slow.")) {
            std::this_thread::sleep_for(200ms);
            link.send(std::string(1, each));
        }
    });
    Carrier carrier(trusting());
    loop client;
    auto what = request_to(peer.where(), "/");
    what.timeout = 1500ms;  // less than the whole takes
    BOOST_TEST(client.ask(carrier, what).value().body == "so slow.");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_was_stopped_before_it_began_sends_nothing, Carrier, carriers) {
    served farm({});
    Carrier carrier(trusting());
    loop client;
    std::stop_source source;
    source.request_stop();
    check_failure_of<Carrier>(client.ask(carrier, request_to(farm->where(), "/echo"), source.get_token()),
                              transport_errc::canceled, "");
    BOOST_TEST(farm->accepted() == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_stopped_exchange_gives_its_place_to_the_next, Carrier, carriers) {
    scripted_peer peer([](peer_link& link, int number) {
        link.read_head();
        if (number == 1) link.wait_for_end();
        else link.send(answer_with("next"));
    });
    auto options = believing_the_system();
    options.connections_per_origin = 1;
    Carrier carrier(options);
    loop client;
    std::stop_source source;
    std::optional<result<http::response>> first, second, third;
    carrier.async_exchange(client.io.get_executor(), request_to(peer.where(), "/1"), source.get_token(),
                           [&](auto a) { first.emplace(a); });
    // This one leaves the queue; the one behind it must not wait for it.
    carrier.async_exchange(client.io.get_executor(), request_to(peer.where(), "/2"), source.get_token(),
                           [&](auto a) { second.emplace(a); });
    carrier.async_exchange(client.io.get_executor(), request_to(peer.where(), "/3"), {}, [&](auto a) { third.emplace(a); });
    std::jthread stopping([&] {
        std::this_thread::sleep_for(100ms);
        source.request_stop();
    });
    client.io.run_for(20s);
    BOOST_REQUIRE((first && second && third));
    check_failure_of<Carrier>(*first, transport_errc::canceled, "");
    check_failure_of<Carrier>(*second, transport_errc::canceled, "");
    BOOST_TEST(third->value().body == "next");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(stops_from_another_thread_race_with_answers_without_harm, Carrier, carriers) {
    served farm(over_tls());
    auto options = trusting();
    options.connections_per_origin = 2;
    Carrier carrier(options);
    for (int round = 0; round < 60; ++round) {
        loop client;
        std::stop_source source;
        int called = 0;
        for (int i = 0; i < 6; ++i) {
            carrier.async_exchange(client.io.get_executor(), request_to(farm->where(), "/bytes/50000"), source.get_token(),
                                   [&](auto answer) {
                                       ++called;
                                       BOOST_TEST((answer || answer.error().code == transport_errc::canceled));
                                   });
        }
        std::jthread stopping([&] {
            std::this_thread::sleep_for(std::chrono::microseconds(round * 150));
            source.request_stop();
        });
        client.io.run_for(20s);
        BOOST_TEST(called == 6);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_execution_context_may_end_in_every_phase, Carrier, carriers) {
    for (const bool tls : {false, true}) {
        for (const auto& [where, message] : phases) {
            BOOST_TEST_CONTEXT(message << (tls ? ", TLS" : "")) {
                stuck<Carrier> at(where, tls, 10s);
                bool was_called = false;
                {
                    asio::io_context passing;
                    std::stop_source source;
                    for (int i = 0; i < 3; ++i) {
                        at.carrier->async_exchange(passing.get_executor(), at.what, source.get_token(),
                                                   [&](auto) { was_called = true; });
                    }
                    passing.run_for(60ms);
                }
                BOOST_TEST(!was_called);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
