// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_RAYSYNC_ENGINE_IPP
#define RENDERBUS_TRANSFER_IMPL_RAYSYNC_ENGINE_IPP

#include <renderbus/transfer/impl/raysync_task.ipp>
#include <renderbus/transfer/raysync_engine.hpp>

#include <asio/post.hpp>

#include <charconv>

namespace renderbus {
namespace detail {

/// `local:"..." server:"..."`: names have no way to hold a quote or the end of a line.
inline bool fits_into_list(std::string_view name) {
    return is_utf8(name) &&
           std::none_of(name.begin(), name.end(), [](char c) { return c == '"' || (static_cast<unsigned char>(c) < 0x20); });
}

inline failure no_storage_number(const std::string& remote, const std::string& bid) {
    return {data_errc::invalid_value, remote, "a storage's number is 101 to 4294967295, and not " + printable(bid, 50),
            "name the storage by bid and user"};
}

inline std::string list_line(const std::string& local, const std::string& server) {
    return "local:\"" + local + "\" server:\"" + server + "\"\n";
}

/// A list in a folder that goes when the task has ended.
inline result<std::filesystem::path> write_list(const arrival_folder& folder, const std::string& text) {
    const auto file = folder.path() / "upload_list.txt";
    owned_descriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    std::span<const char> left(text);
    const int hindered = opened ? write_all(opened.get(), left) : errno;
    if (hindered != 0) return cannot_write(file, hindered);
    return file;
}

inline failure agent_cannot_look(const std::string& remote) {
    return {std::make_error_code(std::errc::function_not_supported), remote,
            "the Raysync agent does not tell what lies in the storage", "give raysync_options::lists an engine that can"};
}

/// The line's part of an order. The four files go to the input storage's server.
inline result<raysync::create_call> raysync_order(const raysync_options& options, const storage_name& to, std::string type,
                                                  bool is_config) {
    raysync::create_call order;
    const auto read = std::from_chars(to.bid.data(), to.bid.data() + to.bid.size(), order.server_port);
    if (read.ec != std::errc{} || read.ptr != to.bid.data() + to.bid.size() || order.server_port <= 100)
        return no_storage_number(to.path, to.bid);
    if (is_config && options.input_bid > 100) order.server_port = options.input_bid;
    order.server_ssl_port = order.server_port - 100;
    order.task_name = type;
    order.task_type = std::move(type);
    order.server_ip = options.host;
    if (options.port != 0) order.proxy_port = options.port;
    order.protocol_type = options.protocol == raysync_protocol::tcp   ? "tcp-only"
                          : options.protocol == raysync_protocol::udp ? "udp-only"
                                                                      : "default";
    order.account = options.account;
    order.password = raysync::password_of(options.key, options.platform);
    order.enable_verify_hash = options.verify_hash;
    return order;
}

inline std::string raysync_path(const storage_name& name, std::string_view usual_area) {
    return "/" + (name.area.empty() ? std::string(usual_area) : name.area) + "/" + name.bid + "-" + name.user + name.path;
}

}  // namespace detail

RENDERBUS_DECL raysync_engine::raysync_engine(any_transport carrier, raysync_options options)
    : shared_(std::make_shared<shared>(std::move(carrier), std::move(options))) {}

RENDERBUS_DECL void raysync_engine::async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                              std::stop_token stop, completion<void> done) {
    std::error_code ec;
    const auto local = std::filesystem::absolute(file.local, ec).string();
    const bool is_config = file.remote.starts_with("config/");
    std::shared_ptr<detail::arrival_folder> list_folder;
    const auto order = [&]() -> result<raysync::create_call> {
        const auto name = detail::storage_name_of(file.remote, shared_->options.config_storage, false);
        if (!name) return name.error();
        const auto server = detail::raysync_path(*name, "input");
        const auto slash = server.rfind('/');
        const bool keeps_name = std::filesystem::path(local).filename() == server.substr(slash + 1);
        const bool can_be_listed = detail::fits_into_list(local) && detail::fits_into_list(server);
        if (!is_utf8(local) || !is_utf8(server))
            return failure{data_errc::malformed_utf8, local, "the name is not UTF-8, and the agent takes no other",
                           "rename the file"};
        if (!keeps_name && !can_be_listed)
            return failure{data_errc::invalid_value, local,
                           "the agent's lists cannot hold a name with a quote or a control character", "rename the file"};
        auto made = detail::raysync_order(shared_->options, *name,
                                          keeps_name && (is_config || !can_be_listed) ? "upload" : "upload-list", is_config);
        if (!made) return made;
        if (made->task_type == "upload") {
            made->source_path = local;
            made->target_path = server.substr(0, slash);
            return made;
        }
        auto folder = detail::arrival_folder::make_in(std::filesystem::temp_directory_path(ec), "raysync list");
        if (!folder) return std::move(folder).error();
        list_folder = *std::move(folder);
        const auto list = detail::write_list(*list_folder, detail::list_line(local, server));
        if (!list) return list.error();
        made->file_list = list->string();
        return made;
    };
    auto made = order();
    if (!made) return detail::tell_later(executor, std::move(done), std::move(made).error());

    const auto it = std::make_shared<upload_file>(std::move(file));
    auto conclude = [it, list_folder, progress = std::move(progress), done = std::move(done)](result<void> how) mutable {
        list_folder.reset();
        if (!how) return done(std::move(how));
        if (progress && it->size != 0) progress(it->size);
        done({});
    };
    const auto sending = std::make_shared<task>(shared_, executor, *std::move(made), local, stop, std::move(conclude));
    detail::async_watch_file(executor, it, stop,
                             [sending](detail::look_at_file as_it_was) { sending->start(std::move(as_it_was)); });
}

