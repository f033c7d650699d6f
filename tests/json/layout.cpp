// SPDX-License-Identifier: BSL-1.0
#include <renderbus/error.hpp>
#include <renderbus/json/layout.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using renderbus::json::layout;

BOOST_AUTO_TEST_SUITE(layouts)

BOOST_AUTO_TEST_CASE(are_those_of_the_service_s_own_tools) {
    const std::string_view text =
        R"({"a":[],"b":{},"c":[1,[2,[]],{"x":null}],"d":"é\"\\/\b\f\n\r\t\u0001😀","e":{"f":{"g":true}},"":-1.5})";
    BOOST_TEST(layout(text, {.indent = 2, .ascii_only = true}) == R"({
  "a": [],
  "b": {},
  "c": [
    1,
    [
      2,
      []
    ],
    {
      "x": null
    }
  ],
  "d": "\u00e9\"\\/\b\f\n\r\t\u0001\ud83d\ude00",
  "e": {
    "f": {
      "g": true
    }
  },
  "": -1.5
})");
    BOOST_TEST(layout("[[],[{}]]", {.indent = 2}) == "[\n  [],\n  [\n    {}\n  ]\n]");
    BOOST_TEST(layout("[]", {.indent = 2}) == "[]");
    BOOST_TEST(layout(" \"x\" ", {.indent = 2}) == "\"x\"");
}

BOOST_AUTO_TEST_CASE(leave_numbers_as_they_stand) {
    BOOST_TEST(layout("[1.50, 1E+2, -0, 100000000000000000000000, 0.1000]", {}) ==
               "[1.50,1E+2,-0,100000000000000000000000,0.1000]");
}

BOOST_AUTO_TEST_CASE(keep_the_order_and_what_repeats) {
    BOOST_TEST(layout(R"({"b":1,"a":2,"b":3})", {}) == R"({"b":1,"a":2,"b":3})");
}

BOOST_AUTO_TEST_CASE(write_escapes_in_one_way) { BOOST_TEST(layout(R"(["\u0041\/\u000a\ud83d\ude00"])", {}) == "[\"A/\\n😀\"]"); }

BOOST_AUTO_TEST_CASE(are_refused_where_there_is_no_json) {
    const auto cause_of = [](std::string_view text) -> std::string {
        try {
            return layout(text, {.indent = 2});
        } catch (const renderbus::exception& e) {
            return e.what();
        }
    };
    BOOST_TEST(cause_of("") == "line 1, column 1: the text ends where a value should be");
    BOOST_TEST(cause_of("{\"a\":[1,\n{\"b\":nope}]}") == "line 2, column 6: a[1].b: no JSON value begins here");
    BOOST_TEST(cause_of("[1] 2") == "line 1, column 5: something follows the value");
    BOOST_TEST(cause_of(std::string(1001, '[')).ends_with("nested deeper than 1000 levels"));
    BOOST_TEST(cause_of(std::string(1000, '[') + std::string(1000, ']')).size() > 2000u);
}

BOOST_AUTO_TEST_SUITE_END()
