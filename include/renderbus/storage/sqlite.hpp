// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_SQLITE_HPP
#define RENDERBUS_STORAGE_SQLITE_HPP

#include <renderbus/clock.hpp>
#include <renderbus/storage/record_store.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace renderbus {

/// A record in a SQLite file, shared by all programs of this machine that open it; a model of `record_store`. Needs the
/// library sqlite3. Not for a file on a network disk (its write-ahead log is shared memory), and not to be carried
/// through a fork: open it again in the child.
///
/// What a call put is there after a program was killed; after a power cut the last seconds may be missing, which costs a
/// question at the farm, or a file sent again.
///
/// A file that is damaged, of another program, or of another version of this one is refused with a sentence and left as
/// it is.
class sqlite_record {
public:
    /// Opens the record, and makes it where there is none, with the folders above. `patience`: how long a call waits for
    /// other programs that write at the same time. `clock` dates the entries.
    static RENDERBUS_DECL result<std::shared_ptr<sqlite_record>> open(
        const std::filesystem::path& file, std::chrono::milliseconds patience = std::chrono::seconds(20),
        any_clock clock = any_clock(std::make_shared<system_time>()));
    RENDERBUS_DECL ~sqlite_record();
    sqlite_record(const sqlite_record&) = delete;
    sqlite_record& operator=(const sqlite_record&) = delete;

    RENDERBUS_DECL result<std::optional<sent_file>> find(std::string_view storage, std::string_view server_path);
    RENDERBUS_DECL result<folder_claims> claims_in(std::string_view storage, std::string_view folder);
    RENDERBUS_DECL result<void> renew(std::string_view storage, std::string_view folder, const folder_claims& confirmed);
    RENDERBUS_DECL result<std::optional<std::string>> holder_of(std::string_view storage, const sha256_digest& digest);
    RENDERBUS_DECL result<void> put(std::string_view storage, std::string_view server_path, const sent_file& sent);
    RENDERBUS_DECL result<void> put_all(std::string_view storage, std::span<const claim> claims);
    RENDERBUS_DECL result<void> erase(std::string_view storage, std::string_view server_path);
    RENDERBUS_DECL result<void> erase_all(std::string_view storage);
    RENDERBUS_DECL result<std::optional<sha256_digest>> digest_of(const std::filesystem::path& local, const file_stamp& stamp);
    RENDERBUS_DECL result<void> remember_digest(const std::filesystem::path& local, const file_stamp& stamp,
                                                const sha256_digest& digest);
    RENDERBUS_DECL result<void> remember_all(std::span<const local_digest> digests);
    RENDERBUS_DECL result<std::size_t> prune(std::chrono::system_clock::time_point before);

private:
    struct body;
    explicit sqlite_record(std::unique_ptr<body> opened);
    std::unique_ptr<body> body_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/sqlite.ipp>
#endif

#endif
