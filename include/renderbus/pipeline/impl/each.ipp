// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_EACH_IPP
#define RENDERBUS_PIPELINE_IMPL_EACH_IPP

#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/pipeline/each.hpp>

#include <algorithm>
#include <optional>

namespace renderbus::detail {

/// A stage over many values, so many at once. The first failure calls the others off; the end is told when all have ended.
class many : public std::enable_shared_from_this<many> {
public:
    many(const run_context& outer, const node& stage, std::unique_ptr<item_source> items, each_plan plan, completion<box> done)
        : stop_(outer.stop),
          in_(outer.copy(outer)),
          stage_(stage),
          items_(std::move(items)),
          plan_(plan),
          done_(std::move(done)) {
        in_->stop = stop_.token();
        plan_.concurrency = std::max<std::size_t>(plan_.concurrency, 1);
    }

    /// Starts what may be started. Called again from what ends at once, it leaves the work to the call that is under way.
    void proceed() {
        again_ = true;
        if (std::exchange(looping_, true)) return;
        while (std::exchange(again_, false))
            while (running_ < plan_.concurrency && !asking_ && !exhausted_ && !stop_.stop_requested()) ask();
        looping_ = false;
        if (running_ == 0 && !asking_ && (exhausted_ || stop_.stop_requested())) finish();
    }

private:
    void ask() {
        if (!items_->waits()) return take(items_->next());
        asking_ = true;
        items_->async_next([self = shared_from_this()](result<box> next) {
            self->asking_ = false;
            if (next) self->take(*std::move(next));
            else self->fail(std::move(next).error());
            self->proceed();
        });
    }

    void take(box item) {
        if (!item) {
            exhausted_ = true;
            return;
        }
        const std::size_t nth = outcomes_.size();
        if (plan_.order == each_order::as_given) outcomes_.emplace_back();
        ++running_;
        enter(*in_, stage_, std::move(item), [self = shared_from_this(), nth](result<box> outcome) {
            --self->running_;
            if (!outcome) self->fail(std::move(outcome).error());
            else if (self->plan_.order == each_order::as_given) self->outcomes_[nth] = *std::move(outcome);
            else self->outcomes_.push_back(*std::move(outcome));
            self->proceed();
        });
    }

    void fail(failure why) {
        if (!first_failure_) first_failure_ = std::move(why);
        stop_.request_stop();
        items_->call_off();
    }

    void finish() {
        auto done = std::move(done_);
        if (!done) return;
        items_.reset();
        if (first_failure_) return done(*std::move(first_failure_));
        if (!exhausted_) return done(called_off("each"));
        done(plan_.gather(outcomes_));
    }

    linked_stop stop_;
    std::shared_ptr<run_context> in_;
    node stage_;
    std::unique_ptr<item_source> items_;
    each_plan plan_;
    completion<box> done_;
    std::vector<box> outcomes_;
    std::optional<failure> first_failure_;
    std::size_t running_ = 0;
    bool asking_ = false;
    bool exhausted_ = false;
    bool looping_ = false;
    bool again_ = false;
};

RENDERBUS_DECL void start_each(run_context& context, const node& stage, std::unique_ptr<item_source> items, each_plan plan,
                               completion<box> done) {
    std::make_shared<many>(context, stage, std::move(items), plan, std::move(done))->proceed();
}

}  // namespace renderbus::detail

#endif
