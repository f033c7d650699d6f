// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FOLDER_VISIT_IPP
#define RENDERBUS_TRANSFER_IMPL_FOLDER_VISIT_IPP

#include <renderbus/detail/long_path.hpp>
#include <renderbus/storage/record_store.hpp>
#include <renderbus/transfer/file_policy.hpp>
#include <renderbus/transfer/impl/folder_jobs.ipp>
#include <renderbus/transfer/planned_files.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// A file that the record does not know to be at the farm as it is.
struct unknown_file {
    std::string local;
    std::string server_path;
    std::size_t order;
    file_stamp stamp;
    std::optional<sha256_digest> claimed = {};  ///< what the record says that the farm has there
};

/// What kind of trouble a failure about a local file is, or nothing where it is about something else.
inline std::optional<file_trouble> trouble_in(const failure& why, const std::string& local) {
    if (why.code == scene_errc::missing_file) return file_trouble::missing;
    if (why.code == scene_errc::changed_file) return file_trouble::changed;
    if (why.code == data_errc::unsafe_path) return file_trouble::refused_name;
    if (why.code != scene_errc::unreadable_file) return {};
    struct ::stat seen {};
    const bool is_special = stat_path(local, seen) == 0 && !S_ISREG(seen.st_mode);
    return is_special ? file_trouble::special : file_trouble::unreadable;
}

struct found_trouble {
    troubled_file file;
    std::size_t order;
    bool is_folder = false;       ///< a whole folder that cannot be read
    bool is_partly_read = false;  ///< some of its files were found already
};

/// What visits of folders brought to light.
struct survey_findings {
    std::vector<std::shared_ptr<std::pmr::memory_resource>> rooms;  ///< what is known stands in the first
    std::vector<planned_files::folder> known;
    std::vector<unknown_file> unknown;
    std::vector<found_trouble> troubles;
    std::optional<failure> broken;  ///< the record does not work, or the list contradicts itself
};

/// Counts the ways by which links lead to each folder. Folders that link to one another can be walked in as many ways as they
/// can be put in order.
class link_ways {
public:
    enum class answer { open, just_closed, closed };
    static constexpr std::size_t most = 1000;

    answer take(std::uint64_t device, std::uint64_t inode) {
        const std::scoped_lock lock(mutex_);
        const auto taken = ++taken_[{device, inode}];
        return taken <= most ? answer::open : taken == most + 1 ? answer::just_closed : answer::closed;
    }

private:
    std::mutex mutex_;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> taken_;
};

/// What all visits of a survey share; nothing of it but the count changes while they go on.
struct survey_frame {
    any_record_store record;
    std::string storage;
    listed_names listed;
    std::size_t longest_server_path;
    std::int64_t renewed_since;  ///< seconds since the epoch; an older claim is renewed where the disk confirms it
    bool follows_links = true;
    link_ways ways = {};  ///< of more than one link: those of one are no more than there are links
};

/// Looks at the files of one folder, some at a time.
class folder_visit {
public:
    folder_visit(survey_frame& frame, folder_job job, survey_findings& found)
        : frame_(frame), job_(std::move(job)), found_(found), known_(job_.local, job_.server, found.rooms.front().get()) {}

    /// Looks at so many names; true when there are no more. Folders found go to `below`.
    bool advance(std::size_t most, std::vector<folder_job>& below) {
        if (!is_open_ && !open()) return true;
        for (; most != 0 && !found_.broken; --most) {
            if (job_.is_whole ? look_at_next_entry(below) : look_at_next_name()) continue;
            break;
        }
        if (most != 0) renew_aged();
        if (most != 0 && known_.size() != 0) found_.known.push_back(std::move(known_));
        return most != 0;
    }

private:
    struct folder_closer {
        void operator()(::DIR* folder) const noexcept { ::closedir(folder); }
    };

