// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_PATH_IPP
#define RENDERBUS_IMPL_PATH_IPP

#include <renderbus/path.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace renderbus {
namespace path_detail {

inline constexpr std::size_t path_length_limit = 4096;
inline constexpr std::size_t component_length_limit = 255;

inline std::string ascii_upper(std::string_view text) {
    std::string upper(text);
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

/// COM and LPT take a digit, or one of the superscripts 1, 2 and 3, which Windows counts as digits here.
inline bool is_device_number(std::string_view rest) {
    static constexpr std::array<std::string_view, 3> superscripts = {"\xC2\xB9", "\xC2\xB2", "\xC2\xB3"};
    if (rest.size() == 1) return rest[0] >= '0' && rest[0] <= '9';
    return std::find(superscripts.begin(), superscripts.end(), rest) != superscripts.end();
}

/// Whether Windows takes a name for a device, whatever its extension.
inline bool is_windows_device(std::string_view component) {
    static constexpr std::array<std::string_view, 6> devices = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    std::string stem = ascii_upper(component.substr(0, component.find('.')));
    stem.erase(stem.find_last_not_of(' ') + 1);
    if (std::find(devices.begin(), devices.end(), stem) != devices.end()) return true;
    const bool numbered = stem.starts_with("COM") || stem.starts_with("LPT");
    return numbered && is_device_number(std::string_view(stem).substr(3));
}

/// What is wrong with one component of a relative path, or nothing.
inline const char* component_fault(std::string_view component) {
    if (component.empty()) return "a component is empty";
    if (component == "." || component == "..") return "it climbs with . or ..";
    if (component.size() > component_length_limit) return "a component is longer than 255 bytes";
    if (component.back() == '.' || component.back() == ' ') return "a component ends in a dot or a space";
    if (is_windows_device(component)) return "a component is the name of a Windows device";
    return nullptr;
}

/// What is wrong with a relative path whose separators are slashes, or nothing.
inline const char* path_fault(std::string_view text) {
    if (text.empty()) return "it is empty";
    if (text.size() > path_length_limit) return "it is longer than 4096 bytes";
    if (text.front() == '/') return "it is absolute";
    for (char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return "it holds a control character";
        if (c == ':') return "it holds a drive or another colon";
    }
    for (;;) {
        const auto end = std::min(text.find('/'), text.size());
        if (const char* fault = component_fault(text.substr(0, end))) return fault;
        if (end == text.size()) return nullptr;
        text.remove_prefix(end + 1);
    }
}

/// A path for a message: short, and without characters that a terminal would obey.
inline std::string printable(std::string_view text) {
    std::string shown(text.substr(0, 200));
    for (char& c : shown)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
    return text.size() > 200 ? shown + "..." : shown;
}

}  // namespace path_detail

RENDERBUS_DECL result<relative_path> relative_path::parse(std::string_view text) {
    std::string slashed(text.substr(0, path_detail::path_length_limit + 1));
    std::replace(slashed.begin(), slashed.end(), '\\', '/');
    if (const char* fault = path_detail::path_fault(slashed))
        return failure{data_errc::unsafe_path, "path \"" + path_detail::printable(text) + "\"", fault, ""};
    return relative_path(std::move(slashed));
}

RENDERBUS_DECL std::filesystem::path relative_path::under(const std::filesystem::path& root) const {
    return root / std::filesystem::path(std::u8string(text_.begin(), text_.end()));
}

RENDERBUS_DECL result<std::filesystem::path> place_below(const std::filesystem::path& root, const relative_path& name) {
    auto place = root;
    for (const auto& component : name.under({})) {
        place /= component;
        std::error_code ignored;
        if (std::filesystem::symlink_status(place, ignored).type() == std::filesystem::file_type::symlink)
            return failure{data_errc::unsafe_path, place.string(), "a symbolic link is on the way", "put the folder itself there"};
    }
    return place;
}

RENDERBUS_DECL std::string server_path(std::string_view local) {
    std::string slashed(local);
    std::replace(slashed.begin(), slashed.end(), '\\', '/');
    // Windows's own spellings of long names: \\?\D:\a and \\?\UNC\host\share.
    if (slashed.starts_with("//?/UNC/")) slashed.erase(0, 7);
    else if (slashed.starts_with("//?/") || slashed.starts_with("//./")) slashed.erase(0, 3);

    std::string server = "/";
    for (char c : slashed) {
        if (c == ':' || (c == '/' && server.back() == '/')) continue;
        server += c;
    }
    return server;
}

RENDERBUS_DECL std::string isolation_path(std::uint64_t number) {
    std::string digits = std::to_string(number);
    if (digits.size() < 9) digits.insert(0, 9 - digits.size(), '0');
    digits.insert(digits.size() - 3, 1, '/');
    digits.insert(digits.size() - 7, 1, '/');
    return digits;
}

}  // namespace renderbus

#endif
