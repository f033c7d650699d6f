// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_SQLITE_IPP
#define RENDERBUS_STORAGE_IMPL_SQLITE_IPP

#include <renderbus/storage/impl/sqlite_folders.hpp>
#include <renderbus/storage/sqlite.hpp>

#include <mutex>
#include <utility>

namespace renderbus {
namespace detail {

inline std::int64_t seconds_of(std::chrono::system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace detail

struct sqlite_record::body {
    body(const std::filesystem::path& file, std::chrono::milliseconds patience, any_clock dates)
        : connection(file, patience), folders(connection), clock(std::move(dates)) {}

    result<void> prepare() {
        if (auto ready = folders.prepare(); !ready) return ready;
        const std::pair<detail::sqlite_statement*, const char*> all[] = {
            {&digest_of, "SELECT size, mtime_ns, inode, digest FROM hashed WHERE local_path = ?1"},
            {&remember,
             "INSERT OR REPLACE INTO hashed(local_path, size, mtime_ns, inode, digest, recorded) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"},
            {&prune_hashed, "DELETE FROM hashed WHERE recorded < ?1"}};
        for (const auto& [statement, sql] : all) {
            auto made = connection.compile(sql, true);
            if (!made) return std::move(made).error();
            *statement = std::move(*made);
        }
        return {};
    }

    /// Makes changes, all or none.
    template <class Changes>
    result<void> change(Changes changes) {
        const detail::sqlite_turn alone(mutex);
        auto transaction = detail::sqlite_transaction::begin(connection);
        if (!transaction) return std::move(transaction).error();
        if (auto made = changes(); !made) return made;
        return (*transaction)->commit();
    }

    detail::sqlite_connection connection;  // ends after the statements below
    detail::sqlite_folders folders;
    any_clock clock;
    std::mutex mutex;
    detail::sqlite_statement digest_of, remember, prune_hashed;
};

RENDERBUS_DECL sqlite_record::sqlite_record(std::unique_ptr<body> opened) : body_(std::move(opened)) {}
RENDERBUS_DECL sqlite_record::~sqlite_record() = default;

RENDERBUS_DECL result<std::shared_ptr<sqlite_record>> sqlite_record::open(const std::filesystem::path& file,
                                                                          std::chrono::milliseconds patience, any_clock clock) {
    auto made = std::make_unique<body>(file, patience, std::move(clock));
    const detail::blocked_signal no_signal(SIGXFSZ);
    if (auto opened = made->connection.open(detail::record_schema); !opened) return std::move(opened).error();
    if (auto ready = made->prepare(); !ready) return std::move(ready).error();
    return std::shared_ptr<sqlite_record>(new sqlite_record(std::move(made)));
}

RENDERBUS_DECL result<std::optional<sent_file>> sqlite_record::find(std::string_view storage, std::string_view server_path) {
    const detail::split_server_path at(server_path);
    const detail::sqlite_turn alone(body_->mutex);
    auto folder = body_->folders.find(storage, at.folder);
    if (!folder) return std::move(folder).error();
    return *folder ? body_->folders.claim(**folder, at.name) : std::optional<sent_file>{};
}

RENDERBUS_DECL result<folder_claims> sqlite_record::claims_in(std::string_view storage, std::string_view path) {
    const detail::sqlite_turn alone(body_->mutex);
    return body_->folders.claims(storage, path);
}

RENDERBUS_DECL result<void> sqlite_record::renew(std::string_view storage, std::string_view path,
                                                 const folder_claims& confirmed) {
    if (confirmed.empty()) return {};
    return body_->change([&]() -> result<void> {
        auto folder = body_->folders.find(storage, path);
        if (!folder) return std::move(folder).error();
        if (!*folder) return {};
        return body_->folders.renew(**folder, confirmed, detail::seconds_of(body_->clock.now()));
    });
}

RENDERBUS_DECL result<std::optional<std::string>> sqlite_record::holder_of(std::string_view storage,
                                                                           const sha256_digest& digest) {
    const detail::sqlite_turn alone(body_->mutex);
    return body_->folders.holder_of(storage, digest);
}

RENDERBUS_DECL result<void> sqlite_record::put_all(std::string_view storage, std::span<const claim> claims) {
    if (claims.empty()) return {};
    return body_->change([&]() -> result<void> {
        const auto now = detail::seconds_of(body_->clock.now());
        std::optional<std::string_view> path;  // of the folder that is filled
        std::int64_t folder = 0;
        for (const auto& one : claims) {
            const detail::split_server_path at(one.server_path);
            if (path != at.folder) {
                if (path)
                    if (auto tidied = body_->folders.tidy(folder); !tidied) return tidied;
                auto made = body_->folders.make(storage, at.folder);
                if (!made) return std::move(made).error();
                folder = *made;
                path = at.folder;
            }
            if (auto put = body_->folders.put(folder, at.name, one.sent, now); !put) return put;
        }
        return body_->folders.tidy(folder);
    });
}

RENDERBUS_DECL result<void> sqlite_record::put(std::string_view storage, std::string_view server_path, const sent_file& sent) {
    const claim one{std::string(server_path), sent};
    return put_all(storage, {&one, 1});
}

RENDERBUS_DECL result<void> sqlite_record::erase(std::string_view storage, std::string_view server_path) {
    const detail::split_server_path at(server_path);
    return body_->change([&]() -> result<void> {
        auto folder = body_->folders.find(storage, at.folder);
        if (!folder) return std::move(folder).error();
        if (!*folder) return {};
        auto gone = body_->folders.keep(**folder, [&](const folder_claims::entry& one) { return one.name != at.name; });
        return gone ? result<void>() : std::move(gone).error();
    });
}

RENDERBUS_DECL result<void> sqlite_record::erase_all(std::string_view storage) {
    return body_->change([&] { return body_->folders.erase_all(storage); });
}

RENDERBUS_DECL result<std::optional<sha256_digest>> sqlite_record::digest_of(const std::filesystem::path& local,
                                                                             const file_stamp& stamp) {
    const detail::sqlite_turn alone(body_->mutex);
    const detail::statement_use ask(body_->digest_of);
    ask.bind().text(local.native());
    auto row = body_->connection.step(ask.get());
    if (!row) return std::move(row).error();
    const auto known = *row ? detail::sent_columns(ask.get()) : std::nullopt;
    if (!known || known->stamp != stamp) return std::optional<sha256_digest>{};
    return std::optional(known->digest);
}

RENDERBUS_DECL result<void> sqlite_record::remember_all(std::span<const local_digest> digests) {
    if (digests.empty()) return {};
    return body_->change([&]() -> result<void> {
        const auto now = detail::seconds_of(body_->clock.now());
        for (const auto& one : digests) {
            const detail::statement_use remember(body_->remember);
            remember.bind().text(one.local).stamp(one.stamp).digest(one.digest).number(now);
            if (auto row = body_->connection.step(remember.get()); !row) return std::move(row).error();
        }
        return {};
    });
}

RENDERBUS_DECL result<void> sqlite_record::remember_digest(const std::filesystem::path& local, const file_stamp& stamp,
                                                           const sha256_digest& digest) {
    const local_digest one{local.native(), stamp, digest};
    return remember_all({&one, 1});
}

RENDERBUS_DECL result<std::size_t> sqlite_record::prune(std::chrono::system_clock::time_point before) {
    std::size_t removed = 0;
    auto pruned = body_->change([&]() -> result<void> {
        const auto time = detail::seconds_of(before);
        auto claims = body_->folders.prune(time);
        if (!claims) return std::move(claims).error();
        const detail::statement_use digests(body_->prune_hashed);
        digests.bind().number(time);
        if (auto row = body_->connection.step(digests.get()); !row) return std::move(row).error();
        removed = *claims + body_->connection.changes();
        return {};
    });
    if (!pruned) return std::move(pruned).error();
    return removed;
}

}  // namespace renderbus

#endif
