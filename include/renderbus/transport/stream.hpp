// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_STREAM_HPP
#define RENDERBUS_TRANSPORT_STREAM_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/transport/connection_pool.hpp>
#include <renderbus/transport/tls.hpp>

#include <asio/ip/tcp.hpp>

#include <array>
#include <memory>
#include <span>

namespace renderbus::detail {

/// A TCP connection, with TLS or without, that is only ever tried, never waited for: a call does what can be done at once
/// and says which readiness the rest waits for. Waiting is its owner's part (`async_take_in`, `socket().async_wait`), so that
/// one owner serves both kinds, both directions and both ends with one handler each.
class stream final : public kept_connection {
public:
    enum class outcome { done, wants_read, wants_write, ended, failed };

    explicit stream(asio::any_io_executor executor) : socket_(std::move(executor)), arrived_(std::make_shared<arrival>()) {}
    RENDERBUS_DECL ~stream() override;
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    asio::ip::tcp::socket& socket() noexcept { return socket_; }

    /// To be called when the socket stands, before anything else.
    RENDERBUS_DECL result<void> prepare();
    RENDERBUS_DECL result<void> use_tls_as_client(std::shared_ptr<tls_context> settings, const std::string& host,
                                                  const std::string& session_name);
    RENDERBUS_DECL result<void> use_tls_as_server(std::shared_ptr<tls_context> settings);

    /// Success at once without TLS.
    RENDERBUS_DECL outcome handshake();
    /// With `done` at least one byte. `ended` is the peer's orderly end.
    RENDERBUS_DECL outcome read(std::span<char> space, std::size_t& bytes);
    RENDERBUS_DECL outcome write(std::span<const char> bytes_to_send, std::size_t& bytes);
    /// Space to read into, which stays with the connection.
    RENDERBUS_DECL std::span<char> space();
    /// Waits until something comes, and takes the first of it from the socket for the next `read`: asking for readiness alone
    /// costs the system one call more. `then` hears of no error but that the wait was called off: the socket's own is what the
    /// next `read` tells.
    template <class Wake>
    void async_take_in(Wake then) {
        socket_.async_read_some(asio::buffer(arrived_->space), taking_in<Wake>{arrived_, std::move(then)});
    }
    /// Whether something was taken from the socket that no `read` has given out yet.
    bool holds_input() const noexcept { return !arrived_->is_empty() || (tls_ != nullptr && SSL_has_pending(tls_) == 1); }
    /// Whether a connection without a message under way is as it should be: open, and nothing comes that is not TLS's own.
    RENDERBUS_DECL bool is_quiet();
    /// Says that nothing more will be sent; what the peer sends may still be read.
    RENDERBUS_DECL void end_sending() noexcept;
    RENDERBUS_DECL void close() noexcept;

    /// Why the last call failed; its place is empty.
    const failure& why() const noexcept { return why_; }
    bool uses_tls() const noexcept { return tls_ != nullptr; }
    /// Whether the handshake took up an earlier session.
    bool is_resumed() const noexcept { return tls_ != nullptr && SSL_session_reused(tls_) == 1; }

private:
    /// What a wait brought: bytes, and behind them the socket's error.
    struct arrival {
        std::array<char, 4096> space;
        std::span<const char> unread = {};
        std::error_code why = {};
        bool is_empty() const noexcept { return unread.empty() && !why; }
    };
    /// It holds what it fills: the connection may be gone when it is called.
    template <class Wake>
    struct taking_in {
        using executor_type = typename Wake::executor_type;
        executor_type get_executor() const noexcept { return then.get_executor(); }
        void operator()(std::error_code why, std::size_t bytes) const {
            const bool is_called_off = why == asio::error::operation_aborted;
            arrived->unread = {arrived->space.data(), bytes};
            arrived->why = is_called_off ? std::error_code() : why;
            then(is_called_off ? why : std::error_code());
        }

        std::shared_ptr<arrival> arrived;
        Wake then;
    };
    struct bio;
    friend struct bio;
    RENDERBUS_DECL std::size_t receive(std::span<char> space, std::error_code& why);
    RENDERBUS_DECL result<void> use_tls(std::shared_ptr<tls_context> settings, SSL* made);
    RENDERBUS_DECL outcome explain(int returned, bool in_handshake);
    RENDERBUS_DECL outcome fail(transport_errc code, std::string cause, std::string next_step);
    RENDERBUS_DECL outcome fail_certificate(long verdict);
    RENDERBUS_DECL outcome fail_socket(std::error_code why);
    RENDERBUS_DECL void say_goodbye() noexcept;

    asio::ip::tcp::socket socket_;
    std::shared_ptr<arrival> arrived_;
    std::shared_ptr<tls_context> settings_;
    SSL* tls_ = nullptr;
    std::error_code socket_error_;  // of the last call that OpenSSL made on the socket
    bool socket_ended_ = false;
    bool is_broken_ = false;  // nothing more may be said over TLS
    std::string host_;
    std::unique_ptr<char[]> space_;
    failure why_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/stream.ipp>
#endif

#endif
