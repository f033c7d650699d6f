// SPDX-License-Identifier: BSL-1.0
#include <renderbus/transport/http_writer.hpp>

#include <boost/test/unit_test.hpp>

using namespace renderbus;

namespace {

http::request plain_request() {
    http::request made;
    made.where = {true, "farm.example", 8443, true};
    made.target = "/api/a?b=c";
    return made;
}

bool is_refused(const http::request& what) {
    const auto head = http::write_head(what);
    return !head && head.error().code == data_errc::invalid_value;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_http_writer)

BOOST_AUTO_TEST_CASE(a_request_head_has_host_fields_and_length) {
    auto what = plain_request();
    what.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
    what.body = "{}";
    BOOST_TEST(http::write_head(what).value() ==
               "POST /api/a?b=c HTTP/1.1\r\nHost: farm.example:8443\r\nContent-Type: application/json\r\nX-Empty: "
               "\r\nContent-Length: 2\r\n\r\n");
    what.where.port_given = false;
    what.method = "GET";
    what.body.clear();
    what.headers.clear();
    BOOST_TEST(http::write_head(what).value() == "GET /api/a?b=c HTTP/1.1\r\nHost: farm.example\r\n\r\n");
    what.method = "PUT";
    BOOST_TEST(http::write_head(what).value() == "PUT /api/a?b=c HTTP/1.1\r\nHost: farm.example\r\nContent-Length: 0\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(nothing_that_could_become_another_line_is_written) {
    const std::string nul(1, '\0');
    for (const std::string& bad : {std::string("\r"), std::string("\n"), std::string("\r\nX: y"), nul}) {
        auto what = plain_request();
        what.method = "GET" + bad;
        BOOST_TEST(is_refused(what));
        what = plain_request();
        what.target = "/a" + bad;
        BOOST_TEST(is_refused(what));
        what = plain_request();
        what.where.host = "h" + bad;
        BOOST_TEST(is_refused(what));
        what = plain_request();
        what.headers = {{"X" + bad, "y"}};
        BOOST_TEST(is_refused(what));
        what.headers = {{"X", "y" + bad}};
        BOOST_TEST(is_refused(what));
        BOOST_TEST(!http::write_head(200, {{"X", "y" + bad}}, 0, false));
    }
    for (const char* bad : {"", "a", "*", "http://h/", "/a b", "/a#b", "/\xc3\xa4", "/\t"}) {
        auto what = plain_request();
        what.target = bad;
        BOOST_TEST(is_refused(what));
    }
    for (const char* own : {"Host", "content-length", "Transfer-Encoding", "CONNECTION", "a b", "", "a:"}) {
        auto what = plain_request();
        what.headers = {{own, "1"}};
        BOOST_TEST(is_refused(what));
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_does_not_repeat_the_values) {
    auto what = plain_request();
    what.headers = {{"accessKey", "hunter2\n"}};
    BOOST_TEST(http::write_head(what).error().message().find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_answer_head_has_status_fields_and_length) {
    BOOST_TEST(http::write_head(200, {{"A", "b"}}, 3, false).value() == "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 3\r\n\r\n");
    BOOST_TEST(http::write_head(204, {}, {}, true).value() == "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    BOOST_TEST(http::write_head(299, {}, 0, false).value() == "HTTP/1.1 299 Status\r\nContent-Length: 0\r\n\r\n");
    BOOST_TEST(!http::write_head(99, {}, 0, false));
    BOOST_TEST(!http::write_head(600, {}, 0, false));
}

BOOST_AUTO_TEST_CASE(a_request_is_named_by_its_url_without_the_query) {
    auto what = plain_request();
    BOOST_TEST(http::place_of(what) == "https://farm.example:8443/api/a");
    what.target = "/a\r\nb";
    BOOST_TEST(http::place_of(what) == "https://farm.example:8443");
}

BOOST_AUTO_TEST_SUITE_END()
