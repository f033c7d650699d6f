// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_SUBMIT_IPP
#define RENDERBUS_PIPELINE_IMPL_SUBMIT_IPP

#include <renderbus/api/task.hpp>
#include <renderbus/pipeline/submit.hpp>

namespace renderbus {

struct submit::operation : std::enable_shared_from_this<operation> {
    operation(farm_run& in, const uploaded& what, completion<submitted> then) : run(in), task(what), done(std::move(then)) {}

    void start() {
        if (!run.begun_before) return send();
        async_was_submitted(run.call(submit::name), task->task_id, [self = shared_from_this()](result<bool> submitted_before) {
            if (!submitted_before) return self->done(std::move(submitted_before).error());
            if (*submitted_before) return self->finish();
            self->send();
        });
    }

    void send() {
        const api::task::submit request{.task_id = task->task_id};
        run.send(submit::name, request, [self = shared_from_this()](result<nothing> taken) {
            if (taken) return self->finish();
            // The submission of a run that died may have been on its way still.
            const bool perhaps_too_late = self->run.begun_before && taken.error().code.category() == service_category();
            if (perhaps_too_late) return self->find_out(std::move(taken).error());
            self->done(std::move(taken).error());
        });
    }

    /// Perhaps the farm took the task all the same.
    void find_out(failure refused) {
        const auto then = [self = shared_from_this(), refused = std::move(refused)](result<bool> submitted_after_all) {
            if (submitted_after_all && *submitted_after_all) return self->finish();
            self->done(refused);
        };
        async_was_submitted(run.call(submit::name), task->task_id, then);
    }

    void finish() {
        facts::submitted fact;
        fact.task_id = task->task_id;
        fact.owner = task->owner;
        fact.files = *task;
        done(submitted(std::move(fact)));
    }

    farm_run& run;
    uploaded task;
    completion<submitted> done;
};

RENDERBUS_DECL void submit::start(farm_run& run, const uploaded& task, completion<submitted> done) {
    std::make_shared<operation>(run, task, std::move(done))->start();
}

}  // namespace renderbus

#endif
