// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_FILE_PATTERN_HPP
#define RENDERBUS_SCENE_FILE_PATTERN_HPP

#include <renderbus/detail/config.hpp>

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus {

/// How UV tiles stand in a name: 1001 to 9999, or columns and rows such as `_u1_v1`.
enum class tile_scheme { none, udim, grid };

/// Which files one stored text stands for, beside the one that it spells.
struct file_spread {
    tile_scheme tiles = tile_scheme::none;
    bool sequence = false;  ///< the last number of the name is a frame
    bool family = false;    ///< everything whose name begins like this: `hair`, `hair.xml`, `hairFrame12.mcx`
    bool folder = false;    ///< the text names a folder, and every file in it counts

    friend auto operator<=>(const file_spread&, const file_spread&) = default;
};

/// A file name with numbers left open: by tokens such as `<UDIM>`, `<f>`, `####` and `%04d`, and by a `file_spread`.
class file_pattern {
public:
    RENDERBUS_DECL explicit file_pattern(std::string_view name, const file_spread& spread = {});

    /// Whether the name stands for itself alone.
    bool literal() const noexcept { return literal_; }
    bool has_tiles() const noexcept { return tiles_; }
    bool has_frames() const noexcept { return frames_; }

    /// Takes time in proportion to the length of the name times that of the pattern.
    RENDERBUS_DECL bool matches(std::string_view name) const;

private:
    enum class open { nothing, digits, udim, anything };
    struct piece {
        open what = open::nothing;
        std::string letters;
        std::size_t least = 1;  ///< digits
        std::size_t most = 32;
    };
    RENDERBUS_DECL void read(std::string_view name);
    RENDERBUS_DECL std::size_t read_token(std::string_view rest);
    RENDERBUS_DECL std::size_t read_angle_token(std::string_view rest);
    RENDERBUS_DECL std::size_t read_percent_token(std::string_view rest);
    RENDERBUS_DECL void letter(char c);
    RENDERBUS_DECL void number(std::size_t least, std::size_t most, bool& kind);
    RENDERBUS_DECL void udim();

    std::vector<piece> pieces_;
    bool literal_ = true;
    bool tiles_ = false;
    bool frames_ = false;
};

/// The first `<token>` of a path that only the program or its renderer can fill in; empty if there is none.
RENDERBUS_DECL std::string_view unknown_token(std::string_view path);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/file_pattern.ipp>
#endif

#endif
