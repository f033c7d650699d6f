// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_SQLITE_FOLDERS_HPP
#define RENDERBUS_STORAGE_IMPL_SQLITE_FOLDERS_HPP

#include <renderbus/detail/blocked_signal.hpp>
#include <renderbus/storage/impl/sqlite_connection.hpp>
#include <renderbus/storage/impl/sqlite_values.ipp>

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// A claim arrives as a row of `sent`. Once a folder has many of them they are packed in one piece: a plan that looks at all
/// files of a folder reads that ten times faster than rows. A row counts before what is packed. `content` leads from the first
/// eight bytes of a digest to the folders where files of that content may be. Times are seconds since the epoch.
inline constexpr sqlite_schema record_schema{
    1380086373,  // "RBre", in the file's header
    2,
    "CREATE TABLE folder(id INTEGER PRIMARY KEY AUTOINCREMENT, storage TEXT NOT NULL, path TEXT NOT NULL,"
    " UNIQUE(storage, path));"
    "CREATE TABLE sent(folder INTEGER NOT NULL, name TEXT NOT NULL, size INTEGER, mtime_ns INTEGER, inode INTEGER,"
    " digest BLOB NOT NULL, recorded INTEGER NOT NULL, PRIMARY KEY(folder, name)) WITHOUT ROWID;"
    "CREATE TABLE packed(folder INTEGER PRIMARY KEY, number INTEGER NOT NULL, oldest INTEGER NOT NULL, claims BLOB NOT NULL);"
    "CREATE TABLE content(digest INTEGER NOT NULL, folder INTEGER NOT NULL, PRIMARY KEY(digest, folder)) WITHOUT ROWID;"
    "CREATE TABLE hashed(local_path TEXT PRIMARY KEY NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,"
    " inode INTEGER NOT NULL, digest BLOB NOT NULL, recorded INTEGER NOT NULL) WITHOUT ROWID;"
    "PRAGMA application_id = 1380086373;"
    "PRAGMA user_version = 2;"};

/// One use of the connection: alone, and without a signal where the limit on the size of files is reached.
class sqlite_turn {
public:
    explicit sqlite_turn(std::mutex& mutex) : lock_(mutex) {}

private:
    std::scoped_lock<std::mutex> lock_;
    blocked_signal no_signal_{SIGXFSZ};
};

/// One use of a prepared statement, which is clean afterwards.
class statement_use {
public:
    explicit statement_use(const sqlite_statement& statement) : statement_(statement.get()) {}
    ~statement_use() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    statement_use(const statement_use&) = delete;
    statement_use& operator=(const statement_use&) = delete;
    sqlite3_stmt* get() const { return statement_; }
    sqlite_values bind() const { return sqlite_values(statement_); }

private:
    sqlite3_stmt* statement_;
};

/// The claims of a record, by folder. What changes something is called within a transaction.
class sqlite_folders {
public:
    explicit sqlite_folders(sqlite_connection& on) : connection_(on) {}
    RENDERBUS_DECL result<void> prepare();

    /// The folder's number, or nothing.
    RENDERBUS_DECL result<std::optional<std::int64_t>> find(std::string_view storage, std::string_view path);
    /// The folder's number, which it is given where it has none.
    RENDERBUS_DECL result<std::int64_t> make(std::string_view storage, std::string_view path);
    RENDERBUS_DECL result<folder_claims> claims(std::int64_t folder);
    RENDERBUS_DECL result<folder_claims> claims(std::string_view storage, std::string_view path);
    RENDERBUS_DECL result<std::optional<sent_file>> claim(std::int64_t folder, std::string_view name);
    RENDERBUS_DECL result<void> put(std::int64_t folder, std::string_view name, const sent_file& sent, std::int64_t recorded);
    /// Packs the claims of a folder where there are many rows.
    RENDERBUS_DECL result<void> tidy(std::int64_t folder);
    /// Keeps those claims of a folder that `stays` says. Gives the number removed.
    template <class Stays>
    result<std::size_t> keep(std::int64_t folder, Stays stays);
    /// Dates the claims of a folder anew that are as `confirmed` has them.
    RENDERBUS_DECL result<void> renew(std::int64_t folder, const folder_claims& confirmed, std::int64_t recorded);
    RENDERBUS_DECL result<void> erase_all(std::string_view storage);
    /// The server path of a file of that content.
    RENDERBUS_DECL result<std::optional<std::string>> holder_of(std::string_view storage, const sha256_digest& digest);
    RENDERBUS_DECL result<std::size_t> prune(std::int64_t before);

private:
    result<void> finish(const statement_use& change) {
        auto row = connection_.step(change.get());
        return row ? result<void>() : std::move(row).error();
    }
    static std::int64_t front_of(const sha256_digest& digest) noexcept {
        std::uint64_t front = 0;
        for (std::size_t i = 0; i < sizeof front; ++i) front = front << 8 | digest.bytes[i];
        return static_cast<std::int64_t>(front);
    }
    RENDERBUS_DECL result<folder_claims> rows(std::int64_t folder);
    RENDERBUS_DECL result<folder_claims> packed(std::int64_t folder);
    RENDERBUS_DECL result<void> pack(std::int64_t folder, const folder_claims& claims);
    RENDERBUS_DECL result<std::vector<std::int64_t>> numbers(const sqlite_statement& statement,
                                                             std::optional<std::int64_t> bound);

    sqlite_connection& connection_;
    sqlite_statement find_, piece_, make_, row_, rows_, put_row_, put_content_, count_, packed_, put_packed_, drop_packed_,
        drop_rows_, holders_, erase_sent_, erase_packed_, erase_content_, erase_folders_, aging_, all_folders_, drop_contents_,
        drop_empty_folders_;
};

template <class Stays>
result<std::size_t> sqlite_folders::keep(std::int64_t folder, Stays stays) {
    auto all = claims(folder);
    if (!all) return std::move(all).error();
    folder_claims kept;
    for (std::size_t i = 0; i < all->size(); ++i)
        if (stays((*all)[i])) kept.add((*all)[i]);
    if (kept.size() != all->size())
        if (auto packed = pack(folder, kept); !packed) return std::move(packed).error();
    return all->size() - kept.size();
}

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/sqlite_folders.ipp>
#endif

#endif
