// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_TIMEOUT_IPP
#define RENDERBUS_PIPELINE_IMPL_TIMEOUT_IPP

#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/pipeline/timeout.hpp>

namespace renderbus::detail {

/// A stage against the clock: when time is up it is called off, and its end is waited for.
class timed : public std::enable_shared_from_this<timed> {
public:
    timed(const run_context& outer, const node& stage, std::chrono::milliseconds limit, completion<box> done)
        : stop_(outer.stop), in_(outer.copy(outer)), stage_(stage), limit_(limit), done_(std::move(done)) {
        in_->stop = stop_.token();
    }

    void start(box value) {
        enter(*in_, stage_, std::move(value),
              [self = shared_from_this()](result<box> outcome) { self->ended(std::move(outcome)); });
        if (!done_) return;
        in_->clock.async_wait(in_->executor, limit_, timer_.get_token(), [self = shared_from_this()](result<void> waited) {
            if (!waited || !self->done_) return;
            self->late_ = true;
            self->stop_.request_stop();
        });
    }

private:
    void ended(result<box> outcome) {
        timer_.request_stop();
        auto done = std::move(done_);
        if (late_ && !outcome)
            return done(failure{transport_errc::timed_out,
                                std::string(stage_.name),
                                "not done within " + std::to_string(limit_.count()) + " ms",
                                {}});
        done(std::move(outcome));
    }

    linked_stop stop_;
    std::stop_source timer_;
    std::shared_ptr<run_context> in_;
    node stage_;
    std::chrono::milliseconds limit_;
    completion<box> done_;
    bool late_ = false;
};

RENDERBUS_DECL void start_timed(run_context& context, const node& stage, std::chrono::milliseconds limit, box value,
                                completion<box> done) {
    std::make_shared<timed>(context, stage, limit, std::move(done))->start(std::move(value));
}

}  // namespace renderbus::detail

#endif
