// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_REDACT_IPP
#define RENDERBUS_OBSERVE_IMPL_REDACT_IPP

#include <renderbus/observe/redact.hpp>

#include <algorithm>
#include <array>

namespace renderbus {
namespace detail {

inline bool is_letter_or_digit(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
inline bool is_of_name(char c) noexcept { return is_letter_or_digit(c) || c == '_' || c == '-'; }
inline bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
inline bool ends_word(char c) noexcept {
    return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>';
}

enum class secrecy { none, one_value, rest_of_line };

inline secrecy secrecy_of_name(std::string_view name) noexcept {
    // Longer than any secret's name; the end is what tells.
    constexpr std::size_t longest = 32;
    std::array<char, longest> bare{};
    std::size_t from = longest;
    for (std::size_t i = name.size(); i-- > 0 && from > 0;)
        if (is_letter_or_digit(name[i]))
            bare[--from] = static_cast<char>(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    const std::string_view word(bare.data() + from, longest - from);
    if (word.ends_with("authorization")) return secrecy::rest_of_line;
    if (word == "key" || word == "pwd") return secrecy::one_value;
    for (const std::string_view end : {"signature", "accesskey", "secretkey", "privatekey", "apikey", "userkey", "password",
                                       "passwd", "passphrase", "secret", "token"})
        if (word.ends_with(end)) return secrecy::one_value;
    return secrecy::none;
}

/// Walks over a text once and appends what may be shown.
class redactor {
public:
    redactor(std::string_view text, std::size_t most)
        : text_(text.substr(0, most > text.size() ? text.size() : most + look_ahead)),
          most_(most),
          whole_(text_.size() == text.size()) {
        out_.reserve(std::min(text_.size(), most) + 8);
    }

    std::string run() {
        while (at_ < text_.size() && out_.size() < most_) {
            if (is_of_name(text_[at_])) take_name();
            else if (text_.substr(at_).starts_with("://")) take_authority();
            else out_ += text_[at_++];
        }
        if (out_.size() > most_ || at_ < text_.size() || !whole_) {
            out_.resize(std::min(out_.size(), most_));
            while (!out_.empty() && (static_cast<unsigned char>(out_.back()) & 0xC0) == 0x80) out_.pop_back();
            if (!out_.empty() && static_cast<unsigned char>(out_.back()) >= 0xC0) out_.pop_back();
            out_ += "...";
        }
        return std::move(out_);
    }

private:
    static constexpr std::string_view mark = "***";
    static constexpr std::size_t longest_authority = 600;
    static constexpr std::size_t look_ahead = 2 * longest_authority;

    char here() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
    void copy_to(std::size_t end) {
        out_ += text_.substr(at_, end - at_);
        at_ = end;
    }
    void copy_blanks() {
        while (is_blank(here())) out_ += text_[at_++];
    }
    /// A quote, be it escaped, as in JSON inside of JSON; how many bytes it has.
    std::size_t quote_here() const noexcept {
        std::size_t at = at_;
        while (at < text_.size() && at - at_ < 4 && text_[at] == '\\') ++at;
        return at < text_.size() && (text_[at] == '"' || text_[at] == '\'') ? at + 1 - at_ : 0;
    }

    void take_name() {
        const std::size_t start = at_;
        std::size_t end = start;
        while (end < text_.size() && is_of_name(text_[end])) ++end;
        const std::string_view name = text_.substr(start, end - start);
        const secrecy kind = secrecy_of_name(name);
        copy_to(end);
        if (kind == secrecy::none) return;

        if (const std::size_t quote = quote_here()) copy_to(at_ + quote);
        const std::size_t before_blanks = out_.size();
        copy_blanks();
        if (here() == '=' || here() == ':') {
            // A URL's "key://" is no assignment.
            if (text_.substr(at_).starts_with("://")) return;
            out_ += text_[at_++];
            copy_blanks();
        } else if (!name.starts_with('-') || out_.size() == before_blanks || here() == '-') {
            return;
        }
        take_value(kind);
    }

    void take_value(secrecy kind) {
        while (here() == '[' || here() == '(') out_ += text_[at_++];
        if (const std::size_t quote = quote_here()) {
            const std::string_view closing = text_.substr(at_, quote);
            copy_to(at_ + quote);
            const std::size_t from = at_;
            skip_to_closing(closing);
            if (at_ > from) out_ += mark;
            return;
        }
        const std::size_t from = at_;
        if (kind == secrecy::rest_of_line) {
            while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r' && text_[at_] != '"') ++at_;
        } else {
            while (at_ < text_.size() && !ends_value(at_)) ++at_;
        }
        if (at_ > from) out_ += mark;
    }

    /// A quote ends a value that has none before it, but not in `b'abc'` or `a"b"c`.
    bool ends_value(std::size_t at) const noexcept {
        const char c = text_[at];
        if (c == '"' || c == '\'') return at + 1 == text_.size() || !is_letter_or_digit(text_[at + 1]);
        return ends_word(c) || std::string_view("&,;)]}").find(c) != std::string_view::npos;
    }

    /// To the quote that stands behind as many backslashes as the opening one, the pairs of escaped ones not counted.
    void skip_to_closing(std::string_view closing) {
        const std::size_t escapes = closing.size() - 1;
        while (at_ < text_.size()) {
            std::size_t run = 0;
            while (at_ + run < text_.size() && text_[at_ + run] == '\\') ++run;
            if (at_ + run == text_.size()) break;
            if (text_[at_ + run] == closing.back() && run % (2 * escapes + 2) == escapes) {
                at_ += run - escapes;
                return;
            }
            at_ += run + 1;
        }
        at_ = text_.size();
    }

    void take_authority() {
        copy_to(at_ + 3);
        const auto ends = [](char c) { return ends_word(c) || c == '/' || c == '?' || c == '#'; };
        std::size_t end = at_;
        std::size_t host = at_;
        for (; end < text_.size() && !ends(text_[end]); ++end)
            if (text_[end] == '@') host = end;
        // No host is as long as that; and a text that was cut may have its `@` behind the cut.
        if (end - at_ > longest_authority || (end == text_.size() && !whole_)) host = end;
        if (host == at_) return;
        out_ += mark;
        at_ = host;
    }

    std::string_view text_;
    std::size_t most_;
    bool whole_;
    std::size_t at_ = 0;
    std::string out_;
};

}  // namespace detail

RENDERBUS_DECL std::string redact(std::string_view text, std::size_t most) { return detail::redactor(text, most).run(); }

}  // namespace renderbus

#endif
