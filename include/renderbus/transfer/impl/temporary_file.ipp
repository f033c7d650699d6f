// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_TEMPORARY_FILE_IPP
#define RENDERBUS_TRANSFER_IMPL_TEMPORARY_FILE_IPP

#include <renderbus/detail/blocked_signal.hpp>
#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/random.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus {
namespace detail {

/// `.renderbus-`, eight digits for this machine, eight random ones, `.part`. Short, so that a final name of the greatest length
/// has a temporary one too. A lock of another machine's process may not be seen here, hence the machine in the name.
inline const std::string& temporary_front() {
    static const std::string front = [] {
        char host[256] = {};
        ::gethostname(host, sizeof host - 1);
        sha256_hasher hash;
        hash.update(std::string_view(host));
        return ".renderbus-" + to_hex(hash.finish()).substr(0, 8);
    }();
    return front;
}
inline constexpr std::string_view temporary_end = ".part";
inline constexpr std::size_t temporary_digits = 8;

inline std::string temporary_name() {
    static const random_source dice = system_random();  // one for all: a new one costs more than a small file
    char digits[temporary_digits + 1];
    std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(dice()));
    return std::string(temporary_front()).append(digits).append(temporary_end);
}

/// `.renderbus-keep-`, sixteen digits for the name and the version, `.part`: the same in every process.
inline constexpr std::string_view kept_front = ".renderbus-keep-";
inline std::string kept_name(const std::filesystem::path& final_name, std::string_view version) {
    sha256_hasher hash;
    hash.update(final_name.filename().native());
    hash.update(std::string_view("", 1));
    hash.update(version);
    return std::string(kept_front).append(to_hex(hash.finish()).substr(0, 16)).append(temporary_end);
}

inline bool is_kept_name(std::string_view name) {
    return name.size() == kept_front.size() + 16 + temporary_end.size() && name.starts_with(kept_front) &&
           name.ends_with(temporary_end);
}

/// A folder that a program of another's writes into, and six letters behind that.
inline constexpr std::string_view arrival_front = ".renderbus-arrival-";
inline bool is_arrival_name(std::string_view name) {
    return name.size() == arrival_front.size() + 6 && name.starts_with(arrival_front);
}

inline bool is_a_week_old(const struct ::stat& seen) {
    constexpr std::int64_t week = 7 * 24 * 3600;
    return std::int64_t{::time(nullptr)} - std::int64_t{seen.st_mtim.tv_sec} > week;
}

inline bool is_temporary_of(std::string_view front, std::string_view name) {
    if (name.size() != front.size() + temporary_digits + temporary_end.size()) return false;
    const auto digits = name.substr(front.size(), temporary_digits);
    return name.starts_with(front) && name.ends_with(temporary_end) &&
           digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Where locks do not work, nobody else holds one.
inline bool is_locked_by_another(int descriptor) {
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        if (errno != EINTR) return errno == EWOULDBLOCK;
    return false;
}

/// Between its making and its locking `remove_abandoned` may have found a new file.
inline bool was_taken_away(int descriptor) {
    if (is_locked_by_another(descriptor)) return true;
    struct ::stat seen {};
    return ::fstat(descriptor, &seen) == 0 && seen.st_nlink == 0;
}

/// Whether a file of our own still stands under its name: another sink may have given it its final one.
inline bool still_stands(int descriptor, const std::filesystem::path& name) {
    struct ::stat opened {
    }, named{};
    return ::fstat(descriptor, &opened) == 0 && ::lstat(name.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev && S_ISREG(opened.st_mode) && opened.st_uid == ::geteuid();
}

inline result<void> make_folder_of(const std::filesystem::path& file) {
    const auto folder = file.parent_path();
    std::error_code made;
    if (!folder.empty()) std::filesystem::create_directories(folder, made);
    if (made) return file_failure(scene_errc::unwritable_file, folder, "the folder cannot be made", made.value());
    return {};
}

inline failure cannot_write(const std::filesystem::path& final_name, int error_number) {
    return file_failure(scene_errc::unwritable_file, final_name, "cannot be written", error_number);
}

inline failure another_digest(std::string place, const sha256_digest& found, const sha256_digest& expected) {
    return {data_errc::wrong_digest, std::move(place),
            "what arrived is not what was sent: SHA-256 " + to_hex(found) + " in place of " + to_hex(expected),
            "transfer the file again"};
}

/// A new file on its way to a final name, open for writing. Where the file system can it has no name before that, and nothing is
/// left of it when its process is killed; elsewhere it stands beside the final one, locked. The folder is made where there is
/// none.
struct temporary_file {
    std::filesystem::path name;
    int descriptor;
};

inline bool can_name_open_files() {
    static const bool can = ::access("/proc/self/fd", X_OK) == 0;
    return can;
}
inline int open_nameless(const std::filesystem::path& final_name) {
    const auto& name = final_name.native();
    const auto end = name.rfind('/');
    const auto folder = end == name.npos ? std::string(".") : name.substr(0, end + 1);
    return can_name_open_files() ? ::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0666) : -1;
}

inline result<temporary_file> make_named(const std::filesystem::path& final_name) {
    for (int tries = 0;; ++tries) {
        auto name = final_name.parent_path() / temporary_name();
        const int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (descriptor >= 0 && !was_taken_away(descriptor)) return temporary_file{std::move(name), descriptor};
        if (descriptor >= 0) ::close(descriptor), ::unlink(name.c_str()), errno = EEXIST;
        if (tries == 8 || (errno != EEXIST && errno != ENOENT && errno != ENOTDIR)) return cannot_write(final_name, errno);
        if (errno == EEXIST) continue;
        if (auto made = make_folder_of(final_name); !made) return std::move(made).error();
    }
}

RENDERBUS_DECL result<temporary_file> make_temporary(const std::filesystem::path& final_name) {
    const int descriptor = open_nameless(final_name);
    if (descriptor >= 0) return temporary_file{{}, descriptor};
    return make_named(final_name);
}

/// Writes all of it, at that byte of the file or where it stands; gives what hindered it (errno), and then `left` is what was not
/// written, or 0.
inline int write_all(int descriptor, std::span<const char>& left, std::optional<std::uint64_t> place = {}) {
    const blocked_signal no_signal(SIGXFSZ);
    while (!left.empty()) {
        const auto count = place ? ::pwrite(descriptor, left.data(), left.size(), static_cast<::off_t>(*place))
                                 : ::write(descriptor, left.data(), left.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count < 0 ? errno : ENOSPC;
        left = left.subspan(static_cast<std::size_t>(count));
        if (place) *place += static_cast<std::uint64_t>(count);
    }
    return 0;
}

}  // namespace detail
}  // namespace renderbus

#endif
