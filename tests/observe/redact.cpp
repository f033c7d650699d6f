// SPDX-License-Identifier: BSL-1.0
#include <renderbus/observe/redact.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

BOOST_AUTO_TEST_SUITE(observe_redact)

using renderbus::redact;

BOOST_AUTO_TEST_CASE(values_after_names_of_secrets_are_blanked_out) {
    const std::pair<const char*, const char*> pairs[] = {
        {"signature=abc123", "signature=***"},
        {"https://host/api?a=1&signature=abc%2B&b=2", "https://host/api?a=1&signature=***&b=2"},
        {"accessKey: s3cr3t, next", "accessKey: ***, next"},
        {"ACCESS_KEY = s3cr3t", "ACCESS_KEY = ***"},
        {"access-key=s3cr3t;x", "access-key=***;x"},
        {"{\"accessKey\":\"s3 cr\\\"3t\",\"b\":1}", "{\"accessKey\":\"***\",\"b\":1}"},
        {"{\\\"key\\\": \\\"s3\\\\\\\"c\\\", \\\"b\\\": 1}", "{\\\"key\\\": \\\"***\\\", \\\"b\\\": 1}"},
        {"{\"secret\":\"ends in a backslash\\\\\",\"b\":1}", "{\"secret\":\"***\",\"b\":1}"},
        {"key=b'abc' x", "key=***' x"},
        {"{'call': 'x key=abc'}", "{'call': 'x key=***'}"},
        {"\"password\": [\"abc\"]", "\"password\": [\"***\"]"},
        {"RAYVISION_API_KEY=abc", "RAYVISION_API_KEY=***"},
        {"raySyncUserKey=xyz", "raySyncUserKey=***"},
        {"{'raySyncUserKey': 'xyz'}", "{'raySyncUserKey': '***'}"},
        {"key=abc", "key=***"},
        {"password:abc", "password:***"},
        {"userPassword=abc def", "userPassword=*** def"},
        {"login --password hunter2 --user me", "login --password *** --user me"},
        {"Authorization: Basic dXNlcjpwYXNz\r\nHost: h", "Authorization: ***\r\nHost: h"},
        {"authorization:Bearer a.b.c", "authorization:***"},
        {"{\"Proxy-Authorization\": \"Basic dXNl cjpw\"}", "{\"Proxy-Authorization\": \"***\"}"},
        {"proxy http://user:pass@proxy:8080/x", "proxy http://***@proxy:8080/x"},
        {"http://user:p@ss@proxy/", "http://***@proxy/"},
        {"\"password\": \"without an end", "\"password\": \"***"},
    };
    for (const auto& [text, shown] : pairs) BOOST_TEST(redact(text) == shown);
}

BOOST_AUTO_TEST_CASE(what_is_no_secret_stays) {
    for (const char* text : {"", "accessId=abc", "monkey=banana", "keys: 4", "the key of the door", "keyframe=12", "password",
                             "wrong password", "key://x", "/shots/key/a=b.ma", "https://host:8080/a@b", "ftp://host", "tokens=5",
                             "a key", "--password --user me", "mail me@there.org"})
        BOOST_TEST(redact(text) == text);
}

BOOST_AUTO_TEST_CASE(a_text_is_cut_between_characters_and_never_before_a_secret_is_known_to_be_one) {
    BOOST_TEST(redact("0123456789", 10) == "0123456789");
    BOOST_TEST(redact("0123456789a", 10) == "0123456789...");
    BOOST_TEST(redact("\xc3\xa9\xc3\xa9\xc3\xa9", 5) == "\xc3\xa9\xc3\xa9...");
    const std::string url = "http://user:" + std::string(300, 'p') + "@host/";
    for (std::size_t most = 7; most < 300; ++most) BOOST_TEST(redact(url, most).find("user") == std::string::npos);
    BOOST_TEST(redact("http://" + std::string(5000, 'p') + "@host/", 100).find("ppp") == std::string::npos);
    for (std::size_t most = 0; most < 30; ++most) {
        BOOST_TEST(redact("a password=hidden b", most).find("hid") == std::string::npos);
        BOOST_TEST(redact("a password=hidden b", most).size() <= most + 3);
    }
}

BOOST_AUTO_TEST_CASE(no_text_takes_more_than_a_moment) {
    const std::size_t size = 4 << 20;
    for (const std::string piece : {"a", "://", "key=", "\\", "key=\"\\", "\"", "key=\"://", "key ", "\xff", "-"}) {
        std::string text;
        while (text.size() < size) text += piece;
        const auto begin = std::chrono::steady_clock::now();
        const auto shown = redact(text, size);
        BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(5)), "slow: " << piece);
        BOOST_TEST(shown.size() <= size + 3);
        BOOST_TEST(redact(text, 1000).size() <= 1003u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
