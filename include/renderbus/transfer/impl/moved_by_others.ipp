// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_MOVED_BY_OTHERS_IPP
#define RENDERBUS_TRANSFER_IMPL_MOVED_BY_OTHERS_IPP

#include <renderbus/detail/long_path.hpp>
#include <renderbus/transfer/engine.hpp>
#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/final_name.ipp>
#include <renderbus/transfer/impl/temporary_file.ipp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

/// What engines have in common that let another program read and write the files.
namespace renderbus::detail {

/// A storage as a remote name says it: `input/10201-100001/mnt/a.png`. The kind in front may be left out.
struct storage_name {
    std::string area;  ///< `input`, `output`, or empty
    std::string bid;
    std::string user;
    std::string path;  ///< with a slash in front
};

/// The four files of a task, `config/<task>/cfg/<name>`, lie in a storage that the name does not tell: `config_storage`.
inline result<storage_name> storage_name_of(std::string remote, const std::string& config_storage, bool may_be_root) {
    const auto named = remote;
    const bool is_config = remote.starts_with("config/");
    storage_name found;
    for (const std::string_view area : {"input", "output", "config"})
        if (remote.starts_with(area) && remote.substr(area.size()).starts_with('/')) {
            found.area = is_config ? "input" : area;
            remote.erase(0, area.size() + 1);
            break;
        }
    if (is_config) remote = config_storage + '/' + remote;
    const auto slash = remote.find('/');
    const auto dash = remote.find('-');
    if (slash == remote.npos || dash > slash || (slash + 1 == remote.size() && !may_be_root))
        return failure{
            data_errc::invalid_value, named,
            is_config ? "the storage of the four files is not known" : "the name has no storage, as input/10201-100001/ is one",
            is_config ? "set config_storage in the engine's options" : "name the storage by bid and user"};
    found.bid = remote.substr(0, dash);
    found.user = remote.substr(dash + 1, slash - dash - 1);
    found.path = remote.substr(slash);
    return found;
}

/// A folder for what a program writes, or reads, on its way; it goes with this.
class arrival_folder {
public:
    static result<std::shared_ptr<arrival_folder>> make_beside(const std::filesystem::path& final_name) {
        return make_in(final_name.has_parent_path() ? final_name.parent_path() : std::filesystem::path("."), final_name);
    }
    static result<std::shared_ptr<arrival_folder>> make_in(const std::filesystem::path& parent,
                                                           const std::filesystem::path& what_for) {
        std::error_code ec;
        std::filesystem::create_directories(parent, ec);
        auto name = (parent / std::string(arrival_front).append("XXXXXX")).string();
        if (ec || !::mkdtemp(name.data()))
            return file_failure(scene_errc::unwritable_file, what_for, "no folder can be made beside it",
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
inline result<void> settle(const std::filesystem::path& arrived, const std::filesystem::path& final_name,
                           const file_naming& how) {
    const auto opened = open_path(arrived.string(), O_RDONLY | O_CLOEXEC);
    if (!opened) return cannot_write(final_name, errno);
    return give_final_name(opened.get(), arrived, final_name, how);
}

inline failure wrong_content(const std::string& remote, std::string cause) {
    return {data_errc::wrong_digest, remote, std::move(cause), "list the folder and download again"};
}

/// What arrived is looked for, checked for its size and (where given) its digest, and gets its final name.
inline void async_take_in(asio::any_io_executor executor, std::shared_ptr<arrival_folder> folder, remote_file file,
                          std::filesystem::path local, transfer_progress progress, std::stop_token stop, completion<void> done) {
    const auto arrived = folder->find(file.remote.substr(file.remote.rfind('/') + 1));
    if (arrived.empty()) return done(wrong_content(file.remote, "the program says that it is done, and brought no such file"));
    async_hash_file(executor, arrived, stop,
                    [file = std::move(file), local = std::move(local), folder = std::move(folder), arrived,
                     progress = std::move(progress), done = std::move(done)](result<hashed_file> hashed) mutable {
                        if (!hashed) return done(std::move(hashed).error());
                        const auto size = hashed->stamp.size;
                        if (size != file.size)
                            return done(wrong_content(file.remote, "gave " + std::to_string(size) + " bytes where " +
                                                                       std::to_string(file.size) + " were due"));
                        if (file.digest && *file.digest != hashed->digest)
                            return done(wrong_content(file.remote, "the content is not what was asked for"));
                        if (auto settled = settle(arrived, local, file.naming); !settled) return done(std::move(settled));
                        folder.reset();
                        if (progress && size != 0) progress(size);
                        done({});
                    });
}

/// Whether a file whose stamp is known is as it was when it was hashed.
inline result<void> look_again(const upload_file& file) {
    const auto seen = stamp_of(file.local);
    if (!seen) return seen.error();
    if (seen->size != file.size || *seen != *file.stamp)
        return changed_file(file.local, "it is not as it was when it was hashed");
    return {};
}

/// Files that go by one order, and what is to be said of each: each is looked at before and after.
struct file_batch {
    explicit file_batch(std::vector<upload_file> all) : files(std::move(all)), looks(files.size()) { look(); }
    void look() {
        for (std::size_t i = 0; i < files.size(); ++i)
            if (looks[i]) looks[i] = look_again(files[i]);
    }
    std::size_t count() const {
        return static_cast<std::size_t>(std::count_if(looks.begin(), looks.end(), [](auto& look) { return look.has_value(); }));
    }
    std::string place() const {
        return files.empty() ? "" : files.front().local.string() + " and " + std::to_string(files.size() - 1) + " more";
    }
    std::vector<upload_file> files;
    std::vector<result<void>> looks;
};

inline failure other_storage(const upload_file& file) {
    return {data_errc::invalid_value, file.remote, "the files of one order are of one storage", "send it by itself"};
}

/// Gives, through the executor, how to tell that a file is as it was when it was hashed: its stamp before and after the program
/// reads it. Where no stamp is known, the file is hashed first.
using look_at_file = std::function<result<void>()>;
inline void async_watch_file(asio::any_io_executor executor, std::shared_ptr<upload_file> file, std::stop_token stop,
                             unique_function<void(look_at_file)> take) {
    auto as_it_was = [file] { return look_again(*file); };
    if (file->stamp) return asio::post(executor, [as_it_was, take = std::move(take)]() mutable { take(std::move(as_it_was)); });
    async_hash_file(
        executor, file->local, std::move(stop), [file, as_it_was, take = std::move(take)](result<hashed_file> hashed) mutable {
            if (!hashed) return take([why = std::move(hashed).error()]() -> result<void> { return why; });
            file->stamp = hashed->stamp;
            if (hashed->digest == file->digest) return take(std::move(as_it_was));
            take([file]() -> result<void> { return changed_file(file->local, "its content is not what was hashed"); });
        });
}

}  // namespace renderbus::detail

#endif