RENDERBUS_DECL bool raysync_engine::takes_in_batch(const upload_file& file) const {
    if (!file.stamp || file.remote.starts_with("config/")) return false;
    std::error_code ec;
    const auto name = detail::storage_name_of(file.remote, {}, false);
    return name && detail::fits_into_list(name->path) &&
           detail::fits_into_list(std::filesystem::absolute(file.local, ec).string());
}

RENDERBUS_DECL void raysync_engine::async_put_all(asio::any_io_executor executor, std::vector<upload_file> files,
                                                  std::stop_token stop, completion<std::vector<result<void>>> done) {
    const auto all = std::make_shared<detail::file_batch>(std::move(files));
    if (all->count() == 0) return detail::tell_later(executor, std::move(done), std::move(all->looks));
    std::error_code ec;
    std::shared_ptr<detail::arrival_folder> list_folder;
    const auto order = [&]() -> result<raysync::create_call> {
        std::string list;
        std::optional<detail::storage_name> storage;
        for (std::size_t i = 0; i < all->files.size(); ++i) {
            const auto& file = all->files[i];
            if (!all->looks[i]) continue;
            auto name = detail::storage_name_of(file.remote, {}, false);
            if (!name) return std::move(name).error();
            if (storage && (name->bid != storage->bid || name->user != storage->user)) return detail::other_storage(file);
            list += detail::list_line(std::filesystem::absolute(file.local, ec).string(), detail::raysync_path(*name, "input"));
            storage = *std::move(name);
        }
        auto made = detail::raysync_order(shared_->options, *storage, "upload-list", false);
        if (!made) return made;
        auto folder = detail::arrival_folder::make_in(std::filesystem::temp_directory_path(ec), "raysync list");
        if (!folder) return std::move(folder).error();
        list_folder = *std::move(folder);
        const auto written = detail::write_list(*list_folder, list);
        if (!written) return written.error();
        made->file_list = written->string();
        return made;
    };
    auto made = order();
    if (!made) return detail::tell_later(executor, std::move(done), std::move(made).error());

    auto conclude = [all, list_folder, done = std::move(done)](result<void> how) mutable {
        list_folder.reset();
        if (!how) return done(std::move(how).error());
        all->look();
        done(std::move(all->looks));
    };
    const auto sending =
        std::make_shared<task>(shared_, executor, *std::move(made), all->place(), std::move(stop), std::move(conclude));
    asio::post(executor, [sending] { sending->start([]() -> result<void> { return {}; }); });
}

