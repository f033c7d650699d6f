// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_SQLITE_IPP
#define RENDERBUS_STORAGE_IMPL_SQLITE_IPP

#include <renderbus/detail/file_size_signal.hpp>
#include <renderbus/storage/impl/sqlite_values.ipp>
#include <renderbus/storage/sqlite.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace renderbus {
namespace detail {

inline constexpr std::int64_t record_application_id = 0x52427265;  // "RBre", in the file's header
inline constexpr std::int64_t record_schema_version = 1;
inline constexpr const char* record_schema =
    "CREATE TABLE sent(storage TEXT NOT NULL, server_path TEXT NOT NULL, size INTEGER, mtime_ns INTEGER, inode INTEGER,"
    " digest BLOB NOT NULL, PRIMARY KEY(storage, server_path)) WITHOUT ROWID;"
    "CREATE TABLE hashed(local_path TEXT PRIMARY KEY NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,"
    " inode INTEGER NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;"
    "PRAGMA application_id = 1380086373;"
    "PRAGMA user_version = 1;";
static_assert(record_application_id == 1380086373);

RENDERBUS_DECL void sqlite_closer::operator()(sqlite3* database) const noexcept {
    const file_size_signal_blocked no_signal;  // closing may write the log back
    sqlite3_close_v2(database);
}
RENDERBUS_DECL void sqlite_finalizer::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

}  // namespace detail

/// One use of a prepared statement: alone on the connection, no signal for a full limit, and clean afterwards.
class sqlite_record::call {
public:
    call(sqlite_record& record, sqlite3_stmt* statement) : lock_(record.mutex_), statement_(statement) {}
    ~call() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    call(const call&) = delete;
    call& operator=(const call&) = delete;

private:
    std::scoped_lock<std::mutex> lock_;
    detail::file_size_signal_blocked no_signal_;
    sqlite3_stmt* statement_;
};

RENDERBUS_DECL sqlite_record::sqlite_record(std::filesystem::path file, std::chrono::milliseconds patience)
    : file_(std::move(file)), patience_(patience) {}
RENDERBUS_DECL sqlite_record::~sqlite_record() = default;

RENDERBUS_DECL failure sqlite_record::foreign(std::string cause) const {
    return {data_errc::invalid_value, file_.string(), std::move(cause),
            "choose another file for the record, or move this one away"};
}

RENDERBUS_DECL failure sqlite_record::cannot(int code) const {
    const std::string reason =
        std::string(" (SQLite: ") + (database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code)) + ")";
    switch (code & 0xff) {
        case SQLITE_NOTADB: return foreign("this is no SQLite file, so no record of sent files" + reason);
        case SQLITE_CORRUPT: return foreign("the record of sent files is damaged" + reason);
        case SQLITE_ERROR:
        case SQLITE_MISMATCH: return foreign("this is not the record of sent files that it claims to be" + reason);
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {scene_errc::unwritable_file, file_.string(),
                    "other programs kept the record of sent files busy too long" + reason,
                    "try again, or give each program a record of its own"};
        case SQLITE_FULL:
            return {scene_errc::unwritable_file, file_.string(), "no room to write the record of sent files" + reason,
                    "free some space on its disk"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return {scene_errc::unwritable_file, file_.string(), "the record of sent files may not be written" + reason,
                    "check the permissions of the file and of its folder"};
        case SQLITE_CANTOPEN:
            return {scene_errc::unreadable_file, file_.string(), "the record of sent files cannot be opened" + reason,
                    "check the path and the permissions of the file and of its folder"};
        case SQLITE_NOMEM: return {std::make_error_code(std::errc::not_enough_memory), file_.string(), "out of memory", ""};
        default:
            return {scene_errc::unwritable_file, file_.string(), "the record of sent files does not work" + reason,
                    "check its disk, and the limit on the size of files (ulimit -f)"};
    }
}

RENDERBUS_DECL result<bool> sqlite_record::step(sqlite3_stmt* statement) {
    // SQLite waits by itself in most cases, but not where waiting might be a deadlock.
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    auto pause = std::chrono::milliseconds(1);
    for (;;) {
        const int code = sqlite3_step(statement);
        if (code == SQLITE_ROW) return true;
        if (code == SQLITE_DONE) return false;
        const bool busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
        if (!busy || std::chrono::steady_clock::now() >= deadline) return cannot(code);
        sqlite3_reset(statement);
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(50));
    }
}

