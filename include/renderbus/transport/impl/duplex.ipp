// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_DUPLEX_IPP
#define RENDERBUS_TRANSPORT_IMPL_DUPLEX_IPP

#include <renderbus/transport/duplex.hpp>

#include <utility>

namespace renderbus::detail {

RENDERBUS_DECL duplex::duplex(asio::any_io_executor executor, std::shared_ptr<line_pace> pace) : operation(std::move(executor)) {
    if (pace) pace_.emplace(this->executor(), std::move(pace));
}

RENDERBUS_DECL void duplex::attach(std::unique_ptr<stream> connection) {
    connection_ = std::move(connection);
    is_waiting_to_read_ = false;
    is_waiting_to_write_ = false;
    cannot_send_ = false;
    send_needs_ = readiness::at_hand;
    // TLS may hold bytes already that no socket will announce.
    receive_needs_ = connection_->holds_input() ? readiness::at_hand : readiness::to_read;
}

RENDERBUS_DECL std::unique_ptr<stream> duplex::detach() {
    if (connection_ && (is_waiting_to_read_ || is_waiting_to_write_)) {
        std::error_code ignored;
        connection_->socket().cancel(ignored);
    }
    if (pace_) pace_->rest();
    return std::move(connection_);
}

RENDERBUS_DECL void duplex::go_on() {
    for (int turns = 0; connection_; ++turns) {
        if (turns == 16) {
            // Others on this executor get their turn now.
            if (!std::exchange(is_yielding_, true)) post(to(&duplex::again));
            break;
        }
        const bool has_sent = !cannot_send_ && send_needs_ == readiness::at_hand && send();
        if (!connection_) return;
        const bool has_received = receive_needs_ == readiness::at_hand && receive();
        if (!has_sent && !has_received) break;
    }
    if (connection_) wait();
}

RENDERBUS_DECL void duplex::wait() {
    const auto needs = [&](readiness which) { return receive_needs_ == which || send_needs_ == which; };
    if (!is_waiting_to_read_ && needs(readiness::to_read)) {
        is_waiting_to_read_ = true;
        connection_->async_take_in(to(&duplex::on_readable));
    }
    if (!is_waiting_to_write_ && needs(readiness::to_write)) {
        is_waiting_to_write_ = true;
        connection_->socket().async_wait(asio::ip::tcp::socket::wait_write, to(&duplex::on_writable));
    }
}

RENDERBUS_DECL void duplex::on_readable(std::error_code why) { on_ready(readiness::to_read, is_waiting_to_read_, why); }
RENDERBUS_DECL void duplex::on_writable(std::error_code why) { on_ready(readiness::to_write, is_waiting_to_write_, why); }

RENDERBUS_DECL void duplex::on_turn(std::error_code why) {
    if (why) return;
    if (send_needs_ == readiness::its_turn) send_needs_ = readiness::at_hand;
    if (receive_needs_ == readiness::its_turn) receive_needs_ = readiness::at_hand;
    if (connection_) go_on();
}

RENDERBUS_DECL std::size_t duplex::allowed(line_direction which, std::size_t bytes) {
    return pace_ ? pace_->allowed(which, bytes, to(&duplex::on_turn)) : bytes;
}

RENDERBUS_DECL void duplex::again(std::error_code) {
    is_yielding_ = false;
    go_on();
}

RENDERBUS_DECL void duplex::on_ready(readiness which, bool& is_waiting, std::error_code why) {
    if (why == asio::error::operation_aborted) return;  // of a connection that is gone
    is_waiting = false;
    if (send_needs_ == which) send_needs_ = readiness::at_hand;
    if (receive_needs_ == which) receive_needs_ = readiness::at_hand;
    go_on();
}

RENDERBUS_DECL bool duplex::send() {
    auto bytes = next_to_send();
    if (bytes.empty()) return false;
    bytes = bytes.substr(0, allowed(line_direction::up, bytes.size()));
    if (bytes.empty()) return send_needs_ = readiness::its_turn, false;
    std::size_t sent = 0;
    switch (connection_->write(bytes, sent)) {
        case stream::outcome::done:
            note_moved(line_direction::up, sent);
            on_sent(sent);
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

RENDERBUS_DECL bool duplex::receive() {
    std::size_t bytes = 0;
    const auto all_space = connection_->space();
    const auto space = all_space.first(allowed(line_direction::down, all_space.size()));
    if (space.empty()) return receive_needs_ = readiness::its_turn, false;
    switch (connection_->read(space, bytes)) {
        case stream::outcome::done:
            note_moved(line_direction::down, bytes);
            on_received({space.data(), bytes});
            return true;
        case stream::outcome::wants_read: receive_needs_ = readiness::to_read; return false;
        case stream::outcome::wants_write: receive_needs_ = readiness::to_write; return false;
        case stream::outcome::failed: on_failure(connection_->why()); return false;
        case stream::outcome::ended: on_peer_end(); return false;
    }
    return false;
}

}  // namespace renderbus::detail

#endif
