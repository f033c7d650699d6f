// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_SESSION_IPP
#define RENDERBUS_IMPL_SESSION_IPP

#include <renderbus/session.hpp>
#include <renderbus/transfer/http_engine.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace renderbus {

RENDERBUS_DECL result<std::filesystem::path> farm_session::workspace() const {
    if (!body_->workspace.empty()) return body_->workspace;
    for (const char* name : {"HOME", "USERPROFILE"})
        if (const char* home = std::getenv(name); home && *home) return std::filesystem::path(home) / "renderfarm_sdk";
    return failure{scene_errc::unwritable_file, "workspace", "no folder was given and the environment names no home folder",
                   "give the session one by workspace(folder)"};
}

/// Profile and storages, one after the other, merged.
struct farm_session::login : std::enable_shared_from_this<login> {
    login(std::shared_ptr<body> of, asio::any_io_executor on, std::stop_token until, completion<account> then)
        : session(std::move(of)), executor(std::move(on)), stop(std::move(until)), done(std::move(then)) {}

    void start() {
        session->channel->async_send(executor, api::user::profile{}, stop, [self = shared_from_this()](result<api::user::profile::reply> who) {
            if (!who) return self->done(std::move(who).error());
            self->found.user_id = who->user_id;
            self->found.user_name = who->user_name;
            self->shared = who->share_main_capital.value_or(0) != 0;
            self->found.storage_user_id = self->shared ? who->main_user_id.value_or(who->user_id) : who->user_id;
            self->ask_storages();
        });
    }

    void ask_storages() {
        session->channel->async_send(executor, api::user::transfer_bid{}, stop,
                                     [self = shared_from_this()](result<api::user::transfer_bid::reply> bids) {
                                         if (!bids) return self->done(std::move(bids).error());
                                         self->found.config_bid = bids->config_bid;
                                         self->found.output_bid = bids->output_bid;
                                         self->found.input_bid =
                                             self->shared ? bids->parent_input_bid.value_or(bids->input_bid) : bids->input_bid;
                                         {
                                             std::lock_guard lock(self->session->guard);
                                             self->session->who = self->found;
                                         }
                                         self->done(self->found);
                                     });
    }

    std::shared_ptr<body> session;
    asio::any_io_executor executor;
    std::stop_token stop;
    completion<account> done;
    account found;
    bool shared = false;
};

RENDERBUS_DECL void farm_session::async_login(asio::any_io_executor executor, std::stop_token stop, completion<account> done) {
    {
        std::lock_guard lock(body_->guard);
        if (body_->who) {
            asio::post(executor, [done = std::move(done), who = *body_->who]() mutable { done(std::move(who)); });
            return;
        }
    }
    std::make_shared<login>(body_, std::move(executor), std::move(stop), std::move(done))->start();
}

/// The transfer key, then (in generation 2) the line of an engine that speaks HTTP.
struct farm_session::engine_search : std::enable_shared_from_this<engine_search> {
    engine_search(std::shared_ptr<body> of, asio::any_io_executor on, std::stop_token until, completion<any_transfer_engine> then)
        : session(std::move(of)), executor(std::move(on)), stop(std::move(until)), done(std::move(then)),
          where(session->channel->settings().farm) {}

    void start() {
        session->channel->async_send(
            executor, api::transmit::raysync_user_key{}, stop,
            [self = shared_from_this()](result<api::transmit::raysync_user_key::reply> key) {
                if (!key) return self->done(std::move(key).error());
                self->user = std::move(key->user_name);
                self->transfer_key = secret(std::move(key->ray_sync_user_key));
                if (self->session->channel->settings().generation >= 2) self->ask_line();
                else self->finish();
            });
    }

    void ask_line() {
        session->channel->async_send(executor, api::transmit::config{}, stop,
                                     [self = shared_from_this()](result<api::transmit::config::reply> config) {
                                         if (!config) return self->done(std::move(config).error());
                                         for (const auto& engine : config->resq_engines)
                                             if (engine.engine_name == "http" || engine.engine_name == "https") self->take_line(engine);
                                         self->finish();
                                     });
    }

    void take_line(const api::transmit::config::engine& engine) {
        const auto& lines = engine.resp_task_engine_lines;
        auto line = std::find_if(lines.begin(), lines.end(), [](const auto& one) { return one.is_default != 0; });
        if (line == lines.end()) line = lines.begin();
        if (line == lines.end()) return;
        std::uint16_t port = 0;
        const auto read = std::from_chars(line->port.data(), line->port.data() + line->port.size(), port);
        if (read.ec != std::errc{} || port == 0 || line->server.empty()) return;
        // The farm names a host; the scheme stays the client's own, so that nobody is talked out of TLS.
        where.host = line->server;
        where.port = port;
        where.port_given = true;
    }

    void finish() {
        http_engine_options options;
        options.clock = session->channel->clock();
        any_transfer_engine made(
            std::make_shared<http_engine>(session->channel->carrier(), where, user, transfer_key, std::move(options)));
        {
            std::lock_guard lock(session->guard);
            session->engine = made;
        }
        done(std::move(made));
    }

    std::shared_ptr<body> session;
    asio::any_io_executor executor;
    std::stop_token stop;
    completion<any_transfer_engine> done;
    http::origin where;
    std::string user;
    secret transfer_key;
};

RENDERBUS_DECL void farm_session::async_engine(asio::any_io_executor executor, std::stop_token stop, completion<any_transfer_engine> done) {
    {
        std::lock_guard lock(body_->guard);
        if (body_->engine) {
            asio::post(executor, [done = std::move(done), engine = *body_->engine]() mutable { done(std::move(engine)); });
            return;
        }
    }
    std::make_shared<engine_search>(body_, std::move(executor), std::move(stop), std::move(done))->start();
}

}  // namespace renderbus

#endif
