// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_TEXT_SCANNER_HPP
#define RENDERBUS_SCENE_TEXT_SCANNER_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace renderbus {

/// Walks through a text once, letter by letter, and holds a small window of it, however long it is. After the first failure,
/// which is told with `file:line`, nothing more comes and `why()` tells it.
class text_scanner {
public:
    /// Over all of the source, which outlives the scanner; `file` is how failures name it.
    RENDERBUS_DECL text_scanner(byte_source& from, std::string file);

    /// Whether nothing is left, or nothing can be read any more.
    bool at_end() { return at_ == window_.size() && !refill(1); }
    /// The next letter, NUL at the end; `take` goes past it.
    char peek() { return at_end() ? '\0' : window_[at_]; }
    char take() {
        if (at_end()) return '\0';
        if (window_[at_] == '\n') ++line_;
        return window_[at_++];
    }
    /// Goes past the letter, or the text, if it comes next.
    bool skip(char c) { return !at_end() && window_[at_] == c && (take(), true); }
    RENDERBUS_DECL bool skip(std::string_view text);
    /// Whether that text comes next; it has no line end.
    RENDERBUS_DECL bool sees(std::string_view text);

    /// Goes past spaces, tabs and line ends; `skip_blanks` not past line ends.
    RENDERBUS_DECL void skip_space();
    RENDERBUS_DECL void skip_blanks();
    /// Goes past the end of this line and gives what stood before it, of which at most `most` bytes are kept.
    RENDERBUS_DECL std::string rest_of_line(std::size_t most);

    /// The letters up to a space, a line end or one of `stops`; fails where they are more than `most`.
    RENDERBUS_DECL std::string word(std::string_view stops, std::size_t most);
    /// The text in quotes that begins here with its quote, over any lines. A backslash in it escapes the letters of `escaped`;
    /// before others it stands for itself. Of a longer text than `most` only the front is kept; fails where it does not end.
    RENDERBUS_DECL std::string quoted(std::size_t most, std::string_view escaped = "\\\"'nt");
    /// Goes past everything up to and with that text; fails where it does not come.
    RENDERBUS_DECL bool skip_past(std::string_view text, const char* what);

    /// From 1.
    std::uint32_t line() const noexcept { return line_; }
    bool failed() const noexcept { return why_ != nullptr; }
    const failure& why() const noexcept { return *why_; }
    /// Fails with `scene_errc::malformed_scene` at this line, or at another.
    bool fail(std::string cause) { return fail(line_, std::move(cause)); }
    RENDERBUS_DECL bool fail(std::uint32_t line, std::string cause);

private:
    RENDERBUS_DECL bool refill(std::size_t wanted);

    byte_source& from_;
    std::string file_;
    std::string window_;
    std::size_t at_ = 0;
    std::uint64_t place_ = 0;  ///< of what follows the window
    bool ended_ = false;
    std::uint32_t line_ = 1;
    std::unique_ptr<failure> why_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/text_scanner.ipp>
#endif

#endif
