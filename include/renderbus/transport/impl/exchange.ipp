// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_EXCHANGE_IPP
#define RENDERBUS_TRANSPORT_IMPL_EXCHANGE_IPP

#include <renderbus/transport/exchange.hpp>
#include <renderbus/transport/http_writer.hpp>

#include <asio/post.hpp>

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
      origin_name_(request_.where.text()),
      stop_token_(std::move(stop)),
      timer_(this->executor()),
      longest_silence_(bounded(request_.timeout)) {}

RENDERBUS_DECL void exchange::start() { asio::post(executor(), to(&exchange::begin)); }

RENDERBUS_DECL void exchange::stopper::operator()() const {
    // The stop may come on any thread: the exchange ends on its own executor.
    if (const auto self = stopped.lock()) {
        asio::post(self->executor(), wake{self, static_cast<step>(&exchange::on_stop)});
    }
}

RENDERBUS_DECL void exchange::begin(std::error_code) {
    if (stop_token_.stop_requested()) return on_stop({});
    stop_.emplace(stop_token_, stopper{weak_from_this()});
    auto head = http::write_head(request_);
    if (!head) return finish(std::move(head).error());
    head_ = std::move(*head);
    body_size_ = http::body_size(request_);
    last_progress_ = clock::now();
    on_time({});
    pool_ = core_->pools.of(asio::query(executor(), asio::execution::context));
    if (pool_->acquire(origin_name_, std::static_pointer_cast<exchange>(shared_from_this()))) on_slot({});
}

RENDERBUS_DECL void exchange::resume() { asio::post(executor(), to(&exchange::on_slot)); }

RENDERBUS_DECL void exchange::on_slot(std::error_code) {
    if (!done_) return;
    last_progress_ = clock::now();
    if (!takes_kept()) connect();
}

RENDERBUS_DECL bool exchange::takes_kept() {
    while (auto kept = slot_.take_kept()) {
        // The other side may have closed it meanwhile. Reading also takes in what TLS sends between answers.
        char byte = 0;
        std::size_t bytes = 0;
        if (kept->read({&byte, 1}, bytes) != stream::outcome::wants_read) continue;
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
    connector_ = std::make_shared<connector>(executor(), request_.where, core_->tls, limit, std::move(on_made));
    // Held here too: the connection may stand, or fail, inside the call.
    const auto starting = connector_;
    starting->start();
}

RENDERBUS_DECL void exchange::use(std::unique_ptr<stream> connection) {
    connection_ = std::move(connection);
    intake_.start(request_);
    piece_.clear();
    unsent_ = {};
    body_loaded_ = 0;
    is_all_sent_ = false;
    cannot_send_ = false;
    is_waiting_to_read_ = false;
    is_waiting_to_write_ = false;
    send_needs_ = readiness::at_hand;
    // TLS may hold bytes already that no socket will announce.
    receive_needs_ = connection_->uses_tls() ? readiness::at_hand : readiness::to_read;
    if (!input_) input_ = std::make_unique_for_overwrite<char[]>(transfer_piece);
    go_on();
}

RENDERBUS_DECL void exchange::go_on() {
    for (int turns = 0; done_ && connection_; ++turns) {
        if (turns == 16) {
            // Others on this executor get their turn now.
            if (!std::exchange(is_yielding_, true)) asio::post(executor(), to(&exchange::again));
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

RENDERBUS_DECL bool exchange::load_next_piece() {
    const bool is_first = piece_.empty() && body_loaded_ == 0;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(body_size_ - body_loaded_, transfer_piece));
    if (!request_.source && !is_first) {
        unsent_ = std::string_view(request_.body).substr(static_cast<std::size_t>(body_loaded_));
        body_loaded_ = body_size_;
        return true;
    }
    const std::size_t head = is_first ? head_.size() : 0;
    if (is_first) piece_ = head_;
    piece_.resize(head + size);
    if (!request_.source) {
        request_.body.copy(piece_.data() + head, size);
    }
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
    switch (connection_->read({input_.get(), transfer_piece}, bytes)) {
        case stream::outcome::done:
            last_progress_ = clock::now();
            take_in({input_.get(), bytes});
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
    finish(intake_.take_answer());
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
    if (pool_) pool_->leave_queue(origin_name_, this);
    connection_ = nullptr;
    slot_.release();
    request_ = {};
    done(std::move(outcome));
}

}  // namespace renderbus::detail

#endif
