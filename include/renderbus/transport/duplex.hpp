// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_DUPLEX_HPP
#define RENDERBUS_TRANSPORT_DUPLEX_HPP

#include <renderbus/transport/line_pace.hpp>
#include <renderbus/transport/operation.hpp>
#include <renderbus/transport/stream.hpp>

#include <memory>
#include <optional>
#include <string_view>

namespace renderbus::detail {

/// Drives one connection both ways: does what can be done at once, waits for the readiness that the rest needs, goes on.
class duplex : public operation {
protected:
    /// Without a pace as fast as the line takes it.
    RENDERBUS_DECL duplex(asio::any_io_executor executor, std::shared_ptr<line_pace> pace);

    RENDERBUS_DECL void attach(std::unique_ptr<stream> connection);
    /// The connection with nothing waiting on it, or null.
    RENDERBUS_DECL std::unique_ptr<stream> detach();
    bool is_attached() const noexcept { return connection_ != nullptr; }
    /// Whether it could go on, but for the pace.
    bool waits_for_its_turn() const noexcept { return pace_ && pace_->waits(); }
    /// To be called when there is something new to send.
    RENDERBUS_DECL void go_on();

private:
    enum class readiness { at_hand, to_read, to_write, its_turn };

    /// What goes out next; empty where there is nothing now.
    virtual std::string_view next_to_send() = 0;
    virtual void on_sent(std::size_t bytes) = 0;
    virtual void on_received(std::string_view bytes) = 0;
    /// The other side sends no more.
    virtual void on_peer_end() = 0;
    virtual void on_failure(failure why) = 0;

    RENDERBUS_DECL void wait();
    RENDERBUS_DECL void on_readable(std::error_code);
    RENDERBUS_DECL void on_writable(std::error_code);
    RENDERBUS_DECL void again(std::error_code);
    RENDERBUS_DECL void on_turn(std::error_code);
    RENDERBUS_DECL std::size_t allowed(line_direction which, std::size_t bytes);
    void note_moved(line_direction which, std::size_t bytes) noexcept {
        if (pace_) pace_->moved(which, bytes);
    }
    RENDERBUS_DECL void on_ready(readiness which, bool& is_waiting, std::error_code why);
    RENDERBUS_DECL bool send();
    RENDERBUS_DECL bool receive();

    std::unique_ptr<stream> connection_;
    std::optional<paced_connection> pace_;
    bool is_waiting_to_read_ = false;
    bool is_waiting_to_write_ = false;
    bool is_yielding_ = false;
    bool cannot_send_ = false;
    readiness send_needs_ = readiness::at_hand;
    readiness receive_needs_ = readiness::at_hand;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/duplex.ipp>
#endif

#endif
