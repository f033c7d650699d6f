// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_HOUDINI_PARMS_IPP
#define RENDERBUS_SCENE_IMPL_HOUDINI_PARMS_IPP

#include <renderbus/scene/impl/houdini_parms.hpp>

#include <algorithm>
#include <utility>

namespace renderbus::houdini {
inline bool parm_scanner::skip_space() {
    while (at_ < text_.size() && parm_detail::is_space(text_[at_])) ++at_;
    return at_ < text_.size();
}

/// Up to a tab, an end of line, or one of `ends`; a backslash takes its meaning from the next letter.
inline std::string parm_scanner::bare(std::string_view ends) {
    std::string text;
    for (; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        if (c == '\t' || c == '\n' || ends.find(c) != std::string_view::npos) break;
        if (c == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\')) ++at_;
        text += text_[at_];
    }
    return text;
}

inline bool parm_scanner::quoted(std::string& text) {
    for (++at_; at_ < text_.size(); ++at_) {
        if (text_[at_] == '"') return ++at_, true;
        if (text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\')) ++at_;
        text += text_[at_];
    }
    return false;
}

/// A value: a word, `"a text"`, or `[ channel value ]`.
inline bool parm_scanner::value(parm_value& one) {
    if (text_.substr(at_).starts_with("[ ")) {
        at_ += 2;
        one.channel = bare("");
        if (!skip_space()) return false;
        const bool is_quoted = text_[at_] == '"';
        if (is_quoted && !quoted(one.text)) return false;
        if (!is_quoted) one.text = bare("]");
        while (one.text.ends_with(' ')) one.text.pop_back();
        if (!skip_space() || text_[at_] != ']') return false;
        ++at_;
        return true;
    }
    if (text_[at_] == '"') return quoted(one.text);
    one.text = bare("");
    return true;
}

inline bool parm_scanner::next(std::string& name, std::vector<parm_value>& values) {
    if (!std::exchange(begun_, true)) {
        if (!skip_space() || text_[at_] != '{') return false;
        ++at_;
        if (!skip_space()) return false;
        if (text_.substr(at_).starts_with("version")) at_ = std::min(text_.find('\n', at_), text_.size());
    }
    if (!skip_space()) return false;
    if (text_[at_] == '}') return complete_ = true, false;
    name = bare(" ");
    values.clear();
    if (!skip_space() || text_[at_] != '[') return false;
    at_ = std::min(text_.find(']', at_), text_.size());  // flags and locks
    if (at_ == text_.size()) return false;
    ++at_;
    if (!skip_space() || text_[at_] != '(') return false;
    ++at_;
    for (;;) {
        if (!skip_space()) return false;
        const bool ends = text_[at_] == ')' && (at_ + 1 == text_.size() || parm_detail::is_space(text_[at_ + 1]));
        if (ends) return ++at_, true;
        if (!value(values.emplace_back())) return false;
    }
}

inline std::map<std::string, std::string, std::less<>> single_expressions(std::string_view channels) {
    std::map<std::string, std::string, std::less<>> found;
    std::string name;
    int segments = 0;
    while (!channels.empty()) {
        auto line = parm_detail::next_line(channels);
        const auto whole = line;
        const auto word = parm_detail::next_word(line);
        if (word == "channel") {
            name = parm_detail::next_word(line);
            segments = 0;
        } else if (word == "segment") {
            const auto expression = whole.find("expr = ");
            if (++segments > 1) found.erase(name);
            if (segments != 1 || expression == std::string_view::npos) continue;
            auto text = whole.substr(expression + 7);
            text = text.substr(0, text.rfind(" }"));
            found.emplace(name, text);
        }
    }
    return found;
}

inline std::map<std::string, std::string, std::less<>> variables(std::string_view text) {
    std::map<std::string, std::string, std::less<>> found;
    while (!text.empty()) {
        auto line = parm_detail::next_line(text);
        if (parm_detail::next_word(line) != "set" || parm_detail::next_word(line) != "-g") continue;
        const std::string name(parm_detail::next_word(line));
        if (parm_detail::next_word(line) != "=") continue;
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        if (line.size() >= 2 && (line.front() == '\'' || line.front() == '"') && line.back() == line.front())
            line = line.substr(1, line.size() - 2);
        if (!name.empty()) found.emplace(name, line);
    }
    return found;
}

}  // namespace renderbus::houdini

#endif
