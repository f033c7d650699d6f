// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_SQLITE_FOLDERS_IPP
#define RENDERBUS_STORAGE_IMPL_SQLITE_FOLDERS_IPP

#include <renderbus/detail/file_size_signal.hpp>
#include <renderbus/storage/impl/sqlite_connection.hpp>
#include <renderbus/storage/impl/sqlite_values.ipp>

#include <algorithm>
#include <limits>
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
    file_size_signal_blocked no_signal_;
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
    RENDERBUS_DECL result<std::vector<std::int64_t>> numbers(const sqlite_statement& statement, std::optional<std::int64_t> bound);

    sqlite_connection& connection_;
    sqlite_statement find_, piece_, make_, row_, rows_, put_row_, put_content_, count_, packed_, put_packed_, drop_packed_, drop_rows_,
        holders_, erase_sent_, erase_packed_, erase_content_, erase_folders_, aging_, all_folders_, drop_contents_,
        drop_empty_folders_;
};

RENDERBUS_DECL result<void> sqlite_folders::prepare() {
    const std::pair<sqlite_statement*, const char*> all[] = {
        {&find_, "SELECT id FROM folder WHERE storage = ?1 AND path = ?2"},
        {&piece_,
         "SELECT claims, id, EXISTS(SELECT 1 FROM sent WHERE folder = id) FROM folder LEFT JOIN packed ON packed.folder = id"
         " WHERE storage = ?1 AND path = ?2"},
        {&make_, "INSERT INTO folder(storage, path) VALUES(?1, ?2)"},
        {&row_, "SELECT size, mtime_ns, inode, digest FROM sent WHERE folder = ?1 AND name = ?2"},
        {&rows_, "SELECT size, mtime_ns, inode, digest, name, recorded FROM sent WHERE folder = ?1 ORDER BY name"},
        {&put_row_,
         "INSERT OR REPLACE INTO sent(folder, name, size, mtime_ns, inode, digest, recorded) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
        {&put_content_, "INSERT OR IGNORE INTO content(digest, folder) VALUES(?1, ?2)"},
        {&count_,
         "SELECT (SELECT count(*) FROM sent WHERE folder = ?1),"
         " coalesce((SELECT number FROM packed WHERE folder = ?1), 0)"},
        {&packed_, "SELECT claims FROM packed WHERE folder = ?1"},
        {&put_packed_, "INSERT OR REPLACE INTO packed(folder, number, oldest, claims) VALUES(?1, ?2, ?3, ?4)"},
        {&drop_packed_, "DELETE FROM packed WHERE folder = ?1"},
        {&drop_rows_, "DELETE FROM sent WHERE folder = ?1"},
        {&holders_,
         "SELECT folder.id, folder.path FROM content JOIN folder ON folder.id = content.folder"
         " WHERE content.digest = ?1 AND folder.storage = ?2"},
        {&erase_sent_, "DELETE FROM sent WHERE folder IN (SELECT id FROM folder WHERE storage = ?1)"},
        {&erase_packed_, "DELETE FROM packed WHERE folder IN (SELECT id FROM folder WHERE storage = ?1)"},
        {&erase_content_, "DELETE FROM content WHERE folder IN (SELECT id FROM folder WHERE storage = ?1)"},
        {&erase_folders_, "DELETE FROM folder WHERE storage = ?1"},
        {&aging_, "SELECT folder FROM packed WHERE oldest < ?1 UNION SELECT folder FROM sent WHERE recorded < ?1"},
        {&all_folders_, "SELECT id FROM folder"},
        {&drop_contents_, "DELETE FROM content"},
        {&drop_empty_folders_,
         "DELETE FROM folder WHERE id NOT IN (SELECT folder FROM packed) AND id NOT IN (SELECT folder FROM sent)"}};
    for (const auto& [statement, sql] : all) {
        auto made = connection_.compile(sql, true);
        if (!made) return std::move(made).error();
        *statement = std::move(*made);
    }
    return {};
}

RENDERBUS_DECL result<std::optional<std::int64_t>> sqlite_folders::find(std::string_view storage, std::string_view path) {
    const statement_use ask(find_);
    ask.bind().text(storage).text(path);
    auto row = connection_.step(ask.get());
    if (!row) return std::move(row).error();
    return *row ? std::optional(std::int64_t{sqlite3_column_int64(ask.get(), 0)}) : std::nullopt;
}

RENDERBUS_DECL result<std::int64_t> sqlite_folders::make(std::string_view storage, std::string_view path) {
    auto found = find(storage, path);
    if (!found) return std::move(found).error();
    if (*found) return **found;
    const statement_use make(make_);
    make.bind().text(storage).text(path);
    if (auto made = finish(make); !made) return std::move(made).error();
    return connection_.last_number();
}

RENDERBUS_DECL result<folder_claims> sqlite_folders::packed(std::int64_t folder) {
    const statement_use ask(packed_);
    ask.bind().number(folder);
    auto row = connection_.step(ask.get());
    if (!row) return std::move(row).error();
    return *row ? folder_claims::from_bytes(std::string(text_column(ask.get(), 0))) : folder_claims();
}

/// Reads the rows first: what another program packs meanwhile is found in the piece.
RENDERBUS_DECL result<folder_claims> sqlite_folders::claims(std::int64_t folder) {
    auto recent = rows(folder);
    if (!recent) return recent;
    auto older = packed(folder);
    if (!older || recent->empty()) return older;
    folder_claims merged;
    std::size_t next = 0;  // of the older ones
    for (std::size_t i = 0; i < recent->size(); ++i) {
        const auto one = (*recent)[i];
        for (; next < older->size() && (*older)[next].name < one.name; ++next) merged.add((*older)[next]);
        if (next < older->size() && (*older)[next].name == one.name) ++next;
        merged.add(one);
    }
    for (; next < older->size(); ++next) merged.add((*older)[next]);
    return merged;
}

/// The usual case, a folder that is all in one piece, costs one statement.
RENDERBUS_DECL result<folder_claims> sqlite_folders::claims(std::string_view storage, std::string_view path) {
    std::int64_t folder = 0;
    {
        const statement_use ask(piece_);
        ask.bind().text(storage).text(path);
        auto row = connection_.step(ask.get());
        if (!row) return std::move(row).error();
        if (!*row) return folder_claims();
        const bool has_rows = sqlite3_column_int64(ask.get(), 2) != 0;
        if (!has_rows) return folder_claims::from_bytes(std::string(text_column(ask.get(), 0)));
        folder = sqlite3_column_int64(ask.get(), 1);
    }
    return claims(folder);
}

RENDERBUS_DECL result<folder_claims> sqlite_folders::rows(std::int64_t folder) {
    const statement_use ask(rows_);
    ask.bind().number(folder);
    folder_claims found;
    for (;;) {
        auto row = connection_.step(ask.get());
        if (!row) return std::move(row).error();
        if (!*row) return found;
        // What is no digest proves nothing: the file is sent again, and the claim replaced.
        if (const auto sent = sent_columns(ask.get()))
            found.add({text_column(ask.get(), 4), *sent, sqlite3_column_int64(ask.get(), 5)});
    }
}

RENDERBUS_DECL result<std::optional<sent_file>> sqlite_folders::claim(std::int64_t folder, std::string_view name) {
    {
        const statement_use ask(row_);
        ask.bind().number(folder).text(name);
        auto row = connection_.step(ask.get());
        if (!row) return std::move(row).error();
        if (*row) return sent_columns(ask.get());
    }
    auto older = packed(folder);
    if (!older) return std::move(older).error();
    return older->find(name);
}

RENDERBUS_DECL result<void> sqlite_folders::put(std::int64_t folder, std::string_view name, const sent_file& sent,
                                                std::int64_t recorded) {
    const statement_use row(put_row_);
    row.bind().number(folder).text(name).stamp(sent.stamp).digest(sent.digest).number(recorded);
    if (auto done = finish(row); !done) return done;
    const statement_use content(put_content_);
    content.bind().number(front_of(sent.digest)).number(folder);
    return finish(content);
}

RENDERBUS_DECL result<void> sqlite_folders::tidy(std::int64_t folder) {
    constexpr std::int64_t few = 64;
    std::int64_t rows = 0, in_piece = 0;
    {
        const statement_use ask(count_);
        ask.bind().number(folder);
        auto row = connection_.step(ask.get());
        if (!row) return std::move(row).error();
        rows = sqlite3_column_int64(ask.get(), 0);
        in_piece = sqlite3_column_int64(ask.get(), 1);
    }
    // The larger the piece, the more must have come before it is written anew.
    if (rows < std::max(few, in_piece / 4)) return {};
    auto all = claims(folder);
    return all ? pack(folder, *all) : std::move(all).error();
}

RENDERBUS_DECL result<void> sqlite_folders::pack(std::int64_t folder, const folder_claims& claims) {
    auto oldest = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < claims.size(); ++i) oldest = std::min(oldest, claims[i].recorded);
    const statement_use piece(claims.empty() ? drop_packed_ : put_packed_);
    if (claims.empty()) piece.bind().number(folder);
    else piece.bind().number(folder).number(static_cast<std::int64_t>(claims.size())).number(oldest).blob(claims.bytes());
    if (auto done = finish(piece); !done) return done;
    const statement_use rows(drop_rows_);
    rows.bind().number(folder);
    return finish(rows);
}

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

