// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_DEFAULTS_HPP
#define RENDERBUS_SCENE_IMPL_MAYA_DEFAULTS_HPP

#include <renderbus/scene/impl/text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

// What Maya knows without writing it into a scene.
namespace renderbus::maya::settings_detail {

struct time_unit {
    std::string_view name;
    double fps;
};

inline constexpr time_unit time_units[] = {
    {"game", 15},  {"film", 24},       {"pal", 25}, {"ntsc", 30},      {"show", 48},         {"palf", 50},
    {"ntscf", 60}, {"millisec", 1000}, {"sec", 1},  {"min", 1.0 / 60}, {"hour", 1.0 / 3600},
};

/// Frames a second of a unit of time, by its name or as `23.976fps`; 0 for one that is unknown.
inline double fps_of(std::string_view unit) {
    for (const auto& known : time_units)
        if (known.name == unit) return known.fps;
    if (!unit.ends_with("fps")) return 0;
    const char* const end = unit.data() + unit.size() - 3;
    double fps = 0;
    const auto [stop, code] = std::from_chars(unit.data(), end, fps);
    return code == std::errc() && stop == end && std::isfinite(fps) && fps > 0 ? fps : 0;
}

/// The farm's name of a version: the last number of two or more digits, a dot among them or not, behind a space of
/// `Maya 2018` or `Maya Unlimited 7.0`; without one, the digits that `2017ff04` begins with.
inline std::string cg_version(std::string_view product, std::string_view version) {
    constexpr std::string_view number_letters = "0123456789.";
    for (std::size_t space = product.size(); product.starts_with("Maya") && space-- > 0;) {
        if (product[space] != ' ') continue;
        const auto number = product.substr(space + 1);
        const auto digits = number.substr(0, std::min(number.find_first_not_of(number_letters), number.size()));
        if (digits.size() >= 2 && scene_detail::is_digit(digits.front())) return std::string(digits);
    }
    return std::string(version.substr(0, std::min(version.find_first_not_of(number_letters), version.size())));
}

/// Before 2013 Maya's own picture size was 640 x 480, from then on 960 x 540.
inline std::pair<double, double> default_size(std::string_view version) {
    int year = 0;
    std::from_chars(version.data(), version.data() + version.size(), year);
    return year != 0 && year < 2013 ? std::pair(640.0, 480.0) : std::pair(960.0, 540.0);
}

/// By Maya's numbers of picture formats; 50 and 51, which are not among them, leave it to a key.
inline constexpr std::string_view picture_extensions[] = {
    "gif", "pic", "rla",  "tif", "tif", "sgi", "als", "iff", "jpg", "eps", "iff", "cin", "yuv", "sgi",
    "",    "",    "",     "",    "",    "tga", "bmp", "mv",  "mov", "avi", "",    "",    "",    "",
    "",    "",    "pntg", "psd", "png", "qif", "xpm", "dds", "psd", "",    "",    "",    "exr",
};

inline std::string_view picture_extension(double code) {
    const bool known = code >= 0 && code < static_cast<double>(std::size(picture_extensions));
    return known ? picture_extensions[static_cast<std::size_t>(code)] : std::string_view();
}

}  // namespace renderbus::maya::settings_detail

#endif
