// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_SESSION_IPP
#define RENDERBUS_IMPL_SESSION_IPP

#include <renderbus/calls/account.hpp>
#include <renderbus/detail/text.hpp>
#include <renderbus/session.hpp>
#include <renderbus/sharing/gated_engine.hpp>
#include <renderbus/sharing/gated_transport.hpp>
#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transfer/impl/transfer_line.ipp>

#include <asio/post.hpp>

#include <cstdlib>

namespace renderbus {

RENDERBUS_DECL result<std::filesystem::path> farm_session::workspace() const {
    if (!body_->workspace.empty()) return body_->workspace;
    for (const char* name : {"HOME", "USERPROFILE"})
        if (const char* home = std::getenv(name); home && *home) return std::filesystem::path(home) / "renderfarm_sdk";
    return failure{scene_errc::unwritable_file, "workspace", "no folder was given and the environment names no home folder",
                   "give the session one by workspace(folder)"};
}

RENDERBUS_DECL void farm_session::async_login(asio::any_io_executor executor, std::stop_token stop, completion<account> done,
                                              request_teller told) {
    {
        std::lock_guard lock(body_->guard);
        if (body_->who) {
            asio::post(executor, [done = std::move(done), who = *body_->who]() mutable { done(std::move(who)); });
            return;
        }
    }
    calls::login{}.start(call(std::move(executor), std::move(stop), std::move(told)),
                         [body = body_, done = std::move(done)](result<account> who) mutable {
                             if (who) {
                                 std::lock_guard lock(body->guard);
                                 body->who = *who;
                             }
                             done(std::move(who));
                         });
}

/// Where the account's files are, and what lets it in there.
struct farm_session::storage_way {
    http::origin where;
    std::string user;
    secret transfer_key;
};

RENDERBUS_DECL any_transfer_engine farm_session::engine_for(const storage_way& storage) const {
    http_engine_options options;
    options.clock = channel_->clock();
    auto carrier = channel_->carrier();
    if (const auto& gate = channel_->gate())
        carrier = any_transport(std::make_shared<gated_transport>(std::move(carrier), *gate));
    return any_transfer_engine(
        std::make_shared<http_engine>(std::move(carrier), storage.where, storage.user, storage.transfer_key, std::move(options)));
}

/// The transfer key, then (in generation 2) the line of an engine that speaks HTTP.
struct farm_session::engine_search : std::enable_shared_from_this<engine_search> {
    engine_search(farm_session of, asio::any_io_executor on, std::stop_token until, completion<any_transfer_engine> then,
                  request_teller teller)
        : session(std::move(of)),
          executor(std::move(on)),
          stop(std::move(until)),
          done(std::move(then)),
          told(std::move(teller)),
          where(session.channel().settings().farm) {}

    void start() {
        session.channel().async_send(
            executor, api::transmit::raysync_user_key{}, stop,
            [self = shared_from_this()](result<api::transmit::raysync_user_key::reply> key) {
                if (!key) return self->done(std::move(key).error());
                if (!key->user_name)
                    return self->done(failure{data_errc::missing_field, "userName",
                                              "the farm does not say whose the transfer key is",
                                              "ask the service's support to look at the account"});
                self->user = *std::move(key->user_name);
                self->transfer_key = std::move(key->ray_sync_user_key);
                if (self->session.channel().settings().generation >= 2) self->ask_line();
                else self->finish();
            },
            told);
    }

    void ask_line() {
        session.channel().async_send(
            executor, api::transmit::config{}, stop,
            [self = shared_from_this()](result<api::transmit::config::reply> config) {
                if (!config) return self->done(std::move(config).error());
                if (auto taken = self->take_line(*config); !taken) return self->done(std::move(taken).error());
                self->finish();
            },
            told);
    }

    /// The farm itself is the place where it says nothing of lines.
    result<void> take_line(const api::transmit::config::reply& config) {
        const auto& named = session.body_->line;
        std::string others;
        for (const auto& engine : config.resq_engines) {
            const auto name = detail::lower_ascii(engine.engine_name.value_or(""));
            if (name != "http" && name != "https") {
                if (!engine.resp_task_engine_lines.empty()) detail::add_name(others, name);
                continue;
            }
            auto line = choose_line(config, name, named);
            if (!line && named.empty()) return {};
            if (!line) return std::move(line).error();
            // The farm names a host; the scheme stays the client's own, so that nobody is talked out of TLS.
            where.host = std::move(line->server);
            where.port = line->port;
            where.port_given = true;
            return {};
        }
        if (!others.empty())
            return failure{data_errc::invalid_value, named.empty() ? where.text() : "line " + named,
                           "the farm has no engine that speaks HTTP; its engines are " + others,
                           "give the session one of them: farm_session::engine"};
        if (named.empty()) return {};
        return failure{data_errc::invalid_value, "line " + named, "the farm has no engine that speaks HTTP",
                       "leave the line out"};
    }

    void finish() {
        auto found = std::make_shared<const storage_way>(storage_way{std::move(where), std::move(user), std::move(transfer_key)});
        {
            std::lock_guard lock(session.body_->guard);
            session.body_->storage = found;
        }
        done(session.engine_for(*found));
    }

    farm_session session;
    asio::any_io_executor executor;
    std::stop_token stop;
    completion<any_transfer_engine> done;
    request_teller told;
    http::origin where;
    std::string user;
    secret transfer_key;
};

RENDERBUS_DECL void farm_session::async_engine(asio::any_io_executor executor, std::stop_token stop,
                                               completion<any_transfer_engine> done, request_teller told) {
    std::optional<any_transfer_engine> known;
    if (body_->engine) {
        const auto& gate = channel_->gate();
        known = gate ? any_transfer_engine(std::make_shared<gated_engine>(*body_->engine, *gate)) : *body_->engine;
    } else {
        std::lock_guard lock(body_->guard);
        if (body_->storage) known = engine_for(*body_->storage);
    }
    if (known) {
        asio::post(executor, [done = std::move(done), engine = *std::move(known)]() mutable { done(std::move(engine)); });
        return;
    }
    std::make_shared<engine_search>(*this, std::move(executor), std::move(stop), std::move(done), std::move(told))->start();
}

}  // namespace renderbus

#endif
