// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_SOURCE_HPP
#define RENDERBUS_SCENE_SOURCE_HPP

#include <renderbus/error.hpp>
#include <renderbus/units.hpp>

#include <cstddef>
#include <filesystem>
#include <string>

namespace renderbus {

/// A scene file in memory.
struct scene_source {
    std::string path;    ///< absolute, UTF-8, with slashes
    std::string folder;  ///< that it lies in
    std::string bytes;
};

/// Reads a whole file. Fails with `scene_errc`: missing_file, unreadable_file (a folder or a device too), too_complex (larger
/// than the limit) or changed_file (it grew or shrank meanwhile).
RENDERBUS_DECL result<scene_source> read_source(const std::filesystem::path& file, byte_count limit);

/// The first bytes of a file, at most `size` of them; fails as `read_source` does.
RENDERBUS_DECL result<std::string> read_head(const std::filesystem::path& file, std::size_t size);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/source.ipp>
#endif

#endif
