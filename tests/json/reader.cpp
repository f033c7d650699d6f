// SPDX-License-Identifier: BSL-1.0
#include <renderbus/json/json.hpp>

#include <boost/test/unit_test.hpp>

#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using renderbus::data_errc;
using renderbus::from_json;

template <class T>
T read(std::string_view text) {
    return from_json<T>(text).value();
}

template <class T>
renderbus::failure refusal(std::string_view text, const renderbus::read_options& options = {}) {
    auto outcome = from_json<T>(text, options);
    BOOST_TEST_REQUIRE(!outcome.has_value(), "it takes " << text);
    return outcome.error();
}

/// Code and cause of a refusal.
template <class T>
void refuses(std::string_view text, data_errc code, std::string_view cause) {
    const auto why = refusal<T>(text);
    BOOST_TEST(why.code == code, text << ": " << why.code.message());
    BOOST_TEST(why.cause == cause);
}

struct item {
    std::int64_t task_status = 0;
    std::optional<std::string> scene_name;
};
struct page {
    std::vector<item> items;
    renderbus::object_map<item> by_name;
};
struct answer {
    std::int64_t code = 0;
    page data;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reader)

BOOST_AUTO_TEST_CASE(integers_are_exact_to_the_last_bit) {
    BOOST_TEST(read<std::int64_t>("9223372036854775807") == INT64_MAX);
    BOOST_TEST(read<std::int64_t>("-9223372036854775808") == INT64_MIN);
    BOOST_TEST(read<std::uint64_t>("18446744073709551615") == UINT64_MAX);
    BOOST_TEST(read<std::int64_t>("9007199254740993") == 9007199254740993);
    BOOST_TEST(read<std::int64_t>("-0") == 0);
    BOOST_TEST(read<std::uint64_t>("-0") == 0u);
    BOOST_TEST(read<std::int32_t>("-2147483648") == INT32_MIN);
    BOOST_TEST(read<std::uint8_t>("255") == 255);
    BOOST_TEST(read<std::int8_t>("-128") == -128);
}

BOOST_AUTO_TEST_CASE(integers_that_do_not_fit_are_refused) {
    refuses<std::int64_t>("9223372036854775808", data_errc::out_of_range,
                          "the number 9223372036854775808 does not fit into 64 bits");
    refuses<std::int64_t>("-9223372036854775809", data_errc::out_of_range,
                          "the number -9223372036854775809 does not fit into 64 bits");
    refuses<std::uint64_t>("18446744073709551616", data_errc::out_of_range,
                           "the number 18446744073709551616 does not fit into 64 bits");
    refuses<std::uint64_t>("-1", data_errc::wrong_type, "expected a whole number from 0, got -1");
    refuses<std::uint64_t>("-99999999999999999999", data_errc::wrong_type,
                           "expected a whole number from 0, got -99999999999999999999");
    refuses<std::int32_t>("2147483648", data_errc::out_of_range, "the number 2147483648 does not fit into 32 bits");
    refuses<std::uint8_t>("256", data_errc::out_of_range, "the number 256 does not fit into 8 bits");
    refuses<std::int64_t>("1e400", data_errc::out_of_range, "the number 1e400 does not fit into 64 bits");
    refuses<std::int64_t>("1e19", data_errc::out_of_range, "the number 1e19 does not fit into 64 bits");
    refuses<std::int64_t>(std::string(1000, '7'), data_errc::out_of_range,
                          "the number " + std::string(32, '7') + " does not fit into 64 bits");
}

BOOST_AUTO_TEST_CASE(whole_numbers_may_be_written_with_a_point_or_an_exponent) {
    BOOST_TEST(read<std::int64_t>("10.0") == 10);
    BOOST_TEST(read<std::int64_t>("-1e3") == -1000);
    BOOST_TEST(read<std::uint64_t>("1.5e1") == 15u);
    BOOST_TEST(read<std::int64_t>("9007199254740992.0") == 9007199254740992);
    BOOST_TEST(read<std::int64_t>("0e999999999999999999999") == 0);
    refuses<std::int64_t>("1.5", data_errc::wrong_type, "expected an integer, got 1.5");
    refuses<std::int64_t>("1e-400", data_errc::wrong_type, "expected an integer, got 1e-400");
    refuses<std::uint64_t>("-10.0", data_errc::wrong_type, "expected a whole number from 0, got -10.0");
}

