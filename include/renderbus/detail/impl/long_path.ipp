// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_IMPL_LONG_PATH_IPP
#define RENDERBUS_DETAIL_IMPL_LONG_PATH_IPP

#include <renderbus/detail/long_path.hpp>

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace renderbus::detail {

#if defined(O_PATH)
inline constexpr int lookup_flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
#else
inline constexpr int lookup_flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
#endif

RENDERBUS_DECL owned_descriptor::~owned_descriptor() {
    if (value_ < 0) return;
    const int kept = errno;
    ::close(value_);
    errno = kept;
}

/// The folder from which the rest of a path is short enough to be taken in one piece.
struct path_anchor {
    owned_descriptor folder;
    int at = AT_FDCWD;
    const char* rest = "";
};

inline bool anchor_path(const std::string& path, path_anchor& made) noexcept {
    made.rest = path.c_str();
    std::size_t begin = 0;
    while (path.size() - begin >= PATH_MAX) {
        const auto slash = path.rfind('/', begin + PATH_MAX - 2);
        if (slash == path.npos || slash <= begin) return errno = ENAMETOOLONG, false;
        char step[PATH_MAX];
        std::copy_n(path.data() + begin, slash - begin, step);
        step[slash - begin] = '\0';
        made.folder = owned_descriptor(::openat(made.at, step, lookup_flags));
        if (!made.folder) return false;
        made.at = made.folder.get();
        begin = std::min(path.find_first_not_of('/', slash), path.size());
        made.rest = path.c_str() + begin;
    }
    return true;
}

RENDERBUS_DECL owned_descriptor open_path(const std::string& path, int flags) noexcept {
    path_anchor anchor;
    if (!anchor_path(path, anchor)) return owned_descriptor();
    return owned_descriptor(::openat(anchor.at, anchor.rest, flags));
}

RENDERBUS_DECL int stat_path(const std::string& path, struct ::stat& seen) noexcept {
    path_anchor anchor;
    if (!anchor_path(path, anchor)) return -1;
    return ::fstatat(anchor.at, anchor.rest, &seen, 0);
}

RENDERBUS_DECL owned_descriptor open_folder_for_lookup(const std::string& path) noexcept { return open_path(path, lookup_flags); }

}  // namespace renderbus::detail

#endif
