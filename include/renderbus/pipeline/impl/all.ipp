// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_ALL_IPP
#define RENDERBUS_PIPELINE_IMPL_ALL_IPP

#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/pipeline/all.hpp>

#include <optional>

namespace renderbus::detail {

/// Stages side by side over one value. The first failure calls the others off; the end is told when all have ended.
class side_by_side : public std::enable_shared_from_this<side_by_side> {
public:
    side_by_side(const run_context& outer, std::vector<node> stages, box value, gather_outcomes gather, completion<box> done)
        : stop_(outer.stop),
          in_(outer.copy(outer)),
          stages_(std::move(stages)),
          value_(std::move(value)),
          gather_(gather),
          done_(std::move(done)),
          outcomes_(stages_.size()),
          running_(stages_.size()) {
        in_->stop = stop_.token();
    }

    void start() {
        for (std::size_t nth = 0; nth < stages_.size(); ++nth)
            enter(*in_, stages_[nth], box::borrowed(value_.address()), [self = shared_from_this(), nth](result<box> outcome) {
                if (outcome) self->outcomes_[nth] = *std::move(outcome);
                else self->fail(std::move(outcome).error());
                if (--self->running_ == 0) self->finish();
            });
    }

private:
    void fail(failure why) {
        if (first_failure_) return;
        first_failure_ = std::move(why);
        stop_.request_stop();
    }
    void finish() {
        auto done = std::move(done_);
        if (first_failure_) return done(*std::move(first_failure_));
        done(gather_(outcomes_));
    }

    linked_stop stop_;
    std::shared_ptr<run_context> in_;
    std::vector<node> stages_;
    box value_;
    gather_outcomes gather_;
    completion<box> done_;
    std::vector<box> outcomes_;
    std::optional<failure> first_failure_;
    std::size_t running_;
};

RENDERBUS_DECL void start_all(run_context& context, std::vector<node> stages, box value, gather_outcomes gather,
                              completion<box> done) {
    std::make_shared<side_by_side>(context, std::move(stages), std::move(value), gather, std::move(done))->start();
}

}  // namespace renderbus::detail

#endif
