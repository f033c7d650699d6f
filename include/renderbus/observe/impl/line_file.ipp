// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_LINE_FILE_IPP
#define RENDERBUS_OBSERVE_IMPL_LINE_FILE_IPP

#include <renderbus/input_file.hpp>
#include <renderbus/observe/line_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

namespace renderbus {

inline line_file::line_file(std::filesystem::path name, int descriptor, start from) noexcept
    : name_(std::move(name)), descriptor_(descriptor), from_(from) {}

RENDERBUS_DECL line_file::line_file(line_file&& other) noexcept
    : name_(std::move(other.name_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      from_(other.from_),
      cut_off_(other.cut_off_),
      size_(other.size_),
      lost_(other.lost_),
      why_lost_(other.why_lost_) {}

RENDERBUS_DECL line_file::~line_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

RENDERBUS_DECL result<line_file> line_file::open(const std::filesystem::path& file, start from) {
    const bool afresh = from == start::afresh;
    const int flags = O_CLOEXEC | O_CREAT | O_NOCTTY | (afresh ? O_WRONLY | O_TRUNC : O_RDWR | O_APPEND);
    const int descriptor = ::open(file.c_str(), flags, 0666);
    if (descriptor < 0) return detail::file_failure(scene_errc::unwritable_file, file, "cannot be opened for writing", errno);
    line_file made(file, descriptor, from);
    struct ::stat seen {};
    char last = '\n';
    if (!afresh && ::fstat(descriptor, &seen) == 0 && S_ISREG(seen.st_mode) && seen.st_size > 0)
        made.cut_off_ = ::pread(descriptor, &last, 1, seen.st_size - 1) == 1 && last != '\n';
    return made;
}

RENDERBUS_DECL bool line_file::append(std::string_view record) noexcept {
    char line_end = '\n';
    ::iovec parts[2] = {{&line_end, std::size_t{cut_off_ ? 1u : 0u}}, {const_cast<char*>(record.data()), record.size()}};
    const std::size_t whole = parts[0].iov_len + parts[1].iov_len;
    ::ssize_t written;
    do written = ::writev(descriptor_, parts, 2);
    while (written < 0 && errno == EINTR);
    if (written == static_cast<::ssize_t>(whole)) {
        size_ += whole;
        cut_off_ = false;
        return true;
    }
    ++lost_;
    if (why_lost_ == 0) why_lost_ = written < 0 ? errno : ENOSPC;
    if (written <= 0) return false;
    if (from_ == start::at_the_end) {
        cut_off_ = true;
    } else if (::ftruncate(descriptor_, static_cast<::off_t>(size_)) != 0 ||
               ::lseek(descriptor_, static_cast<::off_t>(size_), SEEK_SET) < 0) {
        // Half a record cannot be taken back: what follows would not be readable either.
        ::close(std::exchange(descriptor_, -1));
    }
    return false;
}

RENDERBUS_DECL result<void> line_file::all_written() const {
    if (lost_ == 0) return {};
    return detail::file_failure(scene_errc::unwritable_file, name_, std::to_string(lost_) + " records could not be written",
                                why_lost_);
}

}  // namespace renderbus

#endif
