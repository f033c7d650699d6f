// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_SCANNER_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_SCANNER_IPP

#include <renderbus/scene/maya_scanner.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace renderbus::maya {
namespace scan_detail {

inline constexpr int nesting_limit = 256;

inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
inline bool is_identifier(std::string_view word) {
    return !word.empty() && is_letter(word[0]) &&
           std::all_of(word.begin(), word.end(), [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

/// Commands that never stand as a value at the begin of a line, and those that do not when a flag follows.
inline constexpr std::array<std::string_view, 9> statements = {"createNode", "setAttr",     "addAttr",  "connectAttr", "requires",
                                                               "fileInfo",   "currentUnit", "lockNode", "relationship"};
inline constexpr std::array<std::string_view, 4> statements_with_flag = {"rename", "select", "file", "parent"};

/// Bytes that a statement that is only skipped stops at.
inline constexpr auto has_meaning = [] {
    std::array<bool, 256> made{};
    for (const unsigned char c : {';', '"', '(', ')', '/', '\n', '\0'}) made[c] = true;
    return made;
}();

inline std::string unescaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '\\' && i + 1 < text.size()) {
            c = text[++i];
            if (c == 'n') c = '\n';
            else if (c == 't') c = '\t';
            else if (c == 'r') c = '\r';
        }
        out += c;
    }
    return out;
}

}  // namespace scan_detail

