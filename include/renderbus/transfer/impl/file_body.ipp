// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FILE_BODY_IPP
#define RENDERBUS_TRANSFER_IMPL_FILE_BODY_IPP

#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/impl/final_name.ipp>
#include <renderbus/transfer/impl/temporary_file.ipp>

#include <algorithm>

namespace renderbus {
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
    auto made = detail::make_temporary(final_name);
    if (!made) return std::move(made).error();
    return std::shared_ptr<file_sink>(new file_sink(final_name, std::move(made->name), made->descriptor));
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

RENDERBUS_DECL result<input_file> file_sink::open_kept(const std::filesystem::path& final_name, std::string_view version) {
    return input_file::open(final_name.parent_path() / detail::kept_name(final_name, version));
}

// More than there can be is not what it seems, and goes. What is here is read when its digest is asked for.
RENDERBUS_DECL result<void> file_sink::take_in(std::uint64_t limit) {
    struct ::stat seen {};
    if (::fstat(descriptor_, &seen) != 0) return cannot_write(errno);
    size_ = static_cast<std::uint64_t>(seen.st_size);
    if (size_ > limit && ::ftruncate(descriptor_, 0) != 0) return cannot_write(errno);
    if (size_ > limit) size_ = 0;
    if (::lseek(descriptor_, static_cast<::off_t>(size_), SEEK_SET) < 0) return cannot_write(errno);
    is_hashed_ = size_ == 0;
    return {};
}

RENDERBUS_DECL result<void> file_sink::hash_all() {
    char space[64 * 1024];
    for (std::uint64_t at = 0; at != size_;) {
        const auto count = ::pread(descriptor_, space, sizeof space, static_cast<::off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return cannot_write(count < 0 ? errno : EIO);
        at += static_cast<std::uint64_t>(count);
        hash_.update(std::span<const char>(space, static_cast<std::size_t>(count)));
    }
    return {};
}

namespace detail {
inline void remove_old_arrival(const std::filesystem::path& folder) {
    struct ::stat seen {};
    std::error_code ignored;
    const bool is_ours = ::lstat(folder.c_str(), &seen) == 0 && S_ISDIR(seen.st_mode) && seen.st_uid == ::geteuid();
    if (is_ours && is_a_week_old(seen)) std::filesystem::remove_all(folder, ignored);
}
}  // namespace detail

RENDERBUS_DECL void file_sink::remove_abandoned(const std::filesystem::path& folder) {
    const auto front = detail::temporary_front();
    std::error_code why;
    for (std::filesystem::directory_iterator at(folder.empty() ? "." : folder, why), end; !why && at != end; at.increment(why)) {
        const std::string name = at->path().filename().native();
        if (detail::is_arrival_name(name)) {
            detail::remove_old_arrival(at->path());
            continue;
        }
        const bool is_kept = detail::is_kept_name(name);
        if (!is_kept && !detail::is_temporary_of(front, name)) continue;
        const int descriptor = ::open(at->path().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
        if (descriptor < 0) continue;
        struct ::stat seen {};
        const bool is_ours = ::fstat(descriptor, &seen) == 0 && S_ISREG(seen.st_mode) && seen.st_uid == ::geteuid();
        if (is_ours && (!is_kept || detail::is_a_week_old(seen)) && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            ::unlink(at->path().c_str());
        ::close(descriptor);
    }
}

RENDERBUS_DECL file_sink::~file_sink() { leave(); }

RENDERBUS_DECL void file_sink::leave() noexcept {
    if (is_resumable_ && size_ != 0) temporary_.clear();
    discard();
}

RENDERBUS_DECL void file_sink::leave_at(std::uint64_t size) noexcept {
    const bool is_cut = descriptor_ >= 0 && ::ftruncate(descriptor_, static_cast<::off_t>(size)) == 0;
    size_ = is_cut ? size : 0;
    leave();
}

RENDERBUS_DECL void file_sink::discard() noexcept {
    broken_ = true;
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
}

RENDERBUS_DECL result<std::size_t> file_part::read(std::span<char> space) {
    auto count = file_.read_at(from_ + position_,
                               space.first(static_cast<std::size_t>(std::min<std::uint64_t>(space.size(), size_ - position_))));
    if (!count) return count;
    position_ += *count;
    if (position_ == size_)
        if (auto same = file_.unchanged(); !same) return std::move(same).error();
    return count;
}

RENDERBUS_DECL void file_sink::hash_on(const std::optional<asio::any_io_executor>& pool) {
    if (pool && size_ == 0) hash_ = detail::piece_hasher(pool);
}

RENDERBUS_DECL failure file_sink::cannot_write(int error_number) const { return detail::cannot_write(final_name_, error_number); }

RENDERBUS_DECL result<void> file_sink::write(std::span<const char> piece) {
    if (broken_) return cannot_write(EBADF);
    if (is_hashed_) hash_.update(piece);
    auto left = piece;
    const int hindered = detail::write_all(descriptor_, left);
    size_ += piece.size() - left.size();
    if (hindered == 0) return {};
    broken_ = true;
    return cannot_write(hindered);
}

RENDERBUS_DECL result<sha256_digest> file_sink::commit(const std::optional<sha256_digest>& expected, const file_naming& how) {
    if (std::exchange(broken_, true)) return cannot_write(EBADF);
    auto made = digest();
    if (made && expected && *expected != *made) made = detail::another_digest(final_name_.string(), *made, *expected);
    if (made)
        if (auto named = take_name(how); !named) made = std::move(named).error();
    if (!made) discard();
    return made;
}

RENDERBUS_DECL result<void> file_sink::commit_unchecked(const file_naming& how) {
    if (std::exchange(broken_, true)) return cannot_write(EBADF);
    auto named = take_name(how);
    if (!named) discard();
    return named;
}

RENDERBUS_DECL result<sha256_digest> file_sink::digest() {
    if (!is_hashed_) {
        hash_.finish();
        if (auto read = hash_all(); !read) return std::move(read).error();
    }
    return hash_.finish();
}

RENDERBUS_DECL result<void> file_sink::take_name(const file_naming& how) {
    // Closed before it has its final name it would look abandoned, or be gone.
    if (auto named = detail::give_final_name(descriptor_, temporary_, final_name_, how); !named) return named;
    temporary_.clear();
    ::close(std::exchange(descriptor_, -1));
    return {};
}

RENDERBUS_DECL result<sha256_digest> write_whole_file(const std::filesystem::path& file, std::string_view content) {
    auto sink = file_sink::create(file);
    if (!sink) return std::move(sink).error();
    if (auto written = (*sink)->write(content); !written) return std::move(written).error();
    return (*sink)->commit({});
}

RENDERBUS_DECL result<void> sync_file_system(const std::filesystem::path& folder) {
    const int opened = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int hindered = opened >= 0 && ::syncfs(opened) == 0 ? 0 : errno;
    if (opened >= 0) ::close(opened);
    if (hindered != 0) return detail::cannot_write(folder, hindered);
    return {};
}

}  // namespace renderbus

#endif
