// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_RETRY_IPP
#define RENDERBUS_PIPELINE_IMPL_RETRY_IPP

#include <renderbus/pipeline/retry.hpp>

namespace renderbus::detail {

/// Tries one value until it comes through, or the policy has enough.
class retrying : public std::enable_shared_from_this<retrying> {
public:
    retrying(run_context& in, const node& stage, retry_policy policy, box value, completion<box> done)
        : in_(in), stage_(stage), policy_(policy), value_(std::move(value)), done_(std::move(done)) {}

    void try_it() {
        // A try that fails at once must not make the stack grow.
        for (again_ = true; std::exchange(again_, false);) {
            looping_ = true;
            ++tries_;
            enter(in_, stage_, box::borrowed(value_.address()),
                  [self = shared_from_this()](result<box> outcome) { self->take(std::move(outcome)); });
            looping_ = false;
        }
    }

private:
    void take(result<box> outcome) {
        if (outcome || in_.stop.stop_requested()) return done_(std::move(outcome));
        const auto pause = policy_.pause(policy_.policy, tries_, outcome.error());
        if (!pause) return done_(std::move(outcome));
        in_.tell(event::kind::retried, stage_.name, outcome.error().message(), static_cast<std::uint64_t>(tries_));
        if (pause->count() > 0)
            return in_.clock.async_wait(in_.executor, *pause, in_.stop, [self = shared_from_this()](result<void> waited) {
                if (waited) self->try_it();
                else self->done_(std::move(waited).error());
            });
        if (looping_) again_ = true;
        else try_it();
    }

    run_context& in_;
    node stage_;
    retry_policy policy_;
    box value_;
    completion<box> done_;
    int tries_ = 0;
    bool looping_ = false;
    bool again_ = false;
};

RENDERBUS_DECL void start_retry(run_context& context, const node& stage, retry_policy policy, box value, completion<box> done) {
    std::make_shared<retrying>(context, stage, policy, std::move(value), std::move(done))->try_it();
}

}  // namespace renderbus::detail

#endif
