// SPDX-License-Identifier: BSL-1.0
#include "carriers.hpp"
#include "program.hpp"

#include <pwd.h>

using namespace transport_test;

namespace {

connection_options through(const std::string& url) {
    auto options = trusting();
    options.proxies = proxy::parse(url).value();
    return options;
}

/// A farm behind a proxy is asked, over TLS and plain, with the right login, the wrong one and none.
template <class Carrier>
void check_proxy(program& server, const std::string& scheme, std::uint16_t port) {
    const auto at = "127.0.0.1:" + std::to_string(port);
    for (const bool tls : {true, false}) {
        served farm(tls ? over_tls() : farm::http_server_options{});
        loop client;
        http::origin where = farm->where();
        where.host = "localhost";
        const auto what = request_to(where, "/echo", "POST", "behind the proxy");
        Carrier right(through(scheme + "://alice:sesame7@" + at));
        const auto answer = ask_patiently(client, right, what, server);
        BOOST_REQUIRE_MESSAGE(answer, (answer ? std::string() : answer.error().message()));
        BOOST_TEST(answer->body == "behind the proxy");
        BOOST_TEST(client.ask(right, what).value().body == "behind the proxy");
        // Without a body: what a proxy leaves unread may cost its answer.
        const auto refused = request_to(where, "/echo");
        Carrier nobody(through(scheme + "://" + at));
        check_failure(client.ask(nobody, refused), transport_errc::proxy_refused, "");
        // A wrong login is a 401 of tinyproxy's where it passes requests on, as if the farm had said it.
        Carrier wrong(through(scheme + "://alice:hunter2@" + at));
        const auto unknown = client.ask(wrong, refused);
        if (unknown) BOOST_TEST((unknown->status == 401 && scheme == "http" && !tls));
        else check_failure(unknown, transport_errc::proxy_refused, "");
        BOOST_TEST(farm->accepted() >= 1u);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_real_proxies)

BOOST_AUTO_TEST_CASE_TEMPLATE(tinyproxy_lets_us_through, Carrier, carriers) {
    const scratch_folder folder;
    const auto port = free_port();
    const auto settings = (folder.path / "tinyproxy.conf").string();
    write_file(settings, "Port " + std::to_string(port) +
                             "\nListen 127.0.0.1\nTimeout 20\nMaxClients 20\nDisableViaHeader Yes\nLogLevel Error\n"
                             "BasicAuth alice sesame7\n");
    program server({"tinyproxy", "-d", "-c", settings}, folder.path / "output");
    std::this_thread::sleep_for(50ms);
    if (server.has_ended() && server.is_missing()) {
        BOOST_TEST_MESSAGE("skipped: no tinyproxy here");
        return;
    }
    check_proxy<Carrier>(server, "http", port);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(microsocks_lets_us_through, Carrier, carriers) {
    const scratch_folder folder;
    const auto port = free_port();
    program server({"microsocks", "-i", "127.0.0.1", "-p", std::to_string(port), "-u", "alice", "-P", "sesame7"},
                   folder.path / "output");
    std::this_thread::sleep_for(50ms);
    if (server.has_ended() && server.is_missing()) {
        BOOST_TEST_MESSAGE("skipped: no microsocks here");
        return;
    }
    for (const char* scheme : {"socks5h", "socks5"}) check_proxy<Carrier>(server, scheme, port);
    // Its own refusal, seen from the other side of a farm that is not there.
    loop client;
    Carrier carrier(through("socks5h://alice:sesame7@127.0.0.1:" + std::to_string(port)));
    check_failure_of<Carrier>(client.ask(carrier, request_to({true, "127.0.0.1", free_port(), true}, "/")),
                              transport_errc::connect_failed, "the farm refuses the connection");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(dante_lets_us_through_without_a_login, Carrier, carriers) {
    const scratch_folder folder;
    const auto port = free_port();
    const auto settings = (folder.path / "danted.conf").string();
    write_file(settings, "errorlog: stderr\ninternal: 127.0.0.1 port = " + std::to_string(port) +
                             "\nexternal: lo\nsocksmethod: none\nclientmethod: none\nuser.unprivileged: nobody\n"
                             "client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }\n"
                             "socks block { from: 0.0.0.0/0 to: 127.0.0.9/32 command: connect }\n"
                             "socks pass { from: 127.0.0.0/8 to: 127.0.0.0/8 command: connect }\n");
    program server({"danted", "-f", settings, "-p", (folder.path / "pid").string()}, folder.path / "output");
    std::this_thread::sleep_for(50ms);
    if (server.has_ended() && server.is_missing()) {
        BOOST_TEST_MESSAGE("skipped: no danted here");
        return;
    }
    served farm(over_tls());
    loop client;
    Carrier carrier(through("socks5h://127.0.0.1:" + std::to_string(port)));
    const auto answer = ask_patiently(client, carrier, request_to(farm->where(), "/echo", "POST", "dante"), server);
    BOOST_REQUIRE_MESSAGE(answer, (answer ? std::string() : answer.error().message()));
    BOOST_TEST(answer->body == "dante");
    check_failure_of<Carrier>(client.ask(carrier, request_to({true, "127.0.0.9", farm->port(), true}, "/")),
                              transport_errc::proxy_refused, "its rules do not allow");
}

BOOST_AUTO_TEST_SUITE_END()
