// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_CINEMA_4D_IPP
#define RENDERBUS_SCENE_IMPL_CINEMA_4D_IPP

#include <renderbus/scene/cinema_4d.hpp>

#include <cstdint>

namespace renderbus {
namespace cinema_4d {

inline constexpr std::string_view mark = "QC4DC4D6";
inline constexpr std::size_t head_size = mark.size() + 4;

}  // namespace cinema_4d

RENDERBUS_DECL bool cinema_4d_reader::recognises(std::string_view head) { return head.starts_with(cinema_4d::mark); }

RENDERBUS_DECL result<std::string> cinema_4d_reader::version_in(std::string_view head) {
    const auto malformed = [](std::string cause) {
        return failure{scene_errc::malformed_scene, "byte 8", std::move(cause), "save the scene again"};
    };
    if (!recognises(head)) return malformed("the file does not begin as a Cinema 4D scene does");
    if (head.size() < cinema_4d::head_size) return malformed("the file ends before its version");
    std::uint32_t number = 0;  // big-endian: 15037 is R15.037
    for (std::size_t i = cinema_4d::mark.size(); i < cinema_4d::head_size; ++i) number = number << 8 | static_cast<unsigned char>(head[i]);
    constexpr std::uint32_t first_release_by_year = 100'000, latest = 10'000'000;
    if (number == 0 || number >= latest) return malformed("the version " + std::to_string(number) + " is none of Cinema 4D's");
    const auto build = std::to_string(number % 1000);
    return (number < first_release_by_year ? "R" : "") + std::to_string(number / 1000) + '.' + std::string(3 - build.size(), '0') + build;
}

RENDERBUS_DECL result<void> cinema_4d_reader::read(scene_source source, scene_builder& to) {
    auto head = read_head(source, cinema_4d::head_size);
    if (!head) return std::move(head).error();
    auto version = version_in(*head);
    if (!version) {
        version.error().place = source.path + ", " + version.error().place;
        return std::move(version).error();
    }
    to.facts().program = dcc::cinema_4d;
    to.facts().version = *version;
    return failure{scene_errc::needs_analyzer, source.path,
                   "Cinema 4D " + *version + " saved this scene, in a format that is not published",
                   "let the program itself look into it, by rb::analyze_by and an analyzer of your studio's"};
}

}  // namespace renderbus

#endif
