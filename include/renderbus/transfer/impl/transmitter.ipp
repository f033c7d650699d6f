// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_TRANSMITTER_IPP
#define RENDERBUS_TRANSFER_IMPL_TRANSMITTER_IPP

#include <renderbus/detail/long_path.hpp>
#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/temporary_file.ipp>
#include <renderbus/transfer/impl/transmitter_run.ipp>
#include <renderbus/transfer/transmitter.hpp>

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

namespace renderbus {
namespace detail {

/// A folder beside a file that is to come, for what a program writes on its way there; it goes with this.
class arrival_folder {
public:
    static result<std::shared_ptr<arrival_folder>> make_beside(const std::filesystem::path& final_name) {
        std::error_code ec;
        const auto parent = final_name.has_parent_path() ? final_name.parent_path() : std::filesystem::path(".");
        std::filesystem::create_directories(parent, ec);
        auto name = (parent / ".renderbus-arrival-XXXXXX").string();
        if (ec || !::mkdtemp(name.data()))
            return file_failure(scene_errc::unwritable_file, final_name, "no folder can be made beside it",
                                ec ? ec.value() : errno);
        return std::make_shared<arrival_folder>(std::filesystem::absolute(name, ec));
    }
    explicit arrival_folder(std::filesystem::path path) : path_(std::move(path)) {}
    ~arrival_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    arrival_folder(const arrival_folder&) = delete;
    arrival_folder& operator=(const arrival_folder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

    /// The one file of that name, at whatever depth the program put it; what else lies there is nobody's.
    std::filesystem::path find(const std::string& name) const {
        std::error_code ec;
        constexpr int most_entries = 10'000;
        int seen = 0;
        for (std::filesystem::recursive_directory_iterator it(path_, ec), end; !ec && it != end && ++seen < most_entries;
             it.increment(ec))
            if (it->path().filename() == name && it->symlink_status(ec).type() == std::filesystem::file_type::regular)
                return it->path();
        return {};
    }

private:
    std::filesystem::path path_;
};

/// Gives a file that lies on the disk its final name.
RENDERBUS_DECL result<void> settle(const std::filesystem::path& arrived, const std::filesystem::path& final_name) {
    const auto opened = open_path(arrived.string(), O_RDONLY | O_CLOEXEC);
    const int hindered = opened ? give_final_name(opened.get(), arrived, final_name) : errno;
    if (hindered != 0) return cannot_write(final_name, hindered);
    return {};
}

inline failure wrong_content(const std::string& remote, std::string cause) {
    return {data_errc::wrong_digest, remote, std::move(cause), "list the folder and download again"};
}

inline failure cannot_look(const std::string& remote) {
    return {std::make_error_code(std::errc::function_not_supported), remote,
            "the transmitter program cannot tell what lies in the storage", "give transmitter_options::lists an engine that can"};
}

}  // namespace detail

RENDERBUS_DECL transmitter_engine::transmitter_engine(transmitter_options options)
    : shared_(std::make_shared<shared>(shared{std::move(options)})) {}

RENDERBUS_DECL void transmitter_engine::async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                                  std::stop_token stop, completion<void> done) {
    auto call = shared_->call_for(transmitter_type::upload_path, file.remote);
    if (!call)
        return detail::tell_later(executor, std::move(done), std::move(call).error());
    std::error_code ec;
    call->local = std::filesystem::absolute(file.local, ec);

    const auto it = std::make_shared<upload_file>(std::move(file));
    auto conclude = [it, progress = std::move(progress), done = std::move(done)](result<void> how) mutable {
        if (!how) return done(std::move(how));
        if (progress && it->size != 0) progress(it->size);
        done({});
    };
    // The program reads the file itself: that it sent what was hashed, the file's stamp before and after says.
    auto as_it_was = [it]() -> result<void> {
        const auto seen = stamp_of(it->local);
        if (!seen) return seen.error();
        if (seen->size != it->size || *seen != *it->stamp)
            return detail::changed_file(it->local, "it is not as it was when it was hashed");
        return {};
    };
    const auto sending = std::make_shared<run>(shared_, executor, *std::move(call), stop, std::move(conclude));
    if (it->stamp) return asio::post(executor, [sending, as_it_was] { sending->start(as_it_was); });
    async_hash_file(executor, it->local, stop, [it, sending, as_it_was](result<hashed_file> hashed) {
        if (!hashed) return sending->start([why = std::move(hashed).error()]() -> result<void> { return why; });
        it->stamp = hashed->stamp;
        if (hashed->digest == it->digest) return sending->start(as_it_was);
        sending->start([it]() -> result<void> { return detail::changed_file(it->local, "its content is not what was hashed"); });
    });
}

RENDERBUS_DECL void transmitter_engine::async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                                  transfer_progress progress, std::stop_token stop, completion<void> done) {
    auto call = shared_->call_for(transmitter_type::download_path, file.remote);
    auto folder = detail::arrival_folder::make_beside(local);
    if (!call || !folder)
        return detail::tell_later(executor, std::move(done), call ? std::move(folder).error() : std::move(call).error());
    call->local = (*folder)->path();

    auto conclude = [executor, stop, file, local, folder = *folder, progress = std::move(progress),
                     done = std::move(done)](result<void> how) mutable {
        if (!how) {
            how.error().place = local.string();
            return done(std::move(how));
        }
        auto arrived = folder->find(file.remote.substr(file.remote.rfind('/') + 1));
        if (arrived.empty())
            return done(detail::wrong_content(file.remote, "the transmitter says that it is done, and brought no such file"));
        async_hash_file(executor, arrived, stop,
                        [file, local, folder, arrived, progress = std::move(progress),
                         done = std::move(done)](result<hashed_file> hashed) mutable {
                            if (!hashed) return done(std::move(hashed).error());
                            const auto size = hashed->stamp.size;
                            if (size != file.size)
                                return done(detail::wrong_content(file.remote, "gave " + std::to_string(size) + " bytes where " +
                                                                                   std::to_string(file.size) + " were due"));
                            if (file.digest && *file.digest != hashed->digest)
                                return done(detail::wrong_content(file.remote, "the content is not what was asked for"));
                            if (auto settled = detail::settle(arrived, local); !settled) return done(std::move(settled));
                            folder.reset();
                            if (progress && size != 0) progress(size);
                            done({});
                        });
    };
    const auto fetching = std::make_shared<run>(shared_, executor, *std::move(call), stop, std::move(conclude));
    asio::post(executor, [fetching] { fetching->start([]() -> result<void> { return {}; }); });
}

