// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <png.h>

#include <set>

using namespace farm_tests;
using rb::farm::draw_picture;
using rb::farm::picture_wish;

namespace {

struct seen_picture {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<unsigned char> points;
};

seen_picture read_png(const std::string& file) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    BOOST_REQUIRE(png_image_begin_read_from_memory(&image, file.data(), file.size()) != 0);
    image.format = PNG_FORMAT_RGB;
    seen_picture seen{image.width, image.height, std::vector<unsigned char>(PNG_IMAGE_SIZE(image))};
    BOOST_REQUIRE(png_image_finish_read(&image, nullptr, seen.points.data(), 0, nullptr) != 0);
    return seen;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_picture)

BOOST_AUTO_TEST_CASE(a_picture_has_exactly_the_size_that_is_wished_for) {
    for (const auto& [width, height] : {std::pair{640, 360}, {1, 1}, {1, 500}, {500, 1}, {7, 3}, {1998, 1080}}) {
        const auto seen = read_png(draw_picture({"beauty", "cam", 1, width, height, 0}).value());
        BOOST_TEST(seen.width == static_cast<std::uint32_t>(width));
        BOOST_TEST(seen.height == static_cast<std::uint32_t>(height));
    }
}

BOOST_AUTO_TEST_CASE(frames_cameras_and_layers_differ_in_what_is_to_be_seen) {
    for (const auto& [width, height] : {std::pair{320, 180}, {16, 9}}) {
        std::set<std::vector<unsigned char>> seen;
        std::size_t count = 0;
        std::uint32_t view = 0;
        for (const char* layer : {"beauty", "matte"}) {
            for (const char* camera : {"camA", "camB"}) {
                for (const std::int32_t frame : {-1, 0, 1, 2, 49, 97}) {
                    seen.insert(read_png(draw_picture({layer, camera, frame, width, height, view}).value()).points);
                    ++count;
                }
                ++view;
            }
        }
        BOOST_TEST(seen.size() == count);
    }
}

BOOST_AUTO_TEST_CASE(the_same_wish_gives_the_same_file) {
    const picture_wish wish{"l\xC3\xA9", "|cam|camShape", 1001, 200, 100, 3};
    BOOST_TEST(draw_picture(wish).value() == draw_picture(wish).value());
}

BOOST_AUTO_TEST_CASE(sizes_out_of_bounds_are_refused) {
    for (const auto& [width, height] : {std::pair{0, 10}, {10, 0}, {-5, 10}, {8193, 10}, {10, 8193}}) {
        const auto made = draw_picture({"l", "c", 1, width, height, 0});
        BOOST_REQUIRE(!made.has_value());
        BOOST_TEST(made.error().code == rb::data_errc::out_of_range);
    }
}

BOOST_AUTO_TEST_SUITE_END()
