// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_DOWNLOAD_IPP
#define RENDERBUS_PIPELINE_IMPL_DOWNLOAD_IPP

#include <renderbus/path.hpp>
#include <renderbus/pipeline/download.hpp>

namespace renderbus {

struct download::operation : std::enable_shared_from_this<operation> {
    operation(farm_run& in, const finished& what, std::filesystem::path into, download_options how, completion<downloaded> then)
        : run(in), task(what), folder(std::move(into)), options(std::move(how)), done(std::move(then)) {}

    void start() {
        run.session.async_engine(run.executor, run.stop, [self = shared_from_this()](result<any_transfer_engine> found) {
            if (!found) return self->done(std::move(found).error());
            self->engine = *std::move(found);
            self->fetch(0);
        });
    }

    void fetch(std::size_t nth) {
        if (nth == task->parts.size()) return finish();
        const auto& part = task->parts[nth];
        const auto part_folder = relative_path::parse(part.folder);
        if (!part_folder) return done(part_folder.error());
        const auto into = task->parts.size() == 1 ? folder : part_folder->under(folder);
        transfer_observer progress;
        progress.on_bytes = [self = shared_from_this()](std::uint64_t more) {
            self->run.tell(event::kind::bytes_moved, download::name, {}, self->moved += more);
        };
        progress.on_file = [self = shared_from_this()](const std::filesystem::path& local) {
            self->run.tell(event::kind::file_finished, download::name, local.string());
        };
        async_download(run.executor, *engine, {part.storage + "/" + part_folder->text()}, into, options, std::move(progress), run.stop,
                       [self = shared_from_this(), nth](result<download_report> report) {
                           if (!report) return self->done(std::move(report).error());
                           for (const auto& file : report->locations) self->fact.frames.push_back(file.string());
                           self->fact.bytes_received += report->bytes;
                           self->fetch(nth + 1);
                       });
    }

    void finish() {
        if (fact.frames.empty())
            return done(failure{task_errc::no_frames, "task " + std::to_string(task->task_id), "the farm has no frames of the task", {}});
        fact.task_id = task->task_id;
        fact.folder = folder.string();
        fact.files = task->files;
        done(downloaded(std::move(fact)));
    }

    farm_run& run;
    finished task;
    std::filesystem::path folder;
    download_options options;
    completion<downloaded> done;
    std::optional<any_transfer_engine> engine;
    facts::downloaded fact;
    std::uint64_t moved = 0;
};

RENDERBUS_DECL void download::start(farm_run& run, const finished& task, completion<downloaded> done) {
    std::make_shared<operation>(run, task, folder, options, std::move(done))->start();
}

}  // namespace renderbus

#endif
