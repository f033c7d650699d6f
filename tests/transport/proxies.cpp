// SPDX-License-Identifier: BSL-1.0
#include "carriers.hpp"
#include "scripted_peer.hpp"

using namespace transport_test;
using namespace std::string_literals;

namespace {

connection_options through(const scripted_peer& peer, proxy::protocol speaks, std::string user = {}, std::string password = {}) {
    auto options = trusting();
    options.proxies = proxy{speaks, "127.0.0.1", peer.port(), std::move(user), secret(std::move(password))};
    return options;
}

/// So many bytes, or fewer where the other side ends.
std::string read_bytes(peer_link& link, std::size_t count) {
    std::string all;
    while (all.size() < count) {
        const auto piece = link.read_some();
        if (piece.empty()) break;
        all += piece;
    }
    return all;
}

/// What a client gets that asks through a proxy which takes what it is sent and says one thing after another.
template <class Carrier>
result<http::response> answer_through(proxy::protocol speaks, const std::vector<std::string>& said, const std::string& origin,
                                      bool logs_in = false) {
    scripted_peer peer([&](peer_link& link, int) {
        for (const auto& each : said) {
            link.read_some();
            link.send(each);
        }
        link.read_some();
    });
    Carrier carrier(logs_in ? through(peer, speaks, "alice", "hunter2") : through(peer, speaks));
    loop client;
    auto answer = client.ask(carrier, request_to(http::parse_origin(origin).value(), "/a?b=hunter2"));
    if (!answer) {
        BOOST_TEST(answer.error().message().find("hunter2") == std::string::npos);
        BOOST_TEST(answer.error().message().find("aHVudGVyMg") == std::string::npos);
        BOOST_TEST(answer.error().place == http::parse_origin(origin).value().text() + "/a");
        BOOST_TEST(!answer.error().next_step.empty());
    }
    return answer;
}

const std::string socks_open = "\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50"s;

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_proxies)

