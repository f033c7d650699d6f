// SPDX-License-Identifier: BSL-1.0
#include "carriers.hpp"
#include "scripted_peer.hpp"

using namespace transport_test;

namespace {

/// Answers the first request of its first connection, and does `then` with what follows.
class stale_peer {
public:
    stale_peer(bool tls, scripted_peer::script then, std::size_t body_size = 0)
        : peer(
              [this, body_size, then = std::move(then)](peer_link& link, int number) {
                  if (number == 1) {
                      link.read_head();
                      link.send(answer_with("first"));
                  }
                  const std::string request = link.read_request(body_size);
                  const bool has_come = !request.empty();
                  requests_seen += has_come;
                  if (has_come) {
                      const std::lock_guard lock(mutex_);
                      last_body_ = request.substr(request.find("\r\n\r\n") + 4);
                  }
                  then(link, number);
              },
              tls ? peer_tls() : nullptr) {}
    std::atomic<int> requests_seen = 0;
    std::string last_body() {
        const std::lock_guard lock(mutex_);
        return last_body_;
    }

private:
    std::mutex mutex_;
    std::string last_body_;

public:
    scripted_peer peer;  // the last: its threads use the others
};

/// A kept one that proves dead, and a new one. libcurl connects before it asks whether it may send again, in vain.
template <class Carrier>
constexpr int most_connections = std::is_same_v<Carrier, asio_transport> ? 2 : 3;

void close_on_first_connection(peer_link& link, int number) {
    if (number != 1) link.send(answer_with("again"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_stale_connections)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_repeatable_request_is_sent_again_on_a_new_connection, Carrier, carriers) {
    for (const bool tls : {false, true}) {
        for (const bool breaks : {false, true}) {
            stale_peer stale(tls, [&](peer_link& link, int number) {
                if (number == 1 && breaks) link.reset();
                close_on_first_connection(link, number);
            });
            Carrier carrier(trusting());
            loop client;
            BOOST_TEST(client.ask(carrier, request_to(stale.peer.where(), "/")).value().body == "first");
            auto what = request_to(stale.peer.where(), "/");
            what.repeatable = true;
            BOOST_TEST(client.ask(carrier, what).value().body == "again");
            BOOST_TEST(stale.peer.connections() <= most_connections<Carrier>);
            BOOST_TEST(stale.requests_seen == 2);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(its_body_is_sent_again_from_the_start, Carrier, carriers) {
    constexpr std::size_t size = 200000;
    stale_peer stale(false, close_on_first_connection, size);
    Carrier carrier(trusting());
    loop client;
    BOOST_TEST(client.ask(carrier, request_to(stale.peer.where(), "/")).has_value());
    auto what = request_to(stale.peer.where(), "/", "PUT");
    const auto source = std::make_shared<made_source>(size);
    what.source = source;
    what.repeatable = true;
    BOOST_TEST(client.ask(carrier, what).value().body == "again");
    BOOST_TEST(source->rewound == 1);
    BOOST_REQUIRE_EQUAL(stale.last_body().size(), size);
    checking_sink compare;
    BOOST_TEST(compare.write(stale.last_body()).has_value());
    BOOST_TEST(compare.is_right);

    stale_peer from_memory(false, close_on_first_connection, 100000);
    BOOST_TEST(client.ask(carrier, request_to(from_memory.peer.where(), "/")).has_value());
    what = request_to(from_memory.peer.where(), "/", "PUT", std::string(100000, 'm'));
    what.repeatable = true;
    BOOST_TEST(client.ask(carrier, what).value().body == "again");
    BOOST_TEST((from_memory.last_body() == std::string(100000, 'm')));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(any_other_request_is_not_sent_twice, Carrier, carriers) {
    stale_peer stale(true, close_on_first_connection);
    Carrier carrier(trusting());
    loop client;
    BOOST_TEST(client.ask(carrier, request_to(stale.peer.where(), "/")).has_value());
    check_failure_of<Carrier>(client.ask(carrier, request_to(stale.peer.where(), "/")), transport_errc::connection_lost,
                              "may or may not have arrived");
    BOOST_TEST(stale.requests_seen == 1);
    BOOST_TEST(stale.peer.connections() < most_connections<Carrier>);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(it_is_sent_again_once_and_no_more, Carrier, carriers) {
    stale_peer stale(false, [](peer_link&, int) {});
    Carrier carrier(trusting());
    loop client;
    BOOST_TEST(client.ask(carrier, request_to(stale.peer.where(), "/")).has_value());
    auto what = request_to(stale.peer.where(), "/");
    what.repeatable = true;
    check_failure_of<Carrier>(client.ask(carrier, what), transport_errc::connection_lost, "");
    BOOST_TEST(stale.requests_seen == 2);
    BOOST_TEST(stale.peer.connections() <= most_connections<Carrier>);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_new_connection_that_dies_is_no_stale_one, Carrier, carriers) {
    scripted_peer peer([](peer_link& link, int) { link.read_head(); });
    Carrier carrier(trusting());
    loop client;
    auto what = request_to(peer.where(), "/");
    what.repeatable = true;
    check_failure_of<Carrier>(client.ask(carrier, what), transport_errc::connection_lost, "before the answer");
    BOOST_TEST(peer.connections() == 1);
}

// libcurl takes an answer that broke off inside its first line for none.
using carriers_that_see_each_byte = std::tuple<asio_transport>;
BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_is_sent_again_once_an_answer_has_begun, Carrier, carriers_that_see_each_byte) {
    stale_peer stale(false, [](peer_link& link, int) { link.send("H"); });
    Carrier carrier(trusting());
    loop client;
    BOOST_TEST(client.ask(carrier, request_to(stale.peer.where(), "/")).has_value());
    auto what = request_to(stale.peer.where(), "/");
    what.repeatable = true;
    check_failure_of<Carrier>(client.ask(carrier, what), transport_errc::connection_lost, "inside the answer's head");
    BOOST_TEST(stale.requests_seen == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_connection_that_was_closed_meanwhile_is_not_used, Carrier, carriers) {
    for (const bool tls : {false, true}) {
        scripted_peer peer(
            [](peer_link& link, int) {
                link.read_head();
                link.send(answer_with("x"));
            },
            tls ? peer_tls() : nullptr);
        Carrier carrier(trusting());
        loop client;
        for (int i = 1; i <= 3; ++i) {
            // Not repeatable, and answered all the same: nothing went out on the dead connection.
            BOOST_TEST(client.ask(carrier, request_to(peer.where(), "/")).value().body == "x");
            BOOST_TEST(peer.connections() == i);
            peer.wait_for_closed(i);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
