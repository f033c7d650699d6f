// SPDX-License-Identifier: BSL-1.0
#include <renderbus/json/json.hpp>
#include <renderbus/json/layout.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace {

using renderbus::data_errc;
using renderbus::raw_json;

/// The rule, a text that keeps it, and so on: each is taken by the checker and by what copies value by value.
void accept(std::string_view rule, std::initializer_list<std::string_view> texts) {
    for (const auto text : texts) {
        BOOST_TEST_CONTEXT(rule << ": " << text) {
            auto kept = renderbus::from_json<raw_json>(text);
            BOOST_TEST_REQUIRE(kept.has_value());
            std::string copy;
            BOOST_REQUIRE_NO_THROW(copy = renderbus::json::layout(text, {}));
            BOOST_TEST(renderbus::json::layout(copy, {}) == copy);
            BOOST_TEST(renderbus::json::layout(renderbus::json::layout(text, {.indent = 3, .ascii_only = true}), {}) == copy);
        }
    }
}

void reject(std::string_view rule, std::initializer_list<std::string_view> texts, data_errc code = data_errc::malformed_json) {
    for (const auto text : texts) {
        BOOST_TEST_CONTEXT(rule << ": " << text) {
            auto kept = renderbus::from_json<raw_json>(text);
            BOOST_TEST_REQUIRE(!kept.has_value());
            BOOST_TEST(kept.error().code == code);
            BOOST_TEST(kept.error().place.starts_with("line "));
            BOOST_TEST(!kept.error().cause.empty());
            try {
                renderbus::json::layout(text, {});
                BOOST_ERROR("layout takes it");
            } catch (const renderbus::exception& e) {
                BOOST_TEST(e.code() == code);
            }
        }
    }
}

std::string nested(std::size_t levels, std::string_view open, std::string_view close, std::string_view inside = "") {
    std::string text;
    for (std::size_t i = 0; i < levels; ++i) text += open;
    text += inside;
    for (std::size_t i = 0; i < levels; ++i) text += close;
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rfc8259)

BOOST_AUTO_TEST_CASE(section_2_structure_and_white_space) {
    accept("structural characters", {"[]", "{}", "[[]]", "[{}]", "{\"a\":[]}", "[1,2]", "{\"a\":1,\"b\":2}"});
    accept("white space around them",
           {" [ ] ", "\t{\n}\r", " { \"a\" : [ 1 , 2 ] , \"b\" : { } } ", "\r\n[\r\n1\r\n,\r\n2\r\n]\r\n", "\n\n1\n"});
    reject("other white space", {"\v[]", "[\f1]", "[1]\f"});
    reject("white space of Unicode", {"\u00a0[]", "[\u20281]", "\u2003 1"});
    reject("a NUL is no white space", {"\0[]"sv, "[]\0"sv, "[\0]"sv, "1\0"sv, "\0"sv});
    reject("nothing at all", {"", " ", "\n\t\r "});
    reject("comments", {"/* */ 1", "1 // one", "[1 /* two */]", "# 1"});
    reject("something after the value", {"1 2", "[] []", "{}{}", "[],", "null,", "true false", "\"a\"\"b\"", "[]]", "{}}", "1]"});
}

BOOST_AUTO_TEST_CASE(section_3_values) {
    accept("a value of any type", {"null", "true", "false", "0", "\"\"", "[]", "{}"});
    accept("literals inside", {"[null,true,false]", "{\"a\":null,\"b\":true,\"c\":false}"});
    reject("literals in other letters", {"Null", "NULL", "True", "TRUE", "False", "nULL", "tRue"});
    reject("literals cut short or run on",
           {"n", "nul", "nulll", "t", "tru", "truee", "f", "fals", "falsey", "nullnull", "true1", "null0"});
    reject("other words", {"undefined", "NaN", "nan", "Infinity", "-Infinity", "inf", "None", "yes", "a", "[a]", "{\"a\":b}"});
    reject("what is no value", {":", ",", "]", "}", "'a'", "`a`", "<html></html>", "=", "\\", "[:]", "{\"a\":,}", "(1)"});
}

