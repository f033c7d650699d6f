// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAYA_SCANNER_HPP
#define RENDERBUS_SCENE_MAYA_SCANNER_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/text_window.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus::maya {

/// One argument of a statement.
struct argument {
    std::string_view text;  ///< without quotes and escapes; good until the next argument is read
    bool quoted = false;

    /// `-n`, but neither `-1.5` nor a string.
    bool is_flag() const noexcept {
        return !quoted && text.size() > 1 && text[0] == '-' &&
               ((text[1] >= 'a' && text[1] <= 'z') || (text[1] >= 'A' && text[1] <= 'Z'));
    }
};

/// Walks through the statements of a Maya ASCII text once, keeping nothing; what is not asked for is skipped, not taken apart. A
/// statement is a command and its arguments up to
/// `;`: words, strings, and strings in parentheses joined by `+`. Comments are skipped. After a failure every function
/// gives false, and `why()` tells `file:line`.
class scanner {
public:
    RENDERBUS_DECL scanner(text_window text, std::string file);
    /// Over a text in memory, which outlives the scanner.
    scanner(std::string_view text, std::string file) : scanner(text_window(text), std::move(file)) {}

    /// Goes on to the next statement, past what is left of this one; false at the end and on failure.
    RENDERBUS_DECL bool next_statement();
    const std::string& command() const noexcept { return command_; }
    /// The line that the statement begins in, from 1.
    std::uint32_t line() const noexcept { return statement_line_; }

    /// The statement's next argument; false at its end and on failure.
    RENDERBUS_DECL bool next(argument& one);

    /// Whether the closing comment that Maya writes, `// End of NAME`, was seen.
    bool saw_end() const noexcept { return saw_end_; }

    bool failed() const noexcept { return failed_; }
    const failure& why() const noexcept { return why_; }
    RENDERBUS_DECL bool fail(std::uint32_t line, std::string cause);

private:
    RENDERBUS_DECL bool skip_space();
    RENDERBUS_DECL bool skip_comment();
    RENDERBUS_DECL bool skip_statement();
    RENDERBUS_DECL void skip_values();
    RENDERBUS_DECL std::string_view read_word(char end = ' ');
    RENDERBUS_DECL bool skip_string();
    RENDERBUS_DECL bool read_string(std::string_view& text);
    RENDERBUS_DECL bool read_group(argument& one);
    RENDERBUS_DECL bool begins_another_statement();
    bool at_comment() { return in_.here() == '/' && in_.has(2) && (in_.ahead()[1] == '/' || in_.ahead()[1] == '*'); }

    text_window in_;
    std::string file_;
    std::uint32_t line_ = 1;
    std::uint32_t statement_line_ = 1;
    std::string command_;
    bool in_statement_ = false;
    bool fresh_line_ = false;  ///< only space stands between the line's begin and here
    bool saw_end_ = false;
    bool failed_ = false;
    std::string unescaped_;
    std::string joined_;
    failure why_;
};

}  // namespace renderbus::maya

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/maya_scanner.ipp>
#endif

#endif
