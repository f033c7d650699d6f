// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_NODE_IPP
#define RENDERBUS_PIPELINE_IMPL_NODE_IPP

#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/pipeline/node.hpp>

#include <exception>

namespace renderbus::detail {

RENDERBUS_DECL void stage_span::begin(const run_context& context) {
    id = next_span();
    parent = context.span;
    context.tell_of(id, event::kind::stage_started, name, {}, place, places);
}

RENDERBUS_DECL void stage_span::end(const run_context& context, const failure* why) const {
    const auto what = why ? event::kind::stage_failed : event::kind::stage_finished;
    const auto text = why ? why->message() : std::string();
    (*context.observe)(event{what, name, text, place, places, id, parent, context.run_name()});
}

RENDERBUS_DECL failure current_failure(std::string_view stage) {
    try {
        throw;
    } catch (const exception& e) {
        return e.why();
    } catch (const std::system_error& e) {
        return {e.code(), std::string(stage), e.what(), {}};
    } catch (const std::exception& e) {
        return {data_errc::invalid_value, std::string(stage), e.what(), {}};
    } catch (...) {
        return {data_errc::invalid_value, std::string(stage), "something was thrown that is no std::exception", {}};
    }
}

RENDERBUS_DECL failure called_off(std::string_view stage) {
    return {transport_errc::canceled, std::string(stage), "called off", {}};
}

/// One value's walk through a row.
class row_walk : public std::enable_shared_from_this<row_walk> {
public:
    /// The row's stages are counted from `place` on, of `places` in all; 0: of the row's own.
    row_walk(run_context& context, std::vector<node> row, std::uint64_t place, std::uint64_t places, completion<box> done)
        : in_(context), row_(std::move(row)), done_(std::move(done)), place_(place), places_(places) {
        if (places_ != 0) return;
        for (const auto& each : row_) places_ += each.length;
    }

    void step(std::size_t nth, box value) {
        for (; nth < row_.size(); ++nth) {
            const auto& stage = row_[nth];
            if (in_.stop.stop_requested()) return finish(called_off(stage.name));
            stage_span span{stage.name, place_ + 1, places_};
            if (!stage.silent) span.begin(in_);
            if (!stage.call) return start(nth, span, std::move(value));
            auto outcome = call(stage, value);
            span.end(in_, outcome ? nullptr : &outcome.error());
            if (!outcome) return finish(std::move(outcome));
            value = *std::move(outcome);
            place_ += stage.length;
        }
        finish(std::move(value));
    }

private:
    static result<box> call(const node& stage, const box& value) {
        try {
            return stage.call(stage.stage, value.address());
        } catch (...) {
            return current_failure(stage.name);
        }
    }

    void start(std::size_t nth, const stage_span& span, box value) {
        const auto own = in_.copy(in_);
        if (!row_[nth].silent) own->span = span.id;
        own->place = place_;
        own->places = places_;
        const auto& stage = row_[nth];
        std::shared_ptr<linked_stop> link;
        if (stage.hold_flow) {
            link = std::make_shared<linked_stop>(in_.stop);
            own->stop = link->token();
        }
        waiting_for_ = nth;
        completion<box> next = [self = shared_from_this(), own, link, span, nth](result<box> outcome) {
            self->take(nth, span, own, link, std::move(outcome));
        };
        try {
            stage.start(stage.stage, *own, std::move(value), std::move(next));
        } catch (...) {
            take(nth, span, own, link, current_failure(stage.name));
        }
    }

    void take(std::size_t nth, const stage_span& span, const std::shared_ptr<run_context>& own,
              const std::shared_ptr<linked_stop>& link, result<box> outcome) {
        // A stage that threw after it had begun may still answer.
        if (std::exchange(waiting_for_, row_.size()) != nth) return;
        const auto& stage = row_[nth];
        place_ += stage.length;
        if (outcome && stage.hold_flow) {
            // The stage of a flow has ended when the flow has; until then it needs its context.
            stage.hold_flow(
                *outcome, [own, span](const failure* why) { span.end(*own, why); }, link);
            if (stage.settle)
                return stage.settle(*std::move(outcome), [self = shared_from_this(), nth](result<box> last) {
                    if (last) self->step(nth + 1, *std::move(last));
                    else self->finish(std::move(last));
                });
        } else if (!stage.silent) {
            span.end(*own, outcome ? nullptr : &outcome.error());
        }
        if (outcome) step(nth + 1, *std::move(outcome));
        else finish(std::move(outcome));
    }

    void finish(result<box> outcome) {
        if (auto done = std::move(done_)) done(std::move(outcome));
    }

    run_context& in_;
    std::vector<node> row_;
    completion<box> done_;
    std::size_t waiting_for_ = 0;
    std::uint64_t place_;  // how many stages came before
    std::uint64_t places_;
};

RENDERBUS_DECL void walk_row(run_context& context, std::vector<node> row, box value, completion<box> done) {
    std::make_shared<row_walk>(context, std::move(row), context.place, context.places, std::move(done))
        ->step(0, std::move(value));
}

RENDERBUS_DECL void enter(run_context& context, const node& stage, box value, completion<box> done) {
    // Counted anew: a stage inside another is not one of the outer row.
    std::make_shared<row_walk>(context, std::vector<node>{stage}, 0, 0, std::move(done))->step(0, std::move(value));
}

}  // namespace renderbus::detail

#endif
