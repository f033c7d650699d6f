// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_ALL_HPP
#define RENDERBUS_PIPELINE_ALL_HPP

#include <renderbus/pipeline/branches.hpp>

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
struct all_stage : detail::branches<S...> {
    static constexpr std::string_view name = "all";
    template <class In>
    static constexpr bool takes = all_stage::template each_takes<In>;
    template <class In>
    using gives = std::tuple<detail::settled_outcome_t<S, const std::remove_cvref_t<In>&>...>;

    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        detail::start_all(in, this->template nodes<In>(), std::move(value), detail::gather_tuple<gives<In>>, std::move(done));
    }
};

/// Stages side by side: each gets the value as a const reference, and the outcome is a tuple of theirs. The first failure calls
/// the others off and is the whole's, once they have ended. Stages that wait run at the same time; callables run one after
/// another, on the one executor of the run.
template <class... S>
constexpr auto all(S... stages) {
    static_assert(sizeof...(S) > 0 && (detail::is_stage<S> && ...), "renderbus: all takes stages; one of these is none");
    static_assert(!(detail::takes_it_alone<S>() || ...),
                  "renderbus: all gives one value to several stages, and one of these takes it away (by value, and it cannot be "
                  "copied); let the stage take a const reference");
    if constexpr ((detail::is_stage<S> && ...) && !(detail::takes_it_alone<S>() || ...))
        return all_stage<S...>{{{}, std::tuple<S...>(std::move(stages)...)}};
    else return broken_pipeline();
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/all.ipp>
#endif

#endif
