// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_UPLOAD_IPP
#define RENDERBUS_PIPELINE_IMPL_UPLOAD_IPP

#include <renderbus/pipeline/impl/send_files.ipp>
#include <renderbus/pipeline/upload.hpp>
#include <renderbus/pipeline/workspace.hpp>

#include <vector>

namespace renderbus {

struct upload::operation : std::enable_shared_from_this<operation> {
    /// Where it is not said how assets go, the four files alone are sent.
    operation(farm_run& in, std::string_view stage_name, const checked& what, std::optional<upload> how,
              completion<uploaded> then)
        : run(in), stage(stage_name), task(what), assets(std::move(how)), done(std::move(then)) {}

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
        if (!assets) {
            fact.files_skipped = task->scene.uploads.asset.size();
            return send_config();
        }
        std::vector<needed_file> files;
        for (const auto& one : task->scene.uploads.asset) files.push_back({one.local, one.server});
        std::make_shared<detail::asset_delivery>(
            run, stage, task->owner.input_storage(), std::move(files), std::move(assets->plan), std::move(assets->options),
            [self = shared_from_this()](result<upload_report> report) {
                if (!report) return self->done(std::move(report).error());
                self->fact.files_sent = report->files;
                self->fact.bytes_sent = report->bytes_sent;
                self->fact.files_skipped = report->skipped + report->copied + report->by_others;
                self->fact.files_left_out = report->left_out.size();
                self->send_config();
            })
            ->start();
    }

    /// The farm wants the four files before the submission.
    void send_config() {
        std::vector<api::transmit::upload_json> files;
        for (auto& [file, text] : detail::four_texts(task->scene)) files.push_back({task->task_id, file, std::move(text)});
        std::make_shared<detail::config_delivery>(run, stage, std::move(files), [self = shared_from_this()](result<void> sent) {
            if (!sent) return self->done(std::move(sent).error());
            self->finish();
        })->send();
    }

    void finish() {
        fact.task_id = task->task_id;
        fact.owner = task->owner;
        done(uploaded(std::move(fact)));
    }

    farm_run& run;
    std::string_view stage;
    checked task;
    std::optional<upload> assets;
    completion<uploaded> done;
    facts::uploaded fact;
};

RENDERBUS_DECL void upload::start(farm_run& run, const checked& task, completion<uploaded> done) {
    std::make_shared<operation>(run, name, task, *this, std::move(done))->start();
}

RENDERBUS_DECL void upload_config::start(farm_run& run, const checked& task, completion<uploaded> done) {
    std::make_shared<upload::operation>(run, name, task, std::nullopt, std::move(done))->start();
}

}  // namespace renderbus

#endif