BOOST_AUTO_TEST_CASE(doubles_are_exact) {
    BOOST_TEST(read<double>("0.1") == 0.1);
    BOOST_TEST(read<double>("1.7976931348623157e308") == std::numeric_limits<double>::max());
    BOOST_TEST(read<double>("2.2250738585072014e-308") == std::numeric_limits<double>::min());
    BOOST_TEST(read<double>("5e-324") == std::numeric_limits<double>::denorm_min());
    BOOST_TEST(read<double>("2.2250738585072011e-308") == 2.2250738585072011e-308);
    BOOST_TEST(read<double>("9007199254740993") == 9007199254740992.0);
    BOOST_TEST(read<double>("123456789012345678901234567890") == 123456789012345678901234567890.0);
    BOOST_TEST(std::signbit(read<double>("-0")));
    BOOST_TEST(std::signbit(read<double>("-0.0")));
    BOOST_TEST(!std::signbit(read<double>("0e5")));
}

BOOST_AUTO_TEST_CASE(doubles_beyond_the_range_are_refused_and_below_it_are_zero) {
    refuses<double>("1e400", data_errc::out_of_range, "the number 1e400 is too large");
    refuses<double>("-1e400", data_errc::out_of_range, "the number -1e400 is too large");
    refuses<double>("1e99999999999999999999", data_errc::out_of_range, "the number 1e99999999999999999999 is too large");
    refuses<double>("1.8e308", data_errc::out_of_range, "the number 1.8e308 is too large");
    refuses<double>("1" + std::string(400, '0'), data_errc::out_of_range,
                    "the number 1" + std::string(31, '0') + " is too large");
    BOOST_TEST(read<double>("1e-400") == 0);
    BOOST_TEST(std::signbit(read<double>("-1e-400")));
    BOOST_TEST(read<double>("1e-99999999999999999999") == 0);
    BOOST_TEST(read<double>("0." + std::string(400, '0') + "1") == 0);
    BOOST_TEST(read<double>("0e400") == 0);
    BOOST_TEST(read<double>("0.00e99999999999999999999") == 0);
    BOOST_TEST(read<double>("0." + std::string(400, '0') + "1e401") == 1);
    refuses<float>("1e300", data_errc::out_of_range, "the number does not fit into 32 bits");
    BOOST_TEST(read<float>("0.1") == 0.1f);
}

BOOST_AUTO_TEST_CASE(doubles_round_trip_whatever_their_bits) {
    std::mt19937_64 bits(20240711);
    for (int i = 0; i < 20'000; ++i) {
        const auto value = std::bit_cast<double>(bits());
        if (!std::isfinite(value)) continue;
        const auto text = renderbus::to_json(value);
        const auto back = read<double>(text);
        BOOST_TEST_REQUIRE(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(value), text);
    }
}

BOOST_AUTO_TEST_CASE(numbers_may_stand_in_quotes) {
    BOOST_TEST(read<std::int64_t>("\"804\"") == 804);
    BOOST_TEST(read<std::int64_t>("\"-9223372036854775808\"") == INT64_MIN);
    BOOST_TEST(read<std::uint64_t>("\"18446744073709551615\"") == UINT64_MAX);
    BOOST_TEST(read<double>("\"1.5e3\"") == 1500);
    BOOST_TEST(read<std::vector<int>>("[\"1\",2,\"3\"]") == (std::vector<int>{1, 2, 3}), boost::test_tools::per_element());
    refuses<std::int64_t>("\"abc\"", data_errc::wrong_type, "expected an integer, got \"abc\"");
    refuses<std::int64_t>("\"\"", data_errc::wrong_type, "expected an integer, got \"\"");
    refuses<std::int64_t>("\"12abc\"", data_errc::wrong_type, "expected an integer, got \"12abc\"");
    refuses<std::int64_t>("\" 1\"", data_errc::wrong_type, "expected an integer, got \" 1\"");
    refuses<std::int64_t>("\"01\"", data_errc::wrong_type, "expected an integer, got \"01\"");
    refuses<std::int64_t>("\"+1\"", data_errc::wrong_type, "expected an integer, got \"+1\"");
    refuses<double>("\"NaN\"", data_errc::wrong_type, "expected a number, got \"NaN\"");
}

