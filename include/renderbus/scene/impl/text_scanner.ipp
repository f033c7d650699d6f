// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_TEXT_SCANNER_IPP
#define RENDERBUS_SCENE_IMPL_TEXT_SCANNER_IPP

#include <renderbus/scene/text_scanner.hpp>

#include <algorithm>
#include <utility>

namespace renderbus {

RENDERBUS_DECL text_scanner::text_scanner(byte_source& from, std::string file) : from_(from), file_(std::move(file)) {
    skip("\xEF\xBB\xBF");
}

RENDERBUS_DECL bool text_scanner::fail(std::uint32_t line, std::string cause) {
    if (!failed())
        why_ = std::make_unique<failure>(
            failure{scene_errc::malformed_scene, file_ + ':' + std::to_string(line), std::move(cause), ""});
    window_.clear(), at_ = 0;
    return false;
}

/// Sees to it that so many bytes are ahead in the window; false where the text ends before.
RENDERBUS_DECL bool text_scanner::refill(std::size_t wanted) {
    constexpr std::size_t part = 64 * 1024;
    while (window_.size() - at_ < wanted) {
        if (failed() || ended_) return false;
        window_.erase(0, std::exchange(at_, 0));
        const auto kept = window_.size();
        window_.resize(kept + part);
        const auto count = from_.read(place_, std::span<char>(window_).subspan(kept));
        window_.resize(kept + (count ? *count : 0));
        if (!count) {
            why_ = std::make_unique<failure>(count.error());
            window_.clear();
            return false;
        }
        place_ += *count;
        ended_ = *count == 0;
    }
    return true;
}

RENDERBUS_DECL bool text_scanner::sees(std::string_view text) {
    refill(text.size());
    return std::string_view(window_).substr(at_).starts_with(text);
}

RENDERBUS_DECL bool text_scanner::skip(std::string_view text) {
    if (!sees(text)) return false;
    at_ += text.size();
    return true;
}

RENDERBUS_DECL void text_scanner::skip_space() {
    for (char c = peek(); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek()) take();
}

RENDERBUS_DECL void text_scanner::skip_blanks() {
    for (char c = peek(); c == ' ' || c == '\t' || c == '\r'; c = peek()) take();
}

RENDERBUS_DECL std::string text_scanner::rest_of_line(std::size_t most) {
    std::string text;
    while (!at_end()) {
        const auto ahead = std::string_view(window_).substr(at_);
        const auto end = std::min(ahead.find('\n'), ahead.size());
        text += ahead.substr(0, std::min(end, most - text.size()));
        at_ += end;
        if (end != ahead.size()) {
            take();
            break;
        }
    }
    if (text.ends_with('\r')) text.pop_back();
    return text;
}

RENDERBUS_DECL std::string text_scanner::word(std::string_view stops, std::size_t most) {
    std::string text;
    while (!at_end()) {
        const char c = peek();
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || stops.find(c) != std::string_view::npos) break;
        if (text.size() == most) return fail("a word is longer than " + std::to_string(most) + " bytes"), std::string();
        text += take();
    }
    return text;
}

RENDERBUS_DECL std::string text_scanner::quoted(std::size_t most, std::string_view escaped) {
    const auto begin = line_;
    const char quote = take();
    std::string text;
    while (!at_end()) {
        char c = take();
        if (c == quote) return text;
        if (c == '\\') {
            if (at_end()) break;
            if (escaped.find(peek()) != std::string_view::npos) {
                c = take();
                if (c == 'n') c = '\n';
                else if (c == 't') c = '\t';
            }
        }
        if (text.size() < most) text += c;
    }
    fail(begin, "the text in quotes that begins here does not end");
    return {};
}

RENDERBUS_DECL bool text_scanner::skip_past(std::string_view text, const char* what) {
    const auto begin = line_;
    while (!at_end()) {
        if (peek() == text[0] && skip(text)) return true;
        take();
    }
    return fail(begin, std::string(what) + " that begins here does not end");
}

}  // namespace renderbus

#endif
