// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PATH_HPP
#define RENDERBUS_PATH_HPP

#include <renderbus/error.hpp>

#include <compare>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus {

/// A path that stays below the folder it is put under, on every system. It exists only after these were refused: empty and
/// absolute paths, drives and anything else with a colon, `.`, `..` and empty components, control characters, names of Windows
/// devices
/// (`NUL`, `com1.txt`), components that end in a dot or a space, components over 255 bytes, and more than 4096 bytes in all.
/// Backslashes are separators.
class relative_path {
public:
    /// Fails with `data_errc::unsafe_path`.
    RENDERBUS_DECL static result<relative_path> parse(std::string_view text);

    /// The path with `/` between its components.
    const std::string& text() const noexcept { return text_; }

    /// The last component.
    std::string_view name() const noexcept { return std::string_view(text_).substr(text_.rfind('/') + 1); }

    /// Where the path leads from that folder.
    RENDERBUS_DECL std::filesystem::path under(const std::filesystem::path& root) const;

    friend auto operator<=>(const relative_path&, const relative_path&) = default;

private:
    explicit relative_path(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// Where a name stands below a folder. `data_errc::unsafe_path` where a symbolic link is on the way, which may lead out of it.
RENDERBUS_DECL result<std::filesystem::path> place_below(const std::filesystem::path& root, const relative_path& name);

/// Where the farm keeps a local file: `D:\a\b` is `/D/a/b`, `\\host\share\a` is `/host/share/a`, `/mnt/a` stays
/// (section 4 of the service's description of upload.json).
RENDERBUS_DECL std::string server_path(std::string_view local);

/// The folder that isolates one task's or user's assets: 12345 gives `000/012/345`, 11223344556677 gives `11223344/556/677`.
RENDERBUS_DECL std::string isolation_path(std::uint64_t number);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/path.ipp>
#endif

#endif
