// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_APPEND_FILE_HPP
#define RENDERBUS_JOURNAL_APPEND_FILE_HPP

#include <renderbus/error.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace renderbus::detail {

/// A file that grows at its end, and is whole after a crash at any moment. It is locked (flock) as long as the object lives.
class append_file {
public:
    /// Opens the file or makes it. `std::errc::device_or_resource_busy` where another object, here or in another process, has
    /// it; otherwise `scene_errc::unwritable_file`.
    static RENDERBUS_DECL result<append_file> open(const std::filesystem::path& file);

    const std::filesystem::path& path() const noexcept { return path_; }
    std::uint64_t size() const noexcept { return size_; }

    /// Adds a text that is on the disk afterwards, or nothing of it is in the file.
    RENDERBUS_DECL result<void> append(std::string_view text);
    /// Removes what lies beyond `size`.
    RENDERBUS_DECL result<void> cut(std::uint64_t size);
    /// Fills the space with what stands at that place; `scene_errc::unreadable_file` where the file ends before.
    RENDERBUS_DECL result<void> read(std::uint64_t at, std::span<char> space) const;

    /// Puts another content in the file's place: what `fill` gives to the function that it gets. Before or after, nothing
    /// between, wherever it fails or the process ends.
    using write_function = std::function<result<void>(std::string_view)>;
    RENDERBUS_DECL result<void> replace(const std::function<result<void>(const write_function&)>& fill);
    /// Removes what a process that ended in the midst of `replace` left behind.
    RENDERBUS_DECL void remove_leftovers();

private:
    struct descriptor {
        explicit descriptor(int of) noexcept : number(of) {}
        descriptor(const descriptor&) = delete;
        descriptor& operator=(const descriptor&) = delete;
        RENDERBUS_DECL ~descriptor();
        int number;
    };

    append_file(std::filesystem::path path, std::unique_ptr<descriptor> opened, std::uint64_t size);
    std::filesystem::path replacement() const;
    static result<void> write_at(int number, std::uint64_t at, std::string_view text, const std::filesystem::path& path);
    failure take_back(failure why);
    void refuse_from_now_on(std::string_view cause);

    std::filesystem::path path_;
    std::unique_ptr<descriptor> opened_;
    std::uint64_t size_ = 0;
    std::optional<failure> refused_;  // nobody knows what is on the disk: nothing is added any more
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/journal/impl/append_file.ipp>
#endif

#endif