BOOST_AUTO_TEST_CASE_TEMPLATE(plain_http_is_asked_for_with_the_whole_url, Carrier, carriers) {
    std::mutex mutex;
    std::vector<std::string> heads;
    scripted_peer peer([&](peer_link& link, int) {
        for (auto head = link.read_head(); !head.empty(); head = link.read_head()) {
            const std::lock_guard lock(mutex);
            heads.push_back(head);
            link.send(answer_with("by proxy"));
        }
    });
    Carrier carrier(through(peer, proxy::protocol::http, "alice", "open sesame"));
    loop client;
    const auto farm = http::parse_origin("http://farm.invalid:8080").value();
    for (int i = 0; i < 2; ++i) BOOST_TEST(client.ask(carrier, request_to(farm, "/a?b=c")).value().body == "by proxy");
    BOOST_TEST(peer.connections() == 1);
    for (const auto& head : heads) {
        BOOST_TEST(head.starts_with("GET http://farm.invalid:8080/a?b=c HTTP/1.1\r\n"));
        BOOST_TEST(head.find("Host: farm.invalid:8080\r\n") != std::string::npos);
        BOOST_TEST(head.find("Proxy-Authorization: Basic YWxpY2U6b3BlbiBzZXNhbWU=\r\n") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(https_is_asked_for_with_connect, Carrier, carriers) {
    std::string head;
    scripted_peer peer([&](peer_link& link, int) {
        head = link.read_head();
        link.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    });
    Carrier carrier(through(peer, proxy::protocol::http, "alice", "open sesame"));
    loop client;
    const auto answer = client.ask(carrier, request_to(http::parse_origin("https://farm.invalid").value(), "/secret?x"));
    check_failure_of<Carrier>(answer, transport_errc::proxy_refused, "answered CONNECT with HTTP status 403");
    BOOST_TEST(head.starts_with("CONNECT farm.invalid:443 HTTP/1.1\r\nHost: farm.invalid:443\r\n"));
    BOOST_TEST(head.find("Proxy-Authorization: Basic YWxpY2U6b3BlbiBzZXNhbWU=\r\n") != std::string::npos);
    BOOST_TEST(head.find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(refusals_of_an_http_proxy_are_clear, Carrier, carriers) {
    const auto check = [](const std::string& said, std::error_code code, const char* text, bool logs_in = false) {
        BOOST_TEST_CONTEXT(said.substr(0, 40)) {
            const auto all = said.empty() ? std::vector<std::string>() : std::vector{said};
            check_failure_of<Carrier>(answer_through<Carrier>(proxy::protocol::http, all, "https://farm.invalid", logs_in), code,
                                      text);
        }
    };
    const std::string asks = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nno!";
    check(asks, transport_errc::proxy_refused, "it asks for a login; give the proxy a user");
    check(asks, transport_errc::proxy_refused, "user and password are wrong", true);
    const std::string asks_for_more =
        "HTTP/1.1 407 Login\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n";
    check(asks_for_more, transport_errc::proxy_refused, "by Negotiate or NTLM, and Basic alone is spoken here; name a proxy",
          true);
    check("HTTP/1.1 407 Login\r\nProxy-Authenticate: NTLM, Basic realm=\"x\"\r\n\r\n", transport_errc::proxy_refused,
          "it asks for a login; give");
    check_failure_of<Carrier>(answer_through<Carrier>(proxy::protocol::http, {asks_for_more}, "http://farm.invalid"),
                              transport_errc::proxy_refused, "by Negotiate or NTLM");
    check("HTTP/1.1 502 Bad Gateway\r\n\r\n", transport_errc::connect_failed, "HTTP status 502");
    check("", transport_errc::connection_lost, "closed the connection before it answered");
    // libcurl waits for a line that looks like HTTP until the time to connect is over, and has one code for what it gives up.
    if constexpr (std::is_same_v<Carrier, asio_transport>) {
        check("SSH-2.0-OpenSSH_9.2\r\n", transport_errc::malformed_answer, "does not begin with HTTP");
        check("HTTP/1.1 200 OK\r\nX: " + std::string(400'000, 'x'), transport_errc::answer_too_large, "too long");
        check("HTTP/1.1 200 OK\r\n\r\nmore", transport_errc::malformed_answer, "behind its answer");
    }
    // The proxy that passes requests on says it in an answer.
    check_failure_of<Carrier>(answer_through<Carrier>(proxy::protocol::http, {asks}, "http://farm.invalid"),
                              transport_errc::proxy_refused, "HTTP status 407");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_tunnel_is_open_whatever_its_head_says_of_a_body, Carrier, carriers) {
    // Open, and closed again where the farm's TLS was to begin.
    for (const char* said : {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                             "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0 200 OK\nVia: x\n\n"}) {
        check_failure_of<Carrier>(answer_through<Carrier>(proxy::protocol::http, {said}, "https://farm.invalid"),
                                  transport_errc::connection_lost, "inside the TLS handshake");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(socks5_gets_a_name_or_an_address, Carrier, carriers) {
    struct expectation {
        proxy::protocol speaks;
        const char* origin;
        std::string asked;
    };
    for (const auto& [speaks, origin, asked] :
         {expectation{proxy::protocol::socks5h, "http://farm.invalid:8080", "\x05\x01\x00\x03\x0c"s + "farm.invalid\x1f\x90"},
          expectation{proxy::protocol::socks5h, "http://10.1.2.3:80", "\x05\x01\x00\x01\x0a\x01\x02\x03\x00\x50"s},
          expectation{proxy::protocol::socks5, "http://[::1]:80", "\x05\x01\x00\x04"s + std::string(15, '\0') + "\x01\x00\x50"s},
          expectation{proxy::protocol::socks5, "http://localhost:80", "\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x50"s}}) {
        for (const bool logs_in : {false, true}) {
            std::string login, question, request;
            scripted_peer peer([&, size = asked.size()](peer_link& link, int) {
                const auto greeting = link.read_some();
                link.send(logs_in ? "\x05\x02"s : "\x05\x00"s);
                if (logs_in) {
                    login = read_bytes(link, 15);
                    link.send("\x01\x00"s);
                }
                question = read_bytes(link, size);
                for (const char each : socks_open) link.send({&each, 1});
                request = link.read_head();
                link.send(answer_with("through"));
            });
            Carrier carrier(logs_in ? through(peer, speaks, "alice", "hunter2") : through(peer, speaks));
            loop client;
            BOOST_TEST(client.ask(carrier, request_to(http::parse_origin(origin).value(), "/x")).value().body == "through");
            if (logs_in)
                BOOST_TEST(login ==
                           "\x01\x05"
                           "alice\x07hunter2"s);
            BOOST_TEST(question == asked);
            BOOST_TEST(request.starts_with("GET /x HTTP/1.1\r\n"));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(refusals_of_a_socks_proxy_are_clear, Carrier, carriers) {
    const auto check = [](const std::vector<std::string>& said, std::error_code code, const char* text, bool logs_in = false) {
        BOOST_TEST_CONTEXT(text) {
            check_failure_of<Carrier>(answer_through<Carrier>(proxy::protocol::socks5h, said, "https://farm.invalid", logs_in),
                                      code, text);
        }
    };
    const auto verdict = [](char code) { return "\x05"s + code + "\x00\x01\x00\x00\x00\x00\x00\x00"s; };
    check({"\x05\xff"s}, transport_errc::proxy_refused, "nobody without a login");
    check({"\x05\x02"s, "\x01\x01"s}, transport_errc::proxy_refused, "user and password are wrong", true);
    check({"\x05\x00"s, verdict(2)}, transport_errc::proxy_refused, "rules do not allow");
    check({"\x05\x00"s, verdict(1)}, transport_errc::connect_failed, "does not say why");
    check({"\x05\x00"s, verdict(4)}, transport_errc::connect_failed, "no way leads to the farm");
    check({"\x05\x00"s, verdict(5)}, transport_errc::connect_failed, "the farm refuses the connection");
    check({}, transport_errc::connection_lost, "closed the connection before it answered");
    check({"HTTP/1.1 400 Bad Request\r\n\r\n"}, transport_errc::malformed_answer, "does not begin with version 5");
    if constexpr (std::is_same_v<Carrier, asio_transport>) {
        check({"\x05\x02"s}, transport_errc::malformed_answer, "not offered");
        check({"\x05\x00"s, verdict(77)}, transport_errc::malformed_answer, "77 is unknown");
        check({"\x05\x00"s, std::string(5000, '\x05')}, transport_errc::malformed_answer, "too long");
        check({"\x05\x00"s, socks_open + "more"}, transport_errc::malformed_answer, "behind its answer");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_proxy_that_says_nothing_or_is_not_there_is_told, Carrier, carriers) {
    std::uint16_t gone = 0;
    for (const auto speaks : {proxy::protocol::http, proxy::protocol::socks5h}) {
        scripted_peer silent([&](peer_link& link, int) { link.wait_for_end(); });
        auto options = through(silent, speaks);
        options.connect_timeout = 300ms;
        Carrier carrier(std::move(options));
        loop client;
        const auto what = request_to(http::parse_origin("https://farm.invalid").value(), "/");
        check_failure_of<Carrier>(client.ask(carrier, what), transport_errc::timed_out, "no answer from the proxy");
        {
            scripted_peer there([](peer_link&, int) {});
            gone = there.port();
        }
        options = trusting();
        options.proxies = proxy{speaks, "127.0.0.1", gone};
        Carrier lost(options);
        check_failure_of<Carrier>(client.ask(lost, what), transport_errc::connect_failed,
                                  "no connection to the proxy " + proxy{speaks, "127.0.0.1", gone}.text());
    }
    auto options = trusting();
    options.proxies = proxy{proxy::protocol::http, "no-such-proxy.invalid", 3128};
    Carrier nameless(options);
    loop client;
    check_failure_of<Carrier>(client.ask(nameless, request_to(http::parse_origin("https://farm.invalid").value(), "/")),
                              transport_errc::resolve_failed, "no-such-proxy.invalid");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(excepted_hosts_are_reached_directly, Carrier, carriers) {
    served farm(over_tls());
    scripted_peer proxy_that_nobody_asks([](peer_link&, int) {});
    auto options = trusting();
    options.proxies = {proxy{proxy::protocol::http, "127.0.0.1", proxy_that_nobody_asks.port()}, "127.0.0.0/8"};
    Carrier carrier(options);
    loop client;
    BOOST_TEST(client.ask(carrier, request_to(farm->where(), "/echo", "POST", "direct")).value().body == "direct");
    BOOST_TEST(proxy_that_nobody_asks.connections() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
