// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_IMPL_APPEND_FILE_IPP
#define RENDERBUS_JOURNAL_IMPL_APPEND_FILE_IPP

#include <renderbus/detail/blocked_signal.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/journal/append_file.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

namespace renderbus::detail {

inline failure cannot_write(const std::filesystem::path& file, std::string_view tried, int error_number) {
    return file_failure(scene_errc::unwritable_file, file, tried, error_number);
}

/// A new or renamed file survives a crash of the machine only when its folder is on the disk too.
inline result<void> sync_folder_of(const std::filesystem::path& file) {
    const auto above = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const int folder = ::open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return cannot_write(file, "its folder cannot be opened", errno);
    const bool done = ::fsync(folder) == 0 || errno == EINVAL;  // EINVAL: a file system without this
    const int why = errno;
    ::close(folder);
    if (!done) return cannot_write(file, "its folder cannot be written to the disk", why);
    return {};
}

RENDERBUS_DECL append_file::descriptor::~descriptor() { ::close(number); }

RENDERBUS_DECL append_file::append_file(std::filesystem::path path, std::unique_ptr<descriptor> opened, std::uint64_t size)
    : path_(std::move(path)), opened_(std::move(opened)), size_(size) {}

RENDERBUS_DECL std::filesystem::path append_file::replacement() const { return path_.string() + ".renderbus-new"; }

RENDERBUS_DECL void append_file::remove_leftovers() { ::unlink(replacement().c_str()); }

RENDERBUS_DECL result<append_file> append_file::open(const std::filesystem::path& file) {
    std::error_code why;
    // The way through symbolic links is gone once: a replacement is renamed to where the file really lies.
    auto path = std::filesystem::weakly_canonical(file, why);
    if (why) return cannot_write(file, "cannot be found", why.value());
    for (;;) {
        const bool made = !std::filesystem::exists(path, why);
        constexpr int how = O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
        auto opened = std::make_unique<descriptor>(::open(path.c_str(), how, 0600));
        if (opened->number < 0) return cannot_write(path, "cannot be opened for writing", errno);
        struct ::stat seen {};
        if (::fstat(opened->number, &seen) != 0) return cannot_write(path, "cannot be looked at", errno);
        if (!S_ISREG(seen.st_mode)) return cannot_write(path, "this is no regular file (a device, a pipe)", 0);
        while (::flock(opened->number, LOCK_EX | LOCK_NB) != 0) {
            if (errno == EINTR) continue;
            if (errno != EWOULDBLOCK) return cannot_write(path, "cannot be locked", errno);
            return failure{std::make_error_code(std::errc::device_or_resource_busy), path.string(),
                           "another process, or another object of this one, has the file open",
                           "share one object, wait until the other process has ended, or choose another file"};
        }
        // Its last owner may have put another file in its place between our opening and our locking.
        struct ::stat named {};
        if (::stat(path.c_str(), &named) != 0 || named.st_ino != seen.st_ino || named.st_dev != seen.st_dev) continue;
        if (::fstat(opened->number, &seen) != 0) return cannot_write(path, "cannot be looked at", errno);
        append_file made_file(std::move(path), std::move(opened), static_cast<std::uint64_t>(seen.st_size));
        if (made || made_file.size_ == 0)
            if (auto kept = sync_folder_of(made_file.path_); !kept) return std::move(kept).error();
        return made_file;
    }
}

RENDERBUS_DECL result<void> append_file::write_at(int number, std::uint64_t at, std::string_view text,
                                                  const std::filesystem::path& path) {
    const blocked_signal no_signal(SIGXFSZ);
    while (!text.empty()) {
        const auto count = ::pwrite(number, text.data(), text.size(), static_cast<::off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return cannot_write(path, "cannot be written", count < 0 ? errno : EIO);
        text.remove_prefix(static_cast<std::size_t>(count));
        at += static_cast<std::uint64_t>(count);
    }
    return {};
}

RENDERBUS_DECL void append_file::refuse_from_now_on(std::string_view cause) {
    refused_ = failure{scene_errc::unwritable_file, path_.string(), std::string(cause) + ", so nothing more is written to it",
                       "check the disk, then open the file anew"};
}

RENDERBUS_DECL failure append_file::take_back(failure why) {
    if (::ftruncate(opened_->number, static_cast<::off_t>(size_)) != 0 || ::fdatasync(opened_->number) != 0)
        refuse_from_now_on("an earlier write failed half-way and could not be taken back");
    return why;
}

RENDERBUS_DECL result<void> append_file::append(std::string_view text) {
    if (refused_) return *refused_;
    struct ::stat seen {};
    if (::fstat(opened_->number, &seen) != 0) return cannot_write(path_, "cannot be looked at", errno);
    if (seen.st_nlink == 0) refuse_from_now_on("somebody removed or replaced the file while it was open");
    if (refused_) return *refused_;
    if (auto written = write_at(opened_->number, size_, text, path_); !written) return take_back(std::move(written).error());
    if (::fdatasync(opened_->number) != 0) return take_back(cannot_write(path_, "cannot be written to the disk", errno));
    size_ += text.size();
    return {};
}

RENDERBUS_DECL result<void> append_file::cut(std::uint64_t size) {
    if (refused_) return *refused_;
    if (::ftruncate(opened_->number, static_cast<::off_t>(size)) != 0 || ::fdatasync(opened_->number) != 0)
        return cannot_write(path_, "cannot be shortened", errno);
    size_ = size;
    return {};
}

RENDERBUS_DECL result<void> append_file::read(std::uint64_t at, std::span<char> space) const {
    while (!space.empty()) {
        const auto count = ::pread(opened_->number, space.data(), space.size(), static_cast<::off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return file_failure(scene_errc::unreadable_file, path_, "cannot be read", errno);
        if (count == 0) return file_failure(scene_errc::unreadable_file, path_, "it became shorter than this program made it", 0);
        space = space.subspan(static_cast<std::size_t>(count));
        at += static_cast<std::uint64_t>(count);
    }
    return {};
}

RENDERBUS_DECL result<void> append_file::replace(const std::function<result<void>(const write_function&)>& fill) {
    if (refused_) return *refused_;
    struct ::stat seen {};
    if (::fstat(opened_->number, &seen) != 0) return cannot_write(path_, "cannot be looked at", errno);
    remove_leftovers();
    const auto temporary = replacement();
    auto other = std::make_unique<descriptor>(
        ::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, seen.st_mode & 0777));
    if (other->number < 0) return cannot_write(temporary, "cannot be made", errno);

    std::uint64_t size = 0;
    const auto filled = [&]() -> result<void> {
        // Whoever opens the file right after the renaming finds it locked.
        if (::flock(other->number, LOCK_EX | LOCK_NB) != 0) return cannot_write(temporary, "cannot be locked", errno);
        auto written = fill([&](std::string_view text) {
            auto done = write_at(other->number, size, text, temporary);
            size += text.size();
            return done;
        });
        if (!written) return written;
        if (::fsync(other->number) != 0) return cannot_write(temporary, "cannot be written to the disk", errno);
        if (::rename(temporary.c_str(), path_.c_str()) != 0) return cannot_write(path_, "cannot be replaced", errno);
        return {};
    }();
    if (!filled) {
        ::unlink(temporary.c_str());
        return filled;
    }
    opened_ = std::move(other);
    size_ = size;
    // What is added to the new file would be lost if the machine came back with the old one under this name.
    if (!sync_folder_of(path_)) refuse_from_now_on("it was replaced, and its folder cannot be written to the disk");
    return {};
}

}  // namespace renderbus::detail

#endif
