// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_SQLITE_CONNECTION_HPP
#define RENDERBUS_STORAGE_IMPL_SQLITE_CONNECTION_HPP

#include <renderbus/error.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

struct sqlite3;
struct sqlite3_stmt;

namespace renderbus::detail {

struct sqlite_closer {
    RENDERBUS_DECL void operator()(sqlite3* database) const noexcept;
};
struct sqlite_finalizer {
    RENDERBUS_DECL void operator()(sqlite3_stmt* statement) const noexcept;
};
using sqlite_statement = std::unique_ptr<sqlite3_stmt, sqlite_finalizer>;

/// What makes a SQLite file ours: its mark, its version, and the tables of that version.
struct sqlite_schema {
    std::int64_t application_id;
    std::int64_t version;
    const char* tables;
};

/// A connection to a record of sent files, used by one thread at a time. It waits for other programs as long as its
/// patience lasts, and says in words what SQLite says in codes.
class sqlite_connection {
public:
    sqlite_connection(std::filesystem::path file, std::chrono::milliseconds patience)
        : file_(std::move(file)), patience_(patience) {}

    /// Opens the file, and makes it with these tables where it is empty or missing.
    RENDERBUS_DECL result<void> open(const sqlite_schema& schema);
    RENDERBUS_DECL result<sqlite_statement> compile(const char* sql, bool is_lasting);
    /// Whether there is a row.
    RENDERBUS_DECL result<bool> step(sqlite3_stmt* statement);
    RENDERBUS_DECL result<void> run(const char* sql);
    /// The number of rows that the last statement changed.
    RENDERBUS_DECL std::size_t changes() const noexcept;
    /// The number of the row inserted last.
    RENDERBUS_DECL std::int64_t last_number() const noexcept;

private:
    RENDERBUS_DECL result<void> connect();
    RENDERBUS_DECL result<bool> recognize(const sqlite_schema& schema);
    RENDERBUS_DECL result<void> agree_on(const sqlite_schema& schema);
    RENDERBUS_DECL result<std::int64_t> ask(const char* sql);
    RENDERBUS_DECL failure cannot(int code) const;
    RENDERBUS_DECL failure foreign(std::string cause) const;

    std::filesystem::path file_;
    std::chrono::milliseconds patience_;
    std::unique_ptr<sqlite3, sqlite_closer> database_;
};

/// Changes that are made all or none: begun here, undone by the destructor unless `commit` succeeded.
class sqlite_transaction {
public:
    static RENDERBUS_DECL result<std::unique_ptr<sqlite_transaction>> begin(sqlite_connection& on);
    explicit sqlite_transaction(sqlite_connection& on) : connection_(on) {}
    RENDERBUS_DECL ~sqlite_transaction();
    sqlite_transaction(const sqlite_transaction&) = delete;
    sqlite_transaction& operator=(const sqlite_transaction&) = delete;
    RENDERBUS_DECL result<void> commit();

private:
    sqlite_connection& connection_;
    bool is_open_ = true;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/sqlite_connection.ipp>
#endif

#endif
