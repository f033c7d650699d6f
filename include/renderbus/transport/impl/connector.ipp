// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_CONNECTOR_IPP
#define RENDERBUS_TRANSPORT_IMPL_CONNECTOR_IPP

#include <renderbus/transport/connector.hpp>

#include <asio/post.hpp>

namespace renderbus::detail {

RENDERBUS_DECL std::string in_words(std::chrono::steady_clock::duration time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
}

RENDERBUS_DECL connector::connector(asio::any_io_executor executor, http::origin where, std::shared_ptr<tls_context> settings,
                                    std::chrono::steady_clock::duration limit, done_function done)
    : operation(std::move(executor)),
      where_(std::move(where)),
      settings_(std::move(settings)),
      limit_(limit),
      done_(std::move(done)),
      timer_(this->executor()) {}

RENDERBUS_DECL void connector::start() {
    deadline_ = clock::now() + limit_;
    std::error_code no_address;
    const auto address = asio::ip::make_address(where_.host, no_address);
    if (no_address) return look_up();
    addresses_.emplace_back(address, where_.port);
    try_next_address();
}

RENDERBUS_DECL void connector::look_up() {
    watch(deadline_);
    resolver_.emplace(executor());
    auto on_found = [self = std::static_pointer_cast<connector>(shared_from_this())](
                        std::error_code why, const asio::ip::tcp::resolver::results_type& found) {
        if (!self->done_) return;
        if (why) {
            return self->fail(transport_errc::resolve_failed,
                              "the host name " + self->where_.host + " has no address: " + why.message(),
                              "check the farm's address and the network");
        }
        for (const auto& each : found) self->addresses_.push_back(each.endpoint());
        self->try_next_address();
    };
    resolver_->async_resolve(where_.host, std::to_string(where_.port), asio::ip::resolver_base::numeric_service,
                             std::move(on_found));
}

RENDERBUS_DECL void connector::try_next_address() {
    phase_ = phase::connect;
    if (tried_ == addresses_.size()) {
        return fail(transport_errc::connect_failed,
                    "no connection to " + where_.host + " port " + std::to_string(where_.port) + ": " + last_refusal_.message(),
                    "check that the farm runs and that this address and port are its own");
    }
    // An address that swallows packets must leave time for those after it.
    const auto now = clock::now();
    watch(now + (deadline_ - now) / (addresses_.size() - tried_));
    const auto address = addresses_[tried_++];
    stream_ = std::make_unique<stream>(executor());
    stream_->socket().async_connect(address, to(&connector::on_connected));
}

RENDERBUS_DECL void connector::on_connected(std::error_code why) {
    if (!done_) return;
    if (why) {
        last_refusal_ = why == asio::error::operation_aborted ? std::make_error_code(std::errc::timed_out) : why;
        if (clock::now() < deadline_ || why != asio::error::operation_aborted) return try_next_address();
        const auto there = where_.host + " port " + std::to_string(where_.port);
        return fail(transport_errc::timed_out, "no connection to " + there + " in " + in_words(limit_),
                    "check the address and the way there");
    }
    phase_ = phase::handshake;
    watch(deadline_);
    if (auto ready = stream_->prepare(); !ready) return finish(std::move(ready).error());
    if (where_.tls) {
        auto ready = stream_->use_tls_as_client(settings_, where_.host, where_.text());
        if (!ready) return finish(std::move(ready).error());
    }
    shake_hands({});
}

RENDERBUS_DECL void connector::shake_hands(std::error_code) {
    if (!done_) return;
    switch (stream_->handshake()) {
        case stream::outcome::done: return finish(std::move(stream_));
        case stream::outcome::wants_read:
            return stream_->socket().async_wait(asio::ip::tcp::socket::wait_read, to(&connector::shake_hands));
        case stream::outcome::wants_write:
            return stream_->socket().async_wait(asio::ip::tcp::socket::wait_write, to(&connector::shake_hands));
        case stream::outcome::ended:
            return fail(transport_errc::tls_failed, "the other side ended the TLS handshake",
                        "check that the port speaks TLS 1.2 or newer");
        case stream::outcome::failed: return finish(stream_->why());
    }
}

RENDERBUS_DECL void connector::watch(clock::time_point until) {
    watched_until_ = until;
    timer_.expires_at(until);
    timer_.async_wait(to(&connector::on_time));
}

RENDERBUS_DECL void connector::on_time(std::error_code why) {
    if (why || !done_ || clock::now() < watched_until_) return;
    if (phase_ == phase::connect) {
        std::error_code ignored;
        stream_->socket().close(ignored);  // on_connected goes on from there
        return;
    }
    const auto limit = in_words(limit_);
    if (phase_ == phase::look_up) {
        return fail(transport_errc::timed_out, "no address for " + where_.host + " in " + limit, "check the name service");
    }
    fail(transport_errc::timed_out, "no TLS handshake with " + where_.host + " in " + limit, "check that the port speaks TLS");
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
    if (stream_) stream_->close();
}

}  // namespace renderbus::detail

#endif
