// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_CONNECTOR_IPP
#define RENDERBUS_TRANSPORT_IMPL_CONNECTOR_IPP

#include <renderbus/transport/connector.hpp>

#include <algorithm>

namespace renderbus::detail {

RENDERBUS_DECL std::string in_words(std::chrono::steady_clock::duration time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
}

RENDERBUS_DECL connector::connector(asio::any_io_executor executor, http::origin to, std::shared_ptr<const proxy> via,
                                    std::shared_ptr<tls_context> settings, std::chrono::steady_clock::duration limit,
                                    done_function done)
    : operation(std::move(executor)),
      to_(std::move(to)),
      via_(std::move(via)),
      settings_(std::move(settings)),
      limit_(limit),
      done_(std::move(done)),
      timer_(this->executor()) {}

RENDERBUS_DECL void connector::start() {
    timer_.expires_after(limit_);
    timer_.async_wait(to(&connector::on_time));
    const bool origin_is_ours_to_find = via_ && via_->speaks == proxy::protocol::socks5;
    if (origin_is_ours_to_find) look_up(to_.host, to_.port, &connector::on_origin_found);
    else look_first_hop_up();
}

RENDERBUS_DECL void connector::on_origin_found(addresses found) {
    origin_addresses_ = in_turn(std::move(found));
    std::reverse(origin_addresses_.begin(), origin_addresses_.end());
    look_first_hop_up();
}

RENDERBUS_DECL void connector::look_first_hop_up() {
    if (via_) look_up(via_->host, via_->port, &connector::dial);
    else look_up(to_.host, to_.port, &connector::dial);
}

RENDERBUS_DECL void connector::look_up(const std::string& host, std::uint16_t port, void (connector::*then)(addresses)) {
    std::error_code no_address;
    const auto address = asio::ip::make_address(host, no_address);
    if (!no_address) return (this->*then)({{address, port}});
    looked_up_ = host;
    resolver_.emplace(executor());
    auto on_found = [self = std::static_pointer_cast<connector>(shared_from_this()), then](
                        std::error_code why, const asio::ip::tcp::resolver::results_type& found) {
        if (!self->done_) return;
        if (why || found.empty()) {
            return self->fail(transport_errc::resolve_failed,
                              "the host name " + self->looked_up_ + " has no address: " + why.message(),
                              "check the address and the network");
        }
        addresses endpoints;
        for (const auto& each : found) endpoints.push_back(each.endpoint());
        (self.get()->*then)(std::move(endpoints));
    };
    resolver_->async_resolve(host, std::to_string(port), asio::ip::resolver_base::numeric_service, std::move(on_found));
}

RENDERBUS_DECL void connector::dial(addresses found) {
    phase_ = phase::connect;
    first_hop_addresses_ = found;
    // The dialer does not hold its owner: who ends the execution context ends both.
    auto on_done = [weak = weak_from_this()](std::unique_ptr<stream> made, std::error_code why) {
        if (const auto self = std::static_pointer_cast<connector>(weak.lock())) self->on_dialed(std::move(made), why);
    };
    dialer_ = std::make_shared<dialer>(executor(), std::move(found), std::move(on_done));
    dialer_->start();
}

RENDERBUS_DECL void connector::on_dialed(std::unique_ptr<stream> made, std::error_code why) {
    dialer_ = nullptr;
    if (!done_) return;
    if (!made) {
        return fail(transport_errc::connect_failed, "no connection to " + first_hop() + ": " + why.message(),
                    via_ ? "check the proxy's address and that it runs"
                         : "check that the farm runs and that this address and port are its own");
    }
    stream_ = std::move(made);
    if (auto ready = stream_->prepare(); !ready) return finish(std::move(ready).error());
    if (!via_ || passes_requests_on(via_.get(), to_)) return begin_tls();
    phase_ = phase::proxy;
    std::optional<asio::ip::address> asked_for;
    if (!origin_addresses_.empty()) {
        asked_for = origin_addresses_.back().address();
        origin_addresses_.pop_back();
    }
    dialogue_.emplace(via_, to_, std::move(asked_for));
    said_ = 0;
    talk_to_proxy({});
}

RENDERBUS_DECL void connector::talk_to_proxy(std::error_code) {
    while (done_) {
        auto outcome = stream::outcome::done;
        while (said_ < dialogue_->to_send().size() && outcome == stream::outcome::done) {
            std::size_t bytes = 0;
            outcome = stream_->write(dialogue_->to_send().substr(said_), bytes);
            said_ += bytes;
        }
        if (outcome == stream::outcome::wants_write) return wait_for(outcome, &connector::talk_to_proxy);
        // Where writing failed, an answer may stand there all the same.
        if (!hear_proxy()) return;
    }
}

// True where the proxy is to get more.
RENDERBUS_DECL bool connector::hear_proxy() {
    char space[4096];
    std::size_t bytes = 0;
    switch (stream_->read(space, bytes)) {
        case stream::outcome::done: break;
        case stream::outcome::ended: return finish(dialogue_->ended()), false;
        case stream::outcome::failed: {
            auto why = stream_->why();
            why.cause = "the proxy " + via_->text() + ": " + why.cause;
            return finish(std::move(why)), false;
        }
        default: return wait_for(stream::outcome::wants_read, &connector::talk_to_proxy), false;
    }
    const auto is_open = dialogue_->take({space, bytes});
    if (!is_open) return on_refusal(is_open.error()), false;
    said_ = 0;
    if (*is_open) begin_tls();
    return !*is_open;
}

// A proxy ends the connection on which it refused (RFC 1928, 6): the next address is asked for on another.
RENDERBUS_DECL void connector::on_refusal(failure why) {
    if (!dialogue_->is_address_refused() || origin_addresses_.empty()) return finish(std::move(why));
    stream_ = nullptr;
    dial(first_hop_addresses_);
}

RENDERBUS_DECL void connector::begin_tls() {
    phase_ = phase::handshake;
    if (to_.tls) {
        auto ready = stream_->use_tls_as_client(settings_, to_.host, to_.text());
        if (!ready) return finish(std::move(ready).error());
    }
    shake_hands({});
}

RENDERBUS_DECL void connector::shake_hands(std::error_code) {
    if (!done_) return;
    switch (const auto outcome = stream_->handshake()) {
        case stream::outcome::done: return finish(std::move(stream_));
        case stream::outcome::wants_read:
        case stream::outcome::wants_write: return wait_for(outcome, &connector::shake_hands);
        case stream::outcome::ended:
            return fail(transport_errc::connection_lost, "the other side ended the TLS handshake",
                        "try again; where that does not help, check that the port speaks TLS 1.2 or newer");
        case stream::outcome::failed: return finish(stream_->why());
    }
}

RENDERBUS_DECL void connector::wait_for(stream::outcome readiness, void (connector::*then)(std::error_code)) {
    using socket = asio::ip::tcp::socket;
    stream_->socket().async_wait(readiness == stream::outcome::wants_read ? socket::wait_read : socket::wait_write, to(then));
}

RENDERBUS_DECL void connector::on_time(std::error_code why) {
    if (why || !done_) return;
    const auto limit = " in " + in_words(limit_);
    switch (phase_) {
        case phase::look_up:
            return fail(transport_errc::timed_out, "no address for " + looked_up_ + limit, "check the name service");
        case phase::connect:
            return fail(transport_errc::timed_out, "no connection to " + first_hop() + limit,
                        "check the address and the way there");
        case phase::proxy:
            return fail(transport_errc::timed_out, "no answer from " + first_hop() + limit, "check the proxy's kind and port");
        case phase::handshake:
            return fail(transport_errc::timed_out, "no TLS handshake with " + to_.host + limit, "check that the port speaks TLS");
    }
}

RENDERBUS_DECL std::string connector::first_hop() const {
    if (via_) return "the proxy " + via_->text();
    return to_.host + " port " + std::to_string(to_.port);
}

RENDERBUS_DECL void connector::finish(result<std::unique_ptr<stream>> made) {
    auto done = std::move(done_);
    abandon();
    done(std::move(made));
}

RENDERBUS_DECL void connector::fail(transport_errc code, std::string cause, std::string next_step) {
    finish(failure{code, {}, std::move(cause), std::move(next_step)});
}

RENDERBUS_DECL void connector::abandon() noexcept {
    done_ = {};
    timer_.cancel();
    if (resolver_) resolver_->cancel();
    if (dialer_) dialer_->abandon();
    if (stream_) stream_->close();
}

}  // namespace renderbus::detail

#endif