BOOST_AUTO_TEST_CASE(numbers_may_stand_where_a_string_is_due) {
    BOOST_TEST(read<std::string>("12") == "12");
    BOOST_TEST(read<std::string>("-1.50e+07") == "-1.50e+07");
    BOOST_TEST(read<std::string>("123456789012345678901234567890") == "123456789012345678901234567890");
    refuses<std::string>("true", data_errc::wrong_type, "expected a string, got true");
    refuses<std::string>("null", data_errc::wrong_type, "expected a string, got null");
    refuses<std::string>("[]", data_errc::wrong_type, "expected a string, got a list");
    refuses<std::string>("{}", data_errc::wrong_type, "expected a string, got an object");
}

BOOST_AUTO_TEST_CASE(booleans_come_in_the_forms_that_services_write) {
    for (const auto text : {"true", "1", "\"true\"", "\"True\"", "\"1\""}) BOOST_TEST(read<bool>(text));
    for (const auto text : {"false", "0", "\"false\"", "\"False\"", "\"0\""}) BOOST_TEST(!read<bool>(text));
    BOOST_TEST(read<std::vector<bool>>("[true,0,\"1\"]").size() == 3u);
    refuses<bool>("2", data_errc::wrong_type, "expected true or false, got 2");
    refuses<bool>("10", data_errc::wrong_type, "expected true or false, got 10");
    refuses<bool>("10true", data_errc::wrong_type, "expected true or false, got 10true");
    refuses<bool>("\"yes\"", data_errc::wrong_type, "expected true or false, got \"yes\"");
    refuses<bool>("null", data_errc::wrong_type, "expected true or false, got null");
    BOOST_TEST(refusal<std::vector<bool>>("[true, 7]").cause == "[1]: expected true or false, got 7");
}

