// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_UPLOAD_IPP
#define RENDERBUS_PIPELINE_IMPL_UPLOAD_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/pipeline/file_spans.hpp>
#include <renderbus/pipeline/upload.hpp>
#include <renderbus/transfer/plan.hpp>

#include <array>

namespace renderbus {

struct upload::operation : std::enable_shared_from_this<operation> {
    /// Without options the four files alone are sent.
    operation(farm_run& in, std::string_view stage_name, const checked& what, std::optional<upload_options> how,
              completion<uploaded> then)
        : run(in), stage(stage_name), task(what), options(how), done(std::move(then)) {}

    void start() {
        if (!run.begun_before) return begin();
        async_was_submitted(run.call(stage), task->task_id, [self = shared_from_this()](result<bool> submitted_before) {
            if (!submitted_before) return self->done(std::move(submitted_before).error());
            if (!*submitted_before) return self->begin();
            // The farm took it only because everything was there.
            self->fact.files_skipped = self->task->scene.uploads.asset.size();
            self->finish();
        });
    }

    void begin() {
        if (options) return find_engine();
        fact.files_skipped = task->scene.uploads.asset.size();
        send_config(0);
    }

    void find_engine() {
        run.session.async_engine(run.executor, run.stop, [self = shared_from_this()](result<any_transfer_engine> found) {
            if (!found) return self->done(std::move(found).error());
            self->engine = *std::move(found);
            self->plan();
        }, run.requests(stage));
    }

    void plan() {
        std::vector<needed_file> files;
        for (const auto& one : task->scene.uploads.asset) files.push_back({one.local, one.server});
        plan_options planning;
        planning.ask_first = run.begun_before;
        async_plan(run.executor, *engine, run.session.record(), task->owner.input_storage(), std::move(files), planning, run.stop,
                   [self = shared_from_this()](result<upload_plan> made) {
                       if (!made) return self->done(std::move(made).error());
                       self->send(*std::move(made));
                   });
    }

    void send(upload_plan made) {
        auto progress = detail::tell_of_files(run, stage, made.bytes_to_send);
        run.tell(event::kind::noted, stage, std::to_string(made.to_send.size()) + " files to send, " +
                                                       std::to_string(made.already_there.size()) + " already there");
        async_upload(run.executor, *engine, run.session.record(), std::move(made), *options, std::move(progress), run.stop,
                     [self = shared_from_this()](result<upload_report> report) {
                         if (!report) return self->done(std::move(report).error());
                         self->fact.files_sent = report->files;
                         self->fact.bytes_sent = report->bytes_sent;
                         self->fact.files_skipped = report->skipped;
                         self->send_config(0);
                     });
    }

    /// The four files, one after the other; the farm wants them before the submission.
    void send_config(std::size_t nth) {
        static constexpr std::array names{"task.json", "asset.json", "upload.json", "tips.json"};
        if (nth == names.size()) return finish();
        const auto& scene = task->scene;
        const api::transmit::upload_json file{task->task_id, names[nth],
                                              nth == 0   ? config::text_of(scene.task)
                                              : nth == 1 ? config::text_of(scene.assets)
                                              : nth == 2 ? config::text_of(scene.uploads)
                                                         : config::text_of(scene.tips)};
        run.send(stage, file, [self = shared_from_this(), nth](result<nothing> taken) {
            if (!taken) return self->done(std::move(taken).error());
            self->send_config(nth + 1);
        });
    }

    void finish() {
        fact.task_id = task->task_id;
        fact.owner = task->owner;
        done(uploaded(std::move(fact)));
    }

    farm_run& run;
    std::string_view stage;
    checked task;
    std::optional<upload_options> options;
    completion<uploaded> done;
    std::optional<any_transfer_engine> engine;
    facts::uploaded fact;
};

RENDERBUS_DECL void upload::start(farm_run& run, const checked& task, completion<uploaded> done) {
    std::make_shared<operation>(run, name, task, options, std::move(done))->start();
}

RENDERBUS_DECL void upload_config::start(farm_run& run, const checked& task, completion<uploaded> done) {
    std::make_shared<upload::operation>(run, name, task, std::nullopt, std::move(done))->start();
}

}  // namespace renderbus

#endif
