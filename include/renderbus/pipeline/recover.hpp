// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_RECOVER_HPP
#define RENDERBUS_PIPELINE_RECOVER_HPP

#include <renderbus/pipeline/node.hpp>
#include <renderbus/pipeline/parts.hpp>

#include <string_view>
#include <type_traits>
#include <utility>

namespace renderbus {
namespace detail {

/// Runs a stage, and mends its failure by a callable of one `const failure&`.
RENDERBUS_DECL void start_recover(run_context& context, const node& stage, const node& mend, box value, completion<box> done);

}  // namespace detail

/// A stage and what to make of its failure.
template <class S, class F>
struct recover_stage : composed_stage {
    static constexpr std::string_view name = "recover";
    static constexpr bool repeatable = detail::is_repeatable<S>;
    using context = typename detail::context_of<S>::type;
    using first_stage = S;
    using input = detail::wanted_t<S>;

    static constexpr auto figure = detail::figure::frame;
    using parts = detail::parts_of<S>;
    template <class In>
    static consteval bool takes_it() {
        if constexpr (detail::passage_v<S, In> == detail::passage::none) return false;
        else return std::is_same_v<detail::settled_outcome_t<S, In>, detail::outcome_t<F, const failure&>>;
    }
    template <class In>
    static constexpr bool takes = takes_it<In>();
    template <class In>
    using gives = detail::settled_outcome_t<S, In>;
    template <class In>
    static constexpr bool plain = false;

    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        detail::start_recover(in, detail::node_of<S, In>(stage), detail::node_of<F, const failure&>(f), std::move(value),
                              std::move(done));
    }

    template <class Visit>
    void for_each_part(Visit&& visit) const {
        visit(stage);
    }

    S stage;
    F f;
};

/// A stage whose failure `f` turns into a value (or into another failure): `f` takes a `const failure&` and gives what the stage
/// gives. A run that was called off stays called off.
template <class S, class F>
constexpr auto recover(S stage, F f) {
    constexpr bool takes_a_failure = std::is_invocable_v<F&, const failure&>;
    static_assert(detail::is_stage<S>, "renderbus: recover takes a stage and a function; the first is no stage");
    static_assert(takes_a_failure, "renderbus: recover's function takes a const rb::failure&");
    if constexpr (detail::is_stage<S> && takes_a_failure) return recover_stage<S, F>{{}, std::move(stage), std::move(f)};
    else return broken_pipeline();
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/recover.ipp>
#endif

#endif
