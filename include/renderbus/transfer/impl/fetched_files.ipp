// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FETCHED_FILES_IPP
#define RENDERBUS_TRANSFER_IMPL_FETCHED_FILES_IPP

#include <renderbus/input_file.hpp>
#include <renderbus/storage/record_store.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// Gives a local file the time at which its content was written at the farm. Where that cannot be done the file is fetched again
/// another time, and no harm is done.
inline void give_time(const std::filesystem::path& local, std::int64_t written_ns) {
    constexpr std::int64_t second = 1'000'000'000;
    const auto part = (written_ns % second + second) % second;
    const ::timespec times[2] = {{0, UTIME_OMIT}, {static_cast<::time_t>((written_ns - part) / second), static_cast<long>(part)}};
    [[maybe_unused]] const int given = ::utimensat(AT_FDCWD, local.c_str(), times, 0);
}

/// Whether the time that a file system keeps is the one that a file was given: some keep no more than the tenth of a
/// microsecond, others whole seconds, or every other of them.
inline bool is_one_time(std::int64_t kept_ns, std::int64_t given_ns) {
    constexpr std::int64_t second = 1'000'000'000;
    const auto grain = kept_ns % (2 * second) == 0 ? 2 * second : kept_ns % second == 0 ? second : 1'000;
    return (kept_ns > given_ns ? kept_ns - given_ns : given_ns - kept_ns) < grain;
}

/// `shot.0001.png` is followed by `shot.0001.farm.png`, `shot.0001.farm-b.png` and so on; after the last letter by nothing. No
/// digits: they would be read as a frame's number.
inline std::optional<std::filesystem::path> name_beside(const std::filesystem::path& local, int nth) {
    if (nth > 'z' - 'a') return std::nullopt;
    std::string end = ".farm";
    if (nth > 0) end.append("-").push_back(static_cast<char>('a' + nth));
    return local.parent_path() / (local.stem().native() + end + local.extension().native());
}

/// Which local files hold what a download found at the farm, and how they looked then: who finds one looking so knows that nobody
/// has touched it.
class fetched_files {
public:
    explicit fetched_files(std::optional<any_record_store> record) : record_(std::move(record)) {}

    /// Some at a time: a transaction for each would cost more than a small file.
    result<void> remember(const std::filesystem::path& local, const std::optional<sha256_digest>& digest) {
        if (!record_) return {};
        const auto stamp = stamp_of(local);
        if (!stamp) return {};  // somebody took it away at once
        seen_.push_back({key_of(local), {*stamp, digest.value_or(sha256_digest{})}});
        constexpr std::size_t at_a_time = 64;
        return seen_.size() < at_a_time ? result<void>() : keep();
    }
    result<void> keep() {
        if (!record_ || seen_.empty()) return {};
        return record_->put_all(kept_under, std::exchange(seen_, {}));
    }
    result<bool> is_untouched(const std::filesystem::path& local, const file_stamp& stamp) {
        if (!record_) return false;
        const auto key = key_of(local);
        for (const auto& one : seen_)
            if (one.server_path == key && one.sent.stamp == stamp) return true;
        const auto known = record_->find(kept_under, key);
        if (!known) return known.error();
        return *known && (**known).stamp == stamp;
    }

private:
    static constexpr std::string_view kept_under = "fetched";  // where a storage of the farm stands for what was sent
    /// Hosts that share a record have disks of their own.
    static std::string key_of(const std::filesystem::path& local) {
        static const std::string host = this_host();
        std::error_code ignored;
        return host + std::filesystem::absolute(local, ignored).lexically_normal().generic_string();
    }
    static std::string this_host() {
        char name[256] = {};
        return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
    }

    std::optional<any_record_store> record_;
    std::vector<claim> seen_;
};

}  // namespace renderbus::detail

#endif
