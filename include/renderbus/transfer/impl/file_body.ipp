// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FILE_BODY_IPP
#define RENDERBUS_TRANSFER_IMPL_FILE_BODY_IPP

#include <renderbus/detail/blocked_signal.hpp>
#include <renderbus/transfer/file_body.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus {
namespace detail {

/// `.renderbus-`, eight digits for this machine, eight random ones, `.part`. Short, so that a final name of the greatest length
/// has a temporary one too. A lock of another machine's process may not be seen here, hence the machine in the name.
inline std::string temporary_front() {
    char host[256] = {};
    ::gethostname(host, sizeof host - 1);
    sha256_hasher hash;
    hash.update(std::string_view(host));
    return ".renderbus-" + to_hex(hash.finish()).substr(0, 8);
}
inline constexpr std::string_view temporary_end = ".part";
inline constexpr std::size_t temporary_digits = 8;

inline std::string temporary_name() {
    std::random_device dice;
    char digits[temporary_digits + 1];
    std::snprintf(digits, sizeof digits, "%08x", dice());
    return temporary_front().append(digits).append(temporary_end);
}

/// `.renderbus-keep-`, sixteen digits for the name and the version, `.part`: the same in every process.
inline constexpr std::string_view kept_front = ".renderbus-keep-";
inline std::string kept_name(const std::filesystem::path& final_name, std::string_view version) {
    sha256_hasher hash;
    hash.update(final_name.filename().native());
    hash.update(std::string_view("", 1));
    hash.update(version);
    return std::string(kept_front).append(to_hex(hash.finish()).substr(0, 16)).append(temporary_end);
}

inline bool is_kept_name(std::string_view name) {
    return name.size() == kept_front.size() + 16 + temporary_end.size() && name.starts_with(kept_front) && name.ends_with(temporary_end);
}

inline bool is_a_week_old(const struct ::stat& seen) {
    constexpr std::int64_t week = 7 * 24 * 3600;
    return std::int64_t{::time(nullptr)} - std::int64_t{seen.st_mtim.tv_sec} > week;
}

inline bool is_temporary_of(std::string_view front, std::string_view name) {
    if (name.size() != front.size() + temporary_digits + temporary_end.size()) return false;
    const auto digits = name.substr(front.size(), temporary_digits);
    return name.starts_with(front) && name.ends_with(temporary_end) &&
           digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Where locks do not work, nobody else holds one.
inline bool is_locked_by_another(int descriptor) {
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        if (errno != EINTR) return errno == EWOULDBLOCK;
    return false;
}

/// Between its making and its locking `remove_abandoned` may have found a new file.
inline bool was_taken_away(int descriptor) {
    if (is_locked_by_another(descriptor)) return true;
    struct ::stat seen {};
    return ::fstat(descriptor, &seen) == 0 && seen.st_nlink == 0;
}

/// Whether a file of our own still stands under its name: another sink may have given it its final one.
inline bool still_stands(int descriptor, const std::filesystem::path& name) {
    struct ::stat opened {}, named {};
    return ::fstat(descriptor, &opened) == 0 && ::lstat(name.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev && S_ISREG(opened.st_mode) && opened.st_uid == ::geteuid();
}

inline result<void> make_folder_of(const std::filesystem::path& file) {
    const auto folder = file.parent_path();
    std::error_code made;
    if (!folder.empty()) std::filesystem::create_directories(folder, made);
    if (made) return file_failure(scene_errc::unwritable_file, folder, "the folder cannot be made", made.value());
    return {};
}

}  // namespace detail

RENDERBUS_DECL result<std::shared_ptr<file_source>> file_source::open(const std::filesystem::path& file,
                                                                      const std::optional<file_stamp>& expected) {
    auto opened = input_file::open(file);
    if (!opened) return std::move(opened).error();
    if (expected && opened->stamp() != *expected) return detail::changed_file(file, "the file changed after it was hashed");
    return std::make_shared<file_source>(std::move(*opened));
}

RENDERBUS_DECL file_sink::file_sink(std::filesystem::path final_name, std::filesystem::path temporary, int descriptor)
    : final_name_(std::move(final_name)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

RENDERBUS_DECL result<std::shared_ptr<file_sink>> file_sink::create(const std::filesystem::path& final_name) {
    if (auto made = detail::make_folder_of(final_name); !made) return std::move(made).error();
    for (int tries = 0;; ++tries) {
        auto temporary = final_name.parent_path() / detail::temporary_name();
        const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (descriptor >= 0 && !detail::was_taken_away(descriptor))
            return std::shared_ptr<file_sink>(new file_sink(final_name, std::move(temporary), descriptor));
        if (descriptor >= 0) ::close(descriptor), ::unlink(temporary.c_str()), errno = EEXIST;
        if (errno != EEXIST || tries == 8)
            return detail::file_failure(scene_errc::unwritable_file, final_name, "cannot be written", errno);
    }
}

RENDERBUS_DECL result<std::shared_ptr<file_sink>> file_sink::resume(const std::filesystem::path& final_name,
                                                                    std::string_view version, std::uint64_t limit) {
    if (auto made = detail::make_folder_of(final_name); !made) return std::move(made).error();
    auto kept = final_name.parent_path() / detail::kept_name(final_name, version);
    const int descriptor = ::open(kept.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0666);
    if (descriptor < 0) return create(final_name);
    if (detail::is_locked_by_another(descriptor) || !detail::still_stands(descriptor, kept)) {
        ::close(descriptor);
        return create(final_name);
    }
    std::shared_ptr<file_sink> made(new file_sink(final_name, std::move(kept), descriptor));
    made->is_resumable_ = true;
    auto taken = made->take_in(limit);
    if (!taken) return std::move(taken).error();
    return made;
}

RENDERBUS_DECL bool file_sink::is_temporary(std::string_view name) noexcept {
    return name.starts_with(".renderbus-") && name.ends_with(detail::temporary_end);
}

RENDERBUS_DECL bool file_sink::is_kept(std::string_view name) noexcept { return detail::is_kept_name(name); }

RENDERBUS_DECL std::uint64_t file_sink::kept(const std::filesystem::path& final_name, std::string_view version) {
    const auto kept = final_name.parent_path() / detail::kept_name(final_name, version);
    struct ::stat seen {};
    return ::lstat(kept.c_str(), &seen) == 0 && S_ISREG(seen.st_mode) ? static_cast<std::uint64_t>(seen.st_size) : 0;
}

RENDERBUS_DECL void file_sink::forget(const std::filesystem::path& final_name, std::string_view version) {
    ::unlink((final_name.parent_path() / detail::kept_name(final_name, version)).c_str());
}

// What is here already, into the hash; more than there can be is not what it seems, and goes.
RENDERBUS_DECL result<void> file_sink::take_in(std::uint64_t limit) {
    char space[64 * 1024];
    for (::ssize_t count = 0; (count = ::read(descriptor_, space, sizeof space)) != 0;) {
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return cannot_write(errno);
        size_ += static_cast<std::uint64_t>(count);
        hash_.update(std::span<const char>(space, static_cast<std::size_t>(count)));
    }
    if (size_ <= limit) return {};
    size_ = 0;
    hash_ = sha256_hasher();
    if (::ftruncate(descriptor_, 0) != 0 || ::lseek(descriptor_, 0, SEEK_SET) != 0) return cannot_write(errno);
    return {};
}

RENDERBUS_DECL void file_sink::remove_abandoned(const std::filesystem::path& folder) {
    const auto front = detail::temporary_front();
    std::error_code why;
    for (std::filesystem::directory_iterator at(folder.empty() ? "." : folder, why), end; !why && at != end; at.increment(why)) {
        const std::string name = at->path().filename().native();
        const bool is_kept = detail::is_kept_name(name);
        if (!is_kept && !detail::is_temporary_of(front, name)) continue;
        const int descriptor = ::open(at->path().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
        if (descriptor < 0) continue;
        struct ::stat seen {};
        const bool is_ours = ::fstat(descriptor, &seen) == 0 && S_ISREG(seen.st_mode) && seen.st_uid == ::geteuid();
        if (is_ours && (!is_kept || detail::is_a_week_old(seen)) && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(at->path().c_str());
        ::close(descriptor);
    }
}

RENDERBUS_DECL file_sink::~file_sink() { leave(); }

RENDERBUS_DECL void file_sink::leave() noexcept {
    if (is_resumable_ && size_ != 0) temporary_.clear();
    discard();
}

RENDERBUS_DECL void file_sink::discard() noexcept {
    broken_ = true;
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
}

RENDERBUS_DECL result<std::size_t> file_part::read(std::span<char> space) {
    auto count = file_.read_at(from_ + position_, space.first(static_cast<std::size_t>(std::min<std::uint64_t>(space.size(), size_ - position_))));
    if (!count) return count;
    position_ += *count;
    if (position_ == size_)
        if (auto same = file_.unchanged(); !same) return std::move(same).error();
    return count;
}

RENDERBUS_DECL failure file_sink::cannot_write(int error_number) const {
    return detail::file_failure(scene_errc::unwritable_file, final_name_, "cannot be written", error_number);
}

RENDERBUS_DECL result<void> file_sink::write(std::span<const char> piece) {
    if (broken_) return cannot_write(EBADF);
    hash_.update(piece);
    const detail::blocked_signal no_signal(SIGXFSZ);
    while (!piece.empty()) {
        const auto count = ::write(descriptor_, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            broken_ = true;
            return cannot_write(count < 0 ? errno : ENOSPC);
        }
        size_ += static_cast<std::uint64_t>(count);
        piece = piece.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

RENDERBUS_DECL result<sha256_digest> file_sink::commit(const std::optional<sha256_digest>& expected) {
    if (std::exchange(broken_, true)) return cannot_write(EBADF);
    auto digest = finish(expected);
    if (!digest) discard();
    return digest;
}

RENDERBUS_DECL result<sha256_digest> file_sink::finish(const std::optional<sha256_digest>& expected) {
    const auto digest = hash_.finish();
    if (expected && *expected != digest)
        return failure{data_errc::wrong_digest, final_name_.string(),
                       "what arrived is not what was sent: SHA-256 " + to_hex(digest) + " in place of " + to_hex(*expected),
                       "transfer the file again"};
    // A full disk may show itself only here.
    if (::fsync(descriptor_) != 0) return cannot_write(errno);
    // Closed before it has its final name it would look abandoned.
    if (::rename(temporary_.c_str(), final_name_.c_str()) != 0) return cannot_write(errno);
    temporary_.clear();
    ::close(std::exchange(descriptor_, -1));
    const auto folder = final_name_.has_parent_path() ? final_name_.parent_path() : std::filesystem::path(".");
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened >= 0) {
        // Some file systems refuse to sync a folder; the rename is done all the same.
        (void)::fsync(opened);
        ::close(opened);
    }
    return digest;
}

}  // namespace renderbus

#endif
