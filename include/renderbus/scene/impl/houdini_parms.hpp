// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_HOUDINI_PARMS_HPP
#define RENDERBUS_SCENE_IMPL_HOUDINI_PARMS_HPP

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::houdini {
namespace parm_detail {

inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

inline std::string_view next_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    const auto word = text.substr(0, text.find_first_of(" \t\r\n"));
    text.remove_prefix(word.size());
    return word;
}

inline std::string_view next_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace parm_detail

/// One value of a parameter.
struct parm_value {
    std::string text;     ///< as it is, or was when the scene was saved
    std::string channel;  ///< what animates or computes it; empty where nothing does
};

/// Walks through the text of a node's parameters: `name [ flags locks=0 ] ( value value )` a line.
class parm_scanner {
public:
    explicit parm_scanner(std::string_view text) : text_(text) {}

    /// The next parameter; false at the end, and where the text is none.
    bool next(std::string& name, std::vector<parm_value>& values);
    /// Whether the text was one from end to end.
    bool complete() const noexcept { return complete_; }

private:
    bool skip_space();
    bool value(parm_value& one);
    std::string bare(std::string_view ends);
    bool quoted(std::string& text);

    std::string_view text_;
    std::size_t at_ = 0;
    bool begun_ = false;
    bool complete_ = false;
};

/// The expression of each channel that has one alone; of the others nothing is known but the last value.
std::map<std::string, std::string, std::less<>> single_expressions(std::string_view channels);

/// The lines `set -g NAME = 'value'` of a scene's variables.
std::map<std::string, std::string, std::less<>> variables(std::string_view text);

}  // namespace renderbus::houdini

#endif
