// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_INSTALLED_IPP
#define RENDERBUS_SCENE_IMPL_INSTALLED_IPP

#include <renderbus/detail/text.hpp>
#include <renderbus/scene/installed.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <system_error>

namespace renderbus {
namespace detail {

/// A place: folder, how the program's own folder in it begins (the version is the rest), and what lies in that.
struct install_place {
    dcc program;
    std::string_view parent;
    std::string_view begin;  // compared without regard to case
    std::string_view executable;
};

inline constexpr std::array unix_places = {
    install_place{dcc::maya, "usr/autodesk", "maya", "bin/maya"},
    install_place{dcc::houdini, "opt", "hfs", "bin/hython"},
    install_place{dcc::blender, "opt", "blender-", "blender"},
    install_place{dcc::blender, "usr/local", "blender-", "blender"},
    install_place{dcc::clarisse, "opt/isotropix", "clarisse", "cnode"},
    install_place{dcc::clarisse, "opt/isotropix", "clarisse", "clarisse/cnode"},
    install_place{dcc::clarisse, "usr/isotropix", "clarisse", "clarisse/cnode"},
    install_place{dcc::katana, "opt", "katana", "katana"},
    install_place{dcc::katana, "opt/foundry", "katana", "katana"},
    install_place{dcc::katana, "opt/Foundry", "katana", "katana"},
    install_place{dcc::katana, "usr/local", "katana", "katana"},
    install_place{dcc::cinema_4d, "opt/maxon", "cinema4d", "bin/Commandline"},
};

inline constexpr std::array windows_places = {
    install_place{dcc::maya, "Program Files/Autodesk", "maya", "bin/maya.exe"},
    install_place{dcc::max_3ds, "Program Files/Autodesk", "3ds max ", "3dsmaxbatch.exe"},
    install_place{dcc::houdini, "Program Files/Side Effects Software", "houdini ", "bin/hython.exe"},
    install_place{dcc::blender, "Program Files/Blender Foundation", "blender ", "blender.exe"},
    install_place{dcc::clarisse, "Program Files/Isotropix", "clarisse ", "Clarisse/cnode.exe"},
    install_place{dcc::katana, "Program Files", "katana", "bin/katanaBin.exe"},
    install_place{dcc::cinema_4d, "Program Files", "maxon cinema 4d ", "Commandline.exe"},
    install_place{dcc::cinema_4d, "Program Files/MAXON", "cinema 4d ", "Commandline.exe"},
};

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The version in the rest of a folder's name, in the farm's spelling; empty where it is none (`maya-docs`).
RENDERBUS_DECL std::string version_in(dcc program, std::string_view rest) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (program == dcc::clarisse) {
        auto text = lower_ascii(rest);
        std::replace(text.begin(), text.end(), ' ', '_');
        while (text.starts_with('_')) text.erase(0, 1);
        if (text.starts_with("ifx_")) text.erase(0, 4);
        return !text.empty() && is_digit(text[0]) ? "clarisse_ifx_" + text : std::string();
    }
    while (rest.starts_with(' ') || rest.starts_with('-') || rest.starts_with('_')) rest.remove_prefix(1);
    const bool is_release = program == dcc::cinema_4d && rest.size() > 1 && lower(rest[0]) == 'r' && is_digit(rest[1]);
    if (rest.empty() || (!is_digit(rest[0]) && !is_release)) return {};
    std::string version(rest.substr(0, rest.find_first_of(" -_")));  // `-linux-x64`, `-x64`
    if (is_release) version[0] = 'R';
    return version;
}

/// Numbers by their value, all else by its letters: `19.5.303` is before `20.0`, `3.2v1` before `3.10v1`.
RENDERBUS_DECL bool is_older(std::string_view a, std::string_view b) {
    const auto number = [](std::string_view& text) {
        const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
        auto digits = text.substr(0, end);
        text.remove_prefix(end);
        while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
        return digits;
    };
    while (!a.empty() && !b.empty()) {
        const auto of_a = number(a), of_b = number(b);
        if (of_a.size() != of_b.size()) return of_a.size() < of_b.size();
        if (of_a != of_b) return of_a < of_b;
        if (a.empty() || b.empty()) break;
        if (a.front() != b.front()) return a.front() < b.front();
        a.remove_prefix(1);
        b.remove_prefix(1);
    }
    return a.empty() && !b.empty();
}

RENDERBUS_DECL void look_in(const std::filesystem::path& root, const install_place& place, std::vector<installed_dcc>& found) {
    constexpr int most_entries = 10'000;
    std::error_code ec;
    int seen = 0;
    for (std::filesystem::directory_iterator it(root / place.parent, ec), end; !ec && it != end && ++seen < most_entries;
         it.increment(ec)) {
        const auto name = it->path().filename().string();
        if (!lower_ascii(name).starts_with(place.begin)) continue;
        const auto version = version_in(place.program, std::string_view(name).substr(place.begin.size()));
        const auto executable = it->path() / place.executable;
        std::error_code unreadable;
        if (!version.empty() && std::filesystem::is_regular_file(executable, unreadable))
            found.push_back({place.program, version, executable});
    }
}

}  // namespace detail

RENDERBUS_DECL std::vector<installed_dcc> find_installed(const std::filesystem::path& root, install_places places) {
    std::vector<installed_dcc> found;
    const std::span<const detail::install_place> all = places == install_places::windows
                                                           ? std::span<const detail::install_place>(detail::windows_places)
                                                           : std::span<const detail::install_place>(detail::unix_places);
    for (const auto& place : all) detail::look_in(root, place, found);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        if (a.program != b.program) return a.program < b.program;
        if (a.version != b.version) return detail::is_older(b.version, a.version);
        return a.executable < b.executable;
    });
    return found;
}

RENDERBUS_DECL const installed_dcc* choose_installed(const std::vector<installed_dcc>& found, dcc program,
                                                     std::string_view version) {
    for (const auto& one : found)
        if (one.program == program && (version.empty() || one.version == version)) return &one;
    return nullptr;
}

}  // namespace renderbus

#endif
