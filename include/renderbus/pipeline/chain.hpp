// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_CHAIN_HPP
#define RENDERBUS_PIPELINE_CHAIN_HPP

#include <renderbus/pipeline/stage.hpp>

#include <cstddef>
#include <type_traits>

/// How a type walks through stages in a row: what each is given, and where it does not fit.
namespace renderbus::detail {

template <class Flow, class Next>
consteval bool takes_flow() {
    if constexpr (is_composed<Next>) {
        if constexpr (requires { Next::takes_flows; }) return Next::template takes<Flow>;
        else return false;
    } else if constexpr (requires { typename Next::flow_input; }) {
        return std::is_same_v<Flow, typename Next::flow_input>;
    } else {
        return false;
    }
}

/// What the next stage is offered of an outcome: the flow, where it takes that, else what is left of it.
template <class Outcome, class Next>
struct offered {
    using type = Outcome;
};
template <class Item, class Last, class Next>
    requires(!takes_flow<flow<Item, Last>, Next>())
struct offered<flow<Item, Last>, Next> {
    using type = Last;
};

/// What a called stage returns, as the next is called with it: a prvalue, a reference; a `result` is opened before.
template <class S, class In>
struct returned_by {
    using raw = returned_t<S, In>;
    using type = std::conditional_t<is_result<std::remove_cvref_t<raw>>, outcome_t<S, In>, raw>;
};

/// What a stage hands on, before the next is asked what it takes.
template <passage How, class S, class In>
struct handed_on {
    using type = outcome_t<S, In>;
};
template <class S, class In>
struct handed_on<passage::called, S, In> : returned_by<S, In> {};
template <class S, class In>
using handed_on_t = typename handed_on<passage_v<S, In>, S, In>::type;
template <class Given, class Next>
using offered_t = typename offered<Given, Next>::type;

/// The way of a value of type `In`, which `Before` gave, through a row of stages whose first has a place in the whole.
template <std::size_t Place, class Before, class In, class... S>
struct walk {  // at the end of the row
    static constexpr bool fits = true;
    static constexpr bool plain = true;
    using arrives = In;
};

template <std::size_t Place, class Before, class In, class S>
struct stops_here {
    static constexpr bool fits = false;
    static constexpr bool plain = false;
    static constexpr std::size_t place = Place;
    using before = Before;
    using given = std::remove_cvref_t<In>;
    using stage = S;
    using taken = wanted_t<S>;
};

template <std::size_t Place, class In, class S, class... Rest>
struct goes_on : walk<Place + length_of<S>(), S, handed_on_t<S, In>, Rest...> {
    static constexpr bool plain =
        passage_v<S, In> == passage::called && walk<Place + length_of<S>(), S, handed_on_t<S, In>, Rest...>::plain;
};

template <std::size_t Place, class Before, class In, class S, class... Rest>
struct walk<Place, Before, In, S, Rest...>
    : std::conditional_t<passage_v<S, offered_t<In, S>> == passage::none, stops_here<Place, Before, offered_t<In, S>, S>,
                         goes_on<Place, offered_t<In, S>, S, Rest...>> {};

/// What stands before the first stage.
struct the_caller_of_run;

/// Where every value enters that a pipeline is run with.
template <class In, class... S>
using way = walk<1, the_caller_of_run, In, S...>;

/// The ends of a row of stages: what it wants, what comes out for that as the next stage is given it, whether it is made of
/// callables alone, whether its first stage takes what it wants. Kept in a pipeline's type, so that a stage which is added
/// walks its own step only.
template <class In, class Out, bool Plain, bool Fits>
struct ends {
    using wanted = In;
    using arrives = Out;
    static constexpr bool plain = Plain;
    static constexpr bool fits = Fits;
};

template <class S, bool Definite>
struct ends_of {
    using type = ends<what_it_takes, typename given_always<S>::type, false, false>;
};
template <class S>
    requires(passage_v<S, wanted_t<S>> != passage::none)
struct ends_of<S, true> {
    using type = ends<wanted_t<S>, handed_on_t<S, wanted_t<S>>, passage_v<S, wanted_t<S>> == passage::called, true>;
};
template <class S>
using ends_of_t = typename ends_of<S, wants_one_type<S>>::type;

/// The way of a value of type `In` through a row, which is known already for what the row wants.
template <class In, class Ends, class... S>
struct known_way : way<In, S...> {};
template <class In, class Out, bool Plain, class... S>
struct known_way<In, ends<In, Out, Plain, true>, S...> : ends<In, Out, Plain, true> {};

}  // namespace renderbus::detail

#endif
