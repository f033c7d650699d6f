// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_REDIS_CONNECTION_HPP
#define RENDERBUS_STORAGE_IMPL_REDIS_CONNECTION_HPP

#include <renderbus/storage/redis.hpp>

#include <hiredis/hiredis.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::detail {

struct redis_reply_ender {
    void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};
using redis_reply = std::unique_ptr<redisReply, redis_reply_ender>;

/// One command with its arguments, which may hold any bytes.
using redis_command = std::vector<std::string>;

/// A connection to a server; one call at a time. One that was lost is made again.
class redis_connection {
public:
    explicit redis_connection(redis_options options) : options_(std::move(options)) {}

    /// The answers to some commands that are sent together. Each may be repeated: a connection that is lost in between is made
    /// anew, once, and all of them are sent again. An answer that is an error is a failure.
    RENDERBUS_DECL result<std::vector<redis_reply>> ask(const std::vector<redis_command>& commands);
    RENDERBUS_DECL result<redis_reply> ask(redis_command command);
    /// All of the commands or none (MULTI, EXEC).
    RENDERBUS_DECL result<void> do_all(std::vector<redis_command> commands);

    const redis_options& options() const noexcept { return options_; }
    RENDERBUS_DECL std::string place() const;

private:
    struct ender {
        void operator()(redisContext* context) const noexcept { redisFree(context); }
    };
    result<void> connect();
    result<std::vector<redis_reply>> try_to_ask(const std::vector<redis_command>& commands);
    failure lost() const;

    redis_options options_;
    std::unique_ptr<redisContext, ender> context_;
};

inline std::string_view text_of(const redisReply& reply) { return {reply.str, reply.len}; }

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/redis_connection.ipp>
#endif

#endif
