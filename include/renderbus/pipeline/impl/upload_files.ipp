// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_UPLOAD_FILES_IPP
#define RENDERBUS_PIPELINE_IMPL_UPLOAD_FILES_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/pipeline/impl/send_files.ipp>
#include <renderbus/pipeline/upload_files.hpp>
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
    operation(farm_run& in, std::filesystem::path file, upload_assets to_do, completion<sent_assets> then)
        : run(in), path(std::move(file)), how(std::move(to_do)), done(std::move(then)) {}

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
                self->send(who->input_storage());
            },
            run.requests(name));
    }

    void send(std::string storage) {
        std::make_shared<detail::asset_delivery>(
            run, name, std::move(storage), std::move(needed), std::move(how.plan), std::move(how.options),
            [self = shared_from_this()](result<upload_report> report) {
                if (!report) return self->done(std::move(report).error());
                self->done(sent_assets{report->files, report->bytes_sent, report->skipped + report->copied + report->by_others,
                                       report->left_out.size()});
            })
            ->start();
    }

    farm_run& run;
    std::filesystem::path path;
    upload_assets how;
    completion<sent_assets> done;
    needed_assets needed;
};

RENDERBUS_DECL void upload_assets::start(farm_run& run, const upload_list_file& list, completion<sent_assets> done) {
    std::make_shared<operation>(run, list.path, *this, std::move(done))->start();
}

RENDERBUS_DECL void upload_config_folder::start(farm_run& run, const config_folder& folder, completion<task_ref> done) {
    asio::post(run.executor, [&run, folder, done = std::move(done)]() mutable {
        auto texts = detail::texts_of(folder);
        if (!texts) return done(std::move(texts).error());
        std::make_shared<detail::config_delivery>(run, name, *std::move(texts),
                                                  [id = folder.task_id, done = std::move(done)](result<void> sent) mutable {
                                                      if (!sent) return done(std::move(sent).error());
                                                      done(task_ref{id});
                                                  })
            ->send();
    });
}

}  // namespace renderbus

#endif