RENDERBUS_DECL result<detail::sqlite_statement> sqlite_record::compile(const char* sql, bool lasting) {
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    for (;;) {
        sqlite3_stmt* made = nullptr;
        const int code = sqlite3_prepare_v3(database_.get(), sql, -1, lasting ? SQLITE_PREPARE_PERSISTENT : 0u, &made, nullptr);
        if (code == SQLITE_OK) return detail::sqlite_statement(made);
        const bool busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
        if (!busy || std::chrono::steady_clock::now() >= deadline) return cannot(code);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

RENDERBUS_DECL result<void> sqlite_record::run(const char* sql) {
    auto statement = compile(sql, false);
    if (!statement) return std::move(statement).error();
    for (;;) {
        auto row = step(statement->get());
        if (!row) return std::move(row).error();
        if (!*row) return {};
    }
}

RENDERBUS_DECL result<std::int64_t> sqlite_record::ask(const char* sql) {
    auto statement = compile(sql, false);
    if (!statement) return std::move(statement).error();
    auto row = step(statement->get());
    if (!row) return std::move(row).error();
    return *row ? std::int64_t{sqlite3_column_int64(statement->get(), 0)} : std::int64_t{0};
}

RENDERBUS_DECL result<std::shared_ptr<sqlite_record>> sqlite_record::open(const std::filesystem::path& file,
                                                                          std::chrono::milliseconds patience) {
    std::shared_ptr<sqlite_record> record(new sqlite_record(file, patience));
    const detail::file_size_signal_blocked no_signal;
    if (auto stands = record->connect(); !stands) return std::move(stands).error();
    if (auto agreed = record->agree_on_schema(); !agreed) return std::move(agreed).error();
    if (auto ready = record->prepare(); !ready) return std::move(ready).error();
    return record;
}

RENDERBUS_DECL result<void> sqlite_record::connect() {
    std::error_code made;
    if (file_.has_parent_path()) std::filesystem::create_directories(file_.parent_path(), made);
    if (made)
        return detail::file_failure(scene_errc::unwritable_file, file_.parent_path(), "the folder cannot be made", made.value());
    sqlite3* opened = nullptr;
    const int code =
        sqlite3_open_v2(file_.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) return cannot(code);
    sqlite3_busy_timeout(opened, static_cast<int>(std::min<std::chrono::milliseconds::rep>(patience_.count(), 60'000)));
    return {};
}

RENDERBUS_DECL result<void> sqlite_record::agree_on_schema() {
    const auto recognize = [this]() -> result<bool> {
        auto id = ask("PRAGMA application_id");
        if (!id) return std::move(id).error();
        auto version = ask("PRAGMA user_version");
        if (!version) return std::move(version).error();
        auto tables = ask("SELECT count(*) FROM sqlite_master");
        if (!tables) return std::move(tables).error();
        if (*id == 0 && *version == 0 && *tables == 0) return false;
        if (*id != detail::record_application_id) return foreign("this SQLite file belongs to another program");
        if (*version == detail::record_schema_version) return true;
        return foreign("the record of sent files is of version " + std::to_string(*version) + ", this program knows version " +
                       std::to_string(detail::record_schema_version));
    };
    // Within one transaction: what another program makes between two looks must not be seen by half.
    const auto look = [&]() -> result<bool> {
        if (auto begun = run("BEGIN"); !begun) return std::move(begun).error();
        auto known = recognize();
        if (auto ended = run("COMMIT"); known && !ended) return std::move(ended).error();
        return known;
    };
    // Look first: not even the journal mode of another program's file is changed.
    if (auto known = look(); !known) return std::move(known).error();
    for (const char* setting : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"})
        if (auto set = run(setting); !set) return set;
    if (auto known = look(); !known || *known) return known ? result<void>() : std::move(known).error();

    if (auto begun = run("BEGIN IMMEDIATE"); !begun) return begun;
    auto made = recognize();  // another program may have made it by now
    if (made && !*made && sqlite3_exec(database_.get(), detail::record_schema, nullptr, nullptr, nullptr) != SQLITE_OK)
        made = cannot(sqlite3_extended_errcode(database_.get()));
    if (made) {
        if (auto ended = run("COMMIT"); ended) return {};
        else made = std::move(ended).error();
    }
    (void)run("ROLLBACK");
    return std::move(made).error();
}

RENDERBUS_DECL result<void> sqlite_record::prepare() {
    const std::pair<detail::sqlite_statement*, const char*> all[] = {
        {&find_, "SELECT size, mtime_ns, inode, digest FROM sent WHERE storage = ?1 AND server_path = ?2"},
        {&put_,
         "INSERT OR REPLACE INTO sent(storage, server_path, size, mtime_ns, inode, digest) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"},
        {&erase_, "DELETE FROM sent WHERE storage = ?1 AND server_path = ?2"},
        {&erase_all_, "DELETE FROM sent WHERE storage = ?1"},
        {&digest_of_, "SELECT size, mtime_ns, inode, digest FROM hashed WHERE local_path = ?1"},
        {&remember_, "INSERT OR REPLACE INTO hashed(local_path, size, mtime_ns, inode, digest) VALUES(?1, ?2, ?3, ?4, ?5)"}};
    for (const auto& [statement, sql] : all) {
        auto made = compile(sql, true);
        if (!made) return std::move(made).error();
        *statement = std::move(*made);
    }
    return {};
}

RENDERBUS_DECL result<std::optional<sent_file>> sqlite_record::find(std::string_view storage, std::string_view server_path) {
    const call alone(*this, find_.get());
    detail::sqlite_values(find_.get()).text(storage).text(server_path);
    auto row = step(find_.get());
    if (!row) return std::move(row).error();
    if (!*row) return std::optional<sent_file>{};
    sent_file sent{detail::stamp_column(find_.get(), 0), {}};
    // What is no digest proves nothing: the file is sent again, and the claim replaced.
    if (!detail::digest_column(find_.get(), 3, sent.digest)) return std::optional<sent_file>{};
    return std::optional(sent);
}

RENDERBUS_DECL result<void> sqlite_record::put(std::string_view storage, std::string_view server_path, const sent_file& sent) {
    const call alone(*this, put_.get());
    detail::sqlite_values(put_.get()).text(storage).text(server_path).stamp(sent.stamp).digest(sent.digest);
    auto row = step(put_.get());
    return row ? result<void>() : std::move(row).error();
}

RENDERBUS_DECL result<void> sqlite_record::erase(std::string_view storage, std::string_view server_path) {
    const call alone(*this, erase_.get());
    detail::sqlite_values(erase_.get()).text(storage).text(server_path);
    auto row = step(erase_.get());
    return row ? result<void>() : std::move(row).error();
}

RENDERBUS_DECL result<void> sqlite_record::erase_all(std::string_view storage) {
    const call alone(*this, erase_all_.get());
    detail::sqlite_values(erase_all_.get()).text(storage);
    auto row = step(erase_all_.get());
    return row ? result<void>() : std::move(row).error();
}

RENDERBUS_DECL result<std::optional<sha256_digest>> sqlite_record::digest_of(const std::filesystem::path& local,
                                                                             const file_stamp& stamp) {
    const call alone(*this, digest_of_.get());
    detail::sqlite_values(digest_of_.get()).text(local.native());
    auto row = step(digest_of_.get());
    if (!row) return std::move(row).error();
    sha256_digest digest;
    if (!*row || detail::stamp_column(digest_of_.get(), 0) != stamp || !detail::digest_column(digest_of_.get(), 3, digest))
        return std::optional<sha256_digest>{};
    return std::optional(digest);
}

RENDERBUS_DECL result<void> sqlite_record::remember_digest(const std::filesystem::path& local, const file_stamp& stamp,
                                                           const sha256_digest& digest) {
    const call alone(*this, remember_.get());
    detail::sqlite_values(remember_.get()).text(local.native()).stamp(stamp).digest(digest);
    auto row = step(remember_.get());
    return row ? result<void>() : std::move(row).error();
}

}  // namespace renderbus

#endif
