// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FINAL_NAME_IPP
#define RENDERBUS_TRANSFER_IMPL_FINAL_NAME_IPP

#include <renderbus/transfer/file_naming.hpp>
#include <renderbus/transfer/impl/temporary_file.ipp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

namespace renderbus {
namespace detail {

inline failure name_is_taken(const std::filesystem::path& final_name) {
    return {scene_errc::name_taken, final_name.string(), "another file stands here by now, and stays", "download again"};
}

/// They give what hindered them (errno), or 0; where something has a name that was to be free, EEXIST.
inline int rename_over(const char* from, const char* to) { return ::rename(from, to) == 0 ? 0 : errno; }
inline int rename_to_free(const char* from, const char* to) {
    if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    if (::link(from, to) == 0) return ::unlink(from), 0;  // a file system that knows no such rename
    if (errno == EEXIST) return errno;
    struct ::stat seen {};
    return ::lstat(to, &seen) == 0 ? EEXIST : rename_over(from, to);
}

/// One more name for an open file, be it its first.
inline int link_to(int descriptor, const char* to) {
    if (::linkat(descriptor, "", AT_FDCWD, to, AT_EMPTY_PATH) == 0) return 0;
    if (errno == EEXIST) return errno;
    const auto opened = "/proc/self/fd/" + std::to_string(descriptor);  // for systems where that takes a privilege
    return ::linkat(AT_FDCWD, opened.c_str(), AT_FDCWD, to, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}
inline int link_over(int descriptor, const std::filesystem::path& to) {
    const int hindered = link_to(descriptor, to.c_str());
    if (hindered != EEXIST) return hindered;
    (void)is_locked_by_another(descriptor);  // with a temporary name it would look abandoned
    const auto name = to.parent_path() / temporary_name();
    if (const int unnamed = link_to(descriptor, name.c_str()); unnamed != 0) return unnamed;
    const int kept = rename_over(name.c_str(), to.c_str());
    if (kept != 0) ::unlink(name.c_str());
    return kept;
}

/// What a file system needs that makes files without a name and then gives them none: the same bytes in a file that has one.
inline int copy_to_named(int descriptor, const temporary_file& copy) {
    char space[64 * 1024];
    for (::off_t at = 0;;) {
        const auto count = ::pread(descriptor, space, sizeof space, at);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count < 0 ? errno : 0;
        at += count;
        std::span<const char> left(space, static_cast<std::size_t>(count));
        if (const int hindered = write_all(copy.descriptor, left); hindered != 0) return hindered;
    }
}

RENDERBUS_DECL result<void> give_final_name(int, const std::filesystem::path&, const std::filesystem::path&, const file_naming&);

inline result<void> name_a_copy(int descriptor, const std::filesystem::path& final_name, const file_naming& how) {
    auto copy = make_named(final_name);
    if (!copy) return std::move(copy).error();
    const int hindered = copy_to_named(descriptor, *copy);
    auto named = hindered == 0 ? give_final_name(copy->descriptor, copy->name, final_name, how)
                               : result<void>(cannot_write(final_name, hindered));
    if (!named) ::unlink(copy->name.c_str());
    ::close(copy->descriptor);
    return named;
}

/// A file gets its final name; `temporary` is empty where it has none yet. A second name of a file that is there anyhow has no
/// descriptor: -1.
RENDERBUS_DECL result<void> give_final_name(int descriptor, const std::filesystem::path& temporary,
                                            const std::filesystem::path& final_name, const file_naming& how) {
    // A full disk may show itself only here.
    if (how.is_synced && descriptor >= 0 && ::fsync(descriptor) != 0) return cannot_write(final_name, errno);
    bool must_be_free = how.takes == file_naming::place::free;
    if (how.takes == file_naming::place::seen) {
        const auto stands = stamp_of(final_name);
        if (stands && *stands != how.seen) return name_is_taken(final_name);
        must_be_free = !stands;
    }
    const bool is_nameless = temporary.empty();
    int hindered = 0;
    if (!is_nameless) hindered = (must_be_free ? rename_to_free : rename_over)(temporary.c_str(), final_name.c_str());
    else if (must_be_free) hindered = link_to(descriptor, final_name.c_str());
    else hindered = link_over(descriptor, final_name);
    if (hindered == EEXIST && must_be_free) return name_is_taken(final_name);
    if (is_nameless && (hindered == EPERM || hindered == ENOENT || hindered == EOPNOTSUPP || hindered == EINVAL))
        return name_a_copy(descriptor, final_name, how);
    if (hindered != 0) return cannot_write(final_name, hindered);
    if (!how.is_synced) return {};
    const auto folder = final_name.has_parent_path() ? final_name.parent_path() : std::filesystem::path(".");
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened >= 0) {
        // Some file systems refuse to sync a folder; the rename is done all the same.
        (void)::fsync(opened);
        ::close(opened);
    }
    return {};
}

}  // namespace detail
}  // namespace renderbus

#endif
