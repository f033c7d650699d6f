// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_SCANNER_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_SCANNER_IPP

#include <renderbus/scene/impl/find_bytes.hpp>
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
struct has_meaning {
    static bool is(char c) { return c == ';' || c == '"' || c == '(' || c == ')' || c == '/' || c == '\n' || c == '\0'; }
#if defined(__SSE2__)
    static __m128i among(__m128i bytes) {
        const auto are = [&](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
        const auto either = [](__m128i a, __m128i b) { return _mm_or_si128(a, b); };
        // ( and ) differ in their lowest bit.
        const auto parentheses = _mm_cmpeq_epi8(_mm_and_si128(bytes, _mm_set1_epi8('\xFE')), _mm_set1_epi8('('));
        return either(either(either(are(';'), are('"')), either(are('/'), parentheses)), either(are('\n'), are('\0')));
    }
#endif
};

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

RENDERBUS_DECL scanner::scanner(text_window text, std::string file) : in_(std::move(text)), file_(std::move(file)) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (in_.has(byte_order_mark.size()) && in_.ahead().starts_with(byte_order_mark)) in_.pass(byte_order_mark.size());
}

RENDERBUS_DECL bool scanner::fail(std::uint32_t line, std::string cause) {
    if (failed_) return false;
    failed_ = true;
    if (in_.broken()) why_ = *in_.broken();
    else why_ = {scene_errc::malformed_scene, file_ + ':' + std::to_string(line), std::move(cause), ""};
    return false;
}

RENDERBUS_DECL bool scanner::next_statement() {
    in_.release();
    if (failed_ || (in_statement_ && !skip_statement())) return false;
    while (skip_space() && in_.here() == ';') in_.pass();
    if (in_.broken()) return fail(line_, "");
    if (failed_ || !in_.has()) return false;
    statement_line_ = line_;
    in_.hold();
    command_ = read_word();
    in_.release();
    if (!scan_detail::is_identifier(command_)) {
        if (command_.empty() && in_.has()) command_ = in_.here();
        return fail(line_,
                    command_[0] == '\0' ? "a NUL byte: this is no text" : "expected a command, found " + command_.substr(0, 40));
    }
    in_statement_ = true;
    fresh_line_ = false;
    return true;
}

RENDERBUS_DECL bool scanner::next(argument& one) {
    in_.release();
    if (failed_ || !in_statement_) return false;
    if (!skip_space()) return fail(statement_line_, "the file ends inside this statement: its ; is missing");
    const bool first_in_line = std::exchange(fresh_line_, false);
    in_.hold();
    one.quoted = false;
    switch (in_.here()) {
        case ';': in_.pass(); return in_statement_ = false;
        case '"': one.quoted = true; return read_string(one.text);
        case '(': return read_group(one);
        case ')': return fail(line_, ") closes nothing");
        case '\0': return fail(line_, "a NUL byte: this is no text");
        default: break;
    }
    if (first_in_line && begins_another_statement())
        return fail(statement_line_, "this statement has no ; before line " + std::to_string(line_) + " begins another");
    one.text = read_word();
    return !in_.broken() || fail(line_, "");
}

/// Skips space and comments; false at the end and on failure.
RENDERBUS_DECL bool scanner::skip_space() {
    while (in_.has()) {
        const char c = in_.here();
        if (c == '\n') {
            ++line_;
            fresh_line_ = true;
        } else if (at_comment()) {
            if (!skip_comment()) return false;
            continue;
        } else if (!scan_detail::is_space(c)) {
            return true;
        }
        in_.pass();
    }
    return false;
}

/// Skips the comment that begins here, up to the end of its line or behind its `*/`.
RENDERBUS_DECL bool scanner::skip_comment() {
    constexpr std::string_view last_line = "// End of";
    const std::uint32_t begin_line = line_;
    if (in_.ahead()[1] == '/') {
        saw_end_ |= !in_statement_ && in_.has(last_line.size()) && in_.ahead().starts_with(last_line);
        while (in_.has() && in_.here() != '\n') in_.pass(std::min(in_.ahead().find('\n'), in_.ahead().size()));
        return true;
    }
    for (in_.pass(2); in_.has(); in_.pass()) {
        if (in_.here() == '\n') ++line_;
        if (in_.here() != '*' || !in_.has(2) || in_.ahead()[1] != '/') continue;
        in_.pass(2);
        return true;
    }
    return fail(begin_line, "the comment that begins here is not closed");
}

