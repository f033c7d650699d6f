// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_REDIS_IPP
#define RENDERBUS_STORAGE_IMPL_REDIS_IPP

#include <renderbus/storage/impl/redis_connection.hpp>
#include <renderbus/storage/impl/redis_keys.hpp>
#include <renderbus/storage/redis.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <utility>

namespace renderbus {
namespace detail {

/// An entry as it stands in a hash: `<digest> <seconds>`, and for a file known by its stamp ` <size> <time> <inode>`.
struct redis_entry {
    sent_file sent;
    std::int64_t recorded = 0;  ///< seconds since the epoch

    std::string text() const {
        auto made = to_hex(sent.digest) + ' ' + std::to_string(recorded);
        if (sent.stamp)
            made += ' ' + std::to_string(sent.stamp->size) + ' ' + std::to_string(sent.stamp->mtime_ns) + ' ' +
                    std::to_string(sent.stamp->inode);
        return made;
    }

    static std::optional<redis_entry> parse(std::string_view text) {
        redis_entry made;
        constexpr std::size_t digits = 2 * std::tuple_size_v<decltype(made.sent.digest.bytes)>;
        const auto digest = sha256_from_hex(text.substr(0, digits));
        if (!digest) return std::nullopt;
        made.sent.digest = *digest;
        text.remove_prefix(digits);
        const auto take = [&](auto& number) {
            if (!text.starts_with(' ')) return false;
            const auto read = std::from_chars(text.data() + 1, text.data() + text.size(), number);
            if (read.ec != std::errc{}) return false;
            text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
            return true;
        };
        file_stamp stamp;
        if (!take(made.recorded)) return std::nullopt;
        if (text.empty()) return made;
        if (!take(stamp.size) || !take(stamp.mtime_ns) || !take(stamp.inode) || !text.empty()) return std::nullopt;
        made.sent.stamp = stamp;
        return made;
    }
};

}  // namespace detail

struct redis_record::body {
    explicit body(redis_options options) : connection(std::move(options)) {}

    detail::redis_connection connection;
    std::mutex guard;

    std::string key(std::string_view kind) const { return connection.options().prefix + std::string(kind); }
    std::string key(std::string_view kind, std::string_view storage) const {
        return detail::redis_key(connection.options().prefix, kind, storage);
    }
    std::string claims(std::string_view storage, std::string_view folder) const {
        return key("claims", storage) + ':' + std::string(folder);
    }
    std::int64_t now() {
        return std::chrono::floor<std::chrono::seconds>(connection.options().clock.now()).time_since_epoch().count();
    }
    std::string held(const sha256_digest& digest, std::string_view path) const { return to_hex(digest) + ' ' + std::string(path); }

    failure not_understood(std::string_view key) const {
        return {data_errc::invalid_value, connection.place() + ", " + std::string(key),
                "holds what this version of the library does not understand", "give this library a prefix of its own"};
    }

    result<std::optional<detail::redis_entry>> entry(const std::string& of, std::string_view field) {
        auto reply = connection.ask({"HGET", of, std::string(field)});
        if (!reply) return std::move(reply).error();
        if ((*reply)->type == REDIS_REPLY_NIL) return std::optional<detail::redis_entry>{};
        auto read = (*reply)->type == REDIS_REPLY_STRING ? detail::redis_entry::parse(detail::text_of(**reply)) : std::nullopt;
        if (!read) return not_understood(of);
        return read;
    }

    void add(std::vector<detail::redis_command>& commands, std::string_view storage, std::string_view path, const sent_file& sent) {
        const detail::split_server_path at(path);
        commands.push_back({"HSET", claims(storage, at.folder), std::string(at.name), detail::redis_entry{sent, now()}.text()});
        commands.push_back({"SADD", key("folders", storage), std::string(at.folder)});
        commands.push_back({"SADD", key("storages"), std::string(storage)});
        commands.push_back({"ZADD", key("holders", storage), "0", held(sent.digest, path)});
    }

    /// The members of a set.
    result<std::vector<std::string>> members(const std::string& of) {
        auto reply = connection.ask({"SMEMBERS", of});
        if (!reply) return std::move(reply).error();
        std::vector<std::string> all;
        for (std::size_t i = 0; i < (*reply)->elements; ++i) all.emplace_back(detail::text_of(*(*reply)->element[i]));
        return all;
    }

