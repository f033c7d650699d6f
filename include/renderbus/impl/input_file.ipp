// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_INPUT_FILE_IPP
#define RENDERBUS_IMPL_INPUT_FILE_IPP

#include <renderbus/detail/long_path.hpp>
#include <renderbus/input_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

namespace renderbus {
namespace detail {

RENDERBUS_DECL failure file_failure(scene_errc code, const std::filesystem::path& file, std::string_view tried,
                                    int error_number) {
    failure why{code, file.string(), std::string(tried), ""};
    switch (error_number) {
        case EFBIG: why.cause += " (larger than this process may write, RLIMIT_FSIZE)"; break;
        case 0: break;
        default: why.cause += " (" + std::system_category().message(error_number) + ")";
    }
    switch (error_number) {
        case ENOSPC:
        case EDQUOT: why.next_step = "free some space, or choose a folder on another disk"; break;
        case EFBIG: why.next_step = "raise the limit (ulimit -f)"; break;
        case EACCES:
        case EPERM: why.next_step = "check the permissions of the file and of the folders above it"; break;
        case EROFS: why.next_step = "choose a folder that can be written to"; break;
        case EMFILE:
        case ENFILE: why.next_step = "raise the limit of open files (ulimit -n), or transfer fewer files at once"; break;
        case ENOENT:
        case ENOTDIR: why.next_step = "check the path"; break;
        case ENAMETOOLONG: why.next_step = "shorten the name"; break;
        case EIO: why.next_step = "check the disk"; break;
        default: break;
    }
    return why;
}

RENDERBUS_DECL failure changed_file(const std::filesystem::path& file, std::string_view how) {
    return {scene_errc::changed_file, file.string(), std::string(how), "try again when nothing writes to it"};
}

RENDERBUS_DECL failure cannot_read(const std::filesystem::path& file, int error_number) {
    if (error_number == ENOENT || error_number == ENOTDIR)
        return file_failure(scene_errc::missing_file, file, "there is no such file", error_number);
    return file_failure(scene_errc::unreadable_file, file, "cannot be read", error_number);
}

RENDERBUS_DECL failure no_regular_file(const std::filesystem::path& file, bool is_folder) {
    if (is_folder)
        return {scene_errc::unreadable_file, file.string(), "this is a folder, and a file is due", "name the files in it"};
    return {scene_errc::unreadable_file, file.string(), "this is no regular file (a device, a pipe, a socket)", ""};
}

RENDERBUS_DECL file_stamp stamp_in(const struct ::stat& seen) noexcept {
    return {static_cast<std::uint64_t>(seen.st_size), std::int64_t{seen.st_mtim.tv_sec} * 1'000'000'000 + seen.st_mtim.tv_nsec,
            static_cast<std::uint64_t>(seen.st_ino)};
}

inline result<file_stamp> stamp_from(const std::filesystem::path& file, const struct ::stat& seen) {
    if (!S_ISREG(seen.st_mode)) return no_regular_file(file, S_ISDIR(seen.st_mode));
    return stamp_in(seen);
}

}  // namespace detail

RENDERBUS_DECL result<file_stamp> stamp_of(const std::filesystem::path& file) {
    struct ::stat seen {};
    if (detail::stat_path(file.native(), seen) != 0) return detail::cannot_read(file, errno);
    return detail::stamp_from(file, seen);
}

RENDERBUS_DECL input_file::input_file(std::filesystem::path name, int descriptor, file_stamp stamp)
    : name_(std::move(name)), descriptor_(descriptor), stamp_(stamp) {}

RENDERBUS_DECL input_file::input_file(input_file&& other) noexcept
    : name_(std::move(other.name_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      stamp_(other.stamp_),
      position_(other.position_) {}

RENDERBUS_DECL input_file& input_file::operator=(input_file&& other) noexcept {
    std::swap(name_, other.name_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(stamp_, other.stamp_);
    std::swap(position_, other.position_);
    return *this;
}

RENDERBUS_DECL input_file::~input_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

RENDERBUS_DECL result<input_file> input_file::open(const std::filesystem::path& file) {
    // Without O_NONBLOCK the opening of a pipe would wait for a writer.
    const int descriptor = detail::open_path(file.native(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY).release();
    if (descriptor < 0) return detail::cannot_read(file, errno);
    input_file opened(file, descriptor, {});
    struct ::stat seen {};
    if (::fstat(descriptor, &seen) != 0) return detail::cannot_read(file, errno);
    auto stamp = detail::stamp_from(file, seen);
    if (!stamp) return std::move(stamp).error();
    opened.stamp_ = *stamp;
    return opened;
}

RENDERBUS_DECL result<std::size_t> input_file::read(std::span<char> space) {
    const auto due = static_cast<std::size_t>(std::min<std::uint64_t>(space.size(), stamp_.size - position_));
    if (due == 0) return std::size_t{0};
    ::ssize_t count = 0;
    do count = ::read(descriptor_, space.data(), due);
    while (count < 0 && errno == EINTR);
    if (count < 0) return detail::cannot_read(name_, errno);
    if (count == 0) return detail::changed_file(name_, "the file became shorter while it was read");
    position_ += static_cast<std::uint64_t>(count);
    if (position_ == stamp_.size)
        if (auto same = unchanged(); !same) return std::move(same).error();
    return static_cast<std::size_t>(count);
}

RENDERBUS_DECL result<std::size_t> input_file::read_at(std::uint64_t place, std::span<char> space) const {
    const auto left = stamp_.size - std::min(place, stamp_.size);
    const auto due = static_cast<std::size_t>(std::min<std::uint64_t>(space.size(), left));
    std::size_t done = 0;
    while (done < due) {
        const ::ssize_t count = ::pread(descriptor_, space.data() + done, due - done, static_cast<::off_t>(place + done));
        if (count < 0 && errno != EINTR) return detail::cannot_read(name_, errno);
        if (count == 0) return detail::changed_file(name_, "the file became shorter while it was read");
        if (count > 0) done += static_cast<std::size_t>(count);
    }
    return done;
}

RENDERBUS_DECL result<void> input_file::unchanged() const {
    struct ::stat seen {};
    if (::fstat(descriptor_, &seen) != 0) return detail::cannot_read(name_, errno);
    auto now = detail::stamp_from(name_, seen);
    if (!now) return std::move(now).error();
    if (*now != stamp_) return detail::changed_file(name_, "the file changed while it was read");
    return {};
}

RENDERBUS_DECL result<void> input_file::rewind() {
    if (::lseek(descriptor_, 0, SEEK_SET) != 0) return detail::cannot_read(name_, errno);
    position_ = 0;
    return {};
}

RENDERBUS_DECL result<std::string> read_whole_file(const std::filesystem::path& file, std::uint64_t limit) {
    auto opened = input_file::open(file);
    if (!opened) return std::move(opened).error();
    if (opened->stamp().size > limit)
        return failure{data_errc::too_large, file.string(), "is larger than " + std::to_string(limit) + " bytes", ""};
    std::string text(static_cast<std::size_t>(opened->stamp().size), '\0');
    if (auto count = opened->read_at(0, text); !count) return std::move(count).error();
    if (auto same = opened->unchanged(); !same) return std::move(same).error();
    return text;
}

}  // namespace renderbus

#endif
