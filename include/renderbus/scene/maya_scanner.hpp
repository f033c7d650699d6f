// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAYA_SCANNER_HPP
#define RENDERBUS_SCENE_MAYA_SCANNER_HPP

#include <renderbus/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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

/// Walks through the statements of a Maya ASCII text once, keeping nothing. A statement is a command and its arguments up to
/// `;`: words, strings, and strings in parentheses joined by `+`. Comments are skipped. After a failure every function
/// gives false, and `why()` tells `file:line`.
class scanner {
public:
    RENDERBUS_DECL scanner(std::string_view text, std::string file);

    /// Goes on to the next statement, past what is left of this one; false at the end and on failure.
    RENDERBUS_DECL bool next_statement();
    std::string_view command() const noexcept { return command_; }
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
    RENDERBUS_DECL std::string_view read_word(std::string_view ends);
    RENDERBUS_DECL bool skip_string();
    RENDERBUS_DECL bool read_string(std::string_view& text);
    RENDERBUS_DECL bool read_group(argument& one);
    RENDERBUS_DECL bool begins_another_statement() const;
    bool at_end() const noexcept { return at_ == text_.size(); }

    std::string_view text_;
    std::string file_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 1;
    std::uint32_t statement_line_ = 1;
    std::string_view command_;
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
