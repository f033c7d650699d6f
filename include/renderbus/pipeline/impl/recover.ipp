// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_RECOVER_IPP
#define RENDERBUS_PIPELINE_IMPL_RECOVER_IPP

#include <renderbus/pipeline/recover.hpp>

namespace renderbus::detail {

RENDERBUS_DECL void start_recover(run_context& context, const node& stage, const node& mend, box value, completion<box> done) {
    enter(context, stage, std::move(value), [&context, mend, done = std::move(done)](result<box> outcome) mutable {
        // A run that was called off is not to be mended.
        if (outcome || context.stop.stop_requested()) return done(std::move(outcome));
        context.tell(event::kind::noted, "recover", outcome.error().message());
        auto why = std::make_shared<failure>(std::move(outcome).error());
        enter(context, mend, box::borrowed(why.get()),
              [why, done = std::move(done)](result<box> mended) mutable { done(std::move(mended)); });
    });
}

}  // namespace renderbus::detail

#endif
