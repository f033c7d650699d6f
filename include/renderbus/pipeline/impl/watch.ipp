// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_WATCH_IPP
#define RENDERBUS_PIPELINE_IMPL_WATCH_IPP

#include <renderbus/pipeline/watch.hpp>

namespace renderbus {
namespace detail {

enum class task_course { under_way, done, failed, stopped };

/// What a task's status number means for who waits for it (the service's table of status codes).
constexpr task_course course_of(std::int64_t status) noexcept {
    switch (status) {
        case 25: case 30: case 40: case 70: return task_course::done;
        case 45: case 65: return task_course::failed;
        case 10: case 15: case 20: case 23: case 35: return task_course::stopped;
        default: return task_course::under_way;
    }
}

}  // namespace detail

struct watch::operation : std::enable_shared_from_this<operation> {
    using task_state = api::query::task_info::task;

    operation(farm_run& in, const submitted& what, watch_options how, completion<finished> then)
        : run(in), task(what), options(how), done(std::move(then)) {}

    void look() {
        const api::query::task_info request{.task_ids = {task->task_id}};
        run.session.channel().async_send(run.executor, request, run.stop,
                                         [self = shared_from_this()](result<api::query::task_info::reply> known) {
                                             if (!known) return self->done(std::move(known).error());
                                             self->consider(*known);
                                         });
    }

    void consider(const api::query::task_info::reply& known) {
        leaves.clear();
        for (const auto& one : known.items) gather(one);
        std::int64_t frames = 0, total = 0, failed = 0;
        bool all_ended = !leaves.empty();
        for (const auto& leaf : leaves) {
            frames += leaf.done_frames.value_or(0);
            failed += leaf.failed_frames.value_or(0);
            total += leaf.total_frames.value_or(0);
            const auto course = detail::course_of(leaf.task_status.value_or(0));
            all_ended = all_ended && course != detail::task_course::under_way;
            if (course == detail::task_course::failed || course == detail::task_course::stopped) return give_up(leaf, course);
        }
        if (frames != told_frames || total != told_total)
            run.tell(event::kind::frames_done, watch::name, {}, static_cast<std::uint64_t>(told_frames = frames),
                     static_cast<std::uint64_t>(told_total = total));
        if (all_ended) return finish(frames, failed);
        run.session.channel().clock().async_wait(run.executor, options.every, run.stop, [self = shared_from_this()](result<void> waited) {
            if (!waited) return self->done(std::move(waited).error());
            self->look();
        });
    }

    /// A task with parts has the state of its parts, to any depth (the answer's own depth is bounded by its reader).
    void gather(const task_state& one) {
        if (one.is_open == 0 || one.resp_rendering_task_list.empty()) {
            leaves.push_back(one);
            return;
        }
        for (const auto& part : one.resp_rendering_task_list) gather(part);
    }

    void give_up(const task_state& leaf, detail::task_course course) {
        const bool failed = course == detail::task_course::failed;
        done(failure{failed ? task_errc::failed : task_errc::stopped, "task " + std::to_string(leaf.id),
                     std::string(failed ? "the farm gave the task up" : "the task was stopped") + " with status " +
                         std::to_string(leaf.task_status.value_or(0)),
                     failed ? "look at the logs of its frames" : "start it again, or submit it anew"});
    }

    void finish(std::int64_t frames, std::int64_t failed) {
        facts::finished fact;
        fact.task_id = task->task_id;
        fact.frames_done = frames;
        fact.frames_failed = failed;
        fact.files = task->files;
        if (failed > 0) run.tell(event::kind::warned, watch::name, std::to_string(failed) + " frames failed");
        for (const auto& leaf : leaves) {
            if (!leaf.output_file_name || leaf.output_file_name->empty()) continue;
            auto storage = task->owner.output_storage();
            if (leaf.bid && leaf.user_id) storage = "output/" + *leaf.bid + "-" + std::to_string(*leaf.user_id);
            fact.parts.push_back({leaf.id, std::move(storage), *leaf.output_file_name});
        }
        if (fact.parts.empty())
            return done(failure{task_errc::no_frames, "task " + std::to_string(fact.task_id), "the task ended without any output", {}});
        done(finished(std::move(fact)));
    }

    farm_run& run;
    submitted task;
    watch_options options;
    completion<finished> done;
    std::vector<task_state> leaves;
    std::int64_t told_frames = -1;
    std::int64_t told_total = -1;
};

RENDERBUS_DECL void watch::start(farm_run& run, const submitted& task, completion<finished> done) {
    std::make_shared<operation>(run, task, options, std::move(done))->look();
}

}  // namespace renderbus

#endif