BOOST_AUTO_TEST_CASE(section_4_objects) {
    accept("members", {"{\"\":0}", "{\"a b\":{\"c\":{}}}", "{\"\\u0061\":1}", "{\"\\\"\":1}", "{\"名\":\"字\"}"});
    accept("names may repeat", {"{\"a\":1,\"a\":2}", "{\"a\":{},\"a\":[]}"});
    reject("a name is a string", {"{a:1}", "{1:1}", "{null:1}", "{'a':1}", "{[]:1}", "{:1}", "{{}:1}"});
    reject("a colon follows a name", {"{\"a\"}", "{\"a\" 1}", "{\"a\"=1}", "{\"a\",1}", "{\"a\"::1}", "{\"a\";1}"});
    reject("a value follows a colon", {"{\"a\":}", "{\"a\":,\"b\":1}", "{\"a\": }"});
    reject("a comma stands between members", {"{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{\"a\":1,,\"b\":2}"});
    reject("no comma before the end", {"{,}", "{\"a\":1,}", "{,\"a\":1}", "{\"a\":1,,}"});
    reject("an end", {"{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":{}", "{\"a", "{\"a\":1]", "{]"});
}

BOOST_AUTO_TEST_CASE(section_5_arrays) {
    accept("items", {"[1]", "[1,\"a\",null,[],{}]", "[[[[1]]]]"});
    reject("a comma stands between items", {"[1 2]", "[1;2]", "[\"a\"\"b\"]", "[1,,2]", "[[][]]"});
    reject("no comma before the end", {"[,]", "[1,]", "[,1]", "[1,,]"});
    reject("an end", {"[", "[1", "[1,", "[[]", "[\"a\"", "[1}", "[}", "[1:2]"});
}

BOOST_AUTO_TEST_CASE(section_6_numbers) {
    accept("integers", {"0", "-0", "1", "-1", "10", "123456789", "-9007199254740993", "100000000000000000000000000000000000000"});
    accept("fractions", {"0.0", "-0.0", "0.5", "1.25", "-1.000000000000000000001", "0.00000000000000000000000000000001"});
    accept("exponents", {"0e0", "1e1", "1E1", "1e+1", "1E-1", "-1.5e10", "0e-999", "1e00", "1E007", "123.456e-789"});
    accept("too large and too small for a double",
           {"1e400", "-1e400", "1e-400", "1e99999999999999999999", "1e-99999999999999999999"});
    reject("leading zeros", {"00", "01", "-00", "-01", "00.5", "[01]", "0123"});
    reject("a plus in front", {"+1", "+0", "[+1]", "+"});
    reject("a sign without digits", {"-", "-a", "[-]", "- 1", "--1", "-+1", "-\"1\""});
    reject("a fraction without digits", {"1.", "0.", "-1.", ".5", "-.5", ".", "1.e5", "[1.]", "1. 5"});
    reject("an exponent without digits",
           {"1e", "1E", "1e+", "1e-", "0e", "[1e]", "1e 5", "e5", "1.5e", "1ee5", "1e5.5", "1e1e1", "1e+-1"});
    reject("other bases and separators", {"0x10", "0b1", "0o7", "1_000", "1,000", "1'000", "1f", "10L", "0xg"});
    reject("two dots", {"1.2.3", "1..2"});
    reject("other digits", {"\u0661", "\uff11", "1\u00b2"});
}

BOOST_AUTO_TEST_CASE(section_7_strings) {
    accept("escapes", {R"("\"\\\/\b\f\n\r\t")", R"("\u0000\u001f\u0041\u00e9\u20AC\uFFFF")", R"("\uD83D\uDE00")",
                       R"("\ud800\udc00\uDBFF\uDFFF")"});
    accept("what needs no escape",
           {"\"/\"", "\"'\"", "\"\x7f\"", "\"é€😀\"", "\"\u0080\u07ff\u0800\uffff\U00010000\U0010FFFF\"", "\"\u2028\u2029\""});
    reject("unknown escapes",
           {R"("\a")", R"("\v")", R"("\0")", R"("\x41")", R"("\'")", R"("\U0041")", R"("\ ")", "\"\\\n\"", R"("\u{41}")"});
    reject("short or wrong \\u", {R"("\u")", R"("\u0")", R"("\u00")", R"("\u004")", R"("\u00g0")", R"("\u 041")", R"("\u+041")",
                                  R"("\u-041")", R"("\u004
")",
                                  "\"\\u00"});
    reject("control characters", {"\"\x01\"", "\"\x1f\"", "\"\n\"", "\"\t\"", "\"\r\"", "\"a\0b\""sv, "{\"\n\":1}"});
    reject("no end", {"\"", "\"a", "\"a\\\"", "\"\\", "\"a\\u0041", "[\"a", "{\"a\":\"b"});
    reject("half a surrogate pair",
           {R"("\ud800")", R"("\udbff")", R"("\udc00")", R"("\udfff")", R"("\ud800a")", R"("\ud800\n")", R"("\ud800\u0041")",
            R"("\ud800\ud800")", R"("\udc00\ud800")", R"({"\ud83d":1})"},
           data_errc::malformed_utf8);
    reject("half a pair and a broken second half", {R"("\ud800\u12")", R"("\ud800\uxyz0")"});
}

BOOST_AUTO_TEST_CASE(section_8_encoding) {
    reject("a lone trail byte", {"\"\x80\"", "\"\xbf\"", "\"a\x80\""}, data_errc::malformed_utf8);
    reject("cut sequences",
           {"\"\xc3\"", "\"\xe2\x82\"", "\"\xe2\"", "\"\xf0\x9f\x98\"", "\"\xf0\x9f\"", "\"\xf0\"", "\"\xe2\x82", "\"\xc3"},
           data_errc::malformed_utf8);
    reject(
        "overlong forms",
        {"\"\xc0\x80\"", "\"\xc1\xbf\"", "\"\xe0\x80\x80\"", "\"\xe0\x9f\xbf\"", "\"\xf0\x80\x80\x80\"", "\"\xf0\x8f\xbf\xbf\""},
        data_errc::malformed_utf8);
    reject("surrogates", {"\"\xed\xa0\x80\"", "\"\xed\xaf\xbf\"", "\"\xed\xb0\x80\"", "\"\xed\xbf\xbf\""},
           data_errc::malformed_utf8);
    reject("above U+10FFFF",
           {"\"\xf4\x90\x80\x80\"", "\"\xf5\x80\x80\x80\"", "\"\xf7\xbf\xbf\xbf\"", "\"\xf8\x88\x80\x80\x80\"", "\"\xfe\"",
            "\"\xff\""},
           data_errc::malformed_utf8);
    reject("wrong trail bytes",
           {"\"\xc3(\"", "\"\xe2(\xac\"", "\"\xe2\x82(\"", "\"\xf0\x9f\x98(\"", "\"\xf0(\x98\x80\"", "\"\xe2\x82\xc3\""},
           data_errc::malformed_utf8);
    reject("in a name", {"{\"\xff\":1}", "{\"\xc0\x80\":1}"}, data_errc::malformed_utf8);
    reject("outside strings", {"\xff", "[\xc3\xa9]", "é"});
    reject("other encodings", {"\xff\xfe[\0]\0"sv, "\xfe\xff\0[\0]"sv, "[\0]\0"sv});
    accept("a byte order mark in front is skipped", {"\xEF\xBB\xBF[]", "\xEF\xBB\xBF {\"a\":1}", "\"\xEF\xBB\xBF\""});
    reject("a byte order mark elsewhere",
           {"[\xEF\xBB\xBF]", "[]\xEF\xBB\xBF", " \xEF\xBB\xBF[]", "\xEF\xBB\xBF\xEF\xBB\xBF[]", "\xEF\xBB\xBF", "\xEF\xBB"});
}

BOOST_AUTO_TEST_CASE(section_9_limits_of_depth) {
    const auto depth_of = [](const std::string& text, unsigned limit) {
        auto kept = renderbus::from_json<raw_json>(text, {.depth_limit = limit});
        return kept ? std::error_code() : kept.error().code;
    };
    const auto ok = std::error_code();
    BOOST_TEST(depth_of(nested(64, "[", "]"), 64) == ok);
    BOOST_TEST(depth_of(nested(65, "[", "]"), 64) == data_errc::too_deep);
    BOOST_TEST(depth_of(nested(64, "{\"a\":", "}", "1"), 64) == ok);
    BOOST_TEST(depth_of(nested(65, "{\"a\":", "}", "1"), 64) == data_errc::too_deep);
    BOOST_TEST(depth_of(nested(32, "[{\"a\":", "}]", "[]"), 65) == ok);
    BOOST_TEST(depth_of(nested(32, "[{\"a\":", "}]", "[]"), 64) == data_errc::too_deep);
    BOOST_TEST(depth_of("1", 0) == ok);
    BOOST_TEST(depth_of("[]", 0) == data_errc::too_deep);
    BOOST_TEST(depth_of("[[],[],{\"a\":[]}]", 3) == ok);
    BOOST_TEST(depth_of(nested(1'000'000, "[", ""), 64) == data_errc::too_deep);
    BOOST_TEST(depth_of(nested(1'000'000, "{\"a\":", ""), 64) == data_errc::too_deep);
}

BOOST_AUTO_TEST_CASE(section_9_limits_of_size) {
    const auto size_of = [](std::string_view text, std::size_t limit) {
        auto kept = renderbus::from_json<raw_json>(text, {.size_limit = limit});
        return kept ? std::error_code() : kept.error().code;
    };
    BOOST_TEST(size_of("[1,2]", 5) == std::error_code());
    BOOST_TEST(size_of("[1,2]", 4) == data_errc::too_large);
    BOOST_TEST(size_of("[1,2] ", 5) == data_errc::too_large);
    BOOST_TEST(size_of("", 0) == data_errc::malformed_json);
}

BOOST_AUTO_TEST_SUITE_END()
