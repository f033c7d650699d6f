// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_POOLED_DUPLEX_HPP
#define RENDERBUS_TRANSPORT_POOLED_DUPLEX_HPP

#include <renderbus/transport/connection_pool.hpp>
#include <renderbus/transport/connector.hpp>
#include <renderbus/transport/duplex.hpp>
#include <renderbus/transport/http.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace renderbus::detail {

struct transport_core;

/// A time from now that clocks can still add up.
RENDERBUS_DECL std::chrono::steady_clock::duration bounded(std::chrono::milliseconds asked);

/// Drives a connection to one origin that comes from its transport's pool, a kept one or a new one, and goes back there.
/// Notices when nothing moves for too long.
class pooled_duplex : public duplex, public slot_waiter {
protected:
    RENDERBUS_DECL pooled_duplex(asio::any_io_executor executor, std::shared_ptr<transport_core> core,
                                 std::chrono::milliseconds longest_silence);

    RENDERBUS_DECL result<void> find_way(const http::origin& where);
    /// The request's head as the one at the other end of the way wants it.
    RENDERBUS_DECL result<std::string> head_of(const http::request& what) const;
    RENDERBUS_DECL failure proxy_wants_login(const http::response& said) const;
    bool is_passed_on(const http::origin& where) const noexcept { return passes_requests_on(via_.get(), where); }

    /// Gets the right to a connection, and one; may end inside the call.
    RENDERBUS_DECL void acquire(const http::origin& where);
    /// A new connection, by the right that is there.
    RENDERBUS_DECL void connect();
    /// Another message may follow on the connection.
    RENDERBUS_DECL void keep_connection();
    /// Drops what was not kept, and stops waiting for anything.
    RENDERBUS_DECL void release();

    bool is_kept_connection() const noexcept { return is_kept_connection_; }
    void note_progress() noexcept { last_progress_ = clock::now(); }
    void allow_silence(std::chrono::milliseconds longest) { longest_silence_ = bounded(longest); }
    std::string longest_silence() const { return in_words(longest_silence_); }
    RENDERBUS_DECL failure no_connection_came() const;

private:
    using clock = std::chrono::steady_clock;

    virtual void on_connection() = 0;
    virtual void on_no_connection(failure why) = 0;
    virtual void on_silence() = 0;

    void store(connection_slot granted) override { slot_ = std::move(granted); }
    RENDERBUS_DECL void resume() override;
    RENDERBUS_DECL void on_slot(std::error_code);
    RENDERBUS_DECL bool takes_kept();
    RENDERBUS_DECL void on_time(std::error_code why);

    std::shared_ptr<transport_core> core_;
    std::shared_ptr<const proxy> via_;
    http::origin where_;
    std::shared_ptr<connection_pool> pool_;
    connection_slot slot_;
    bool is_in_queue_ = false;
    bool is_released_ = false;
    bool is_kept_connection_ = false;
    std::shared_ptr<connector> connector_;
    asio::steady_timer timer_;
    clock::duration longest_silence_;
    clock::time_point last_progress_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/pooled_duplex.ipp>
#endif

#endif
