// SPDX-License-Identifier: BSL-1.0
#include <renderbus/transport/dialer.hpp>

#include "deaf_listener.hpp"

using namespace transport_test;
using renderbus::detail::dialer;
using endpoint = asio::ip::tcp::endpoint;

namespace {

struct dialed {
    std::unique_ptr<renderbus::detail::stream> made;
    std::error_code why;
    clock::duration took{};
};

dialed dial(std::vector<endpoint> addresses) {
    asio::io_context io;
    dialed outcome;
    const auto began = clock::now();
    bool is_done = false;
    const auto dialing = std::make_shared<dialer>(io.get_executor(), std::move(addresses), [&](auto made, std::error_code why) {
        BOOST_REQUIRE(!is_done);
        is_done = true;
        outcome = {std::move(made), why, clock::now() - began};
        if (outcome.made) outcome.made->close();
    });
    dialing->start();
    BOOST_TEST(!is_done);
    io.run();
    // The other attempts are called off: nothing waits for them.
    BOOST_TEST((clock::now() - began - outcome.took < 200ms));
    BOOST_REQUIRE(is_done);
    return outcome;
}

endpoint at(const char* address, std::uint16_t port) { return {asio::ip::make_address(address), port}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_dialer)

BOOST_AUTO_TEST_CASE(families_take_turns) {
    const auto a = at("::1", 1), b = at("::2", 1), c = at("::3", 1), x = at("1.1.1.1", 1), y = at("1.1.1.2", 1);
    BOOST_TEST((renderbus::detail::in_turn({a, b, c, x, y}) == std::vector{a, x, b, y, c}));
    BOOST_TEST((renderbus::detail::in_turn({x, a, b}) == std::vector{x, a, b}));
    BOOST_TEST((renderbus::detail::in_turn({x, y}) == std::vector{x, y}));
    BOOST_TEST(renderbus::detail::in_turn({}).empty());
}

BOOST_AUTO_TEST_CASE(an_address_that_is_silent_is_given_250_ms) {
    const deaf_listener deaf;
    scripted_peer peer([](peer_link& link, int) { link.wait_for_end(); });
    const auto outcome = dial({at("127.0.0.1", deaf.where(false).port), at("127.0.0.1", peer.port())});
    BOOST_TEST(bool(outcome.made));
    BOOST_TEST((outcome.took >= 250ms));
    BOOST_TEST((outcome.took < 1500ms));
}

BOOST_AUTO_TEST_CASE(an_address_that_refuses_is_followed_at_once) {
    scripted_peer peer([](peer_link& link, int) { link.wait_for_end(); });
    std::uint16_t gone = 0;
    {
        scripted_peer there([](peer_link&, int) {});
        gone = there.port();
    }
    std::vector<endpoint> addresses(20, at("127.0.0.1", gone));
    addresses.push_back(at("127.0.0.1", peer.port()));
    const auto outcome = dial(std::move(addresses));
    BOOST_TEST(bool(outcome.made));
    BOOST_TEST((outcome.took < 250ms * 10));
    const auto refused = dial({at("127.0.0.1", gone), at("127.0.0.1", gone)});
    BOOST_TEST(!refused.made);
    BOOST_TEST((refused.why == asio::error::connection_refused));
}

BOOST_AUTO_TEST_CASE(the_first_that_answers_wins_and_the_others_are_closed) {
    scripted_peer first([](peer_link& link, int) { link.wait_for_end(); });
    scripted_peer second([](peer_link& link, int) { link.wait_for_end(); });
    const auto outcome = dial({at("127.0.0.1", first.port()), at("127.0.0.1", second.port())});
    BOOST_TEST(bool(outcome.made));
    BOOST_TEST((outcome.took < 250ms));
    first.wait_for_closed(1);
    BOOST_TEST(first.connections() == 1);
    BOOST_TEST(second.connections() == 0);
}

BOOST_AUTO_TEST_CASE(who_is_abandoned_says_nothing_more) {
    const deaf_listener deaf;
    asio::io_context io;
    const auto dialing = std::make_shared<dialer>(io.get_executor(), std::vector{at("127.0.0.1", deaf.where(false).port)},
                                                  [](auto, std::error_code) { BOOST_ERROR("called after abandon()"); });
    dialing->start();
    io.run_for(50ms);
    dialing->abandon();
    const auto began = clock::now();
    io.restart();
    io.run_for(5s);
    BOOST_TEST((clock::now() - began < 1s));
}

BOOST_AUTO_TEST_SUITE_END()
