// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_PIPELINE_HPP
#define RENDERBUS_PIPELINE_PIPELINE_HPP

#include <renderbus/pipeline/chain.hpp>
#include <renderbus/pipeline/node.hpp>
#include <renderbus/pipeline/parts.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace renderbus {
namespace detail {

/// A stage at its place. (A std::tuple would cost the compiler more.)
template <std::size_t I, class S>
struct slot {
    S stage;
};
template <std::size_t I, class S>
constexpr S& stage_in(slot<I, S>& at) noexcept {
    return at.stage;
}
template <std::size_t I, class S>
constexpr const S& stage_in(const slot<I, S>& at) noexcept {
    return at.stage;
}
template <class Places, class... S>
struct slots;
template <std::size_t... I, class... S>
struct slots<std::index_sequence<I...>, S...> : slot<I, S>... {
    constexpr explicit slots(S... stages) : slot<I, S>{std::move(stages)}... {}

    /// The same stages, and more behind them.
    template <std::size_t... J, class... More>
    constexpr auto followed_by(slots<std::index_sequence<J...>, More...> more) && {
        return slots<std::make_index_sequence<sizeof...(S) + sizeof...(More)>, S..., More...>(
            std::move(static_cast<slot<I, S>&>(*this).stage)..., std::move(static_cast<slot<J, More>&>(more).stage)...);
    }
};

}  // namespace detail

/// Stages one after another, each fed with what the one before gives: itself a stage. A value: copied, kept and run as often as
/// wanted. A pipeline of callables alone is a callable, as if they were nested by hand. Made by `|` and `stage`.
template <class Ends, class... Stages>
class pipeline : public composed_stage {
public:
    using row = detail::slots<std::index_sequence_for<Stages...>, Stages...>;
    static constexpr std::string_view name = "pipeline";
    static constexpr std::size_t size = sizeof...(Stages);
    static constexpr std::size_t length = (detail::length_of<Stages>() + ... + 0);
    static constexpr bool repeatable = (detail::is_repeatable<Stages> && ...);
    using context = typename detail::contexts_of<Stages...>::type;
    template <std::size_t I>
    using stage_at = std::remove_reference_t<decltype(detail::stage_in<I>(std::declval<row&>()))>;
    using first_stage = stage_at<0>;
    using last_stage = stage_at<size - 1>;
    using ends = Ends;
    /// What the first stage takes; `detail::what_it_takes` where that is not one type.
    using input = typename Ends::wanted;
    /// What comes of it for such a value; `detail::what_comes_of_it` where that is not one type.
    using output = detail::settled_t<std::remove_cvref_t<typename Ends::arrives>>;

    static constexpr auto figure = detail::figure::row;
    using parts = detail::parts_of<Stages...>;

    template <class In>
    using way_of = detail::way<In, Stages...>;
    template <class In>
    static constexpr bool takes = detail::known_way<In, Ends, Stages...>::fits;
    template <class In>
    using gives = detail::settled_t<std::remove_cvref_t<typename detail::known_way<In, Ends, Stages...>::arrives>>;
    template <class In>
    static constexpr bool plain = detail::known_way<In, Ends, Stages...>::plain;

    explicit constexpr pipeline(row stages) : stages_(std::move(stages)) {}

    constexpr const row& stages() const& noexcept { return stages_; }
    constexpr row&& stages() && noexcept { return std::move(stages_); }

    /// Calls all stages, where all are callables: what one returns goes straight into the next. Where one gives a `result`, so
    /// does the whole.
    template <class In>
        requires plain<In>
    constexpr decltype(auto) operator()(In&& value) const {
        return call<size - 1>(stages_, std::forward<In>(value));
    }
    template <class In>
        requires plain<In>
    constexpr decltype(auto) operator()(In&& value) {
        return call<size - 1>(stages_, std::forward<In>(value));
    }

    /// Runs all stages on a boxed value of type `In`. The first failure ends it.
    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        std::vector<detail::node> nodes;
        nodes.reserve(size);
        add_nodes<0, In>(nodes);
        detail::walk_row(in, std::move(nodes), std::move(value), std::move(done));
    }

    template <class F>
    void for_each_part(F&& visit) const {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (visit(detail::stage_in<I>(stages_)), ...);
        }(std::index_sequence_for<Stages...>());
    }

