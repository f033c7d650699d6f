// SPDX-License-Identifier: BSL-1.0
#include <renderbus/transport/http.hpp>

#include <boost/test/unit_test.hpp>

using namespace renderbus;

BOOST_AUTO_TEST_SUITE(transport_http)

BOOST_AUTO_TEST_CASE(an_origin_is_read_from_an_address) {
    const auto check = [](const char* text, bool tls, const char* host, unsigned port, bool port_given, const char* authority,
                          const char* whole) {
        const auto read = http::parse_origin(text);
        BOOST_TEST_CONTEXT(text) {
            BOOST_REQUIRE(read);
            BOOST_TEST(read->tls == tls);
            BOOST_TEST(read->host == host);
            BOOST_TEST(read->port == port);
            BOOST_TEST(read->port_given == port_given);
            BOOST_TEST(read->authority() == authority);
            BOOST_TEST(read->text() == whole);
        }
    };
    check("https://task.renderbus.com", true, "task.renderbus.com", 443, false, "task.renderbus.com",
          "https://task.renderbus.com:443");
    check("task.renderbus.com", true, "task.renderbus.com", 443, false, "task.renderbus.com", "https://task.renderbus.com:443");
    check("localhost:8443", true, "localhost", 8443, true, "localhost:8443", "https://localhost:8443");
    check("http://127.0.0.1:80", false, "127.0.0.1", 80, true, "127.0.0.1:80", "http://127.0.0.1:80");
    check("http://farm", false, "farm", 80, false, "farm", "http://farm:80");
    check("HTTPS://Farm.Example:443", true, "farm.example", 443, true, "farm.example:443", "https://farm.example:443");
    check("https://[::1]:9000", true, "::1", 9000, true, "[::1]:9000", "https://[::1]:9000");
    check("[fe80::1]", true, "fe80::1", 443, false, "[fe80::1]", "https://[fe80::1]:443");
}

BOOST_AUTO_TEST_CASE(what_is_no_origin_is_refused) {
    for (const std::string text : {"",
                                   "https://",
                                   "ftp://host",
                                   "https://host/",
                                   "https://host/path",
                                   "host?q",
                                   "host#f",
                                   "host:",
                                   "host:0",
                                   "host:65536",
                                   "host:-1",
                                   "host:8x",
                                   "host: 80",
                                   "ho st",
                                   "host\r\n",
                                   "a..b",
                                   "[::1",
                                   "[host]",
                                   "[::1]x",
                                   "[::1]:",
                                   "::1",
                                   "host:1:2",
                                   "https://https://host",
                                   "h\\x",
                                   ".host",
                                   "h%41"}) {
        const auto read = http::parse_origin(text);
        BOOST_TEST_CONTEXT(text) {
            BOOST_REQUIRE(!read);
            BOOST_TEST((read.error().code == data_errc::invalid_value));
            BOOST_TEST(!read.error().cause.empty());
        }
    }
    BOOST_TEST(!http::parse_origin(std::string(64, 'a')));
    BOOST_TEST(!http::parse_origin(std::string(300, 'a')));
}

BOOST_AUTO_TEST_CASE(what_stands_around_the_host_of_an_address_is_not_told) {
    for (const char* text : {"https://user:hunter2@host/", "ftp://user:hunter2@host", "https://host?accessKey=hunter2",
                             "https://host/hunter2", "https://host#hunter2"}) {
        const auto read = http::parse_origin(text);
        BOOST_TEST_CONTEXT(text) {
            BOOST_REQUIRE(!read);
            BOOST_TEST(read.error().message().find("hunter2") == std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_password_in_an_address_is_refused_and_not_repeated) {
    const auto read = http::parse_origin("https://user:hunter2@host");
    BOOST_REQUIRE(!read);
    BOOST_TEST(read.error().message().find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(fields_are_found_whatever_their_case) {
    const std::vector<http::field> fields{{"Content-Type", "a"}, {"content-type", "b"}, {"X", ""}};
    BOOST_REQUIRE(http::find(fields, "CONTENT-TYPE"));
    BOOST_TEST(*http::find(fields, "CONTENT-TYPE") == "a");
    BOOST_REQUIRE(http::find(fields, "x"));
    BOOST_TEST(http::find(fields, "x")->empty());
    BOOST_TEST(!http::find(fields, "Content"));
    BOOST_TEST(!http::find({}, "X"));
}

BOOST_AUTO_TEST_SUITE_END()
