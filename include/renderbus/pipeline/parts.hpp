// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_PARTS_HPP
#define RENDERBUS_PIPELINE_PARTS_HPP

#include <renderbus/pipeline/stage.hpp>

#include <string>

/// What composed stages are made of: `parts`, a list of types, `for_each_part(f)`, and the figure that they are drawn as.
namespace renderbus::detail {

template <class... S>
struct parts_of {};

enum class figure {
    row,     ///< one part after the other
    fork,    ///< parts side by side
    choice,  ///< one part or the other
    loop,    ///< a part, perhaps again
    frame,   ///< a part with something around it
    kept     ///< a part, and what it gave laid down
};

/// A stage in words: its name, what it says of itself, its parts. Two stages that do other work have other words, as far as
/// they tell.
template <class S>
std::string words_of(const S& stage) {
    std::string words(stage_name<S>());
    if constexpr (requires { std::string(stage.identity()); }) words += "{" + std::string(stage.identity()) + "}";
    if constexpr (requires { stage.for_each_part([](const auto&) {}); }) {
        words += '(';
        stage.for_each_part([&](const auto& part) { words += words_of(part) + ";"; });
        words += ')';
    }
    return words;
}

}  // namespace renderbus::detail

#endif
