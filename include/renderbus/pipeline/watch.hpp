// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_WATCH_HPP
#define RENDERBUS_PIPELINE_WATCH_HPP

#include <renderbus/pipeline/either.hpp>
#include <renderbus/pipeline/flow.hpp>
#include <renderbus/pipeline/states.hpp>

#include <chrono>

namespace renderbus {

struct watch_options {
    /// Between two looks while something happens, as the service's own client has it. While nothing does, the pause grows by half
    /// each time, up to the longest; when something does, it is halved.
    std::chrono::milliseconds every = std::chrono::seconds(10);
    std::chrono::milliseconds longest = std::chrono::seconds(60);
};

/// Gives a task's frames as the farm gets through with them, each once and in that order, and at the end the finished task. It
/// looks only when somebody asks for the next frame, and tells how many are done. A task that the farm gave up fails with
/// `task_errc::failed`, one that somebody stopped with `task_errc::stopped`, in both cases after the frames that were done by
/// then; `data_errc::invalid_value` for a `task_ref` that the account does not have. Failed frames of a task that ended are told
/// by their numbers.
///
/// Tasks that are watched in one session at the same time are looked at together: one request for all of them, whenever the first
/// of them is due.
///
/// A frame whose part has no folder at the farm yet is given when it has.
struct watch {
    using input = either<submitted, task_ref>;
    using output = flow<facts::frame, finished>;
    static constexpr std::string_view name = "watch";

    explicit watch(watch_options how = {}) : options(how) {}
    RENDERBUS_DECL void start(farm_run& run, const input& task, completion<output> done);

    watch_options options;

private:
    struct operation;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/watch.ipp>
#endif

#endif