private:
    template <std::size_t I, class Row, class In>
    static constexpr decltype(auto) call(Row& row, In&& value) {
        if constexpr (I == 0) return detail::stage_in<0>(row)(std::forward<In>(value));
        else return call_next<I>(row, [&]() -> decltype(auto) { return call<I - 1>(row, std::forward<In>(value)); });
    }
    template <std::size_t I, class Row, class Before>
    static constexpr decltype(auto) call_next(Row& row, Before before) {
        using given = decltype(before());
        auto& next = detail::stage_in<I>(row);
        if constexpr (!detail::is_result<std::remove_cvref_t<given>>) {
            return next(before());
        } else {
            using value = typename std::remove_cvref_t<given>::value_type;
            using whole = result<typename detail::value_in<std::remove_cvref_t<detail::returned_t<decltype(next), value>>>::type>;
            std::remove_cvref_t<given> opened = before();
            return opened ? whole(next(*std::move(opened))) : whole(std::move(opened).error());
        }
    }

    template <std::size_t I, class Given>
    void add_nodes(std::vector<detail::node>& nodes) {
        if constexpr (I < size) {
            using arrives = detail::offered_t<Given, stage_at<I>>;
            // A flow that this stage takes is not let run out first.
            if constexpr (I > 0 && detail::is_flow<arrives>) nodes.back().settle = nullptr;
            nodes.push_back(detail::node_of<stage_at<I>, arrives>(detail::stage_in<I>(stages_)));
            add_nodes<I + 1, detail::handed_on_t<stage_at<I>, arrives>>(nodes);
        }
    }

    row stages_;
};

namespace detail {

template <class T>
inline constexpr bool is_pipeline = false;
template <class Ends, class... S>
inline constexpr bool is_pipeline<pipeline<Ends, S...>> = true;
template <class S>
inline constexpr bool names_itself = is_composed<S> || started_stage<S>;
/// A stage that takes all that was before it into itself, when it is joined.
template <class S>
concept wraps_what_is_before = requires { typename S::wraps; };

template <class S>
struct as_pipeline {
    using type = pipeline<ends_of_t<S>, S>;
};
template <class Ends, class... S>
struct as_pipeline<pipeline<Ends, S...>> {
    using type = pipeline<Ends, S...>;
};
template <class S>
using as_pipeline_t = typename as_pipeline<S>::type;

/// The way of what comes out of a pipeline through the stages of another.
template <class A, class B>
struct joint;
template <class Ends, class... A, class OtherEnds, class... B>
struct joint<pipeline<Ends, A...>, pipeline<OtherEnds, B...>> {
    using front = pipeline<Ends, A...>;
    static constexpr bool known = !std::is_same_v<typename Ends::arrives, what_comes_of_it>;
    using way = std::conditional_t<known, walk<front::length + 1, typename front::last_stage, typename Ends::arrives, B...>,
                                   ends<what_it_takes, typename OtherEnds::arrives, false, true>>;
    template <class Way>
    using joined =
        pipeline<ends<typename Ends::wanted, typename Way::arrives, Ends::plain && Way::plain, Ends::fits>, A..., B...>;
};

}  // namespace detail

template <class S>
constexpr auto stage(S one);

/// Joins two stages, or pipelines; at least one of them is a stage of this library, a pipeline, or a struct that names its
/// types (`started_stage`). They must fit: what the first gives is what the second takes.
template <class A, class B>
    requires(detail::names_itself<std::remove_cvref_t<A>> || detail::names_itself<std::remove_cvref_t<B>>)
constexpr auto operator|(A&& a, B&& b) {
    using first = std::remove_cvref_t<A>;
    using second = std::remove_cvref_t<B>;
    if constexpr (detail::broken<first> || detail::broken<second>) {
        return broken_pipeline();
    } else if constexpr (!detail::is_stage<first> || !detail::is_stage<second>) {
        constexpr bool both_are_stages = detail::is_stage<first> && detail::is_stage<second>;
        static_assert(both_are_stages,
                      "renderbus: one side of this `|` is no stage; give something that is called with one value, or a "
                      "struct with `name`, `input`, `output` and `start`");
        return broken_pipeline();
    } else if constexpr (detail::gives_nothing<second>) {
        static_assert(!detail::gives_nothing<second>,
                      "renderbus: this stage gives nothing; what is called only for what it does goes into rb::tap");
        return broken_pipeline();
    } else if constexpr (detail::wraps_what_is_before<second>) {
        return stage(std::forward<B>(b).around(stage(std::forward<A>(a))));
    } else {
        using joint = detail::joint<detail::as_pipeline_t<first>, detail::as_pipeline_t<second>>;
        if constexpr (joint::way::fits) {
            using joined = typename joint::template joined<typename joint::way>;
            return joined(stage(std::forward<A>(a)).stages().followed_by(stage(std::forward<B>(b)).stages()));
        } else {
            static_cast<void>(sizeof(*detail::pointer_to<detail::sentence_of<typename joint::way>>()));
            return broken_pipeline();
        }
    }
}

/// A pipeline of one stage: the begin of a chain whose first stage is a callable or a struct of another namespace.
template <class S>
constexpr auto stage(S one) {
    static_assert(detail::is_stage<S>,
                  "renderbus: this is no stage; give something that is called with one value, or a struct with `name`, "
                  "`input`, `output` and `start`");
    static_assert(!detail::gives_nothing<S>,
                  "renderbus: this stage gives nothing; what is called only for what it does goes into rb::tap");
    if constexpr (!detail::is_stage<S> || detail::gives_nothing<S>) return broken_pipeline();
    else if constexpr (detail::is_pipeline<S> || detail::broken<S>) return one;
    else return detail::as_pipeline_t<S>(detail::slots<std::index_sequence<0>, S>(std::move(one)));
}

}  // namespace renderbus

#endif
