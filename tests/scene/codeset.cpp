// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/scene/codeset.hpp>

using namespace scene_tests;

namespace {

/// Decodes a text that comes in two parts.
std::string decoded(std::string_view codeset, std::string_view first, std::string_view second) {
    rb::utf8_decoder decoder(codeset);
    std::string made;
    for (const auto part : {first, second}) {
        if (decoder.is_plain(part)) made += part;
        else decoder.decode(part, made);
    }
    decoder.finish(made);
    return made;
}

struct sample {
    std::string_view codeset, bytes, utf8;
};

constexpr sample samples[] = {
    {"UTF-8", "a\xC3\xBC \xE7\x81\xAF \xF0\x9F\x8E\xA8 z", "a\xC3\xBC \xE7\x81\xAF \xF0\x9F\x8E\xA8 z"},
    {"UTF-8", "\xFC\xE7\x81 \xC3", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD"},
    {"UTF-8", "\xC0\xAF \xED\xA0\x80 \xF5", "\xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD"},
    {"", "t\xFCr \xC3\xBC \x80 \xE9", "t\xC3\xBCr \xC3\xBC \xE2\x82\xAC \xC3\xA9"},
    {"", "\x81", "\xEF\xBF\xBD"},  // the one that 1252 lacks
    {"1252", "t\xFCr \xC3\xBC", "t\xC3\xBCr \xC3\x83\xC2\xBC"},
    // The second byte of a character of 936 may be a backslash, a letter or a bar.
    {"936", "\xB5\xC6\xB9\xE2 \"\x90\x5C\" \x81\x41\n\x81\x7C;",
     "\xE7\x81\xAF\xE5\x85\x89 \"\xE6\x80\xBD\" \xE4\xB8\x84\n\xE4\xBA\x85;"},
    {"936", "\"\xB5\"\n\xB5\n\xB5", "\"\xEF\xBF\xBD\"\n\xEF\xBF\xBD\n\xEF\xBF\xBD"},
    {"932", "\x83\x5C\x83\x5C\n\x5C", "\xE3\x82\xBD\xE3\x82\xBD\n\\"},
    {"klingon", "t\xFCr\n\xC3\xBC", "t\xEF\xBF\xBDr\n\xEF\xBF\xBD\xEF\xBF\xBD"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(codeset)

BOOST_AUTO_TEST_CASE(a_text_becomes_utf8_and_keeps_its_lines) {
    for (const auto& one : samples) BOOST_TEST_CONTEXT(one.codeset << ' ' << one.utf8) {
            BOOST_TEST(rb::to_utf8(std::string(one.bytes), one.codeset) == one.utf8);
        }
}

BOOST_AUTO_TEST_CASE(a_text_that_is_cut_anywhere_becomes_the_same) {
    for (const auto& one : samples)
        for (std::size_t cut = 0; cut <= one.bytes.size(); ++cut)
            BOOST_TEST_CONTEXT(one.codeset << ' ' << one.utf8 << ", cut at " << cut)
    BOOST_TEST(decoded(one.codeset, one.bytes.substr(0, cut), one.bytes.substr(cut)) == one.utf8);
}

BOOST_AUTO_TEST_CASE(plain_is_what_means_itself_where_it_stands) {
    rb::utf8_decoder decoder("936");
    BOOST_TEST(decoder.is_plain("setAttr"));
    BOOST_TEST(!decoder.is_plain("\xB5\xC6"));
    std::string made;
    decoder.decode("\xB5", made);
    BOOST_TEST(made == "");
    BOOST_TEST(!decoder.is_plain("A"));  // it belongs to the character before
    decoder.decode("A\n", made);
    BOOST_TEST(decoder.is_plain("A"));
}

BOOST_AUTO_TEST_SUITE_END()