    /// The entries of a hash that are older than a time; what is not understood is none.
    result<std::vector<std::pair<std::string, detail::redis_entry>>> older(const std::string& of, std::int64_t than) {
        std::vector<std::pair<std::string, detail::redis_entry>> found;
        for (std::string cursor = "0";;) {
            auto reply = connection.ask({"HSCAN", of, cursor, "COUNT", "1000"});
            if (!reply) return std::move(reply).error();
            if ((*reply)->elements != 2) return not_understood(of);
            const auto& items = *(*reply)->element[1];
            for (std::size_t i = 0; i + 1 < items.elements; i += 2) {
                const auto entry = detail::redis_entry::parse(detail::text_of(*items.element[i + 1]));
                if (entry && entry->recorded < than) found.emplace_back(detail::text_of(*items.element[i]), *entry);
            }
            cursor = detail::text_of(*(*reply)->element[0]);
            if (cursor == "0") break;
        }
        return found;
    }
};

RENDERBUS_DECL redis_record::redis_record(std::unique_ptr<body> opened) : body_(std::move(opened)) {}
RENDERBUS_DECL redis_record::~redis_record() = default;

RENDERBUS_DECL result<std::shared_ptr<redis_record>> redis_record::open(redis_options options) {
    auto opened = std::make_unique<body>(std::move(options));
    if (auto there = opened->connection.ask({"PING"}); !there) return std::move(there).error();
    return std::shared_ptr<redis_record>(new redis_record(std::move(opened)));
}

RENDERBUS_DECL result<std::optional<sent_file>> redis_record::find(std::string_view storage, std::string_view server_path) {
    const std::lock_guard turn(body_->guard);
    const detail::split_server_path at(server_path);
    auto found = body_->entry(body_->claims(storage, at.folder), at.name);
    if (!found) return std::move(found).error();
    return *found ? std::optional((*found)->sent) : std::nullopt;
}

RENDERBUS_DECL result<folder_claims> redis_record::claims_in(std::string_view storage, std::string_view folder) {
    const std::lock_guard turn(body_->guard);
    const auto key = body_->claims(storage, folder);
    auto reply = body_->connection.ask({"HGETALL", key});
    if (!reply) return std::move(reply).error();
    std::map<std::string_view, detail::redis_entry> entries;
    for (std::size_t i = 0; i + 1 < (*reply)->elements; i += 2) {
        const auto entry = detail::redis_entry::parse(detail::text_of(*(*reply)->element[i + 1]));
        if (!entry) return body_->not_understood(key);
        entries.emplace(detail::text_of(*(*reply)->element[i]), *entry);
    }
    folder_claims made;
    for (const auto& [name, entry] : entries) made.add({name, entry.sent, entry.recorded});
    return made;
}

RENDERBUS_DECL result<void> redis_record::renew(std::string_view storage, std::string_view folder,
                                                const folder_claims& confirmed) {
    // KEYS: the claims; ARGV: a name, the entry as it was and as it is to be, and so on.
    static constexpr std::string_view script = "for i = 1, #ARGV, 3 do "
                                               "if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then "
                                               "redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2]) end end";
    constexpr std::size_t names_at_once = 1000;
    const std::lock_guard turn(body_->guard);
    const auto now = body_->now();
    for (std::size_t i = 0; i < confirmed.size();) {
        detail::redis_command command{"EVAL", std::string(script), "1", body_->claims(storage, folder)};
        const auto end = std::min(i + names_at_once, confirmed.size());
        for (; i < end; ++i) {
            const auto one = confirmed[i];
            command.emplace_back(one.name);
            command.push_back(detail::redis_entry{one.sent, one.recorded}.text());
            command.push_back(detail::redis_entry{one.sent, now}.text());
        }
        if (auto done = body_->connection.ask(std::move(command)); !done) return std::move(done).error();
    }
    return {};
}

RENDERBUS_DECL result<std::optional<std::string>> redis_record::holder_of(std::string_view storage, const sha256_digest& digest) {
    const std::lock_guard turn(body_->guard);
    const auto key = body_->key("holders", storage);
    const auto front = body_->held(digest, {});
    auto behind = front;
    ++behind.back();
    // Whoever came to hold another content since is among them still.
    for (;;) {
        auto reply = body_->connection.ask({"ZRANGEBYLEX", key, "[" + front, "(" + behind, "LIMIT", "0", "1"});
        if (!reply) return std::move(reply).error();
        if ((*reply)->elements == 0) return std::optional<std::string>{};
        const std::string member(detail::text_of(*(*reply)->element[0]));
        auto path = member.substr(front.size());
        const detail::split_server_path at(path);
        auto found = body_->entry(body_->claims(storage, at.folder), at.name);
        if (!found) return std::move(found).error();
        if (*found && (*found)->sent.digest == digest) return std::optional(std::move(path));
        if (auto gone = body_->connection.ask({"ZREM", key, member}); !gone) return std::move(gone).error();
    }
}

RENDERBUS_DECL result<void> redis_record::put(std::string_view storage, std::string_view server_path, const sent_file& sent) {
    const claim one{std::string(server_path), sent};
    return put_all(storage, {&one, 1});
}

RENDERBUS_DECL result<void> redis_record::put_all(std::string_view storage, std::span<const claim> claims) {
    const std::lock_guard turn(body_->guard);
    std::vector<detail::redis_command> commands;
    for (const auto& one : claims) body_->add(commands, storage, one.server_path, one.sent);
    return body_->connection.do_all(std::move(commands));
}

RENDERBUS_DECL result<void> redis_record::erase(std::string_view storage, std::string_view server_path) {
    const std::lock_guard turn(body_->guard);
    const detail::split_server_path at(server_path);
    auto gone = body_->connection.ask({"HDEL", body_->claims(storage, at.folder), std::string(at.name)});
    if (!gone) return std::move(gone).error();
    return {};
}

RENDERBUS_DECL result<void> redis_record::erase_all(std::string_view storage) {
    const std::lock_guard turn(body_->guard);
    auto folders = body_->members(body_->key("folders", storage));
    if (!folders) return std::move(folders).error();
    std::vector<detail::redis_command> commands;
    for (const auto& folder : *folders) commands.push_back({"DEL", body_->claims(storage, folder)});
    commands.push_back({"DEL", body_->key("folders", storage), body_->key("holders", storage)});
    commands.push_back({"SREM", body_->key("storages"), std::string(storage)});
    return body_->connection.do_all(std::move(commands));
}

RENDERBUS_DECL result<std::optional<sha256_digest>> redis_record::digest_of(const std::filesystem::path& local,
                                                                          const file_stamp& stamp) {
    const std::lock_guard turn(body_->guard);
    auto found = body_->entry(body_->key("digests"), local.native());
    if (!found) return std::move(found).error();
    return *found && (*found)->sent.stamp == stamp ? std::optional((*found)->sent.digest) : std::nullopt;
}

RENDERBUS_DECL result<void> redis_record::remember_digest(const std::filesystem::path& local, const file_stamp& stamp,
                                                          const sha256_digest& digest) {
    const local_digest one{local.native(), stamp, digest};
    return remember_all({&one, 1});
}

RENDERBUS_DECL result<void> redis_record::remember_all(std::span<const local_digest> digests) {
    const std::lock_guard turn(body_->guard);
    std::vector<detail::redis_command> commands;
    for (const auto& one : digests)
        commands.push_back({"HSET", body_->key("digests"), one.local, detail::redis_entry{{one.stamp, one.digest}, body_->now()}.text()});
    return body_->connection.do_all(std::move(commands));
}

RENDERBUS_DECL result<std::size_t> redis_record::prune(std::chrono::system_clock::time_point before) {
    const std::lock_guard turn(body_->guard);
    const auto than = std::chrono::floor<std::chrono::seconds>(before).time_since_epoch().count();
    std::size_t removed = 0;
    auto storages = body_->members(body_->key("storages"));
    if (!storages) return std::move(storages).error();
    struct entries {
        std::string hash;
        std::string holders;  // the set they are in too; none for what is known by digest
        std::string folder;
    };
    std::vector<entries> all{{body_->key("digests"), {}, {}}};
    for (const auto& storage : *storages) {
        auto folders = body_->members(body_->key("folders", storage));
        if (!folders) return std::move(folders).error();
        for (auto& folder : *folders)
            all.push_back({body_->claims(storage, folder), body_->key("holders", storage), std::move(folder)});
    }
    for (const auto& [hash, holders, folder] : all) {
        auto old = body_->older(hash, than);
        if (!old) return std::move(old).error();
        std::vector<detail::redis_command> commands;
        for (const auto& [name, entry] : *old) {
            commands.push_back({"HDEL", hash, name});
            if (!holders.empty()) commands.push_back({"ZREM", holders, body_->held(entry.sent.digest, folder + name)});
        }
        if (auto done = body_->connection.do_all(std::move(commands)); !done) return std::move(done).error();
        removed += old->size();
    }
    return removed;
}

}  // namespace renderbus

#endif