RENDERBUS_DECL scanner::scanner(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

RENDERBUS_DECL bool scanner::fail(std::uint32_t line, std::string cause) {
    if (failed_) return false;
    failed_ = true;
    why_ = {scene_errc::malformed_scene, file_ + ':' + std::to_string(line), std::move(cause), ""};
    return false;
}

RENDERBUS_DECL bool scanner::next_statement() {
    if (failed_ || (in_statement_ && !skip_statement())) return false;
    while (skip_space() && text_[at_] == ';') ++at_;
    if (failed_ || at_end()) return false;
    statement_line_ = line_;
    const std::size_t begin = at_;
    command_ = read_word("");
    if (!scan_detail::is_identifier(command_)) {
        const auto shown = text_.substr(begin, std::min<std::size_t>(std::max<std::size_t>(command_.size(), 1), 40));
        return fail(line_,
                    text_[begin] == '\0' ? "a NUL byte: this is no text" : "expected a command, found " + std::string(shown));
    }
    in_statement_ = true;
    fresh_line_ = false;
    return true;
}

RENDERBUS_DECL bool scanner::next(argument& one) {
    if (failed_ || !in_statement_) return false;
    if (!skip_space()) return fail(statement_line_, "the file ends inside this statement: its ; is missing");
    const bool first_in_line = std::exchange(fresh_line_, false);
    one.quoted = false;
    switch (text_[at_]) {
        case ';': ++at_; return in_statement_ = false;
        case '"': one.quoted = true; return read_string(one.text);
        case '(': return read_group(one);
        case ')': return fail(line_, ") closes nothing");
        case '\0': return fail(line_, "a NUL byte: this is no text");
        default: break;
    }
    if (first_in_line && begins_another_statement())
        return fail(statement_line_, "this statement has no ; before line " + std::to_string(line_) + " begins another");
    one.text = read_word("");
    return true;
}

/// Skips space and comments; false at the end and on failure.
RENDERBUS_DECL bool scanner::skip_space() {
    for (; !at_end(); ++at_) {
        const char c = text_[at_];
        if (c == '\n') {
            ++line_;
            fresh_line_ = true;
        } else if (c == '/' && at_ + 1 < text_.size() && (text_[at_ + 1] == '/' || text_[at_ + 1] == '*')) {
            if (!skip_comment()) return false;
            --at_;
        } else if (!scan_detail::is_space(c)) {
            return true;
        }
    }
    return false;
}

/// Skips the comment that begins here, up to the end of its line or behind its `*/`.
RENDERBUS_DECL bool scanner::skip_comment() {
    const auto rest = text_.substr(at_);
    if (rest[1] == '/') {
        if (!in_statement_ && rest.starts_with("// End of")) saw_end_ = true;
        at_ += std::min(rest.find('\n'), rest.size());
        return true;
    }
    const auto end = rest.find("*/", 2);
    if (end == std::string_view::npos) return fail(line_, "the comment that begins here is not closed");
    line_ += static_cast<std::uint32_t>(std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ += end + 2;
    return true;
}

/// Skips what is left of the statement, and its `;`.
RENDERBUS_DECL bool scanner::skip_statement() {
    int depth = 0;
    while (skip_space()) {
        const bool first_in_line = std::exchange(fresh_line_, false);
        switch (text_[at_]) {
            case ';':
                if (depth != 0) return fail(statement_line_, "a ( of this statement is not closed");
                ++at_;
                in_statement_ = false;
                return true;
            case '"':
                if (!skip_string()) return false;
                break;
            case '(':
                if (++depth > scan_detail::nesting_limit) return fail(line_, "parentheses are nested too deep");
                ++at_;
                break;
            case ')':
                if (--depth < 0) return fail(line_, ") closes nothing");
                ++at_;
                break;
            case '\0': return fail(line_, "a NUL byte: this is no text");
            default:
                if (first_in_line && begins_another_statement())
                    return fail(statement_line_,
                                "this statement has no ; before line " + std::to_string(line_) + " begins another");
                skip_values();
        }
    }
    return fail(statement_line_, "the file ends inside this statement: its ; is missing");
}

/// Skips the words of this line, up to what has a meaning of its own. Most of a scene is such words: the numbers of meshes.
RENDERBUS_DECL void scanner::skip_values() {
    const char* at = text_.data() + at_;
    const char* const end = text_.data() + text_.size();
    for (; at != end; ++at) {
        if (!scan_detail::has_meaning[static_cast<unsigned char>(*at)]) continue;
        const bool comment = *at == '/' && at + 1 != end && (at[1] == '/' || at[1] == '*');
        if (*at != '/' || comment) break;
    }
    at_ = static_cast<std::size_t>(at - text_.data());
}

/// A word ends at space, at one of `;"()`, at a comment, at a NUL, and at each of `ends`.
RENDERBUS_DECL std::string_view scanner::read_word(std::string_view ends) {
    const std::size_t begin = at_;
    for (; !at_end(); ++at_) {
        const char c = text_[at_];
        if (scan_detail::is_space(c) || c == ';' || c == '"' || c == '(' || c == ')' || c == '\0') break;
        if (c == '/' && at_ + 1 < text_.size() && (text_[at_ + 1] == '/' || text_[at_ + 1] == '*')) break;
        if (ends.find(c) != std::string_view::npos && at_ != begin) break;
    }
    return text_.substr(begin, at_ - begin);
}

/// Skips the string that begins here; its end must stand in the same line.
RENDERBUS_DECL bool scanner::skip_string() {
    for (++at_; !at_end(); ++at_) {
        const char c = text_[at_];
        if (c == '"') return ++at_, true;
        if (c == '\\') ++at_;
        if (at_end() || text_[at_] == '\n') break;
        if (c == '\0') return fail(line_, "a NUL byte: this is no text");
    }
    return fail(line_, "a string is not closed in this line");
}

RENDERBUS_DECL bool scanner::read_string(std::string_view& text) {
    const std::size_t begin = at_ + 1;
    if (!skip_string()) return false;
    text = text_.substr(begin, at_ - 1 - begin);
    if (text.find('\\') == std::string_view::npos) return true;
    unescaped_ = scan_detail::unescaped(text);
    text = unescaped_;
    return true;
}

/// Reads `( "a" + "b" )`. What is no sum of strings stays the text that it is: nothing is computed.
RENDERBUS_DECL bool scanner::read_group(argument& one) {
    const std::size_t begin = at_;
    const std::uint32_t begin_line = line_;
    joined_.clear();
    bool all_strings = true;
    bool value_due = true;
    int depth = 0;
    do {
        if (!skip_space()) return fail(begin_line, "the ( in this line is not closed");
        const char c = text_[at_];
        if (c == ';') return fail(begin_line, "the ( in this line is not closed");
        if (c == '\0') return fail(line_, "a NUL byte: this is no text");
        if (const bool joins = c == '+' || c == ')'; joins == value_due)
            return fail(line_, value_due ? "a value is missing between parentheses or +" : "a + is missing between parentheses");
        if (c == '(') {
            if (++depth > scan_detail::nesting_limit) return fail(line_, "parentheses are nested too deep");
            ++at_;
        } else if (c == ')') {
            --depth;
            ++at_;
        } else if (c == '+') {
            value_due = true;
            ++at_;
        } else {
            std::string_view part;
            one.quoted = c == '"';
            if (!one.quoted) read_word("+"), all_strings = false;
            else if (!read_string(part)) return false;
            joined_ += part;
            value_due = false;
        }
    } while (depth != 0);
    one.quoted = all_strings;
    one.text = all_strings ? std::string_view(joined_) : text_.substr(begin, at_ - begin);
    fresh_line_ = false;
    return true;
}

RENDERBUS_DECL bool scanner::begins_another_statement() const {
    auto rest = text_.substr(at_, 64);
    const auto end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
    const auto word = rest.substr(0, end);
    if (std::find(scan_detail::statements.begin(), scan_detail::statements.end(), word) != scan_detail::statements.end())
        return true;
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t", end), rest.size()));
    return rest.starts_with('-') && std::find(scan_detail::statements_with_flag.begin(), scan_detail::statements_with_flag.end(),
                                              word) != scan_detail::statements_with_flag.end();
}

}  // namespace renderbus::maya

#endif
