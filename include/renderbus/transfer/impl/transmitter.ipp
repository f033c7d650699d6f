// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_TRANSMITTER_IPP
#define RENDERBUS_TRANSFER_IMPL_TRANSMITTER_IPP

#include <renderbus/transfer/impl/moved_by_others.ipp>
#include <renderbus/transfer/impl/transmitter_run.ipp>
#include <renderbus/transfer/transmitter.hpp>
#include <renderbus/transfer/upload_list.hpp>
#include <renderbus/utf8.hpp>

namespace renderbus {
namespace detail {

inline failure program_cannot_look(const std::string& remote) {
    return {std::make_error_code(std::errc::function_not_supported), remote,
            "the transmitter program cannot tell what lies in the storage", "give transmitter_options::lists an engine that can"};
}

}  // namespace detail

RENDERBUS_DECL transmitter_engine::transmitter_engine(transmitter_options options)
    : shared_(std::make_shared<shared>(shared{std::move(options)})) {}

RENDERBUS_DECL void transmitter_engine::async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                                  std::stop_token stop, completion<void> done) {
    auto call = shared_->call_for(transmitter_type::upload_path, file.remote);
    if (!call) return detail::tell_later(executor, std::move(done), std::move(call).error());
    std::error_code ec;
    call->local = std::filesystem::absolute(file.local, ec);

    const auto it = std::make_shared<upload_file>(std::move(file));
    auto conclude = [it, progress = std::move(progress), done = std::move(done)](result<void> how) mutable {
        if (!how) return done(std::move(how));
        if (progress && it->size != 0) progress(it->size);
        done({});
    };
    const auto sending = std::make_shared<run>(shared_, executor, *std::move(call), stop, std::move(conclude));
    detail::async_watch_file(executor, it, stop,
                             [sending](detail::look_at_file as_it_was) { sending->start(std::move(as_it_was)); });
}

RENDERBUS_DECL bool transmitter_engine::takes_in_batch(const upload_file& file) const {
    return file.stamp && !file.remote.starts_with("config/") && is_utf8(file.remote) && is_utf8(file.local.native()) &&
           detail::storage_name_of(file.remote, {}, false).has_value();
}

RENDERBUS_DECL void transmitter_engine::async_put_all(asio::any_io_executor executor, std::vector<upload_file> files,
                                                      std::stop_token stop, completion<std::vector<result<void>>> done) {
    const auto all = std::make_shared<detail::file_batch>(std::move(files));
    if (all->count() == 0) return detail::tell_later(executor, std::move(done), std::move(all->looks));
    std::error_code ec;
    std::shared_ptr<detail::arrival_folder> list_folder;
    const auto order = [&]() -> result<transmitter_call> {
        config::upload_json list;
        std::string storage;
        for (std::size_t i = 0; i < all->files.size(); ++i) {
            const auto& file = all->files[i];
            if (!all->looks[i]) continue;
            const auto name = detail::storage_name_of(file.remote, {}, false);
            if (!name) return name.error();
            auto its_storage = name->bid + "-" + name->user + "/";
            if (!storage.empty() && storage != its_storage) return detail::other_storage(file);
            storage = std::move(its_storage);
            list.asset.push_back({std::filesystem::absolute(file.local, ec).string(), name->path});
        }
        auto made = shared_->call_for(transmitter_type::upload_json, std::move(storage), true);
        if (!made) return made;
        auto folder = detail::arrival_folder::make_in(std::filesystem::temp_directory_path(ec), "transmitter list");
        if (!folder) return std::move(folder).error();
        list_folder = *std::move(folder);
        made->local = list_folder->path() / "upload.json";
        if (auto written = write_upload_list(made->local, list); !written) return std::move(written).error();
        return made;
    };
    auto call = order();
    if (!call) return detail::tell_later(executor, std::move(done), std::move(call).error());

    auto conclude = [all, list_folder, done = std::move(done)](result<void> how) mutable {
        list_folder.reset();
        if (!how) {
            how.error().place = all->place();
            return done(std::move(how).error());
        }
        all->look();
        done(std::move(all->looks));
    };
    const auto sending = std::make_shared<run>(shared_, executor, *std::move(call), std::move(stop), std::move(conclude),
                                               [](const transmitter_event&) {});
    sending->give_up_after(3);  // a further run may mend what the line did; else the file at fault is found one by one
    asio::post(executor, [sending] { sending->start([]() -> result<void> { return {}; }); });
}

RENDERBUS_DECL void transmitter_engine::async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                                  transfer_progress progress, std::stop_token stop, completion<void> done) {
    auto call = shared_->call_for(transmitter_type::download_path, file.remote);
    if (!call) return detail::tell_later(executor, std::move(done), std::move(call).error());
    auto folder = detail::arrival_folder::make_beside(local);
    if (!folder) return detail::tell_later(executor, std::move(done), std::move(folder).error());
    call->local = (*folder)->path();

    auto conclude = [executor, stop, file, local, folder = *folder, progress = std::move(progress),
                     done = std::move(done)](result<void> how) mutable {
        if (!how) {
            how.error().place = local.string();
            return done(std::move(how));
        }
        detail::async_take_in(executor, std::move(folder), std::move(file), std::move(local), std::move(progress),
                              std::move(stop), std::move(done));
    };
    const auto fetching = std::make_shared<run>(shared_, executor, *std::move(call), stop, std::move(conclude));
    asio::post(executor, [fetching] { fetching->start([]() -> result<void> { return {}; }); });
}

RENDERBUS_DECL void transmitter_engine::async_transfer(asio::any_io_executor executor, transmitter_job job,
                                                       transmitter_teller tell, std::stop_token stop, completion<void> done) {
    auto call = shared_->call_for(job.type, job.storage + (job.remote.starts_with('/') ? "" : "/") + job.remote, true);
    if (!call) return detail::tell_later(executor, std::move(done), std::move(call).error());
    std::error_code ec;
    call->local = std::filesystem::absolute(job.local, ec);
    call->keep_path = job.keep_path;
    if (!tell) tell = [](const transmitter_event&) {};
    const auto moving =
        std::make_shared<run>(shared_, executor, *std::move(call), std::move(stop), std::move(done), std::move(tell));
    asio::post(executor, [moving] { moving->start([]() -> result<void> { return {}; }); });
}

RENDERBUS_DECL void transmitter_engine::async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                                   completion<folder_list> done) {
    if (auto& lists = shared_->options.lists)
        return lists->async_list(std::move(executor), std::move(folder), std::move(stop), std::move(done));
    detail::tell_later(executor, std::move(done), detail::program_cannot_look(folder));
}

RENDERBUS_DECL void transmitter_engine::async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                                  completion<std::optional<held_file>> done) {
    if (auto& lists = shared_->options.lists)
        return lists->async_has(std::move(executor), std::move(remote), std::move(stop), std::move(done));
    detail::tell_later(executor, std::move(done), detail::program_cannot_look(remote));
}

}  // namespace renderbus

#endif
