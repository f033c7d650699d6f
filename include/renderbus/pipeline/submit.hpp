// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_SUBMIT_HPP
#define RENDERBUS_PIPELINE_SUBMIT_HPP

#include <renderbus/pipeline/states.hpp>

namespace renderbus {

/// Hands the task to the farm. A submission whose answer was lost is not repeated blindly: the farm is asked whether it
/// knows the task by now. So it is before anything else where an earlier run of a journaled pipeline began this.
struct submit {
    using input = uploaded;
    using output = submitted;
    static constexpr std::string_view name = "submit";
    static constexpr bool repeatable = false;

    RENDERBUS_DECL void start(farm_run& run, const uploaded& task, completion<submitted> done);

private:
    struct operation;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/submit.ipp>
#endif

#endif
