// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_EXCHANGE_IPP
#define RENDERBUS_TRANSPORT_IMPL_EXCHANGE_IPP

#include <renderbus/transport/exchange.hpp>
#include <renderbus/transport/http_writer.hpp>

#include <algorithm>

namespace renderbus::detail {

inline constexpr std::size_t transfer_piece = 64 * 1024;

/// A time from now that clocks can still add up.
inline std::chrono::steady_clock::duration bounded(std::chrono::milliseconds asked) {
    return std::clamp<std::chrono::milliseconds>(asked, std::chrono::milliseconds(1), std::chrono::hours(24 * 365));
}

RENDERBUS_DECL exchange::exchange(asio::any_io_executor executor, std::shared_ptr<transport_core> core, http::request what,
                                  std::stop_token stop, completion<http::response> done)
    : operation(std::move(executor)),
      core_(std::move(core)),
      request_(std::move(what)),
      done_(std::move(done)),
      stop_token_(std::move(stop)),
      timer_(this->executor()),
      longest_silence_(bounded(request_.timeout)) {}

// On its own executor it begins at once, which saves that executor a turn.
RENDERBUS_DECL void exchange::start() { dispatch(to(&exchange::begin)); }

RENDERBUS_DECL void exchange::stopper::operator()() const {
    // The stop may come on any thread: the exchange ends on its own executor.
    if (const auto self = stopped.lock()) {
        post(wake{self, static_cast<step>(&exchange::on_stop)});
    }
}

RENDERBUS_DECL void exchange::begin(std::error_code) {
    is_beginning_ = true;
    acquire_connection();
    is_beginning_ = false;
}

RENDERBUS_DECL void exchange::acquire_connection() {
    if (stop_token_.stop_requested()) return on_stop({});
    stop_.emplace(stop_token_, stopper{weak_from_this()});
    auto via = core_->proxies.way_to(request_.where);
    if (!via) return finish(at_url(std::move(via).error()));
    via_ = std::move(*via);
    if (auto ready = write_head(); !ready) return finish(std::move(ready).error());
    body_size_ = http::body_size(request_);
    last_progress_ = clock::now();
    on_time({});
    pool_ = core_->pools.of(asio::query(executor(), asio::execution::context));
    is_in_queue_ = !pool_->acquire(request_.where, std::static_pointer_cast<exchange>(shared_from_this()));
    if (!is_in_queue_) on_slot({});
}

RENDERBUS_DECL result<void> exchange::write_head() {
    const bool is_passed_on = passes_requests_on(via_.get(), request_.where);
    auto head = http::write_head(request_, is_passed_on);
    if (!head) return std::move(head).error();
    piece_ = std::move(*head);
    if (!is_passed_on) return {};
    if (const secret login = basic_login(*via_); !login.empty()) {
        piece_.insert(piece_.size() - 2, "Proxy-Authorization: " + std::string(login.reveal()) + "\r\n");
    }
    return {};
}

RENDERBUS_DECL void exchange::resume() { post(to(&exchange::on_slot)); }

RENDERBUS_DECL void exchange::on_slot(std::error_code) {
    if (!done_) return;
    is_in_queue_ = false;
    last_progress_ = clock::now();
    if (!takes_kept()) connect();
}

RENDERBUS_DECL bool exchange::takes_kept() {
    while (auto kept = slot_.take_kept<stream>()) {
        if (!kept->is_quiet()) continue;  // the other side has closed it meanwhile
        is_kept_connection_ = true;
        use(std::move(kept));
        return true;
    }
    return false;
}

RENDERBUS_DECL void exchange::connect() {
    is_kept_connection_ = false;
    // The connector does not hold the exchange: who ends the execution context ends both.
    auto on_made = [weak = weak_from_this()](result<std::unique_ptr<stream>> made) {
        const auto self = std::static_pointer_cast<exchange>(weak.lock());
        if (!self) return;
        self->connector_ = nullptr;
        self->last_progress_ = clock::now();
        if (!made) return self->finish(self->at_url(std::move(made).error()));
        self->use(std::move(*made));
    };
    const auto limit = std::min(core_->connect_timeout, longest_silence_);
    connector_ = std::make_shared<connector>(executor(), request_.where, via_, core_->tls, limit, std::move(on_made));
    // Held here too: the connection may stand, or fail, inside the call.
    const auto starting = connector_;
    starting->start();
}

RENDERBUS_DECL void exchange::use(std::unique_ptr<stream> connection) {
    connection_ = std::move(connection);
    intake_.start(request_);
    unsent_ = {};
    body_loaded_ = 0;
    is_all_sent_ = false;
    cannot_send_ = false;
    is_waiting_to_read_ = false;
    is_waiting_to_write_ = false;
    send_needs_ = readiness::at_hand;
    // TLS may hold bytes already that no socket will announce.
    receive_needs_ = connection_->holds_input() ? readiness::at_hand : readiness::to_read;
    go_on();
}

RENDERBUS_DECL void exchange::go_on() {
    for (int turns = 0; done_ && connection_; ++turns) {
        if (turns == 16) {
            // Others on this executor get their turn now.
            if (!std::exchange(is_yielding_, true)) post(to(&exchange::again));
            break;
        }
        const bool has_sent = !is_all_sent_ && !cannot_send_ && send_needs_ == readiness::at_hand && send();
        if (!done_ || !connection_) return;
        const bool has_received = receive_needs_ == readiness::at_hand && receive();
        if (!has_sent && !has_received) break;
    }
    if (done_ && connection_) wait();
}

RENDERBUS_DECL void exchange::wait() {
    const bool is_sending = !is_all_sent_ && !cannot_send_;
    const auto needs = [&](readiness which) { return receive_needs_ == which || (is_sending && send_needs_ == which); };
    if (!is_waiting_to_read_ && needs(readiness::to_read)) {
        is_waiting_to_read_ = true;
        connection_->socket().async_wait(asio::ip::tcp::socket::wait_read, to(&exchange::on_readable));
    }
    if (!is_waiting_to_write_ && needs(readiness::to_write)) {
        is_waiting_to_write_ = true;
        connection_->socket().async_wait(asio::ip::tcp::socket::wait_write, to(&exchange::on_writable));
    }
}

RENDERBUS_DECL void exchange::on_readable(std::error_code why) { on_ready(readiness::to_read, is_waiting_to_read_, why); }
RENDERBUS_DECL void exchange::on_writable(std::error_code why) { on_ready(readiness::to_write, is_waiting_to_write_, why); }

RENDERBUS_DECL void exchange::again(std::error_code) {
    is_yielding_ = false;
    go_on();
}

RENDERBUS_DECL void exchange::on_ready(readiness which, bool& is_waiting, std::error_code why) {
    if (why == asio::error::operation_aborted) return;  // of a connection that is gone
    is_waiting = false;
    if (send_needs_ == which) send_needs_ = readiness::at_hand;
    if (receive_needs_ == which) receive_needs_ = readiness::at_hand;
    go_on();
}

RENDERBUS_DECL bool exchange::send() {
    if (unsent_.empty() && !load_next_piece()) return false;
    std::size_t bytes = 0;
    switch (connection_->write(unsent_, bytes)) {
        case stream::outcome::done:
            last_progress_ = clock::now();
            unsent_.remove_prefix(bytes);
            is_all_sent_ = unsent_.empty() && body_loaded_ == body_size_;
            return true;
        case stream::outcome::wants_read: send_needs_ = readiness::to_read; return false;
        case stream::outcome::wants_write: send_needs_ = readiness::to_write; return false;
        case stream::outcome::ended:
        case stream::outcome::failed: break;
    }
    // An answer may stand there all the same: the farm may have refused the body and closed.
    cannot_send_ = true;
    receive_needs_ = readiness::at_hand;
    return true;
}

// Small bodies go out with the head, in one record.
RENDERBUS_DECL bool exchange::load_next_piece() {
    const bool is_first = body_loaded_ == 0;
    if (!request_.source && !is_first) {
        unsent_ = std::string_view(request_.body).substr(static_cast<std::size_t>(body_loaded_));
        body_loaded_ = body_size_;
        return true;
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(body_size_ - body_loaded_, transfer_piece));
    const std::size_t head = is_first ? piece_.size() : 0;
    if (!request_.source) piece_.append(request_.body, 0, size);
    else piece_.resize(head + size);
    for (std::size_t filled = 0; request_.source && filled < size;) {
        auto got = request_.source->read({piece_.data() + head + filled, size - filled});
        if (!got) return finish(std::move(got).error()), false;
        if (*got == 0 || *got > size - filled) {
            fail(scene_errc::changed_file, "the body to send ended before its size was reached",
                 "leave the file alone while it is sent");
            return false;
        }
        filled += *got;
    }
    body_loaded_ += size;
    unsent_ = piece_;
    return true;
}

RENDERBUS_DECL bool exchange::receive() {
    std::size_t bytes = 0;
    const auto space = connection_->space();
    switch (connection_->read(space, bytes)) {
        case stream::outcome::done:
            last_progress_ = clock::now();
            take_in({space.data(), bytes});
            return true;
        case stream::outcome::wants_read: receive_needs_ = readiness::to_read; return false;
        case stream::outcome::wants_write: receive_needs_ = readiness::to_write; return false;
        case stream::outcome::failed: on_connection_end(connection_->why()); return false;
        case stream::outcome::ended: break;
    }
    if (auto whole = intake_.peer_ended(); !whole) on_connection_end(std::move(whole).error());
    else complete();
    return false;
}

RENDERBUS_DECL void exchange::on_connection_end(failure why) {
    const bool is_stale = is_kept_connection_ && !intake_.has_begun();
    if (!is_stale || !request_.repeatable) {
        if (is_stale) why.next_step = "the request may or may not have arrived: find out, then try again";
        return finish(at_url(std::move(why)));
    }
    // Once and no more: the next connection is a new one.
    connection_ = nullptr;
    if (auto again = write_head(); !again) return finish(std::move(again).error());
    if (request_.source) {
        if (auto back = request_.source->rewind(); !back) return finish(std::move(back).error());
    }
    connect();
}

RENDERBUS_DECL void exchange::take_in(std::string_view bytes) {
    const auto is_whole = intake_.take(bytes);
    if (!is_whole) return finish(is_whole.error());
    if (*is_whole) complete();
}

RENDERBUS_DECL void exchange::complete() {
    const bool can_be_kept = is_all_sent_ && intake_.leaves_connection_usable() && !is_waiting_to_read_ && !is_waiting_to_write_;
    if (can_be_kept) slot_.keep(std::move(connection_));
    auto answer = intake_.take_answer();
    if (answer.status == 407 && passes_requests_on(via_.get(), request_.where)) {
        return fail(transport_errc::proxy_refused, "the proxy " + via_->text() + " answered with HTTP status 407",
                    "give the proxy a user and a password that it knows");
    }
    finish(std::move(answer));
}

RENDERBUS_DECL void exchange::on_time(std::error_code why) {
    if (why || !done_) return;
    const auto now = clock::now();
    // The connector has its own limit.
    if (connector_) last_progress_ = now;
    if (now < last_progress_ + longest_silence_) {
        timer_.expires_at(last_progress_ + longest_silence_);
        return timer_.async_wait(to(&exchange::on_time));
    }
    const auto limit = " for " + in_words(longest_silence_);
    if (!connection_) {
        return fail(transport_errc::timed_out, "no connection was free" + limit, "allow more connections or more time");
    }
    std::string cause = "the answer stopped";
    if (!is_all_sent_) cause = "the farm took nothing of the request";
    else if (!intake_.has_begun()) cause = "no answer came";
    fail(transport_errc::timed_out, cause + limit, "try again, or allow more time");
}

RENDERBUS_DECL void exchange::on_stop(std::error_code) { fail(transport_errc::canceled, "the request was called off", {}); }

RENDERBUS_DECL failure exchange::at_url(failure why) const {
    if (!why.place.empty()) why.cause = why.place + ": " + why.cause;
    why.place = http::place_of(request_);
    return why;
}

RENDERBUS_DECL void exchange::fail(std::error_code code, std::string cause, std::string next_step) {
    finish(at_url({code, {}, std::move(cause), std::move(next_step)}));
}

RENDERBUS_DECL void exchange::finish(result<http::response> outcome) {
    if (!done_) return;
    auto done = std::move(done_);
    const auto self = shared_from_this();
    stop_.reset();
    timer_.cancel();
    if (connector_) std::exchange(connector_, nullptr)->abandon();
    if (is_in_queue_) pool_->leave_queue(this);
    connection_ = nullptr;
    slot_.release();
    request_ = {};
    if (!is_beginning_) return done(std::move(outcome));
    early_end_ = std::make_unique<early_end>(early_end{std::move(done), std::move(outcome)});
    post(to(&exchange::tell_early_end));
}

RENDERBUS_DECL void exchange::tell_early_end(std::error_code) { early_end_->done(std::move(early_end_->outcome)); }

}  // namespace renderbus::detail

#endif
