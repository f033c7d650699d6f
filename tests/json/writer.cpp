// SPDX-License-Identifier: BSL-1.0
#include <renderbus/json/json.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using namespace std::string_view_literals;

namespace {

std::string written(std::string_view text, renderbus::write_options options = {}) {
    return renderbus::to_json(std::string(text), options);
}

struct inner {
    std::vector<int> numbers;
    renderbus::object_map<std::string> names;
};
struct outer {
    inner first;
    std::vector<inner> rest;
    std::string text = "x";
};

}  // namespace

BOOST_AUTO_TEST_SUITE(writer)

BOOST_AUTO_TEST_CASE(escapes_what_must_be_escaped_and_no_more) {
    BOOST_TEST(written("plain /'text") == "\"plain /'text\"");
    BOOST_TEST(written("\"\\") == R"("\"\\")");
    BOOST_TEST(written("\b\f\n\r\t") == R"("\b\f\n\r\t")");
    BOOST_TEST(written("\x01\x1f\0"sv) == R"("\u0001\u001f\u0000")");
    BOOST_TEST(written("\x7f") == "\"\x7f\"");
    BOOST_TEST(written("é€😀\u2028") == "\"é€😀\u2028\"");
    BOOST_TEST(written("") == "\"\"");
}

BOOST_AUTO_TEST_CASE(can_keep_to_ascii) {
    const renderbus::write_options ascii{.ascii_only = true};
    BOOST_TEST(written("aé€😀\U0010ffff", ascii) == R"("a\u00e9\u20ac\ud83d\ude00\udbff\udfff")");
    BOOST_TEST(written("\x7f", ascii) == R"("\u007f")");
    BOOST_TEST(renderbus::to_json(renderbus::object_map<int>{{"名", 1}}, ascii) == R"({"\u540d":1})");
}

BOOST_AUTO_TEST_CASE(replaces_what_is_not_utf8) {
    BOOST_TEST(written("a\xff" "b") == "\"a\xEF\xBF\xBD" "b\"");
    BOOST_TEST(written("\xc3") == "\"\xEF\xBF\xBD\"");
    BOOST_TEST(written("\xed\xa0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    BOOST_TEST(written("\xff!", {.ascii_only = true}) == R"("\ufffd!")");
    BOOST_TEST(written("x\xf0\x9f\x98") == "\"x\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

BOOST_AUTO_TEST_CASE(a_long_text_is_whole_wherever_it_is_divided) {
    const std::string others = std::string(600, 'c') + "\xE8\xA1\xA3", half(250, 'd');
    for (std::size_t size = 0; size < 2600; ++size) {
        const std::string first(size, 'a');
        const auto text = renderbus::to_json(std::vector<std::string>{first, "\n", half, half, others, first});
        const auto expected =
            "[\"" + first + R"(","\n",")" + half + R"(",")" + half + R"(",")" + others + R"(",")" + first + "\"]";
        BOOST_TEST_REQUIRE(text == expected);
        BOOST_TEST_REQUIRE(renderbus::to_json(first + "\"" + first) == '"' + first + R"(\")" + first + '"');
    }
}

BOOST_AUTO_TEST_CASE(gives_numbers_their_shortest_exact_text) {
    BOOST_TEST(renderbus::to_json(INT64_MIN) == "-9223372036854775808");
    BOOST_TEST(renderbus::to_json(UINT64_MAX) == "18446744073709551615");
    BOOST_TEST(renderbus::to_json(0.1) == "0.1");
    BOOST_TEST(renderbus::to_json(-0.0) == "-0");
    BOOST_TEST(renderbus::to_json(1e300) == "1e+300");
    BOOST_TEST(renderbus::to_json(5e-324) == "5e-324");
    BOOST_TEST(renderbus::to_json(1.0 / 3) == "0.3333333333333333");
    BOOST_TEST(renderbus::to_json(std::uint8_t{200}) == "200");
    BOOST_TEST(renderbus::to_json(true) == "true");
}

BOOST_AUTO_TEST_CASE(writes_null_for_what_json_cannot_say) {
    BOOST_TEST(renderbus::to_json(std::numeric_limits<double>::infinity()) == "null");
    BOOST_TEST(renderbus::to_json(-std::numeric_limits<double>::infinity()) == "null");
    BOOST_TEST(renderbus::to_json(std::numeric_limits<double>::quiet_NaN()) == "null");
}

BOOST_AUTO_TEST_CASE(lays_out_by_indent) {
    const outer value{.first = {{1, 2}, {{"a", "b"}}}, .rest = {{}}};
    BOOST_TEST(renderbus::to_json(value) ==
               R"({"first":{"numbers":[1,2],"names":{"a":"b"}},"rest":[{"numbers":[],"names":{}}],"text":"x"})");
    BOOST_TEST(renderbus::to_json(value, {.indent = 2}) == R"({
  "first": {
    "numbers": [
      1,
      2
    ],
    "names": {
      "a": "b"
    }
  },
  "rest": [
    {
      "numbers": [],
      "names": {}
    }
  ],
  "text": "x"
})");
}

BOOST_AUTO_TEST_SUITE_END()
