// SPDX-License-Identifier: BSL-1.0
#include <renderbus/transport/proxy.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

using namespace renderbus;

namespace {

using variables = std::map<std::string, std::string>;

proxy_rules rules_of(const variables& all) {
    return proxy_rules::from_environment([&](const char* name) -> const char* {
        const auto found = all.find(name);
        return found == all.end() ? nullptr : found->second.c_str();
    });
}

/// Where the rules lead: the proxy's text, or `direct`.
std::string way_to(const proxy_rules& rules, const std::string& origin) {
    const auto via = rules.way_to(http::parse_origin(origin).value()).value();
    return via ? via->text() : "direct";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_proxy_rules)

BOOST_AUTO_TEST_CASE(a_proxy_is_read_from_its_url) {
    const auto read = proxy::parse("socks5h://al%40ice:p%3Ass%2Fword@gate.studio:9050/").value();
    BOOST_TEST((read.speaks == proxy::protocol::socks5h));
    BOOST_TEST(read.host == "gate.studio");
    BOOST_TEST(read.port == 9050);
    BOOST_TEST(read.user == "al@ice");
    BOOST_TEST(read.password.reveal() == "p:ss/word");
    BOOST_TEST(read.text() == "socks5h://gate.studio:9050");
    BOOST_TEST(proxy::parse("gate:3128").value().text() == "http://gate:3128");
    BOOST_TEST(proxy::parse("http://gate").value().text() == "http://gate:1080");
    BOOST_TEST(proxy::parse("SOCKS5://[::1]:1").value().text() == "socks5://[::1]:1");
    BOOST_TEST(proxy::parse("http://only@gate:1").value().user == "only");
    BOOST_TEST(proxy::parse("http://a:b@c@gate:1").value().password.reveal() == "b@c");
}

BOOST_AUTO_TEST_CASE(what_is_no_proxy_is_told_without_its_password) {
    for (const char* text :
         {"https://u:hunter2@gate:1", "ftp://u:hunter2@gate", "http://u:hunter2%@gate:1", "http://u:hunter2@:1",
          "http://u:hunter2@gate:99999", "http://u:hunter2@gate/path", "http://u:hunter2@ga te:1", "", "http://"}) {
        const auto read = proxy::parse(text);
        BOOST_REQUIRE_MESSAGE(!read, text);
        BOOST_TEST((read.error().code == data_errc::invalid_value));
        BOOST_TEST(read.error().message().find("hunter2") == std::string::npos);
        BOOST_TEST(!read.error().next_step.empty());
    }
}

BOOST_AUTO_TEST_CASE(the_environment_is_read_as_curl_reads_it) {
    BOOST_TEST(way_to(rules_of({}), "https://farm") == "direct");
    BOOST_TEST(way_to(rules_of({{"https_proxy", "http://a:1"}, {"HTTPS_PROXY", "http://b:1"}}), "https://farm") == "http://a:1");
    BOOST_TEST(way_to(rules_of({{"HTTPS_PROXY", "http://b:1"}, {"ALL_PROXY", "http://c:1"}}), "https://farm") == "http://b:1");
    BOOST_TEST(way_to(rules_of({{"HTTPS_PROXY", ""}, {"ALL_PROXY", "socks5://c:1"}}), "https://farm") == "socks5://c:1");
    BOOST_TEST(way_to(rules_of({{"HTTPS_PROXY", "http://b:1"}}), "http://farm") == "direct");
    BOOST_TEST(way_to(rules_of({{"http_proxy", "http://b:1"}}), "http://farm") == "http://b:1");
    BOOST_TEST(way_to(rules_of({{"all_proxy", "socks5h://c:1"}}), "http://farm") == "socks5h://c:1");
    // A request's header `Proxy:` becomes this variable in a CGI program.
    BOOST_TEST(way_to(rules_of({{"HTTP_PROXY", "http://evil:1"}}), "http://farm") == "direct");
}

BOOST_AUTO_TEST_CASE(exceptions_are_names_with_all_below_them_addresses_and_networks) {
    const auto way = [](const std::string& except, const std::string& origin) {
        return way_to(rules_of({{"ALL_PROXY", "http://p:1"}, {"NO_PROXY", except}}), origin) == "direct" ? "direct" : "proxy";
    };
    BOOST_TEST(way("studio.example", "https://studio.example") == "direct");
    BOOST_TEST(way("studio.example", "https://a.b.studio.example:8443") == "direct");
    BOOST_TEST(way(".studio.example", "https://studio.example") == "direct");
    BOOST_TEST(way("STUDIO.example", "https://Farm.Studio.EXAMPLE.") == "direct");
    BOOST_TEST(way("studio.example", "https://mystudio.example") == "proxy");
    BOOST_TEST(way("studio.example", "https://studio.example.org") == "proxy");
    BOOST_TEST(way("a, b c,,studio.example", "https://studio.example") == "direct");
    BOOST_TEST(way("*", "https://anything") == "direct");
    BOOST_TEST(way("*.example", "https://studio.example") == "direct");
    BOOST_TEST(way("*.studio.example", "https://studio.example") == "proxy");
    BOOST_TEST(way("*.studio.example", "https://a.studio.example") == "direct");
    BOOST_TEST(way("*.studio.example", "https://mystudio.example") == "proxy");
    BOOST_TEST(way("s*.example", "https://studio.example") == "proxy");  // there are no other patterns
    BOOST_TEST(way("studio.example:8443", "https://a.studio.example:8443") == "direct");
    BOOST_TEST(way("studio.example:8443", "https://studio.example") == "proxy");
    BOOST_TEST(way("studio.example:443", "https://studio.example") == "direct");
    BOOST_TEST(way("10.0.0.7:80", "http://10.0.0.7") == "direct");
    BOOST_TEST(way("10.0.0.7:80", "https://10.0.0.7") == "proxy");
    BOOST_TEST(way("[::1]:8443", "https://[::1]:8443") == "direct");
    BOOST_TEST(way("[::1]:8443", "https://[::1]:8444") == "proxy");
    BOOST_TEST(way("[fd00::]/8", "https://[fd12::1]") == "direct");
    BOOST_TEST(way("fd00::/8", "https://[fd12::1]") == "direct");
    BOOST_TEST(way("[fd00::]/8", "https://[fe00::1]") == "proxy");
    for (const char* odd :
         {"studio.example:", "studio.example:0", "studio.example:70000", "studio.example:x", "[", "]", ":", "[]:1"})
        BOOST_TEST(way(odd, "https://studio.example") == "proxy", odd);
    BOOST_TEST(way("10.0.0.7", "https://10.0.0.7") == "direct");
    BOOST_TEST(way("10.0.0.7", "https://10.0.0.71") == "proxy");
    BOOST_TEST(way("0.0.7", "https://10.0.0.7") == "proxy");
    BOOST_TEST(way("10.0.0.0/8", "https://10.200.3.4") == "direct");
    BOOST_TEST(way("10.0.0.0/8", "https://11.0.0.1") == "proxy");
    BOOST_TEST(way("192.168.16.0/20", "https://192.168.31.255") == "direct");
    BOOST_TEST(way("192.168.16.0/20", "https://192.168.32.0") == "proxy");
    BOOST_TEST(way("0.0.0.0/0", "https://1.2.3.4") == "direct");
    BOOST_TEST(way("10.0.0.0/33", "https://10.0.0.1") == "proxy");
    BOOST_TEST(way("fe80::/10", "https://[fe80::1]") == "direct");
    BOOST_TEST(way("[2001:db8::1]", "https://[2001:db8::1]") == "direct");
    BOOST_TEST(way("2001:db8::/32", "https://[2001:db9::1]") == "proxy");
    BOOST_TEST(way_to(proxy_rules(proxy::parse("http://p:1").value(), "studio.example"), "https://x.studio.example") == "direct");
    BOOST_TEST(way_to(proxy_rules(proxy::parse("http://p:1").value()), "https://x.studio.example") == "http://p:1");
    BOOST_TEST(way_to(proxy_rules::none(), "https://x.studio.example") == "direct");
}

BOOST_AUTO_TEST_CASE(a_variable_that_names_no_proxy_is_told_where_it_would_be_used) {
    const auto rules = rules_of({{"https_proxy", "gopher://u:hunter2@gate"}, {"no_proxy", "inside.example"}});
    BOOST_TEST(way_to(rules, "https://inside.example") == "direct");
    BOOST_TEST(way_to(rules, "http://outside.example") == "direct");
    const auto via = rules.way_to(http::parse_origin("https://outside.example").value());
    BOOST_REQUIRE(!via);
    BOOST_TEST((via.error().code == data_errc::invalid_value));
    BOOST_TEST(via.error().place == "the environment's https_proxy");
    BOOST_TEST(via.error().message().find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
