// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_RACE_HPP
#define RENDERBUS_PIPELINE_RACE_HPP

#include <renderbus/pipeline/branches.hpp>

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
struct race_stage : detail::branches<S...> {
    static constexpr std::string_view name = "race";
    using first = std::tuple_element_t<0, std::tuple<S...>>;
    template <class In>
    using gives = detail::settled_outcome_t<first, const std::remove_cvref_t<In>&>;
    template <class In>
    static consteval bool takes_it() {
        if constexpr (race_stage::template each_takes<In>)
            return (std::is_same_v<gives<In>, detail::settled_outcome_t<S, const std::remove_cvref_t<In>&>> && ...);
        else return false;
    }
    template <class In>
    static constexpr bool takes = takes_it<In>();

    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        detail::start_race(in, this->template nodes<In>(), std::move(value), std::move(done));
    }
};

/// Stages side by side on one value, each gets it as a const reference: the first that gives something wins and the others are
/// called off. Where all fail, the first failure is the whole's.
template <class... S>
constexpr auto race(S... stages) {
    static_assert(sizeof...(S) > 0 && (detail::is_stage<S> && ...), "renderbus: race takes stages; one of these is none");
    static_assert(!(detail::takes_it_alone<S>() || ...),
                  "renderbus: race gives one value to several stages, and one of these takes it away (by value, and it cannot be "
                  "copied); let the stage take a const reference");
    static_assert(!detail::give_different_types<S...>(), "renderbus: the stages of a race must all give one type");
    if constexpr ((detail::is_stage<S> && ...) && !(detail::takes_it_alone<S>() || ...) && !detail::give_different_types<S...>())
        return race_stage<S...>{{{}, std::tuple<S...>(std::move(stages)...)}};
    else return broken_pipeline();
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/race.ipp>
#endif

#endif
