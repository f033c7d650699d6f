// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_FILE_JOURNAL_HPP
#define RENDERBUS_JOURNAL_FILE_JOURNAL_HPP

#include <renderbus/journal/append_file.hpp>
#include <renderbus/journal/journal_line.hpp>
#include <renderbus/journal/journal_store.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace renderbus {

/// A journal in a file; a model of `journal_store`.
///
/// The file has one JSON object a line, the first of them `{"journal":"renderbus","version":1}`, each other with a checksum.
/// Lines are added and never changed; when more than half of the file is of no use any more, a shorter one takes its place.
/// A call returns when the disk has what it wrote. What a crash left of a line that nobody was told of is removed when the
/// file is opened; any other damage is a failure that names the line, and the file stays as it is.
///
/// The file is locked as long as the object lives: whoever opens it a second time, in this process or another, fails. So a
/// process shares one object. (Local disks: on a network's file system flock may not reach other machines.)
class file_journal {
public:
    static constexpr std::size_t line_limit = std::size_t{64} << 20;     ///< bytes of a line
    static constexpr std::uint64_t file_limit = std::uint64_t{4} << 30;  ///< bytes of the file

    /// Opens the file or makes it; its folder is there. `std::errc::device_or_resource_busy` where it is open already,
    /// `data_errc::invalid_value` where it is no journal, or one of another version, `data_errc::wrong_digest` where a line is
    /// damaged; `scene_errc::unwritable_file`, `unreadable_file`.
    static RENDERBUS_DECL result<std::shared_ptr<file_journal>> open(const std::filesystem::path& file);

    RENDERBUS_DECL result<std::optional<journal_entry>> find(std::string_view key);
    RENDERBUS_DECL result<bool> begin(std::string_view key);
    RENDERBUS_DECL result<void> keep(std::string_view key, const journal_entry& entry);
    RENDERBUS_DECL result<void> forget(std::string_view key);

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    /// The last line that says something of a key.
    struct place {
        std::uint64_t at = 0;
        std::uint64_t size = 0;  ///< with the line's end
        bool has_value = false;
    };
    using index = std::map<std::string, place, std::less<>>;

    explicit file_journal(detail::append_file file);
    result<void> load();
    result<void> load_line(std::string_view text, std::uint64_t at);
    result<void> load_end(std::string_view text, std::uint64_t at);
    void note(const detail::journal_line& line, std::uint64_t at, std::uint64_t size);
    result<void> add(const detail::journal_line& line);
    result<std::string> line_at(const place& of) const;
    result<void> compact();
    failure damaged(std::string_view how) const;

    std::mutex mutex_;
    std::filesystem::path path_;
    detail::append_file file_;
    index known_;
    std::uint64_t useful_ = 0;      // bytes of the lines in known_
    std::uint64_t compact_at_ = 0;  // the file's size from which on compacting is worth while
    std::uint64_t lines_ = 0;       // read so far, while loading
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/journal/impl/file_journal.ipp>
#endif

#endif
