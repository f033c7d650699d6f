// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_SQLITE_CONNECTION_IPP
#define RENDERBUS_STORAGE_IMPL_SQLITE_CONNECTION_IPP

#include <renderbus/detail/blocked_signal.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/storage/impl/sqlite_connection.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

namespace renderbus::detail {

RENDERBUS_DECL void sqlite_closer::operator()(sqlite3* database) const noexcept {
    const blocked_signal no_signal(SIGXFSZ);  // closing may write the log back
    sqlite3_close_v2(database);
}
RENDERBUS_DECL void sqlite_finalizer::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

RENDERBUS_DECL failure sqlite_connection::foreign(std::string cause) const {
    return {data_errc::invalid_value, file_.string(), std::move(cause),
            "choose another file for the record, or move this one away"};
}

RENDERBUS_DECL failure sqlite_connection::cannot(int code) const {
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

RENDERBUS_DECL result<bool> sqlite_connection::step(sqlite3_stmt* statement) {
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

RENDERBUS_DECL result<sqlite_statement> sqlite_connection::compile(const char* sql, bool is_lasting) {
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    for (;;) {
        sqlite3_stmt* made = nullptr;
        const int code =
            sqlite3_prepare_v3(database_.get(), sql, -1, is_lasting ? SQLITE_PREPARE_PERSISTENT : 0u, &made, nullptr);
        if (code == SQLITE_OK) return sqlite_statement(made);
        const bool busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
        if (!busy || std::chrono::steady_clock::now() >= deadline) return cannot(code);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

RENDERBUS_DECL result<void> sqlite_connection::run(const char* sql) {
    auto statement = compile(sql, false);
    if (!statement) return std::move(statement).error();
    for (;;) {
        auto row = step(statement->get());
        if (!row) return std::move(row).error();
        if (!*row) return {};
    }
}

RENDERBUS_DECL result<std::int64_t> sqlite_connection::ask(const char* sql) {
    auto statement = compile(sql, false);
    if (!statement) return std::move(statement).error();
    auto row = step(statement->get());
    if (!row) return std::move(row).error();
    return *row ? std::int64_t{sqlite3_column_int64(statement->get(), 0)} : std::int64_t{0};
}

RENDERBUS_DECL std::size_t sqlite_connection::changes() const noexcept {
    return static_cast<std::size_t>(sqlite3_changes(database_.get()));
}

RENDERBUS_DECL std::int64_t sqlite_connection::last_number() const noexcept { return sqlite3_last_insert_rowid(database_.get()); }

RENDERBUS_DECL result<void> sqlite_connection::open(const sqlite_schema& schema) {
    const blocked_signal no_signal(SIGXFSZ);
    if (auto stands = connect(); !stands) return stands;
    return agree_on(schema);
}

RENDERBUS_DECL result<void> sqlite_connection::connect() {
    std::error_code made;
    if (file_.has_parent_path()) std::filesystem::create_directories(file_.parent_path(), made);
    if (made) return file_failure(scene_errc::unwritable_file, file_.parent_path(), "the folder cannot be made", made.value());
    sqlite3* opened = nullptr;
    const int code =
        sqlite3_open_v2(file_.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) return cannot(code);
    sqlite3_busy_timeout(opened, static_cast<int>(std::min<std::chrono::milliseconds::rep>(patience_.count(), 60'000)));
    return {};
}

/// Whether the file has these tables; false where it has none at all.
RENDERBUS_DECL result<bool> sqlite_connection::recognize(const sqlite_schema& schema) {
    auto id = ask("PRAGMA application_id");
    if (!id) return std::move(id).error();
    auto version = ask("PRAGMA user_version");
    if (!version) return std::move(version).error();
    auto tables = ask("SELECT count(*) FROM sqlite_master");
    if (!tables) return std::move(tables).error();
    if (*id == 0 && *version == 0 && *tables == 0) return false;
    if (*id != schema.application_id) return foreign("this SQLite file belongs to another program");
    if (*version == schema.version) return true;
    return foreign("the record of sent files is of version " + std::to_string(*version) + ", this program knows version " +
                   std::to_string(schema.version));
}

RENDERBUS_DECL result<void> sqlite_connection::agree_on(const sqlite_schema& schema) {
    // Within one transaction: what another program makes between two looks must not be seen by half.
    const auto look = [&]() -> result<bool> {
        if (auto begun = run("BEGIN"); !begun) return std::move(begun).error();
        auto known = recognize(schema);
        if (auto ended = run("COMMIT"); known && !ended) return std::move(ended).error();
        return known;
    };
    // Look first: not even the journal mode of another program's file is changed.
    if (auto known = look(); !known) return std::move(known).error();
    for (const char* setting : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"})
        if (auto set = run(setting); !set) return set;
    if (auto known = look(); !known || *known) return known ? result<void>() : std::move(known).error();

    auto making = sqlite_transaction::begin(*this);
    if (!making) return std::move(making).error();
    auto known = recognize(schema);  // another program may have made it by now
    if (!known) return std::move(known).error();
    if (!*known && sqlite3_exec(database_.get(), schema.tables, nullptr, nullptr, nullptr) != SQLITE_OK)
        return cannot(sqlite3_extended_errcode(database_.get()));
    return (*making)->commit();
}

RENDERBUS_DECL result<std::unique_ptr<sqlite_transaction>> sqlite_transaction::begin(sqlite_connection& on) {
    if (auto begun = on.run("BEGIN IMMEDIATE"); !begun) return std::move(begun).error();
    return std::make_unique<sqlite_transaction>(on);
}

RENDERBUS_DECL sqlite_transaction::~sqlite_transaction() {
    if (is_open_) (void)connection_.run("ROLLBACK");
}

RENDERBUS_DECL result<void> sqlite_transaction::commit() {
    auto ended = connection_.run("COMMIT");
    if (ended) is_open_ = false;
    return ended;
}

}  // namespace renderbus::detail

#endif
