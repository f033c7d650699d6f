// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_SQLITE_HPP
#define RENDERBUS_STORAGE_SQLITE_HPP

#include <renderbus/storage/record_store.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace renderbus {

namespace detail {
struct sqlite_closer {
    RENDERBUS_DECL void operator()(sqlite3* database) const noexcept;
};
struct sqlite_finalizer {
    RENDERBUS_DECL void operator()(sqlite3_stmt* statement) const noexcept;
};
using sqlite_statement = std::unique_ptr<sqlite3_stmt, sqlite_finalizer>;
}  // namespace detail

/// A record in a SQLite file, shared by all programs of this machine that open it; a model of `record_store`. Needs the
/// library sqlite3. Not for a file on a network disk (its write-ahead log is shared memory), and not to be carried
/// through a fork: open it again in the child.
///
/// A file that is damaged, of another program, or of a later version of this one is refused with a sentence and left as
/// it is.
class sqlite_record {
public:
    /// Opens the record, and makes it where there is none, with the folders above. `patience`: how long a call waits for
    /// other programs that write at the same time.
    static RENDERBUS_DECL result<std::shared_ptr<sqlite_record>> open(
        const std::filesystem::path& file, std::chrono::milliseconds patience = std::chrono::seconds(20));
    RENDERBUS_DECL ~sqlite_record();
    sqlite_record(const sqlite_record&) = delete;
    sqlite_record& operator=(const sqlite_record&) = delete;

    RENDERBUS_DECL result<std::optional<sent_file>> find(std::string_view storage, std::string_view server_path);
    RENDERBUS_DECL result<void> put(std::string_view storage, std::string_view server_path, const sent_file& sent);
    RENDERBUS_DECL result<void> erase(std::string_view storage, std::string_view server_path);
    RENDERBUS_DECL result<void> erase_all(std::string_view storage);
    RENDERBUS_DECL result<std::optional<sha256_digest>> digest_of(const std::filesystem::path& local, const file_stamp& stamp);
    RENDERBUS_DECL result<void> remember_digest(const std::filesystem::path& local, const file_stamp& stamp,
                                                const sha256_digest& digest);

private:
    class call;
    sqlite_record(std::filesystem::path file, std::chrono::milliseconds patience);
    RENDERBUS_DECL result<void> connect();
    RENDERBUS_DECL result<void> agree_on_schema();
    RENDERBUS_DECL result<void> prepare();
    RENDERBUS_DECL result<bool> step(sqlite3_stmt* statement);
    RENDERBUS_DECL result<void> run(const char* sql);
    RENDERBUS_DECL result<std::int64_t> ask(const char* sql);
    RENDERBUS_DECL result<detail::sqlite_statement> compile(const char* sql, bool lasting);
    RENDERBUS_DECL failure cannot(int code) const;
    RENDERBUS_DECL failure foreign(std::string cause) const;

    std::filesystem::path file_;
    std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::unique_ptr<sqlite3, detail::sqlite_closer> database_;  // ends after the statements below
    detail::sqlite_statement find_, put_, erase_, erase_all_, digest_of_, remember_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/sqlite.ipp>
#endif

#endif
