// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_REDIS_LEASES_IPP
#define RENDERBUS_STORAGE_IMPL_REDIS_LEASES_IPP

#include <renderbus/random.hpp>
#include <renderbus/storage/impl/redis_connection.hpp>
#include <renderbus/storage/impl/redis_keys.hpp>
#include <renderbus/storage/redis_leases.hpp>

#include <mutex>
#include <utility>

namespace renderbus {

struct redis_leases::body {
    explicit body(redis_options options) : connection(std::move(options)) {}

    detail::redis_connection connection;
    std::mutex guard;
    const std::string holder = unique_label();

    // A script is done as a whole or not at all. KEYS: the lease, the set; ARGV: the holder, the path, the span.
    static constexpr std::string_view acquire = "local had = redis.call('GET', KEYS[1]) "
                                                "if had and had ~= ARGV[1] then return 0 end "
                                                "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3]) "
                                                "if redis.call('SADD', KEYS[2], ARGV[2]) == 1 then return 1 end "
                                                "return 2";
    static constexpr std::string_view renew = "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end "
                                              "return redis.call('PEXPIRE', KEYS[1], ARGV[3])";
    static constexpr std::string_view release = "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end "
                                                "redis.call('SREM', KEYS[2], ARGV[2]) "
                                                "return redis.call('DEL', KEYS[1])";

    detail::redis_command call(std::string_view script, std::string_view storage, std::string_view path,
                               std::chrono::milliseconds span) const {
        const auto& prefix = connection.options().prefix;
        return {"EVAL",
                std::string(script),
                "2",
                detail::redis_key(prefix, "lease", storage) + ':' + std::string(path),
                detail::redis_key(prefix, "leased", storage),
                holder,
                std::string(path),
                std::to_string(span.count())};
    }

    result<std::vector<detail::redis_reply>> call_each(std::string_view script, std::string_view storage,
                                                       std::span<const std::string> paths, std::chrono::milliseconds span) {
        std::vector<detail::redis_command> commands;
        for (const auto& path : paths) commands.push_back(call(script, storage, path, span));
        return connection.ask(commands);
    }
};

RENDERBUS_DECL redis_leases::redis_leases(std::unique_ptr<body> opened) : body_(std::move(opened)) {}
RENDERBUS_DECL redis_leases::~redis_leases() = default;

RENDERBUS_DECL result<std::shared_ptr<redis_leases>> redis_leases::open(redis_options options) {
    auto opened = std::make_unique<body>(std::move(options));
    if (auto there = opened->connection.ask({"PING"}); !there) return std::move(there).error();
    return std::shared_ptr<redis_leases>(new redis_leases(std::move(opened)));
}

RENDERBUS_DECL result<lease_grant> redis_leases::acquire(std::string_view storage, std::string_view server_path,
                                                         std::chrono::milliseconds span) {
    const std::lock_guard turn(body_->guard);
    const auto reply = body_->connection.ask(body_->call(body::acquire, storage, server_path, span));
    if (!reply) return reply.error();
    switch ((*reply)->integer) {
        case 0: return lease_grant::taken;
        case 1: return lease_grant::fresh;
        default: return lease_grant::left_behind;
    }
}

RENDERBUS_DECL result<std::vector<std::string>> redis_leases::renew(std::string_view storage, std::span<const std::string> paths,
                                                                    std::chrono::milliseconds span) {
    const std::lock_guard turn(body_->guard);
    const auto replies = body_->call_each(body::renew, storage, paths, span);
    if (!replies) return replies.error();
    std::vector<std::string> lost;
    for (std::size_t i = 0; i < paths.size(); ++i)
        if ((*replies)[i]->integer == 0) lost.push_back(paths[i]);
    return lost;
}

RENDERBUS_DECL result<void> redis_leases::release(std::string_view storage, std::span<const std::string> paths) {
    const std::lock_guard turn(body_->guard);
    const auto replies = body_->call_each(body::release, storage, paths, {});
    if (!replies) return replies.error();
    return {};
}

}  // namespace renderbus

#endif
