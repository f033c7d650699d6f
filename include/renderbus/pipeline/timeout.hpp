// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_TIMEOUT_HPP
#define RENDERBUS_PIPELINE_TIMEOUT_HPP

#include <renderbus/pipeline/node.hpp>
#include <renderbus/pipeline/parts.hpp>

#include <chrono>
#include <string_view>
#include <type_traits>
#include <utility>

namespace renderbus {
namespace detail {

RENDERBUS_DECL void start_timed(run_context& context, const node& stage, std::chrono::milliseconds limit, box value,
                                completion<box> done);

}  // namespace detail

/// A stage with a limit of time.
template <class S>
struct timeout_stage : composed_stage {
    static constexpr std::string_view name = "timeout";
    static constexpr bool repeatable = detail::is_repeatable<S>;
    using context = typename detail::context_of<S>::type;
    using first_stage = S;
    using input = detail::wanted_t<S>;

    static constexpr auto figure = detail::figure::frame;
    using parts = detail::parts_of<S>;
    template <class In>
    static constexpr bool takes = detail::passage_v<S, In> != detail::passage::none;
    template <class In>
    using gives = detail::settled_outcome_t<S, In>;
    template <class>
    static constexpr bool plain = false;

    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        detail::start_timed(in, detail::node_of<S, In>(stage), limit, std::move(value), std::move(done));
    }

    template <class F>
    void for_each_part(F&& visit) const {
        visit(stage);
    }

    S stage;
    std::chrono::milliseconds limit;
};

/// A stage that fails with `transport_errc::timed_out` where it is not done in time. It is called off then, and has ended when
/// the failure is told; what it gives all the same counts. A callable cannot be called off and ends when it ends.
template <class S>
constexpr auto timeout(S stage, std::chrono::milliseconds limit) {
    static_assert(detail::is_stage<S>, "renderbus: timeout takes a stage; this is none");
    if constexpr (detail::is_stage<S>) return timeout_stage<S>{{}, std::move(stage), limit};
    else return broken_pipeline();
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/timeout.ipp>
#endif

#endif
