// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_SOURCE_HPP
#define RENDERBUS_SCENE_SOURCE_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/bytes.hpp>
#include <renderbus/units.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace renderbus {

/// A scene file that is open to be read.
struct scene_source {
    std::string path;    ///< absolute, UTF-8, with slashes
    std::string folder;  ///< that it lies in
    std::unique_ptr<byte_source> bytes;
};

/// A whole file in memory.
struct scene_text {
    std::string path;
    std::string folder;
    std::string bytes;
};

/// Opens a file. Fails with `scene_errc`: missing_file, unreadable_file (a folder or a device too) or too_complex (larger than
/// the limit).
RENDERBUS_DECL result<scene_source> open_source(const std::filesystem::path& file, byte_count limit);

/// All bytes of a file that is open. Fails with `scene_errc`: unreadable_file, too_complex (larger than the limit, or than
/// memory) or changed_file (it changed since it was opened).
RENDERBUS_DECL result<scene_text> read_all(const scene_source& from, byte_count limit);

/// Opens a file and reads all of it; fails as both do.
RENDERBUS_DECL result<scene_text> read_source(const std::filesystem::path& file, byte_count limit);

/// The first bytes, at most `size` of them.
RENDERBUS_DECL result<std::string> read_head(const scene_source& from, std::size_t size);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/source.ipp>
#endif

#endif
