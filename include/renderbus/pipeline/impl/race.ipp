// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_RACE_IPP
#define RENDERBUS_PIPELINE_IMPL_RACE_IPP

#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/pipeline/race.hpp>

#include <optional>

namespace renderbus::detail {

/// Stages side by side over one value, until the first gives something; then the others are called off, and their end is
/// waited for.
class first_of : public std::enable_shared_from_this<first_of> {
public:
    first_of(const run_context& outer, std::vector<node> stages, box value, completion<box> done)
        : stop_(outer.stop),
          in_(outer.copy(outer)),
          stages_(std::move(stages)),
          value_(std::move(value)),
          done_(std::move(done)),
          running_(stages_.size()) {
        in_->stop = stop_.token();
    }

    void start() {
        for (const auto& stage : stages_)
            enter(*in_, stage, box::borrowed(value_.address()),
                  [self = shared_from_this()](result<box> outcome) { self->take(std::move(outcome)); });
    }

private:
    void take(result<box> outcome) {
        const bool won = outcome.has_value();
        if (!first_ || (won && !first_->has_value())) first_.emplace(std::move(outcome));
        if (won) stop_.request_stop();
        if (--running_ > 0) return;
        auto done = std::move(done_);
        // One may have failed before; that those which could still win were called off is what ended it.
        if (!first_->has_value() && stop_.stop_requested()) return done(called_off("race"));
        done(*std::move(first_));
    }

    linked_stop stop_;
    std::shared_ptr<run_context> in_;
    std::vector<node> stages_;
    box value_;
    completion<box> done_;
    std::optional<result<box>> first_;
    std::size_t running_;
};

RENDERBUS_DECL void start_race(run_context& context, std::vector<node> stages, box value, completion<box> done) {
    std::make_shared<first_of>(context, std::move(stages), std::move(value), std::move(done))->start();
}

}  // namespace renderbus::detail

#endif