    bool open() {
        is_open_ = true;
        if (!job_.is_whole) {
            lookup_ = open_folder_for_lookup(job_.local.empty() ? "." : job_.local);
            if (lookup_) return at_ = lookup_.get(), true;
            const int why = errno;
            for (const auto& name : job_.names) tell_error(name.local, name.server, name.order, why);
            return false;
        }
        auto opened = open_path(job_.local, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        struct ::stat seen {};
        if (!opened || ::fstat(opened.get(), &seen) != 0) return tell_folder(errno), false;
        const auto device = static_cast<std::uint64_t>(seen.st_dev), inode = static_cast<std::uint64_t>(seen.st_ino);
        for (const auto* above = job_.above.get(); above != nullptr; above = above->next.get())
            if (above->device == device && above->inode == inode)
                return tell_link("a link leads round in a circle", "remove the link, or leave links out"), false;
        if (job_.links > 1 && !is_open_way(device, inode)) return false;
        here_ = std::make_shared<folder_above>(folder_above{device, inode, job_.above});
        if (const auto found = frame_.listed.find(job_.server); found != frame_.listed.end()) listed_ = &found->second;
        entries_.reset(::fdopendir(opened.get()));
        if (!entries_) return tell_folder(errno), false;
        at_ = opened.release();
        return true;
    }

    bool look_at_next_name() {
        if (next_ == job_.names.size()) return false;
        const auto& name = job_.names[next_++];
        struct ::stat seen {};
        if (::fstatat(at_, name.local.c_str(), &seen, 0) != 0) tell_error(name.local, name.server, name.order, errno);
        else if (S_ISREG(seen.st_mode)) add(name.local, name.server, name.order, seen);
        else tell_special(name.local, name.server, name.order, S_ISDIR(seen.st_mode));
        return true;
    }

    bool look_at_next_entry(std::vector<folder_job>& below) {
        errno = 0;
        const ::dirent* entry = ::readdir(entries_.get());
        if (entry == nullptr) {
            if (errno != 0) tell_folder(errno, true);
            return false;
        }
        const char* name = entry->d_name;
        if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'))) return true;
        if (entry->d_type == DT_DIR) return below.push_back(folder_below(name, false)), true;
        const bool is_a_link = is_link(*entry);
        if (is_a_link && !frame_.follows_links) return true;
        struct ::stat seen {};
        if (::fstatat(at_, name, &seen, 0) != 0) tell_error(name, name, unlisted, errno);
        else if (S_ISDIR(seen.st_mode)) below.push_back(folder_below(name, is_a_link));
        else if (!S_ISREG(seen.st_mode)) tell_special(name, name, unlisted, false);
        else if (!is_listed(name)) add(name, name, unlisted, seen);
        return true;
    }

    bool is_link(const ::dirent& entry) const {
        struct ::stat seen {};
        if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_LNK;
        return ::fstatat(at_, entry.d_name, &seen, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(seen.st_mode);
    }

    bool is_open_way(std::uint64_t device, std::uint64_t inode) {
        const auto answer = frame_.ways.take(device, inode);
        if (answer == link_ways::answer::just_closed)
            tell_link("links lead here in more than " + std::to_string(link_ways::most) + " ways, and no further one is followed",
                      "remove links between folders, or leave links out");
        return answer == link_ways::answer::open;
    }

    folder_job folder_below(std::string_view name, bool by_link) const {
        folder_job below{job_.local, job_.server, true, {}, here_, job_.links + by_link};
        for (auto* path : {&below.local, &below.server}) (*path += name) += '/';
        return below;
    }

    bool is_listed(std::string_view name) {
        if (listed_ == nullptr) return false;
        const auto found = listed_->find(std::string(name));
        if (found == listed_->end()) return false;
        const auto local = job_.local + std::string(name);
        if (!is_one_place(found->second, local))
            found_.broken = two_for_one_place(local, found->second, job_.server + std::string(name));
        return true;
    }

    void add(std::string_view local, std::string_view server, std::size_t order, const struct ::stat& seen) {
        if (job_.server.size() + server.size() > frame_.longest_server_path) return tell_long_name(local, server, order);
        if (!claims_) {
            auto read = frame_.record.claims_in(frame_.storage, job_.server);
            if (!read) return static_cast<void>(found_.broken = std::move(read).error());
            claims_ = std::move(*read);
            // Most of the claims will turn out to be true.
            if (job_.is_whole) known_.reserve(claims_->size(), claims_->bytes_of_names());
        }
        const auto stamp = stamp_in(seen);
        const auto place = claims_->index_of(server);
        if (!place) return tell_unknown(local, server, order, stamp, {});
        const auto claim = (*claims_)[*place];
        if (claim.sent.stamp != stamp) return tell_unknown(local, server, order, stamp, claim.sent.digest);
        if (claim.recorded < frame_.renewed_since) aged_.push_back(*place);
        known_.add(local, server, stamp, claim.sent.digest);
    }
    void tell_unknown(std::string_view local, std::string_view server, std::size_t order, const file_stamp& stamp,
                      std::optional<sha256_digest> claimed) {
        found_.unknown.push_back({job_.local + std::string(local), job_.server + std::string(server), order, stamp, claimed});
    }

    /// All of the folder at once.
    void renew_aged() {
        if (aged_.empty() || found_.broken) return;
        std::sort(aged_.begin(), aged_.end());
        folder_claims confirmed;
        for (const auto place : aged_) confirmed.add((*claims_)[place]);
        if (auto renewed = frame_.record.renew(frame_.storage, job_.server, confirmed); !renewed)
            found_.broken = std::move(renewed).error();
    }

    static bool is_missing(int error_number) { return error_number == ENOENT || error_number == ENOTDIR; }
    static file_trouble trouble_of(int error_number) {
        if (is_missing(error_number)) return file_trouble::missing;
        return error_number == ELOOP ? file_trouble::special : file_trouble::unreadable;
    }
    void tell(needed_file wanted, std::size_t order, file_trouble what, failure why) {
        found_.troubles.push_back({{std::move(wanted), what, std::move(why), job_.looks}, order});
    }
    void tell_error(std::string_view local, std::string_view server, std::size_t order, int error_number) {
        needed_file wanted{job_.local + std::string(local), job_.server + std::string(server)};
        auto why = cannot_read(wanted.local, error_number);
        tell(std::move(wanted), order, trouble_of(error_number), std::move(why));
    }
    void tell_special(std::string_view local, std::string_view server, std::size_t order, bool is_folder) {
        needed_file wanted{job_.local + std::string(local), job_.server + std::string(server)};
        auto why = no_regular_file(wanted.local, is_folder);
        tell(std::move(wanted), order, file_trouble::special, std::move(why));
    }
    void tell_long_name(std::string_view local, std::string_view server, std::size_t order) {
        needed_file wanted{job_.local + std::string(local), job_.server + std::string(server)};
        failure why{data_errc::unsafe_path, wanted.local,
                    "as a name in the farm's storage this is longer than " + std::to_string(longest_remote_name) + " bytes",
                    "give it a shorter server path"};
        tell(std::move(wanted), order, file_trouble::refused_name, std::move(why));
    }
    void tell_folder(int error_number, bool is_partly_read = false) {
        const auto code = is_missing(error_number) ? scene_errc::missing_file : scene_errc::unreadable_file;
        tell_folder(trouble_of(error_number), file_failure(code, job_.local, "the folder cannot be read", error_number),
                    is_partly_read);
    }
    void tell_link(std::string cause, std::string next_step) {
        tell_folder(file_trouble::special, {scene_errc::unreadable_file, job_.local, std::move(cause), std::move(next_step)});
    }
    void tell_folder(file_trouble what, failure why, bool is_partly_read = false) {
        found_.troubles.push_back(
            {{{job_.local, job_.server}, what, std::move(why), job_.looks}, unlisted, true, is_partly_read});
    }

    survey_frame& frame_;
    folder_job job_;
    survey_findings& found_;
    planned_files::folder known_;
    owned_descriptor lookup_;
    std::unique_ptr<::DIR, folder_closer> entries_;
    int at_ = -1;
    bool is_open_ = false;
    std::size_t next_ = 0;
    std::shared_ptr<const folder_above> here_;
    const std::unordered_map<std::string, std::string>* listed_ = nullptr;
    std::optional<folder_claims> claims_;
    std::vector<std::size_t> aged_;  // of them
};

}  // namespace renderbus::detail

#endif
