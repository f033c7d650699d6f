// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_SEND_FILES_IPP
#define RENDERBUS_PIPELINE_IMPL_SEND_FILES_IPP

#include <renderbus/pipeline/file_spans.hpp>
#include <renderbus/pipeline/states.hpp>
#include <renderbus/transfer/plan.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <memory>
#include <span>
#include <utility>
#include <vector>

/// What the stages that send files have in common.
namespace renderbus::detail {

/// Plans and sends files into a storage, by the session's engine and record; the run's observer is told. A run that goes on asks
/// the farm first.
class asset_delivery : public std::enable_shared_from_this<asset_delivery> {
public:
    asset_delivery(farm_run& run, std::string_view stage, std::string storage, needed_assets files, plan_choices planned,
                   upload_options options, completion<upload_report> done)
        : run_(run),
          stage_(stage),
          storage_(std::move(storage)),
          files_(std::move(files)),
          planned_(std::move(planned)),
          options_(std::move(options)),
          done_(std::move(done)) {
        planned_.ask_first |= run.begun_before;
    }

    void start() {
        run_.session.async_engine(
            run_.executor, run_.stop,
            [self = shared_from_this()](result<any_transfer_engine> found) {
                if (!found) return self->done_(std::move(found).error());
                self->plan(*std::move(found));
            },
            run_.requests(stage_));
    }

private:
    void plan(any_transfer_engine engine) {
        plan_options planning{std::move(planned_), options_.clock, options_.policies};
        async_plan(run_.executor, engine, run_.session.record(), storage_, std::move(files_), std::move(planning), run_.stop,
                   [self = shared_from_this(), engine](result<upload_plan> made) {
                       if (!made) return self->done_(std::move(made).error());
                       self->send(engine, *std::move(made));
                   });
    }

    void send(any_transfer_engine engine, upload_plan made) {
        auto progress = tell_of_files(run_, stage_, made.bytes_to_move());
        const auto told = made.left_out.size();
        tell_left_out(made.left_out);
        if (made.not_asked)
            run_.tell(event::kind::warned, stage_, "the farm was not asked what it has: " + made.not_asked->message());
        run_.tell(event::kind::noted, stage_,
                  std::to_string(made.to_send.size()) + " files to send, " + std::to_string(made.already_there.size()) +
                      " already there");
        async_upload(run_.executor, std::move(engine), run_.session.record(), std::move(made), std::move(options_),
                     std::move(progress), run_.stop, [self = shared_from_this(), told](result<upload_report> report) {
                         if (report) self->tell_left_out(std::span(report->left_out).subspan(told));
                         self->done_(std::move(report));
                     });
    }

    void tell_left_out(std::span<const troubled_file> files) {
        for (const auto& file : files) run_.tell(event::kind::warned, stage_, "left out: " + file.why.message());
    }

    farm_run& run_;
    std::string_view stage_;
    std::string storage_;
    needed_assets files_;
    plan_choices planned_;
    upload_options options_;
    completion<upload_report> done_;
};

/// A task's four files, one after the other.
class config_delivery : public std::enable_shared_from_this<config_delivery> {
public:
    config_delivery(farm_run& run, std::string_view stage, std::vector<api::transmit::upload_json> files, completion<void> done)
        : run_(run), stage_(stage), files_(std::move(files)), done_(std::move(done)) {}

    void send(std::size_t nth = 0) {
        if (nth == files_.size()) return done_({});
        run_.send(stage_, files_[nth], [self = shared_from_this(), nth](result<nothing> taken) {
            if (!taken) return self->done_(std::move(taken).error());
            self->send(nth + 1);
        });
    }

private:
    farm_run& run_;
    std::string_view stage_;
    std::vector<api::transmit::upload_json> files_;
    completion<void> done_;
};

}  // namespace renderbus::detail

#endif
