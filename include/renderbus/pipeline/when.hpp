// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_WHEN_HPP
#define RENDERBUS_PIPELINE_WHEN_HPP

#include <renderbus/pipeline/node.hpp>
#include <renderbus/pipeline/parts.hpp>

#include <string_view>
#include <type_traits>
#include <utility>

namespace renderbus {

/// Hands on what it is given.
struct pass_on {
    static constexpr std::string_view name = "pass_on";
    template <class In>
    constexpr std::remove_cvref_t<In> operator()(In&& value) const {
        return std::forward<In>(value);
    }
};

/// One of two ways, as a predicate of the value says.
template <class P, class A, class B>
struct when_stage : composed_stage {
    static constexpr std::string_view name = "when";
    static constexpr bool repeatable = detail::is_repeatable<A> && detail::is_repeatable<B>;
    using context = typename detail::contexts_of<A, B>::type;
    using first_stage = A;
    using input = std::conditional_t<detail::wants_one_type<A>, detail::wanted_t<A>, detail::wanted_t<B>>;

    static constexpr auto figure = detail::figure::choice;
    using parts = detail::parts_of<A, B>;
    template <class In>
    static consteval bool takes_it() {
        if constexpr (std::is_invocable_r_v<bool, const P&, const std::remove_cvref_t<In>&> &&
                      detail::passage_v<A, In> != detail::passage::none && detail::passage_v<B, In> != detail::passage::none)
            return std::is_same_v<detail::settled_outcome_t<A, In>, detail::settled_outcome_t<B, In>>;
        else return false;
    }
    template <class In>
    static constexpr bool takes = takes_it<In>();
    template <class In>
    using gives = detail::settled_outcome_t<A, In>;
    template <class In>
    static constexpr bool plain =
        detail::passage_v<A, In> == detail::passage::called && detail::passage_v<B, In> == detail::passage::called;

    template <class In>
    constexpr auto operator()(In&& value) const {
        using a = detail::returned_t<const A, In>;
        using b = detail::returned_t<const B, In>;
        constexpr bool may_fail = detail::is_result<std::remove_cvref_t<a>> || detail::is_result<std::remove_cvref_t<b>>;
        using given = std::conditional_t<may_fail, result<gives<In>>, gives<In>>;
        return predicate(std::as_const(value)) ? given(then(std::forward<In>(value)))
                                               : given(otherwise_(std::forward<In>(value)));
    }

    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        const bool first = predicate(std::as_const(value.as<std::remove_cvref_t<In>>()));
        const auto way = first ? detail::node_of<A, In>(then) : detail::node_of<B, In>(otherwise_);
        detail::enter(in, way, std::move(value), std::move(done));
    }

    template <class F>
    void for_each_part(F&& visit) const {
        visit(then);
        visit(otherwise_);
    }

    P predicate;
    A then;
    B otherwise_;
};

/// `when(predicate, a)`: the stage `a` where the predicate holds, else the value as it is; `.otherwise(b)`: else the stage `b`.
template <class P, class A>
struct when_alone : when_stage<P, A, pass_on> {
    template <class B>
    constexpr auto otherwise(B b) const {
        static_assert(detail::is_stage<B>, "renderbus: otherwise takes a stage; this is none");
        static_assert(!detail::give_different_types<A, B>(),
                      "renderbus: both ways of when(predicate, a).otherwise(b) must give one type");
        if constexpr (detail::is_stage<B> && !detail::give_different_types<A, B>())
            return when_stage<P, A, B>{{}, this->predicate, this->then, std::move(b)};
        else return broken_pipeline();
    }
};

template <class P, class A>
constexpr auto when(P predicate, A then) {
    static_assert(detail::is_stage<A>, "renderbus: when takes a predicate and a stage; the second is no stage");
    if constexpr (detail::is_stage<A>) return when_alone<P, A>{{{}, std::move(predicate), std::move(then), {}}};
    else return broken_pipeline();
}

}  // namespace renderbus

#endif