RENDERBUS_DECL void transmitter_engine::async_transfer(asio::any_io_executor executor, transmitter_job job,
                                                       transmitter_teller tell, std::stop_token stop, completion<void> done) {
    auto call = shared_->call_for(job.type, job.storage + (job.remote.starts_with('/') ? "" : "/") + job.remote, true);
    if (!call)
        return detail::tell_later(executor, std::move(done), std::move(call).error());
    std::error_code ec;
    call->local = std::filesystem::absolute(job.local, ec);
    call->keep_path = job.keep_path;
    if (!tell) tell = [](const transmitter_event&) {};
    const auto moving =
        std::make_shared<run>(shared_, executor, *std::move(call), std::move(stop), std::move(done), std::move(tell));
    asio::post(executor, [moving] { moving->start([]() -> result<void> { return {}; }); });
}

RENDERBUS_DECL void transmitter_engine::async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                                   completion<std::vector<listed_file>> done) {
    if (auto& lists = shared_->options.lists)
        return lists->async_list(std::move(executor), std::move(folder), std::move(stop), std::move(done));
    detail::tell_later(executor, std::move(done), detail::cannot_look(folder));
}

RENDERBUS_DECL void transmitter_engine::async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                                  completion<std::optional<held_file>> done) {
    if (auto& lists = shared_->options.lists)
        return lists->async_has(std::move(executor), std::move(remote), std::move(stop), std::move(done));
    detail::tell_later(executor, std::move(done), detail::cannot_look(remote));
}

}  // namespace renderbus

#endif
