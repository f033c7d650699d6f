// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_FILE_PATTERN_IPP
#define RENDERBUS_SCENE_IMPL_FILE_PATTERN_IPP

#include <renderbus/scene/file_pattern.hpp>
#include <renderbus/scene/impl/text.hpp>

#include <algorithm>
#include <charconv>

namespace renderbus {
namespace scene_detail {

/// What `<...>` stands for, as far as names of files go.
enum class angle_token { unknown, udim, tile_number, tile_pair, frame };

inline angle_token angle_token_of(std::string_view inside) {
    const std::string name = lower_ascii(inside);
    if (name == "udim") return angle_token::udim;
    if (name == "u" || name == "v") return angle_token::tile_number;
    if (name == "tile") return angle_token::tile_pair;
    std::string_view digits = name;
    if (digits.starts_with("frame")) digits.remove_prefix(5);
    else if (digits.starts_with("f")) digits.remove_prefix(1);
    else return angle_token::unknown;
    return std::all_of(digits.begin(), digits.end(), is_digit) ? angle_token::frame : angle_token::unknown;
}

struct digit_run {
    std::size_t at = std::string_view::npos;
    std::size_t size = 0;
};

/// The last run of digits before `end` that the test accepts.
template <class Accepts>
digit_run last_digits(std::string_view name, std::size_t end, Accepts accepts) {
    for (std::size_t i = end; i-- > 0;) {
        if (!is_digit(name[i])) continue;
        const std::size_t run_end = i + 1;
        while (i > 0 && is_digit(name[i - 1])) --i;
        if (accepts(name.substr(i, run_end - i))) return {i, run_end - i};
    }
    return {};
}

/// Tiles count from 1001, to 9999.
inline bool is_udim(std::string_view digits) { return digits.size() == 4 && digits >= "1001"; }

inline void open_udim(std::string& name) {
    if (const auto tile = last_digits(name, name.size(), is_udim); tile.size != 0) name.replace(tile.at, tile.size, "<udim>");
}

/// `u1_v1` becomes `u<u>_v<v>`.
inline void open_grid(std::string& name) {
    const auto digits_end = [&](std::size_t at) {
        return std::find_if_not(name.begin() + static_cast<std::ptrdiff_t>(at), name.end(), is_digit) - name.begin();
    };
    for (std::size_t u = name.size(); u-- > 0;) {
        if (name[u] != 'u' && name[u] != 'U') continue;
        const auto u_end = static_cast<std::size_t>(digits_end(u + 1));
        if (u_end == u + 1 || u_end + 2 > name.size() || name[u_end] != '_' || lower_ascii(name.substr(u_end + 1, 1)) != "v")
            continue;
        const auto v_end = static_cast<std::size_t>(digits_end(u_end + 2));
        if (v_end == u_end + 2) continue;
        name.replace(u_end + 2, v_end - u_end - 2, "<v>");
        name.replace(u + 1, u_end - u - 1, "<u>");
        return;
    }
}

/// The frame is the last number before the extension, or the extension itself (`smoke.0007`).
inline void open_frame(std::string& name) {
    const auto any = [](std::string_view) { return true; };
    const auto dot = name.rfind('.');
    auto frame = last_digits(name, dot == std::string::npos ? name.size() : dot, any);
    const bool number_extension = dot != std::string::npos && dot + 1 < name.size() &&
                                  std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(), is_digit);
    if (number_extension) frame = {dot + 1, name.size() - dot - 1};
    if (frame.size != 0) name.replace(frame.at, frame.size, "<f>");
}

}  // namespace scene_detail

RENDERBUS_DECL file_pattern::file_pattern(std::string_view name, const file_spread& spread) {
    if (spread.folder) {
        pieces_.push_back({open::anything, "", 0, 0});
        literal_ = false;
        return;
    }
    read(name);
    std::string opened(name);
    if (!tiles_ && spread.tiles == tile_scheme::udim) scene_detail::open_udim(opened);
    if (!tiles_ && spread.tiles == tile_scheme::grid) scene_detail::open_grid(opened);
    if (!frames_ && spread.sequence) scene_detail::open_frame(opened);
    if (opened != name) read(opened);
    if (spread.family) {
        pieces_.push_back({open::anything, "", 0, 0});
        literal_ = false;
    }
}

