// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_SCREEN_IPP
#define RENDERBUS_OBSERVE_IMPL_SCREEN_IPP

#include <renderbus/observe/redact.hpp>
#include <renderbus/observe/screen.hpp>
#include <renderbus/utf8.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace renderbus {
namespace detail {

struct code_range {
    char32_t first, last;
};

template <std::size_t N>
bool is_among(const code_range (&ranges)[N], char32_t code) noexcept {
    for (const auto& one : ranges)
        if (code >= one.first && code <= one.last) return true;
    return false;
}

/// Unicode's East Asian Width W and F, in whole blocks.
inline bool is_wide(char32_t code) noexcept {
    static constexpr code_range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    return code >= 0x1100 && is_among(wide, code);
}
inline bool is_mark(char32_t code) noexcept {
    static constexpr code_range marks[] = {
        {0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
    return code >= 0x0300 && is_among(marks, code);
}
inline bool is_invisible(char32_t code) noexcept {
    static constexpr code_range invisible[] = {
        {0x061C, 0x061C}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}};
    return code >= 0x061C && is_among(invisible, code);
}

/// The first character: how many bytes and columns it takes.
struct character {
    std::size_t bytes;
    unsigned columns;
};
inline character first_character(std::string_view text) noexcept {
    char32_t code = 0;
    const std::size_t length = decode_utf8(text, code);
    if (length == 0) return {1, 1};
    return {length, is_mark(code) ? 0u : is_wide(code) ? 2u : 1u};
}

inline std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value ? value : "";
}

inline void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ::ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace detail

RENDERBUS_DECL screen screen_of(int descriptor) {
    screen made;
    made.write = [descriptor](std::string_view text) { detail::write_all(descriptor, text); };
    const std::string type = detail::variable("TERM");
    if (::isatty(descriptor) != 1 || type.empty() || type == "dumb") return made;
    made.size = [descriptor] {
        ::winsize told{};
        if (::ioctl(descriptor, TIOCGWINSZ, &told) != 0 || told.ws_col == 0) return screen::extent{80, 24};
        return screen::extent{told.ws_col, told.ws_row ? told.ws_row : 24u};
    };
    made.colours = detail::variable("NO_COLOR").empty();
    return made;
}

RENDERBUS_DECL unsigned columns_of(std::string_view text) noexcept {
    unsigned columns = 0;
    while (!text.empty()) {
        const auto next = detail::first_character(text);
        columns += next.columns;
        text.remove_prefix(next.bytes);
    }
    return columns;
}

RENDERBUS_DECL std::string fit_columns(std::string_view text, unsigned columns) {
    if (columns_of(text) <= columns) return std::string(text);
    if (columns == 0) return {};
    std::size_t end = 0;
    for (unsigned used = 0; end < text.size();) {
        const auto next = detail::first_character(text.substr(end));
        if (used + next.columns > columns - 1) break;
        used += next.columns;
        end += next.bytes;
    }
    return std::string(text.substr(0, end)) + '~';
}

RENDERBUS_DECL std::string screen_text(std::string_view text, unsigned most_bytes) {
    const std::string plain = printable(redact(text, most_bytes));
    std::string out;
    for (std::string_view rest = plain; !rest.empty();) {
        char32_t code = 0;
        const std::size_t length = decode_utf8(rest, code);
        if (detail::is_invisible(code)) out += '?';
        else out += rest.substr(0, length);
        rest.remove_prefix(length);
    }
    return out;
}

}  // namespace renderbus

#endif
