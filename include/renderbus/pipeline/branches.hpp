// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_BRANCHES_HPP
#define RENDERBUS_PIPELINE_BRANCHES_HPP

#include <renderbus/pipeline/node.hpp>
#include <renderbus/pipeline/parts.hpp>

#include <tuple>
#include <type_traits>
#include <vector>

namespace renderbus::detail {

/// Stages that stand side by side and share one value: what `all` and `race` have in common.
template <class... S>
struct branches : composed_stage {
    static constexpr bool repeatable = (is_repeatable<S> && ...);
    using context = typename contexts_of<S...>::type;
    using input = typename first_wanted<S...>::type;
    static constexpr auto figure = detail::figure::fork;
    using parts = parts_of<S...>;

    template <class>
    static constexpr bool plain = false;
    /// What one of them gets of a value of type `In`.
    template <class In>
    using shared = const std::remove_cvref_t<In>&;
    template <class In>
    static constexpr bool each_takes = ((passage_v<S, shared<In>> != passage::none) && ...);

    template <class In>
    std::vector<node> nodes() {
        return std::apply([](auto&... each) { return std::vector<node>{node_of<S, shared<In>>(each)...}; }, stages);
    }
    template <class F>
    void for_each_part(F&& visit) const {
        std::apply([&](const auto&... each) { (visit(each), ...); }, stages);
    }

    std::tuple<S...> stages;
};

}  // namespace renderbus::detail

#endif
