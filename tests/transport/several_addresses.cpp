// SPDX-License-Identifier: BSL-1.0
#include "scripted_peer.hpp"

#include <dlfcn.h>
#include <netdb.h>

using namespace transport_test;
using namespace std::string_literals;

// One name that has two addresses wherever the tests run; all others are the system's to find.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
    const auto of_system = reinterpret_cast<decltype(&::getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    if (name == nullptr || name != "two-addresses.example"s) return of_system(name, service, hints, found);
    addrinfo* second = nullptr;
    if (const int why = of_system("192.0.2.1", service, hints, found); why != 0) return why;
    if (const int why = of_system("192.0.2.2", service, hints, &second); why != 0) return why;
    addrinfo* last = *found;
    while (last->ai_next != nullptr) last = last->ai_next;
    last->ai_next = second;
    return 0;
}

namespace {

/// What a socks5 proxy is asked for that gives each connection the next verdict, and what becomes of the request.
struct asked_proxy {
    explicit asked_proxy(std::vector<char> verdicts)
        : peer([this, verdicts = std::move(verdicts)](peer_link& link, int number) {
              link.read_some();
              link.send("\x05\x00"s);
              const auto question = link.read_some();
              asked += std::to_string(static_cast<unsigned char>(question.at(7))) + " ";
              const char verdict = verdicts.at(static_cast<std::size_t>(number - 1));
              link.send("\x05"s + verdict + "\x00\x01\x00\x00\x00\x00\x00\x00"s);
              if (verdict != 0) return;
              link.read_head();
              link.send(answer_with("through"));
              link.wait_for_end();
          }) {}
    result<http::response> ask() {
        auto options = trusting();
        options.proxies = proxy{proxy::protocol::socks5, "127.0.0.1", peer.port()};
        asio_transport carrier(options);
        loop client;
        return client.ask(carrier, request_to({false, "two-addresses.example", 80, false}, "/"));
    }
    std::string asked;
    scripted_peer peer;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_several_addresses)

BOOST_AUTO_TEST_CASE(a_socks5_proxy_is_asked_for_the_next_where_it_cannot_reach_one) {
    for (const char unreachable : {3, 4, 5, 6, 8}) {
        asked_proxy two({unreachable, 0});
        BOOST_TEST(two.ask().value().body == "through");
        BOOST_TEST(two.asked == "1 2 ");
    }
    asked_proxy first({0});
    BOOST_TEST(first.ask().value().body == "through");
    BOOST_TEST(first.asked == "1 ");
    asked_proxy neither({5, 4});
    check_failure(neither.ask(), transport_errc::connect_failed, "no way leads to the farm");
    BOOST_TEST(neither.asked == "1 2 ");
}

BOOST_AUTO_TEST_CASE(a_socks5_proxy_that_refuses_for_another_reason_is_asked_once) {
    asked_proxy strict({2});
    check_failure(strict.ask(), transport_errc::proxy_refused, "rules do not allow");
    BOOST_TEST(strict.asked == "1 ");
    asked_proxy silent({1});
    check_failure(silent.ask(), transport_errc::connect_failed, "does not say why");
    BOOST_TEST(silent.asked == "1 ");
}

BOOST_AUTO_TEST_SUITE_END()