RENDERBUS_DECL void file_pattern::read(std::string_view name) {
    pieces_.clear();
    literal_ = true;
    tiles_ = frames_ = false;
    while (!name.empty()) {
        std::size_t used = read_token(name);
        if (used == 0) letter(name[0]), used = 1;
        name.remove_prefix(used);
    }
}

RENDERBUS_DECL void file_pattern::letter(char c) {
    if (pieces_.empty() || pieces_.back().what != open::nothing) pieces_.push_back({open::nothing, "", 0, 0});
    pieces_.back().letters += c;
}

RENDERBUS_DECL void file_pattern::number(std::size_t least, std::size_t most, bool& kind) {
    pieces_.push_back({open::digits, "", least, most});
    kind = true;
    literal_ = false;
}

RENDERBUS_DECL void file_pattern::udim() {
    number(4, 4, tiles_);
    pieces_.back().what = open::udim;
}

/// Reads the token that `rest` begins with; how long it is, or 0.
RENDERBUS_DECL std::size_t file_pattern::read_token(std::string_view rest) {
    if (rest[0] == '<') return read_angle_token(rest);
    if (rest[0] == '%') return read_percent_token(rest);
    constexpr std::string_view renderman_tile = "_MAPID_";
    if (rest.starts_with(renderman_tile)) return udim(), renderman_tile.size();
    if (rest[0] != '#') return 0;
    const auto hashes = std::min(rest.find_first_not_of('#'), rest.size());
    number(hashes, 32, frames_);
    return hashes;
}

RENDERBUS_DECL std::size_t file_pattern::read_angle_token(std::string_view rest) {
    const auto end = rest.find('>');
    if (end == std::string_view::npos) return 0;
    switch (scene_detail::angle_token_of(rest.substr(1, end - 1))) {
        case scene_detail::angle_token::unknown: return 0;
        case scene_detail::angle_token::udim: udim(); break;
        case scene_detail::angle_token::tile_number: number(1, 3, tiles_); break;
        case scene_detail::angle_token::frame: number(1, 32, frames_); break;
        case scene_detail::angle_token::tile_pair:
            letter('_'), letter('u');
            number(1, 3, tiles_);
            letter('_'), letter('v');
            number(1, 3, tiles_);
            break;
    }
    return end + 1;
}

RENDERBUS_DECL std::size_t file_pattern::read_percent_token(std::string_view rest) {
    if (scene_detail::lower_ascii(rest.substr(0, 8)) == "%(udim)d") return udim(), 8;
    const auto end = rest.find_first_not_of("0123456789", 1);
    if (end == std::string_view::npos || rest[end] != 'd') return 0;
    std::size_t width = 1;
    std::from_chars(rest.data() + 1, rest.data() + end, width);
    if (width > 32) return 0;
    number(std::max<std::size_t>(width, 1), 32, frames_);
    return end + 1;
}

RENDERBUS_DECL bool file_pattern::matches(std::string_view name) const {
    // All places that the pieces so far can end at; a name of 255 bytes and many open numbers stay cheap.
    std::vector<char> reached(name.size() + 1, 0);
    reached[0] = 1;
    for (const auto& one : pieces_) {
        std::vector<char> next(name.size() + 1, 0);
        for (std::size_t at = 0; at <= name.size(); ++at) {
            if (!reached[at]) continue;
            if (one.what == open::anything) {
                std::fill(next.begin() + static_cast<std::ptrdiff_t>(at), next.end(), char{1});
                break;
            }
            if (one.what == open::nothing) {
                if (name.substr(at).starts_with(one.letters)) next[at + one.letters.size()] = 1;
                continue;
            }
            for (std::size_t digits = 1;
                 digits <= one.most && at + digits <= name.size() && scene_detail::is_digit(name[at + digits - 1]); ++digits)
                if (digits >= one.least && (one.what != open::udim || scene_detail::is_udim(name.substr(at, digits))))
                    next[at + digits] = 1;
        }
        reached.swap(next);
    }
    return reached[name.size()] != 0;
}

RENDERBUS_DECL std::string_view unknown_token(std::string_view path) {
    for (std::size_t at = 0; (at = path.find('<', at)) != std::string_view::npos; ++at) {
        const auto end = path.find('>', at);
        if (end == std::string_view::npos) return {};
        if (scene_detail::angle_token_of(path.substr(at + 1, end - at - 1)) == scene_detail::angle_token::unknown)
            return path.substr(at, end + 1 - at);
    }
    return {};
}

}  // namespace renderbus

#endif
