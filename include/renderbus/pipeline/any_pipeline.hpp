// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_ANY_PIPELINE_HPP
#define RENDERBUS_PIPELINE_ANY_PIPELINE_HPP

#include <renderbus/pipeline/node.hpp>
#include <renderbus/pipeline/pipeline.hpp>

#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace renderbus {

/// A pipeline of any stages from one type to another: what stands in a scheduler's table, or in a header whose users are not to
/// compile the stages. Only the ends are erased. Cheap to copy: copies share the stages, which stay as they are.
///
/// A pipeline that needs more than a `run_context` (a farm's session) fails with `data_errc::invalid_value` where it is run
/// without.
template <class In, class Out>
class any_pipeline : public composed_stage {
public:
    static constexpr std::string_view name = "any_pipeline";
    using input = In;
    using output = Out;
    using context = run_context;

    template <class Given>
    static constexpr bool takes = std::is_same_v<std::remove_cvref_t<Given>, In> && std::is_constructible_v<In, Given>;
    template <class>
    using gives = Out;
    template <class>
    static constexpr bool plain = false;

    template <class S>
        requires(!std::is_same_v<std::remove_cvref_t<S>, any_pipeline> && detail::is_stage<std::remove_cvref_t<S>> &&
                 !detail::broken<std::remove_cvref_t<S>>)
    any_pipeline(S&& stage) : body_(std::make_shared<holder<std::remove_cvref_t<S>>>(std::forward<S>(stage))) {}

    template <class Given>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        if constexpr (std::is_reference_v<Given>) value = detail::box(new In(std::as_const(value.as<In>())));
        body_->start(in, std::move(value), std::move(done));
    }

private:
    struct base {
        virtual ~base() = default;
        virtual void start(run_context&, detail::box, completion<detail::box>) = 0;
    };
    template <class S>
    struct holder final : base {
        static constexpr bool leads_there = [] {
            if constexpr (detail::passage_v<S, In> == detail::passage::none) return false;
            else return std::is_same_v<detail::settled_outcome_t<S, In>, Out>;
        }();
        static_assert(leads_there, "renderbus: this pipeline does not lead from the any_pipeline's first type to its second");

        explicit holder(S stage) : stage_(std::move(stage)) {}
        void start(run_context& in, detail::box value, completion<detail::box> done) override {
            if constexpr (leads_there) {
                using needed = typename detail::context_of<S>::type;
                bool is_enough = std::is_same_v<needed, run_context>;
                if constexpr (!std::is_same_v<needed, run_context>) is_enough = dynamic_cast<needed*>(&in) != nullptr;
                if (is_enough) return detail::enter(in, detail::node_of<S, In>(stage_), std::move(value), std::move(done));
                done(failure{data_errc::invalid_value, std::string(detail::stage_name<S>()), "this pipeline needs a farm",
                             "run it with one: run(farm, pipeline, value)"});
            }
        }
        S stage_;
    };
    std::shared_ptr<base> body_;
};

}  // namespace renderbus

#endif
