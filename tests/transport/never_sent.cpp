// SPDX-License-Identifier: BSL-1.0
#include "carriers.hpp"
#include "deaf_listener.hpp"

#include <optional>

using namespace transport_test;

namespace {

/// Whether a failure tells that nothing of the request went out; none where there was no failure.
std::optional<bool> was_never_sent(const result<http::response>& answer) {
    return answer ? std::nullopt : std::optional(answer.error().never_sent);
}

template <class Carrier>
std::optional<bool> was_never_sent_to(http::origin where, connection_options options = trusting(), bool pipelined = false) {
    Carrier carrier(std::move(options));
    loop client;
    auto what = request_to(std::move(where), "/", "PUT", "x");
    what.repeatable = what.pipelined = pipelined;
    return was_never_sent(client.ask(carrier, std::move(what)));
}

/// Refuses every handshake but the first.
int take_one_hello(SSL*, int*, void* seen) {
    return ++*static_cast<std::atomic<int>*>(seen) == 1 ? SSL_CLIENT_HELLO_SUCCESS : SSL_CLIENT_HELLO_ERROR;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_never_sent)

BOOST_AUTO_TEST_CASE_TEMPLATE(is_told_where_no_connection_came_about, Carrier, carriers) {
    std::uint16_t gone = 0;
    {
        scripted_peer there([](peer_link&, int) {});
        gone = there.port();
    }
    scripted_peer cut([](peer_link& link, int) { link.read_some(); });
    scripted_peer refusing([](peer_link& link, int) {
        link.read_head();
        link.send("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    const deaf_listener deaf;
    auto hurried = trusting(), by_proxy = trusting();
    hurried.connect_timeout = 50ms;
    by_proxy.proxies = proxy{proxy::protocol::http, "127.0.0.1", refusing.port()};
    for (const bool pipelined : {false, true}) {
        const auto of = [&](http::origin where, connection_options options = trusting()) {
            return was_never_sent_to<Carrier>(std::move(where), std::move(options), pipelined) == true;
        };
        BOOST_TEST(of({false, "127.0.0.1", gone, true}));
        BOOST_TEST(of({false, "no-such-host.invalid", 80, false}));
        BOOST_TEST(of({true, "127.0.0.1", cut.port(), true}));
        BOOST_TEST(of(deaf.where(false), hurried));
        BOOST_TEST(of({true, "farm.invalid", 443, false}, by_proxy));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_told_where_no_connection_was_free, Carrier, carriers) {
    scripted_peer peer([](peer_link& link, int) {
        link.read_head();
        std::this_thread::sleep_for(400ms);
        link.send(answer_with("x"));
        link.wait_for_end();
    });
    auto options = trusting();
    options.connections = 1;
    Carrier carrier(options);
    loop client;
    auto late = request_to(peer.where(), "/");
    late.timeout = 50ms;
    const auto answers = client.ask_all(carrier, {request_to(peer.where(), "/"), late});
    BOOST_TEST(answers[0].has_value());
    check_failure_of<Carrier>(answers[1], transport_errc::timed_out, "no connection was free");
    BOOST_TEST(answers[1].error().never_sent);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_not_told_of_what_may_have_arrived, Carrier, carriers) {
    scripted_peer silent([](peer_link& link, int) { link.read_head(); });
    for (const bool pipelined : {false, true}) {
        BOOST_TEST((was_never_sent_to<Carrier>(silent.where(), trusting(), pipelined) == false));
    }
    // Sent on a connection that had died, and then no other came about.
    std::atomic<int> hellos = 0;
    SSL_CTX* settings = peer_tls();
    SSL_CTX_set_client_hello_cb(settings, take_one_hello, &hellos);
    scripted_peer once(
        [](peer_link& link, int) {
            link.read_head();
            link.send(answer_with("first"));
            link.read_head();
        },
        settings);
    Carrier carrier(trusting());
    loop client;
    BOOST_TEST(client.ask(carrier, request_to(once.where(), "/")).value().body == "first");
    auto again = request_to(once.where(), "/");
    again.repeatable = true;
    BOOST_TEST((was_never_sent(client.ask(carrier, again)) == false));
    BOOST_TEST(hellos > 1);
}

BOOST_AUTO_TEST_SUITE_END()