/// Skips what is left of the statement, and its `;`.
RENDERBUS_DECL bool scanner::skip_statement() {
    int depth = 0;
    while (skip_space()) {
        const bool first_in_line = std::exchange(fresh_line_, false);
        switch (in_.here()) {
            case ';':
                if (depth != 0) return fail(statement_line_, "a ( of this statement is not closed");
                in_.pass();
                in_statement_ = false;
                return true;
            case '"':
                if (!skip_string()) return false;
                break;
            case '(':
                if (++depth > scan_detail::nesting_limit) return fail(line_, "parentheses are nested too deep");
                in_.pass();
                break;
            case ')':
                if (--depth < 0) return fail(line_, ") closes nothing");
                in_.pass();
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
    while (in_.has()) {
        const auto words = in_.ahead();
        const char* const stop = scene_detail::find_byte<scan_detail::has_meaning>(words.data(), words.data() + words.size());
        in_.pass(static_cast<std::size_t>(stop - words.data()));
        if (in_.ahead().empty()) continue;
        if (in_.here() != '/' || at_comment()) return;
        in_.pass();
    }
}

/// A word, within what is held. It ends at space, at one of `;"()`, at a comment, at a NUL, and at `end` behind its first
/// character.
RENDERBUS_DECL std::string_view scanner::read_word(char end) {
    const std::size_t begin = in_.held().size();
    for (bool first = true; in_.has(); in_.pass(), first = false) {
        const char c = in_.here();
        if (scan_detail::is_space(c) || c == ';' || c == '"' || c == '(' || c == ')' || c == '\0') break;
        if ((c == end && !first) || at_comment()) break;
    }
    return in_.held().substr(begin);
}

/// Skips the string that begins here; its end must stand in the same line.
RENDERBUS_DECL bool scanner::skip_string() {
    for (in_.pass(); in_.has(); in_.pass()) {
        const char c = in_.here();
        if (c == '"') return in_.pass(), true;
        if (c == '\\') in_.pass();
        if (!in_.has() || in_.here() == '\n') break;
        if (c == '\0') return fail(line_, "a NUL byte: this is no text");
    }
    return fail(line_, "a string is not closed in this line");
}

/// Reads the string that begins here, within what is held.
RENDERBUS_DECL bool scanner::read_string(std::string_view& text) {
    const std::size_t begin = in_.held().size() + 1;
    if (!skip_string()) return false;
    text = in_.held().substr(begin);
    text.remove_suffix(1);
    if (text.find('\\') == std::string_view::npos) return true;
    unescaped_ = scan_detail::unescaped(text);
    text = unescaped_;
    return true;
}

/// Reads `( "a" + "b" )`. What is no sum of strings stays the text that it is: nothing is computed.
RENDERBUS_DECL bool scanner::read_group(argument& one) {
    const std::uint32_t begin_line = line_;
    joined_.clear();
    bool all_strings = true;
    bool value_due = true;
    int depth = 0;
    do {
        if (!skip_space()) return fail(begin_line, "the ( in this line is not closed");
        const char c = in_.here();
        if (c == ';') return fail(begin_line, "the ( in this line is not closed");
        if (c == '\0') return fail(line_, "a NUL byte: this is no text");
        if (const bool joins = c == '+' || c == ')'; joins == value_due)
            return fail(line_, value_due ? "a value is missing between parentheses or +" : "a + is missing between parentheses");
        if (c == '(') {
            if (++depth > scan_detail::nesting_limit) return fail(line_, "parentheses are nested too deep");
            in_.pass();
        } else if (c == ')') {
            --depth;
            in_.pass();
        } else if (c == '+') {
            value_due = true;
            in_.pass();
        } else {
            std::string_view part;
            one.quoted = c == '"';
            if (!one.quoted) read_word('+'), all_strings = false;
            else if (!read_string(part)) return false;
            joined_ += part;
            value_due = false;
        }
    } while (depth != 0);
    one.quoted = all_strings;
    one.text = all_strings ? std::string_view(joined_) : in_.held();
    fresh_line_ = false;
    return true;
}

RENDERBUS_DECL bool scanner::begins_another_statement() {
    // Most lines of a scene end here: they begin with a number, or with one of the short words of meshes.
    constexpr std::size_t shortest = 4, enough = 64;
    for (std::size_t i = 0; i < shortest; ++i)
        if (!in_.has(i + 1) || !scan_detail::is_letter(in_.ahead()[i])) return false;
    in_.has(enough);
    auto rest = in_.ahead().substr(0, enough);
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
