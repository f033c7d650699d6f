// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_RACE_HPP
#define RENDERBUS_PIPELINE_RACE_HPP

#include <renderbus/pipeline/node.hpp>
#include <renderbus/pipeline/parts.hpp>

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace renderbus {
namespace detail {

RENDERBUS_DECL void start_race(run_context& context, std::vector<node> stages, box value, completion<box> done);

}  // namespace detail

/// Stages of which the first to give something counts.
template <class... S>
struct race_stage : composed_stage {
    static constexpr std::string_view name = "race";
    static constexpr bool repeatable = (detail::is_repeatable<S> && ...);
    using context = typename detail::contexts_of<S...>::type;
    using input = typename detail::first_wanted<S...>::type;
    using first = std::tuple_element_t<0, std::tuple<S...>>;

    static constexpr auto figure = detail::figure::fork;
    using parts = detail::parts_of<S...>;
    template <class In>
    using gives = detail::settled_outcome_t<first, const std::remove_cvref_t<In>&>;
    template <class In>
    static consteval bool takes_it() {
        if constexpr (((detail::passage_v<S, const std::remove_cvref_t<In>&> != detail::passage::none) && ...))
            return (std::is_same_v<gives<In>, detail::settled_outcome_t<S, const std::remove_cvref_t<In>&>> && ...);
        else return false;
    }
    template <class In>
    static constexpr bool takes = takes_it<In>();
    template <class>
    static constexpr bool plain = false;

    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        using shared = const std::remove_cvref_t<In>&;
        auto nodes =
            std::apply([](auto&... each) { return std::vector<detail::node>{detail::node_of<S, shared>(each)...}; }, stages);
        detail::start_race(in, std::move(nodes), std::move(value), std::move(done));
    }

    template <class F>
    void for_each_part(F&& visit) const {
        std::apply([&](const auto&... each) { (visit(each), ...); }, stages);
    }

    std::tuple<S...> stages;
};

/// Stages side by side on one value, each gets it as a const reference: the first that gives something wins and the others are
/// called off. Where all fail, the first failure is the whole's.
template <class... S>
constexpr auto race(S... stages) {
    static_assert(sizeof...(S) > 0 && (detail::is_stage<S> && ...), "renderbus: race takes stages; one of these is none");
    static_assert(!(detail::takes_it_alone<S>() || ...),
                  "renderbus: race gives one value to several stages, and one of these takes it away (by value, and it cannot be "
                  "copied); let "
                  "the stage take a const reference");
    static_assert(!detail::give_different_types<S...>(), "renderbus: the stages of a race must all give one type");
    if constexpr ((detail::is_stage<S> && ...) && !(detail::takes_it_alone<S>() || ...) && !detail::give_different_types<S...>())
        return race_stage<S...>{{}, std::tuple<S...>(std::move(stages)...)};
    else return broken_pipeline();
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/race.ipp>
#endif

#endif
