// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_ALL_HPP
#define RENDERBUS_PIPELINE_ALL_HPP

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

/// Makes one value of several outcomes.
using gather_outcomes = box (*)(std::vector<box>& outcomes);

template <class Tuple>
box gather_tuple(std::vector<box>& outcomes) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return box(new Tuple(std::move(outcomes[I].as<std::tuple_element_t<I, Tuple>>())...));
    }(std::make_index_sequence<std::tuple_size_v<Tuple>>());
}

RENDERBUS_DECL void start_all(run_context& context, std::vector<node> stages, box value, gather_outcomes gather,
                              completion<box> done);

/// What stands beside an exception in a callback.
template <class T>
struct empty_value;
template <class... T>
struct empty_value<std::tuple<T...>> {
    static std::tuple<T...> make() { return std::tuple<T...>(empty_value<T>::make()...); }
};

}  // namespace detail

/// Stages that run side by side on one value.
template <class... S>
struct all_stage : composed_stage {
    static constexpr std::string_view name = "all";
    static constexpr bool repeatable = (detail::is_repeatable<S> && ...);
    using context = typename detail::contexts_of<S...>::type;
    using input = typename detail::first_wanted<S...>::type;

    static constexpr auto figure = detail::figure::fork;
    using parts = detail::parts_of<S...>;
    template <class In>
    static constexpr bool takes = ((detail::passage_v<S, const std::remove_cvref_t<In>&> != detail::passage::none) && ...);
    template <class In>
    using gives = std::tuple<detail::settled_outcome_t<S, const std::remove_cvref_t<In>&>...>;
    template <class>
    static constexpr bool plain = false;

    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        using shared = const std::remove_cvref_t<In>&;
        auto nodes =
            std::apply([](auto&... each) { return std::vector<detail::node>{detail::node_of<S, shared>(each)...}; }, stages);
        detail::start_all(in, std::move(nodes), std::move(value), detail::gather_tuple<gives<In>>, std::move(done));
    }

    template <class F>
    void for_each_part(F&& visit) const {
        std::apply([&](const auto&... each) { (visit(each), ...); }, stages);
    }

    std::tuple<S...> stages;
};

/// Stages side by side: each gets the value as a const reference, and the outcome is a tuple of theirs. The first failure calls
/// the others off and is the whole's, once they have ended. Stages that wait run at the same time; callables run one after
/// another, on the one executor of the run.
template <class... S>
constexpr auto all(S... stages) {
    static_assert(sizeof...(S) > 0 && (detail::is_stage<S> && ...), "renderbus: all takes stages; one of these is none");
    static_assert(!(detail::takes_it_alone<S>() || ...),
                  "renderbus: all gives one value to several stages, and one of these takes it away (by value, and it cannot be "
                  "copied); let "
                  "the stage take a const reference");
    if constexpr ((detail::is_stage<S> && ...) && !(detail::takes_it_alone<S>() || ...))
        return all_stage<S...>{{}, std::tuple<S...>(std::move(stages)...)};
    else return broken_pipeline();
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/all.ipp>
#endif

#endif
