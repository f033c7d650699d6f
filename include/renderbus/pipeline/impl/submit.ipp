// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_SUBMIT_IPP
#define RENDERBUS_PIPELINE_IMPL_SUBMIT_IPP

#include <renderbus/pipeline/submit.hpp>

namespace renderbus {

struct submit::operation : std::enable_shared_from_this<operation> {
    operation(farm_run& in, const uploaded& what, completion<submitted> then) : run(in), task(what), done(std::move(then)) {}

    void start() {
        const api::task::submit request{.task_id = task->task_id};
        run.session.channel().async_send(run.executor, request, run.stop, [self = shared_from_this()](result<nothing> taken) {
            if (taken) return self->finish();
            if (taken.error().code.category() == transport_category() && taken.error().code != transport_errc::canceled)
                return self->find_out(std::move(taken).error());
            self->done(std::move(taken).error());
        });
    }

    /// The answer was lost, perhaps after the farm took the task: a task with a date of submission was submitted.
    void find_out(failure lost) {
        const api::query::task_info request{.task_ids = {task->task_id}};
        run.session.channel().async_send(run.executor, request, run.stop,
                                         [self = shared_from_this(), lost](result<api::query::task_info::reply> known) {
                                             if (known)
                                                 for (const auto& one : known->items)
                                                     if (one.id == self->task->task_id && one.submit_date.value_or(0) != 0) return self->finish();
                                             self->done(lost);
                                         });
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
