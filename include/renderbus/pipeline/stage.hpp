// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_STAGE_HPP
#define RENDERBUS_PIPELINE_STAGE_HPP

#include <renderbus/detail/unique_function.hpp>
#include <renderbus/error.hpp>
#include <renderbus/pipeline/callable.hpp>
#include <renderbus/pipeline/context.hpp>
#include <renderbus/pipeline/flow.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

/// What a stage is: a callable from one value to another (or to a `result` of it, or to an awaitable of it), or a struct that
/// names what it takes and gives and starts an operation.
namespace renderbus {

/// A stage that starts an operation: `start(context, input, completion<output>)` calls its last argument once. The stage and
/// the context outlive the operation, the input does not; `start` may be called again while an earlier one is under way.
/// Optional: `static constexpr bool repeatable = false` for what must not be done twice, `context` for the type of context that
/// it needs, `flow_input` for a flow that it takes item by item, `identity()` for what makes its work another's.
template <class S>
concept started_stage = requires {
    typename S::input;
    typename S::output;
    { S::name } -> std::convertible_to<std::string_view>;
};

/// Marks the stages that are made of other stages: what they take and give depends on what comes.
struct composed_stage {};

/// What a wrong connection gives after its message: it takes every further stage, so that there is one message only.
struct broken_pipeline : composed_stage {
    static constexpr std::string_view name = "broken";
    using input = broken_pipeline;
    using output = broken_pipeline;
    template <class>
    static constexpr bool takes = true;
    template <class>
    using gives = broken_pipeline;
    template <class>
    static constexpr bool plain = true;
    template <class In>
    broken_pipeline operator()(In&&) const {
        return {};
    }
};

namespace detail {

template <class S>
concept broken = std::is_same_v<S, broken_pipeline>;

template <class S>
inline constexpr bool is_composed = std::is_base_of_v<composed_stage, S>;

template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<result<T>> = true;

template <class T>
struct value_in {
    using type = T;
};
template <class T>
struct value_in<result<T>> {
    using type = T;
};
/// An awaitable of Asio's, known by its shape: nobody pays for coroutines who has none.
template <class T>
concept awaitable_value = requires(const T& t) {
    typename T::value_type;
    typename T::executor_type;
    { t.valid() } -> std::same_as<bool>;
};
template <awaitable_value T>
struct value_in<T> {
    using type = typename T::value_type;
};

template <class S>
inline constexpr bool is_stage = is_composed<S> || started_stage<S> || shaped<S> || has_call_operator<S>;

/// What a callable returns for a value.
template <class S, class In>
using returned_t = decltype(std::declval<S&>()(std::declval<In>()));

enum class passage { none, called, awaited, started };

/// How a stage takes a value of type `In` (a plain type: a value that may be moved from; `const T&`: one that may not).
template <class S, class In>
consteval passage passage_of() {
    if constexpr (is_composed<S>) {
        if constexpr (!S::template takes<In>) return passage::none;
        else return S::template plain<In> ? passage::called : passage::started;
    } else if constexpr (started_stage<S>) {
        if constexpr (requires { typename S::flow_input; })
            if (std::is_same_v<std::remove_cvref_t<In>, typename S::flow_input>) return passage::started;
        return std::is_convertible_v<In, const typename S::input&> ? passage::started : passage::none;
    } else if constexpr (requires { typename returned_t<S, In>; }) {
        return awaitable_value<std::remove_cvref_t<returned_t<S, In>>> ? passage::awaited : passage::called;
    } else {
        return passage::none;
    }
}

template <class S, class In>
inline constexpr passage passage_v = passage_of<S, In>();

/// What a stage gives for a value of type `In`: the value itself, out of a `result` or an awaitable.
template <class S, class In>
struct outcome_of : value_in<std::remove_cvref_t<returned_t<S, In>>> {};
template <class S, class In>
    requires(!is_composed<S> && started_stage<S>)
struct outcome_of<S, In> {
    using type = typename S::output;
};
template <class S, class In>
    requires is_composed<S>
struct outcome_of<S, In> {
    using type = typename S::template gives<In>;
};
template <class S, class In>
using outcome_t = typename outcome_of<S, In>::type;
/// The same after a flow has run out.
template <class S, class In>
using settled_outcome_t = settled_t<outcome_t<S, In>>;

/// What a stage wants, where that is one definite type; else `what_it_takes`.
struct what_it_takes;
template <class S>
struct wanted {
    using type = what_it_takes;
};
template <class S>
    requires requires { typename S::input; }
struct wanted<S> {
    using type = typename S::input;
};
template <class S>
    requires(!requires { typename S::input; } && shaped<S>)
struct wanted<S> {
    using type = std::remove_cvref_t<typename shape_of<S>::parameter>;
};
template <class S>
using wanted_t = typename wanted<S>::type;
template <class S>
inline constexpr bool wants_one_type = !std::is_same_v<wanted_t<S>, what_it_takes>;

/// What the first of some stages wants that wants one type.
template <class... S>
struct first_wanted {
    using type = what_it_takes;
};
template <class S, class... Rest>
struct first_wanted<S, Rest...> {
    using type = std::conditional_t<wants_one_type<S>, wanted_t<S>, typename first_wanted<Rest...>::type>;
};

/// What a stage gives whatever it takes, where that is one definite type; else `what_comes_of_it`.
struct what_comes_of_it;
template <class S>
struct given_always {
    using type = what_comes_of_it;
};
template <class S>
    requires requires { typename S::output; }
struct given_always<S> {
    using type = typename S::output;
};
template <class S>
    requires(!requires { typename S::output; } && shaped<S>)
struct given_always<S> {
    using type = typename value_in<std::remove_cvref_t<typename shape_of<S>::returned>>::type;
};

template <class S>
inline constexpr bool gives_one_type = !std::is_same_v<typename given_always<S>::type, what_comes_of_it>;

template <class S>
inline constexpr bool gives_nothing = std::is_void_v<typename given_always<S>::type>;
/// Whether stages, as far as they tell, give different types.
template <class... S>
consteval bool give_different_types() {
    if constexpr ((gives_one_type<S> && ...)) {
        return !(std::is_same_v<settled_t<typename given_always<S>::type>,
                                settled_t<typename given_always<std::tuple_element_t<0, std::tuple<S...>>>::type>> &&
                 ...);
    }
    return false;
}

/// Whether a stage can only take a value by having it alone: so it can neither be tried again nor stand beside another.
template <class S>
consteval bool takes_it_alone() {
    if constexpr (is_composed<S>) {
        if constexpr (requires { typename S::first_stage; }) return takes_it_alone<typename S::first_stage>();
        else return false;
    } else if constexpr (started_stage<S>) {
        return false;
    } else if constexpr (shaped<S>) {
        using parameter = typename shape_of<S>::parameter;
        return !std::is_lvalue_reference_v<parameter> && !std::is_copy_constructible_v<std::remove_cvref_t<parameter>>;
    } else {
        return false;
    }
}

/// Whether a stage may be run twice with one value.
template <class S>
inline constexpr bool is_repeatable = true;
template <class S>
    requires requires { S::repeatable; }
inline constexpr bool is_repeatable<S> = S::repeatable;

template <class S, class Context>
Context context_in_start(void (S::*)(Context&, const typename S::input&, completion<typename S::output>));
template <class S, class Context>
Context context_in_start(void (S::*)(Context&, typename S::input, completion<typename S::output>));

/// The type of context that a stage needs.
template <class S>
struct context_of {
    using type = run_context;
};
template <class S>
    requires requires { typename S::context; }
struct context_of<S> {
    using type = typename S::context;
};
template <class S>
    requires(
        !requires { typename S::context; } && requires { context_in_start<S>(&S::start); })
struct context_of<S> {
    using type = std::remove_cvref_t<decltype(context_in_start<S>(&S::start))>;
};
template <class A, class B>
using wider_context = std::conditional_t<std::is_base_of_v<A, B>, B, A>;

template <class... S>
struct contexts_of {
    using type = run_context;
};
template <class S, class... Rest>
struct contexts_of<S, Rest...> {
    using type = wider_context<typename contexts_of<Rest...>::type, typename context_of<S>::type>;
};

template <class S>
constexpr std::string_view stage_name() {
    if constexpr (requires { S::name; }) return S::name;
    else return "function";
}

/// How many stages stand in a row in this one.
template <class S>
consteval std::size_t length_of() {
    if constexpr (requires { S::length; }) return S::length;
    else return 1;
}

}  // namespace detail

// The compiler's message of a wrong connection is the name of this type, which is never defined:
// `at_place<3>::stage<submit>::takes<uploaded>::but_stage<check>::before_it_gives<checked>`.
template <std::size_t Place>
struct at_place {
    template <class Stage>
    struct stage {
        template <class Input>
        struct takes {
            template <class Before>
            struct but_stage {
                template <class Output>
                struct before_it_gives;
            };
        };
    };
};

namespace detail {

// Of the type behind this pointer the compiler speaks by its own name.
template <class T>
T* pointer_to();

/// That sentence for a way that stops.
template <class Way>
using sentence_of = typename at_place<Way::place>::template stage<typename Way::stage>::template takes<
    typename Way::taken>::template but_stage<typename Way::before>::template before_it_gives<typename Way::given>;

}  // namespace detail
}  // namespace renderbus

#endif
