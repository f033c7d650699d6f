// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_LONG_PATH_HPP
#define RENDERBUS_DETAIL_LONG_PATH_HPP

#include <renderbus/detail/config.hpp>

#include <string>

struct stat;

namespace renderbus::detail {

/// A descriptor that is closed by itself.
class owned_descriptor {
public:
    explicit owned_descriptor(int value = -1) noexcept : value_(value) {}
    owned_descriptor(owned_descriptor&& other) noexcept : value_(other.release()) {}
    owned_descriptor& operator=(owned_descriptor other) noexcept {
        const int mine = value_;
        value_ = other.value_;
        other.value_ = mine;
        return *this;
    }
    RENDERBUS_DECL ~owned_descriptor();
    int get() const noexcept { return value_; }
    int release() noexcept {
        const int mine = value_;
        value_ = -1;
        return mine;
    }
    explicit operator bool() const noexcept { return value_ >= 0; }

private:
    int value_;
};

/// open(2) and stat(2) of paths of any length: one that the system does not take in one piece is walked folder by folder.
/// They fail as those do, with errno.
RENDERBUS_DECL owned_descriptor open_path(const std::string& path, int flags) noexcept;
RENDERBUS_DECL int stat_path(const std::string& path, struct ::stat& seen) noexcept;

/// A folder to look up names in (fstatat, openat); unlike a folder that is read it needs no permission to be read.
RENDERBUS_DECL owned_descriptor open_folder_for_lookup(const std::string& path) noexcept;

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/detail/impl/long_path.ipp>
#endif

#endif
