// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_SQLITE_FOLDERS_IPP
#define RENDERBUS_STORAGE_IMPL_SQLITE_FOLDERS_IPP

#include <renderbus/storage/impl/sqlite_folders.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace renderbus::detail {

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

/// In one piece, whatever part of it is renewed: that is written faster than rows.
RENDERBUS_DECL result<void> sqlite_folders::renew(std::int64_t folder, const folder_claims& confirmed, std::int64_t recorded) {
    auto all = claims(folder);
    if (!all) return std::move(all).error();
    folder_claims renewed;
    std::size_t next = 0;  // of the confirmed ones
    for (std::size_t i = 0; i < all->size(); ++i) {
        auto one = (*all)[i];
        while (next < confirmed.size() && confirmed[next].name < one.name) ++next;
        if (next < confirmed.size() && confirmed[next].name == one.name && confirmed[next].sent == one.sent)
            one.recorded = recorded;
        renewed.add(one);
    }
    return pack(folder, renewed);
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
