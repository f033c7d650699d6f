// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_REDIS_CONNECTION_IPP
#define RENDERBUS_STORAGE_IMPL_REDIS_CONNECTION_IPP

#include <renderbus/detail/blocked_signal.hpp>
#include <renderbus/storage/impl/redis_connection.hpp>

#include <sys/time.h>

#include <utility>

namespace renderbus::detail {

inline ::timeval time_limit(std::chrono::milliseconds limit) {
    return {static_cast<::time_t>(limit.count() / 1000), static_cast<::suseconds_t>(limit.count() % 1000 * 1000)};
}

RENDERBUS_DECL std::string redis_connection::place() const {
    return "redis " + (options_.socket.empty() ? options_.host + ':' + std::to_string(options_.port) : options_.socket.string());
}

RENDERBUS_DECL failure redis_connection::lost() const {
    const bool is_late = context_ && context_->err == REDIS_ERR_IO && (errno == EAGAIN || errno == ETIMEDOUT);
    return {is_late ? transport_errc::timed_out : transport_errc::connection_lost, place(),
            context_ ? std::string(context_->errstr) : std::string("no connection"), "check that the Redis server runs"};
}

RENDERBUS_DECL result<void> redis_connection::connect() {
    const auto limit = time_limit(options_.timeout);
    context_.reset(options_.socket.empty() ? redisConnectWithTimeout(options_.host.c_str(), options_.port, limit)
                                           : redisConnectUnixWithTimeout(options_.socket.c_str(), limit));
    if (!context_ || context_->err != 0) {
        failure why{transport_errc::connect_failed, place(), context_ ? context_->errstr : "out of memory",
                    "check the address, and that the Redis server runs"};
        context_.reset();
        return why;
    }
    redisSetTimeout(context_.get(), limit);
    std::vector<redis_command> greeting;
    if (const auto password = options_.password.reveal(); !password.empty() || !options_.user.empty()) {
        auto& login = greeting.emplace_back(redis_command{"AUTH"});
        if (!options_.user.empty()) login.push_back(options_.user);
        login.emplace_back(password);
    }
    greeting.push_back({"SELECT", std::to_string(options_.database)});
    auto greeted = try_to_ask(greeting);
    if (greeted) return {};
    context_.reset();
    failure why = std::move(greeted).error();
    if (why.code == data_errc::invalid_value) {
        why.code = transport_errc::access_denied;
        why.next_step = "check user, password and database";
    }
    return why;
}

RENDERBUS_DECL result<std::vector<redis_reply>> redis_connection::try_to_ask(const std::vector<redis_command>& commands) {
    for (const auto& command : commands) {
        std::vector<const char*> texts;
        std::vector<std::size_t> sizes;
        for (const auto& one : command) texts.push_back(one.data()), sizes.push_back(one.size());
        if (redisAppendCommandArgv(context_.get(), static_cast<int>(texts.size()), texts.data(), sizes.data()) != REDIS_OK) return lost();
    }
    std::vector<redis_reply> replies;
    std::optional<failure> refused;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        void* raw = nullptr;
        if (redisGetReply(context_.get(), &raw) != REDIS_OK || raw == nullptr) return lost();
        replies.emplace_back(static_cast<redisReply*>(raw));
        if (replies.back()->type == REDIS_REPLY_ERROR && !refused)
            refused = failure{data_errc::invalid_value, place(), "the server refuses " + commands[i].front() + ": " +
                              std::string(text_of(*replies.back())), "check the server, and that the prefix is this library's own"};
    }
    if (refused) return *std::move(refused);
    return replies;
}

RENDERBUS_DECL result<std::vector<redis_reply>> redis_connection::ask(const std::vector<redis_command>& commands) {
    const blocked_signal no_signal(SIGPIPE);  // hiredis writes to a server that is gone
    if (context_) {
        auto replies = try_to_ask(commands);
        if (replies || context_->err == 0) return replies;
    }
    if (auto connected = connect(); !connected) return std::move(connected).error();
    return try_to_ask(commands);
}

RENDERBUS_DECL result<redis_reply> redis_connection::ask(redis_command command) {
    auto replies = ask(std::vector<redis_command>{std::move(command)});
    if (!replies) return std::move(replies).error();
    return std::move(replies->front());
}

RENDERBUS_DECL result<void> redis_connection::do_all(std::vector<redis_command> commands) {
    if (commands.empty()) return {};
    commands.insert(commands.begin(), {"MULTI"});
    commands.push_back({"EXEC"});
    auto replies = ask(commands);
    if (!replies) return std::move(replies).error();
    const auto& done = *replies->back();
    for (std::size_t i = 0; done.type == REDIS_REPLY_ARRAY && i < done.elements; ++i)
        if (done.element[i]->type == REDIS_REPLY_ERROR)
            return failure{data_errc::invalid_value, place(), std::string(text_of(*done.element[i])),
                           "check that the prefix is this library's own"};
    if (done.type == REDIS_REPLY_ARRAY) return {};
    return failure{data_errc::invalid_value, place(), "the server did not do what it had taken", "try again"};
}

}  // namespace renderbus::detail

#endif
