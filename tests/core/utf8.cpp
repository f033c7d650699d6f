// SPDX-License-Identifier: BSL-1.0
#include <renderbus/utf8.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace std::string_view_literals;
using renderbus::append_utf8, renderbus::decode_utf8, renderbus::printable;

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(of_every_code_point_is_read_back) {
    for (char32_t code = 0; code <= 0x10FFFF; ++code) {
        if (code >= 0xD800 && code <= 0xDFFF) continue;
        std::string text;
        append_utf8(text, code);
        char32_t back = 0;
        if (decode_utf8(text, back) != text.size() || back != code) {
            BOOST_ERROR("code point " << static_cast<unsigned>(code));
            break;
        }
    }
}

BOOST_AUTO_TEST_CASE(of_one_or_two_bytes_is_what_the_standard_says) {
    for (int first = 0; first < 256; ++first) {
        const std::string one(1, static_cast<char>(first));
        char32_t code = 0;
        BOOST_TEST(decode_utf8(one, code) == (first < 0x80 ? 1u : 0u));
        for (int second = 0; second < 256; ++second) {
            const std::string two = one + static_cast<char>(second);
            const bool pair = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;
            if (decode_utf8(two, code) != (first < 0x80 ? 1u : pair ? 2u : 0u)) BOOST_ERROR(first << " " << second);
        }
    }
}

BOOST_AUTO_TEST_CASE(is_shown_in_messages_without_what_terminals_obey) {
    BOOST_TEST(printable("plain é€😀", 100) == "plain é€😀");
    BOOST_TEST(printable("a\x1b[31m\n\r\0\x7f\xc2\x9b"sv, 100) == "a?[31m?????");
    BOOST_TEST(printable("\xff\xc3(", 100) == "\?\?(");
    BOOST_TEST(printable("", 100) == "");
    BOOST_TEST(printable("a\tb") == "a?b");
}

BOOST_AUTO_TEST_CASE(is_cut_in_messages_between_characters) {
    BOOST_TEST(printable("abcd", 4) == "abcd");
    BOOST_TEST(printable("abcde", 4) == "abcd...");
    BOOST_TEST(printable("abcé", 4) == "abc...");
    BOOST_TEST(printable("ab😀", 5) == "ab...");
    BOOST_TEST(printable("ab😀", 6) == "ab😀");
}

BOOST_AUTO_TEST_SUITE_END()
