// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_SCREEN_HPP
#define RENDERBUS_OBSERVE_SCREEN_HPP

#include <renderbus/detail/config.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace renderbus {

/// Where lines for a person go.
struct screen {
    struct extent {
        unsigned columns = 0;  ///< 0: no terminal, lines cannot be redrawn
        unsigned rows = 0;
    };
    std::function<void(std::string_view)> write;
    std::function<extent()> size = [] { return extent{}; };
    bool colours = false;
};

/// An open file of this process: a terminal where it is one and TERM is neither empty nor `dumb`, its size asked anew each time
/// (80 x 24 where it tells none), in colours where NO_COLOR is empty. What it does not take is lost.
RENDERBUS_DECL screen screen_of(int descriptor);

/// How many columns of a terminal a text takes: two for each wide character (Chinese, Japanese, Korean, emoji), none for marks
/// that stand on the character before.
RENDERBUS_DECL unsigned columns_of(std::string_view text) noexcept;

/// The front of a text, as much as these columns hold, with `~` at the end where something is missing.
RENDERBUS_DECL std::string fit_columns(std::string_view text, unsigned columns);

/// A text of somebody else's, fit for a terminal: secrets blanked out, `?` in place of control characters, of what is not UTF-8
/// and of characters that turn the direction of writing.
RENDERBUS_DECL std::string screen_text(std::string_view text, unsigned most_bytes = 1000);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/screen.ipp>
#endif

#endif
