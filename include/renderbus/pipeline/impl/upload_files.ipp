// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_UPLOAD_FILES_IPP
#define RENDERBUS_PIPELINE_IMPL_UPLOAD_FILES_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/pipeline/file_spans.hpp>
#include <renderbus/pipeline/upload_files.hpp>
#include <renderbus/transfer/plan.hpp>
#include <renderbus/transfer/upload_list.hpp>

#include <asio/post.hpp>

#include <vector>

namespace renderbus {
namespace detail {

/// Whether one of the four files is what its name says.
template <auto Read>
result<void> taken_by(std::string_view text) {
    auto made = Read(text);
    return made ? result<void>() : result<void>(std::move(made).error());
}

/// The four files of a folder as the farm is sent them.
RENDERBUS_DECL result<std::vector<api::transmit::upload_json>> texts_of(const config_folder& folder) {
    struct kind {
        const char* name;
        bool may_miss;
        result<void> (*check)(std::string_view);
    };
    const kind kinds[] = {{"task.json", false, taken_by<config::read_task_json>},
                          {"asset.json", true, taken_by<config::read_asset_json>},
                          {"upload.json", false, taken_by<config::read_upload_json>},
                          {"tips.json", true, taken_by<config::read_tips_json>}};
    constexpr std::uint64_t longest = 64 << 20;
    std::vector<api::transmit::upload_json> all;
    for (const auto& one : kinds) {
        const auto file = folder.path / one.name;
        auto text = read_whole_file(file, longest);
        if (!text && one.may_miss && text.error().code == scene_errc::missing_file) continue;
        if (!text) return std::move(text).error();
        if (auto fine = one.check(*text); !fine) {
            fine.error().place = file.string() + ":" + fine.error().place;
            return std::move(fine).error();
        }
        all.push_back({folder.task_id, one.name, *std::move(text)});
    }
    return all;
}

}  // namespace detail

struct upload_assets::operation : std::enable_shared_from_this<operation> {
    operation(farm_run& in, std::filesystem::path file, upload_options how, completion<sent_assets> then)
        : run(in), path(std::move(file)), options(std::move(how)), done(std::move(then)) {}

    void start() {
        asio::post(run.executor, [self = shared_from_this()] {
            auto list = read_upload_list(self->path);
            if (!list) return self->done(std::move(list).error());
            self->needed = needed_in(*list);
            self->find_owner();
        });
    }

    void find_owner() {
        run.session.async_login(
            run.executor, run.stop,
            [self = shared_from_this()](result<account> who) {
                if (!who) return self->done(std::move(who).error());
                self->find_engine(who->input_storage());
            },
            run.requests(name));
    }

    void find_engine(std::string storage) {
        run.session.async_engine(
            run.executor, run.stop,
            [self = shared_from_this(), storage = std::move(storage)](result<any_transfer_engine> found) {
                if (!found) return self->done(std::move(found).error());
                self->plan(*std::move(found), storage);
            },
            run.requests(name));
    }

    void plan(any_transfer_engine engine, const std::string& storage) {
        plan_options planning;
        planning.ask_first = run.begun_before;
        planning.policies = options.policies;
        async_plan(run.executor, engine, run.session.record(), storage, std::move(needed), std::move(planning), run.stop,
                   [self = shared_from_this(), engine](result<upload_plan> made) {
                       if (!made) return self->done(std::move(made).error());
                       self->send(engine, *std::move(made));
                   });
    }

    void send(any_transfer_engine engine, upload_plan made) {
        auto progress = detail::tell_of_files(run, name, made.bytes_to_send);
        async_upload(run.executor, std::move(engine), run.session.record(), std::move(made), options, std::move(progress), run.stop,
                     [self = shared_from_this()](result<upload_report> report) {
                         if (!report) return self->done(std::move(report).error());
                         self->done(sent_assets{report->files, report->bytes_sent, report->skipped + report->copied + report->by_others});
                     });
    }

    farm_run& run;
    std::filesystem::path path;
    upload_options options;
    completion<sent_assets> done;
    needed_assets needed;
};

RENDERBUS_DECL void upload_assets::start(farm_run& run, const upload_list_file& list, completion<sent_assets> done) {
    std::make_shared<operation>(run, list.path, options, std::move(done))->start();
}

struct upload_config_folder::operation : std::enable_shared_from_this<operation> {
    operation(farm_run& in, config_folder from, completion<task_ref> then)
        : run(in), folder(std::move(from)), done(std::move(then)) {}

    void start() {
        asio::post(run.executor, [self = shared_from_this()] {
            auto texts = detail::texts_of(self->folder);
            if (!texts) return self->done(std::move(texts).error());
            self->files = *std::move(texts);
            self->send(0);
        });
    }

    void send(std::size_t nth) {
        if (nth == files.size()) return done(task_ref{folder.task_id});
        run.send(name, files[nth], [self = shared_from_this(), nth](result<nothing> taken) {
            if (!taken) return self->done(std::move(taken).error());
            self->send(nth + 1);
        });
    }

    farm_run& run;
    config_folder folder;
    completion<task_ref> done;
    std::vector<api::transmit::upload_json> files;
};

RENDERBUS_DECL void upload_config_folder::start(farm_run& run, const config_folder& folder, completion<task_ref> done) {
    std::make_shared<operation>(run, folder, std::move(done))->start();
}

}  // namespace renderbus

#endif
