// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_DRAW_HPP
#define RENDERBUS_PIPELINE_DRAW_HPP

#include <renderbus/pipeline/parts.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace renderbus {
namespace detail {

enum class drawing_language { dot, mermaid };

/// Takes text, and counts it; where there is no room it only counts.
struct drawing_sink {
    char* room = nullptr;
    std::size_t size = 0;

    constexpr void put(std::string_view text) {
        if (room)
            for (std::size_t i = 0; i < text.size(); ++i) room[size + i] = text[i];
        size += text.size();
    }
    constexpr void put_number(std::size_t number) {
        if (number >= 10) put_number(number / 10);
        const char digit = static_cast<char>('0' + number % 10);
        put({&digit, 1});
    }
};

enum class shape { box, rounded, diamond, dot, cylinder };

/// Where a part of a drawing begins and ends.
struct drawn_ends {
    std::size_t first;
    std::size_t last;
};

/// Draws stages as nodes and edges.
template <drawing_language Language>
class drawer {
public:
    constexpr explicit drawer(drawing_sink& out) : out_(out) {}

    template <class S>
    constexpr drawn_ends draw() {
        if constexpr (!requires { S::figure; }) {
            const auto alone = node(stage_name<S>(), stage_name<S>() == "tap" ? shape::rounded : shape::box);
            return {alone, alone};
        } else {
            return draw_figure<S>(static_cast<typename S::parts*>(nullptr));
        }
    }

private:
    static constexpr bool dot = Language == drawing_language::dot;

    template <class S, class... Part>
    constexpr drawn_ends draw_figure(parts_of<Part...>*) {
        if constexpr (S::figure == figure::row) {
            return draw_row<Part...>();
        } else if constexpr (S::figure == figure::fork || S::figure == figure::choice) {
            constexpr bool choice = S::figure == figure::choice;
            const auto begin = node(S::name, choice ? shape::diamond : shape::rounded);
            const drawn_ends ways[] = {draw<Part>()...};
            const auto end = node({}, shape::dot);
            for (std::size_t i = 0; i < sizeof...(Part); ++i) {
                edge(begin, ways[i].first, !choice ? "" : i == 0 ? "yes" : "no");
                edge(ways[i].last, end);
            }
            return {begin, end};
        } else if constexpr (S::figure == figure::kept) {
            const auto inner = draw_row<Part...>();
            const auto kept = node(S::name, shape::cylinder);
            edge(inner.last, kept);
            return {inner.first, kept};
        } else {
            begin_group(S::name);
            const auto inner = draw_row<Part...>();
            if constexpr (S::figure == figure::loop) edge(inner.last, inner.first, "again", true);
            end_group();
            return inner;
        }
    }

    template <class First, class... Rest>
    constexpr drawn_ends draw_row() {
        auto whole = draw<First>();
        ((append(whole, draw<Rest>())), ...);
        return whole;
    }
    constexpr void append(drawn_ends& whole, drawn_ends next) {
        edge(whole.last, next.first);
        whole.last = next.last;
    }

    constexpr std::size_t node(std::string_view label, shape as) {
        const auto id = next_++;
        out_.put("  n");
        out_.put_number(id);
        if constexpr (dot) {
            constexpr std::string_view shapes[] = {"box", "box, style=rounded", "diamond", "point", "cylinder"};
            out_.put(" [label=\"");
            out_.put(label);
            out_.put("\", shape=");
            out_.put(shapes[static_cast<std::size_t>(as)]);
            out_.put("];\n");
        } else {
            constexpr std::string_view opens[] = {"[", "(", "{", "((", "[("};
            constexpr std::string_view closes[] = {"]", ")", "}", "))", ")]"};
            out_.put(opens[static_cast<std::size_t>(as)]);
            out_.put(label.empty() ? " " : label);
            out_.put(closes[static_cast<std::size_t>(as)]);
            out_.put("\n");
        }
        return id;
    }

    constexpr void edge(std::size_t from, std::size_t to, std::string_view label = {}, bool dashed = false) {
        out_.put("  n");
        out_.put_number(from);
        if constexpr (dot) {
            out_.put(" -> n");
            out_.put_number(to);
            if (!label.empty()) {
                out_.put(" [label=\"");
                out_.put(label);
                out_.put(dashed ? "\", style=dashed]" : "\"]");
            }
            out_.put(";\n");
        } else {
            out_.put(dashed ? " -.->" : " -->");
            if (!label.empty()) {
                out_.put("|");
                out_.put(label);
                out_.put("|");
            }
            out_.put(" n");
            out_.put_number(to);
            out_.put("\n");
        }
    }

    constexpr void begin_group(std::string_view label) {
        out_.put(dot ? "  subgraph cluster_" : "  subgraph g");
        out_.put_number(next_group_++);
        out_.put(dot ? " {\n  label=\"" : " [");
        out_.put(label);
        out_.put(dot ? "\";\n" : "]\n");
    }
    constexpr void end_group() { out_.put(dot ? "  }\n" : "  end\n"); }

    drawing_sink& out_;
    std::size_t next_ = 0;
    std::size_t next_group_ = 0;
};

template <class S, drawing_language Language>
constexpr std::size_t draw_into(char* room) {
    drawing_sink out{room};
    out.put(Language == drawing_language::dot ? "digraph pipeline {\n  rankdir=LR;\n" : "flowchart LR\n");
    drawer<Language>(out).template draw<S>();
    if (Language == drawing_language::dot) out.put("}\n");
    return out.size;
}

template <class S, drawing_language Language>
inline constexpr auto drawing = [] {
    std::array<char, draw_into<S, Language>(nullptr)> text{};
    draw_into<S, Language>(text.data());
    return text;
}();

}  // namespace detail

/// The graph of a pipeline in the language of Graphviz, made by the compiler from the pipeline's type. Callables without a
/// `name` are called `function`; what a run decides (how many tries, which way) is not in it.
template <class S>
constexpr std::string_view to_dot() {
    const auto& text = detail::drawing<S, detail::drawing_language::dot>;
    return {text.data(), text.size()};
}
template <class S>
constexpr std::string_view to_dot(const S&) {
    return to_dot<S>();
}

/// The same as a flowchart of Mermaid, which code hosts show in Markdown.
template <class S>
constexpr std::string_view to_mermaid() {
    const auto& text = detail::drawing<S, detail::drawing_language::mermaid>;
    return {text.data(), text.size()};
}
template <class S>
constexpr std::string_view to_mermaid(const S&) {
    return to_mermaid<S>();
}

}  // namespace renderbus

#endif
