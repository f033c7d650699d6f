// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_WATCH_HPP
#define RENDERBUS_PIPELINE_WATCH_HPP

#include <renderbus/pipeline/states.hpp>

#include <chrono>

namespace renderbus {

struct watch_options {
    std::chrono::milliseconds every = std::chrono::seconds(10);  ///< between two looks, as the service's own client has it
};

/// Looks at the task until it ends, telling how many frames are done. A task that the farm gave up fails with
/// `task_errc::failed`, one that somebody stopped with `task_errc::stopped`; failed frames of a task that ended are told.
struct watch {
    using input = submitted;
    using output = finished;
    static constexpr std::string_view name = "watch";

    explicit watch(watch_options how = {}) : options(how) {}
    RENDERBUS_DECL void start(farm_run& run, const submitted& task, completion<finished> done);

    watch_options options;

private:
    struct operation;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/watch.ipp>
#endif

#endif