RENDERBUS_DECL void raysync_engine::async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                              transfer_progress progress, std::stop_token stop, completion<void> done) {
    std::shared_ptr<detail::arrival_folder> folder;
    const auto order = [&]() -> result<raysync::create_call> {
        const auto name = detail::storage_name_of(file.remote, shared_->options.config_storage, false);
        if (!name) return name.error();
        auto made = detail::raysync_order(shared_->options, *name, "download", false);
        if (!made) return made;
        auto beside = detail::arrival_folder::make_beside(local);
        if (!beside) return std::move(beside).error();
        folder = *std::move(beside);
        made->source_path = detail::raysync_path(*name, "output");
        made->target_path = folder->path().string();
        return made;
    };
    auto made = order();
    if (!made) return detail::tell_later(executor, std::move(done), std::move(made).error());
    auto conclude = [executor, stop, file = std::move(file), local, folder, progress = std::move(progress),
                     done = std::move(done)](result<void> how) mutable {
        if (!how) return done(std::move(how));
        detail::async_take_in(executor, std::move(folder), std::move(file), std::move(local), std::move(progress),
                              std::move(stop), std::move(done));
    };
    const auto fetching = std::make_shared<task>(shared_, executor, *std::move(made), local.string(), stop, std::move(conclude));
    asio::post(executor, [fetching] { fetching->start([]() -> result<void> { return {}; }); });
}

RENDERBUS_DECL void raysync_engine::async_transfer(asio::any_io_executor executor, raysync_job job, raysync_teller tell,
                                                   std::stop_token stop, completion<void> done) {
    std::error_code ec;
    const auto local = std::filesystem::absolute(job.local, ec).string();
    const auto order = [&]() -> result<raysync::create_call> {
        const bool is_download = job.what == raysync_job::kind::download;
        auto name = detail::storage_name_of(job.storage + (job.remote.starts_with('/') ? "" : "/") + job.remote,
                                            shared_->options.config_storage, true);
        if (!name) return std::move(name).error();
        const std::string_view type = is_download ? "download" : job.what == raysync_job::kind::upload ? "upload" : "upload-list";
        auto made = detail::raysync_order(shared_->options, *name, std::string(type), false);
        if (!made) return made;
        const auto there = detail::raysync_path(*name, is_download ? "output" : "input");
        if (job.what == raysync_job::kind::upload_list) made->file_list = local;
        else made->source_path = is_download ? there : local, made->target_path = is_download ? local : there;
        return made;
    };
    auto made = order();
    if (!made) return detail::tell_later(executor, std::move(done), std::move(made).error());
    const auto moving =
        std::make_shared<task>(shared_, executor, *std::move(made), local, std::move(stop), std::move(done), std::move(tell));
    asio::post(executor, [moving] { moving->start([]() -> result<void> { return {}; }); });
}

RENDERBUS_DECL void raysync_engine::async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                               completion<folder_list> done) {
    if (auto& lists = shared_->options.lists)
        return lists->async_list(std::move(executor), std::move(folder), std::move(stop), std::move(done));
    detail::tell_later(executor, std::move(done), detail::agent_cannot_look(folder));
}

RENDERBUS_DECL void raysync_engine::async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                              completion<std::optional<held_file>> done) {
    if (auto& lists = shared_->options.lists)
        return lists->async_has(std::move(executor), std::move(remote), std::move(stop), std::move(done));
    detail::tell_later(executor, std::move(done), detail::agent_cannot_look(remote));
}

RENDERBUS_DECL void raysync_engine::async_stop_agent(asio::any_io_executor executor, completion<void> done) {
    shared_->comes_up.reset();
    if (!shared_->may_stop()) return detail::tell_later(executor, std::move(done), {});
    shared_->started.reset();
    shared_->is_stopping = true;
    program_limits limits;
    limits.time = shared_->options.stop_time;
    async_run_program(
        executor, shared_->script("stop.sh"), limits, [](const output_line&) {}, {},
        [agent = shared_, done = std::move(done)](result<program_end> ended) mutable {
            agent->is_stopping = false;
            agent->use.give_back();
            if (!ended) return done(std::move(ended).error());
            if (ended->is_success()) return done({});
            done(failure{std::make_error_code(std::errc::io_error), (agent->folder / "stop.sh").string(),
                         "the Raysync agent is not stopped: " + ended->words(), "stop it by hand"});
        });
}

}  // namespace renderbus

#endif
