// SPDX-License-Identifier: BSL-1.0
#include <renderbus/scene/file_pattern.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rb = renderbus;

namespace {

bool fits(std::string_view pattern, std::string_view name, const rb::file_spread& spread = {}) {
    return rb::file_pattern(pattern, spread).matches(name);
}

constexpr rb::file_spread udim{.tiles = rb::tile_scheme::udim};
constexpr rb::file_spread grid{.tiles = rb::tile_scheme::grid};
constexpr rb::file_spread sequence{.sequence = true};

}  // namespace

BOOST_AUTO_TEST_SUITE(file_pattern)

BOOST_AUTO_TEST_CASE(a_plain_name_stands_for_itself) {
    const rb::file_pattern plain("wall 01.png");
    BOOST_TEST(plain.literal());
    BOOST_TEST(plain.matches("wall 01.png"));
    BOOST_TEST(!plain.matches("wall 02.png"));
    for (const char* text : {"100%.png", "a<b.png", "50%x", "<nope>.exr", "%z.png"})
        BOOST_TEST_CONTEXT(text) BOOST_TEST(fits(text, text));
}

BOOST_AUTO_TEST_CASE(tokens_open_numbers) {
    for (const char* pattern : {"a.<UDIM>.x", "a.<udim>.x", "a.%(UDIM)d.x", "a._MAPID_.x"}) {
        BOOST_TEST_CONTEXT(pattern) {
            BOOST_TEST(rb::file_pattern(pattern).has_tiles());
            BOOST_TEST(fits(pattern, "a.1001.x"));
            BOOST_TEST(!fits(pattern, "a.1000.x"));
            BOOST_TEST(!fits(pattern, "a.10011.x"));
        }
    }
    for (const char* pattern : {"a.####.x", "a.%04d.x"}) {
        BOOST_TEST_CONTEXT(pattern) {
            BOOST_TEST(rb::file_pattern(pattern).has_frames());
            BOOST_TEST(fits(pattern, "a.0001.x"));
            BOOST_TEST(fits(pattern, "a.12345.x"));
            BOOST_TEST(!fits(pattern, "a.001.x"));
            BOOST_TEST(!fits(pattern, "a.000x.x"));
        }
    }
    for (const char* pattern : {"a.<f>.x", "a.<frame>.x", "a.<frame04>.x", "a.%d.x"})
        BOOST_TEST_CONTEXT(pattern) BOOST_TEST(fits(pattern, "a.7.x"));
    BOOST_TEST(fits("a<tile>.x", "a_u10_v2.x"));
    BOOST_TEST(fits("a_u<U>_v<V>.x", "a_u1_v2.x"));
}

BOOST_AUTO_TEST_CASE(a_spread_opens_the_number_that_it_means) {
    BOOST_TEST(fits("skin_1001.png", "skin_1042.png", udim));
    BOOST_TEST(fits("v1002_skin.1001.png", "v1002_skin.1042.png", udim));
    BOOST_TEST(!fits("skin_01.png", "skin_02.png", udim));
    BOOST_TEST(fits("rock_u0_v0.png", "rock_u3_v12.png", grid));
    BOOST_TEST(!fits("rock.png", "rock2.png", grid));
    BOOST_TEST(fits("fire.0001.png", "fire.0200.png", sequence));
    BOOST_TEST(fits("v02_fire7.png", "v02_fire12.png", sequence));
    BOOST_TEST(!fits("v02_fire7.png", "v03_fire7.png", sequence));
    BOOST_TEST(fits("smoke.0007", "smoke.0008", sequence));
    BOOST_TEST(!fits("clip.mp4", "clip.mp5", sequence));
    BOOST_TEST(fits("sea.1001.0001.x", "sea.1002.0099.x", {.tiles = rb::tile_scheme::udim, .sequence = true}));
}

BOOST_AUTO_TEST_CASE(families_and_folders_take_what_follows) {
    BOOST_TEST(fits("hair", "hairFrame12.mcx", {.family = true}));
    BOOST_TEST(fits("hair", "hair", {.family = true}));
    BOOST_TEST(!fits("hair", "cloth", {.family = true}));
    BOOST_TEST(fits("*", "anything", {.folder = true}));
}

BOOST_AUTO_TEST_CASE(many_open_numbers_take_no_more_than_a_moment) {
    std::string pattern;
    for (int i = 0; i < 100; ++i) pattern += "<f>1";
    BOOST_TEST(!fits(pattern + "x", std::string(255, '1')));
    BOOST_TEST(fits(pattern, std::string(255, '1')));
}

BOOST_AUTO_TEST_CASE(unknown_tokens_are_found) {
    BOOST_TEST(rb::unknown_token("/a/<UDIM>/<f>.x").empty());
    BOOST_TEST(rb::unknown_token("/a/<Scene>/<f>.x") == "<Scene>");
    BOOST_TEST(rb::unknown_token("/a/<open").empty());
}

BOOST_AUTO_TEST_SUITE_END()
