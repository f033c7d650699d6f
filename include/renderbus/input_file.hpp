// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_INPUT_FILE_HPP
#define RENDERBUS_INPUT_FILE_HPP

#include <renderbus/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

struct stat;

namespace renderbus {

/// How a file looked: two equal stamps mean that nobody wrote to it in between.
struct file_stamp {
    std::uint64_t size = 0;
    std::int64_t mtime_ns = 0;  ///< last change of its content, nanoseconds since the epoch
    std::uint64_t inode = 0;
    friend bool operator==(const file_stamp&, const file_stamp&) = default;
};

/// The stamp of a regular file. `scene_errc::missing_file`, or `unreadable_file` (no permission, a folder, a device).
RENDERBUS_DECL result<file_stamp> stamp_of(const std::filesystem::path& file);

/// A regular file, read from its beginning to its end in pieces.
///
/// It gives exactly `stamp().size` bytes. Where the file shrank, grew or was written to since it was opened, `read` fails
/// with `scene_errc::changed_file` no later than in place of the last piece, so a mixture of two versions is never complete.
class input_file {
public:
    /// `scene_errc::missing_file`, or `unreadable_file` (no permission, a folder, a device).
    static RENDERBUS_DECL result<input_file> open(const std::filesystem::path& file);
    RENDERBUS_DECL input_file(input_file&& other) noexcept;
    RENDERBUS_DECL input_file& operator=(input_file&& other) noexcept;
    RENDERBUS_DECL ~input_file();

    const std::filesystem::path& name() const noexcept { return name_; }
    /// As it was when it was opened.
    const file_stamp& stamp() const noexcept { return stamp_; }
    /// Fills the front of `space`; 0 at the end.
    RENDERBUS_DECL result<std::size_t> read(std::span<char> space);
    /// Back to the first byte.
    RENDERBUS_DECL result<void> rewind();
    /// Fills `space` from that byte on, wherever `read` stands; gives fewer bytes only where the file ends. A file that is
    /// shorter than its stamp says is `scene_errc::changed_file`; whether one was written to, `unchanged` tells.
    RENDERBUS_DECL result<std::size_t> read_at(std::uint64_t place, std::span<char> space) const;
    /// `scene_errc::changed_file` where the file is no more as it was when it was opened.
    RENDERBUS_DECL result<void> unchanged() const;
    /// For the system's own ways to copy; stays this object's.
    int descriptor() const noexcept { return descriptor_; }

private:
    input_file(std::filesystem::path name, int descriptor, file_stamp stamp);
    std::filesystem::path name_;
    int descriptor_ = -1;
    file_stamp stamp_;
    std::uint64_t position_ = 0;
};

/// All of a small file. As `input_file`, and `data_errc::too_large` where it has more than `limit` bytes.
RENDERBUS_DECL result<std::string> read_whole_file(const std::filesystem::path& file, std::uint64_t limit);

namespace detail {

/// A failure about a local file: the path, what was tried, the system's word for `error_number`, and what to do about it.
RENDERBUS_DECL failure file_failure(scene_errc code, const std::filesystem::path& file, std::string_view tried, int error_number);
RENDERBUS_DECL failure changed_file(const std::filesystem::path& file, std::string_view how);
RENDERBUS_DECL failure cannot_read(const std::filesystem::path& file, int error_number);
RENDERBUS_DECL failure no_regular_file(const std::filesystem::path& file, bool is_folder);
RENDERBUS_DECL file_stamp stamp_in(const struct ::stat& seen) noexcept;

}  // namespace detail
}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/input_file.ipp>
#endif

#endif