BOOST_AUTO_TEST_CASE(escapes_become_characters) {
    BOOST_TEST(read<std::string>(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
    BOOST_TEST(read<std::string>(R"("\u0041\u00e9\u20AC\ud83D\uDe00")") == "Aé€😀");
    BOOST_TEST(read<std::string>(R"("\u0000")") == std::string(1, '\0'));
    BOOST_TEST(read<std::string>(R"("a\u0000b")").size() == 3u);
    BOOST_TEST(read<std::string>(R"("\uffff\ud800\udc00\udbff\udfff")") == "\uffff\U00010000\U0010ffff");
    BOOST_TEST(read<std::string>(R"("D:\\work\\new")") == "D:\\work\\new");
    BOOST_TEST(read<std::string>("\"衣帽间.max\"") == "衣帽间.max");
}

BOOST_AUTO_TEST_CASE(a_failure_has_line_column_and_path) {
    const auto why = refusal<answer>(R"({
  "code": 200,
  "data": {
    "items": [
      {"taskStatus": 0}, {}, {},
      {"sceneName": "x", "taskStatus": "abc"}
    ]
  }
})");
    BOOST_TEST(why.code == data_errc::wrong_type);
    BOOST_TEST(why.place == "line 6, column 40");
    BOOST_TEST(why.cause == "data.items[3].taskStatus: expected an integer, got \"abc\"");
    BOOST_TEST(why.message() == "line 6, column 40: data.items[3].taskStatus: expected an integer, got \"abc\"");
}

BOOST_AUTO_TEST_CASE(a_path_leads_through_lists_and_free_names) {
    BOOST_TEST(refusal<std::vector<std::vector<int>>>("[[1],[2,[]]]").cause == "[1][1]: expected an integer, got a list");
    BOOST_TEST(refusal<answer>(R"({"data":{"byName":{"a b":{"taskStatus":[]}}}})").cause ==
               "data.byName.a b.taskStatus: expected an integer, got a list");
    BOOST_TEST(refusal<answer>(R"({"data":{"items":[{"sceneName":{}}]}})").cause ==
               "data.items[0].sceneName: expected a string, got an object");
    BOOST_TEST(refusal<answer>(R"({"data":{"unheard":[1,2,nope]}})").cause.starts_with("data.unheard"));
}

BOOST_AUTO_TEST_CASE(columns_count_characters) {
    BOOST_TEST(refusal<answer>("{\"衣帽间\":1, \"code\":[]}").place == "line 1, column 18");
    BOOST_TEST(refusal<answer>("\xEF\xBB\xBF{\"code\":[]}").place == "line 1, column 9");
    BOOST_TEST(refusal<answer>("{\r\n\"code\":[]}").place == "line 2, column 8");
    BOOST_TEST(refusal<answer>("").place == "line 1, column 1");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_told_from_another_type) {
    refuses<answer>("[]", data_errc::wrong_type, "expected an object, got a list");
    refuses<answer>("\"text\"", data_errc::wrong_type, "expected an object, got \"text\"");
    refuses<answer>("<html><body>Bad gateway</body></html>", data_errc::malformed_json,
                    "expected an object, got <html><body>Bad");
    refuses<answer>("{\"code\":nope}", data_errc::malformed_json, "code: expected an integer, got nope");
    refuses<answer>("{\"code\":tru}", data_errc::malformed_json, "code: expected an integer, got tru");
    refuses<answer>("{\"code\":null}", data_errc::wrong_type, "code: expected an integer, got null");
    refuses<answer>("", data_errc::malformed_json, "the text ends where an object should be");
    refuses<answer>("{\"code\":", data_errc::malformed_json, "code: the text ends where an integer should be");
    refuses<answer>("{\"code\":1", data_errc::malformed_json, "the text ends inside an object");
    refuses<std::vector<int>>("[1", data_errc::malformed_json, "the text ends inside a list");
    refuses<answer>("{\"code\":1}}", data_errc::malformed_json, "something follows the value");
}

BOOST_AUTO_TEST_CASE(what_a_failure_shows_of_the_text_is_short_and_printable) {
    BOOST_TEST(refusal<int>("\"" + std::string(500, 'x') + "\"").cause ==
               "expected an integer, got \"" + std::string(23, 'x') + "...\"");
    BOOST_TEST(refusal<int>("\"a\\u001b[31m\"").cause == "expected an integer, got \"a\\u001b[31m\"");
    BOOST_TEST(refusal<int>("\x1b[31m").cause == "expected an integer, got ?[31m");
    const auto why = refusal<renderbus::object_map<int>>("{\"\\u001b[31m\\n\\u0000\":[]}");
    BOOST_TEST(why.cause == "?[31m??: expected an integer, got a list");
    const auto long_name = refusal<renderbus::object_map<int>>("{\"" + std::string(63, 'x') + "é\":[]}");
    BOOST_TEST(long_name.cause == std::string(63, 'x') + "...: expected an integer, got a list");
}

BOOST_AUTO_TEST_CASE(a_text_of_very_many_names_is_read_in_good_time) {
    std::string text = "{";
    for (int i = 0; i < 100'000; ++i) text += (i ? ",\"name" : "\"name") + std::to_string(i) + "\":0";
    text += "}";
    struct keeps_others {
        renderbus::other_fields others;
    };
    const auto begun = std::chrono::steady_clock::now();
    BOOST_TEST(read<renderbus::object_map<int>>(text).size() == 100'000u);
    BOOST_TEST(read<keeps_others>(text).others.fields.size() == 100'000u);
    BOOST_TEST((std::chrono::steady_clock::now() - begun < std::chrono::seconds(20)));
}

BOOST_AUTO_TEST_CASE(after_a_failure_everything_fails_and_the_first_reason_stays) {
    renderbus::json::reader in("[nope, 1]", {});
    std::int64_t number = 0;
    std::string text;
    BOOST_TEST(in.begin_array());
    BOOST_TEST(in.next_item());
    BOOST_TEST(!in.integer(number));
    BOOST_TEST(in.failed());
    BOOST_TEST(!in.next_item());
    BOOST_TEST(!in.string(text));
    bool flag = false;
    std::uint64_t natural = 0;
    double real = 0;
    std::string_view view;
    BOOST_TEST(!in.boolean(flag));
    BOOST_TEST(!in.natural(natural));
    BOOST_TEST(!in.number(real));
    BOOST_TEST(!in.plain_string(view));
    BOOST_TEST(!in.raw(view));
    BOOST_TEST(!in.begin_array());
    BOOST_TEST(!in.begin_object());
    BOOST_TEST(!in.next_name(text));
    BOOST_TEST(!in.skip());
    BOOST_TEST(!in.take_null());
    BOOST_TEST(!in.finish());
    BOOST_TEST(in.why().cause == "expected an integer, got nope");
}

BOOST_AUTO_TEST_SUITE_END()