RENDERBUS_DECL result<void> sqlite_folders::erase_all(std::string_view storage) {
    for (const auto* one : {&erase_sent_, &erase_packed_, &erase_content_, &erase_folders_}) {
        const statement_use erase(*one);
        erase.bind().text(storage);
        if (auto done = finish(erase); !done) return done;
    }
    return {};
}

RENDERBUS_DECL result<std::optional<std::string>> sqlite_folders::holder_of(std::string_view storage,
                                                                            const sha256_digest& digest) {
    const statement_use ask(holders_);
    ask.bind().number(front_of(digest)).text(storage);
    for (;;) {
        auto row = connection_.step(ask.get());
        if (!row) return std::move(row).error();
        if (!*row) return std::optional<std::string>{};
        auto there = claims(sqlite3_column_int64(ask.get(), 0));
        if (!there) return std::move(there).error();
        for (std::size_t i = 0; i < there->size(); ++i)
            if ((*there)[i].sent.digest == digest)
                return std::optional(std::string(text_column(ask.get(), 1)) + std::string((*there)[i].name));
    }
}

RENDERBUS_DECL result<std::vector<std::int64_t>> sqlite_folders::numbers(const sqlite_statement& statement,
                                                                         std::optional<std::int64_t> bound) {
    const statement_use ask(statement);
    if (bound) ask.bind().number(*bound);
    std::vector<std::int64_t> found;
    for (;;) {
        auto row = connection_.step(ask.get());
        if (!row) return std::move(row).error();
        if (!*row) return found;
        found.push_back(sqlite3_column_int64(ask.get(), 0));
    }
}

RENDERBUS_DECL result<std::size_t> sqlite_folders::prune(std::int64_t before) {
    auto aging = numbers(aging_, before);
    if (!aging) return std::move(aging).error();
    std::size_t removed = 0;
    for (const auto folder : *aging) {
        auto gone = keep(folder, [before](const folder_claims::entry& one) { return one.recorded >= before; });
        if (!gone) return gone;
        removed += *gone;
    }
    for (const auto* one : {&drop_empty_folders_, &drop_contents_})
        if (auto done = finish(statement_use(*one)); !done) return std::move(done).error();
    auto left = numbers(all_folders_, {});
    if (!left) return std::move(left).error();
    for (const auto folder : *left) {
        auto all = claims(folder);
        if (!all) return std::move(all).error();
        for (std::size_t i = 0; i < all->size(); ++i) {
            const statement_use content(put_content_);
            content.bind().number(front_of((*all)[i].sent.digest)).number(folder);
            if (auto done = finish(content); !done) return std::move(done).error();
        }
    }
    return removed;
}

}  // namespace renderbus::detail

#endif
