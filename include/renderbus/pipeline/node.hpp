// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_NODE_HPP
#define RENDERBUS_PIPELINE_NODE_HPP

#include <renderbus/pipeline/box.hpp>
#include <renderbus/pipeline/coroutine.hpp>
#include <renderbus/pipeline/stage.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

/// How a value enters a stage while a pipeline runs, whatever kind of stage it is.
namespace renderbus::detail {

/// A stage as the walk through a pipeline sees it. Either `call` or `start` is set.
struct node {
    std::string_view name;
    std::size_t length = 1;  ///< how many stages stand in a row in it
    void* stage = nullptr;
    result<box> (*call)(void* stage, void* value) = nullptr;
    void (*start)(void* stage, run_context& context, box value, completion<box> done) = nullptr;
    /// Where it gives a flow: who is told when that ends, and what calls it off; and, unless the next stage takes the flow, how
    /// it is let run out.
    void (*hold_flow)(box& flow, unique_function<void(const failure*)> ended, std::shared_ptr<linked_stop> stop) = nullptr;
    void (*settle)(box flow, completion<box> done) = nullptr;
    bool silent = false;  ///< nobody is told of it: the stages in it stand in its place
};

template <class S, class In>
result<box> call_node(void* stage, void* value) {
    using value_type = std::remove_cvref_t<In>;
    using output = outcome_t<S, In>;
    auto& callable = *static_cast<S*>(stage);
    if constexpr (is_result<std::remove_cvref_t<returned_t<S, In>>>) {
        result<output> outcome = callable(static_cast<In&&>(*static_cast<value_type*>(value)));
        if (!outcome) return std::move(outcome).error();
        return box(new output(*std::move(outcome)));
    } else {
        return box(new output(callable(static_cast<In&&>(*static_cast<value_type*>(value)))));
    }
}

template <class S, class In>
void start_node(void* stage, run_context& context, box value, completion<box> done) {
    auto& startable = *static_cast<S*>(stage);
    if constexpr (is_composed<S>) {
        startable.template start<In>(context, std::move(value), std::move(done));
    } else {
        auto& given = value.as<std::remove_cvref_t<In>>();
        boxing<outcome_t<S, In>> boxed{std::move(done)};
        if constexpr (passage_v<S, In> == passage::awaited)
            await_stage<S, In>(startable, context, static_cast<In&&>(given), std::move(boxed));
        else startable.start(static_cast<typename context_of<S>::type&>(context), static_cast<In&&>(given), std::move(boxed));
    }
}

template <class Flow>
void hold_flow(box& flow, unique_function<void(const failure*)> ended, std::shared_ptr<linked_stop> stop) {
    flow.as<Flow>().held_by(std::move(ended), std::move(stop));
}
template <class Flow>
void settle_node(box flow, completion<box> done) {
    settle(std::move(flow.as<Flow>()), completion<typename Flow::last_type>(boxing<typename Flow::last_type>{std::move(done)}));
}

/// The stage as a node for values of type `In`.
template <class S, class In>
node node_of(S& stage) {
    static_assert(passage_v<S, In> != passage::none);
    node made{stage_name<S>(), length_of<S>(), std::addressof(stage)};
    if constexpr (requires { S::silent; }) made.silent = S::silent;
    if constexpr (passage_v<S, In> == passage::called) {
        made.call = call_node<S, In>;
    } else {
        using output = outcome_t<S, In>;
        made.start = start_node<S, In>;
        if constexpr (is_flow<output>) {
            made.hold_flow = hold_flow<output>;
            made.settle = settle_node<output>;
        }
    }
    return made;
}

/// Where a stage stands, and its span.
struct stage_span {
    std::string_view name;
    std::uint64_t place = 1;
    std::uint64_t places = 1;
    std::uint64_t id = 0;
    std::uint64_t parent = 0;

    RENDERBUS_DECL void begin(const run_context& context);
    RENDERBUS_DECL void end(const run_context& context, const failure* why) const;
};

/// Walks a value through stages in a row; the first failure ends it. The stages and the context outlive the walk.
RENDERBUS_DECL void walk_row(run_context& context, std::vector<node> row, box value, completion<box> done);
/// A value through one stage that stands alone in another; the context outlives that, too.
RENDERBUS_DECL void enter(run_context& context, const node& stage, box value, completion<box> done);

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/node.ipp>
#endif

#endif
