// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_REQUEST_QUEUE_HPP
#define RENDERBUS_TRANSPORT_REQUEST_QUEUE_HPP

#include <renderbus/detail/unique_function.hpp>
#include <renderbus/transport/http.hpp>
#include <renderbus/transport/operation.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::detail {

class pipelined_connection;
class request_queue;
struct transport_core;

/// A request that may be sent again, until it is answered or called off.
class pipelined_request final : public operation {
public:
    RENDERBUS_DECL pipelined_request(std::shared_ptr<request_queue> queue, http::request what, std::stop_token stop,
                                     completion<http::response> done);
    /// Takes its place in the queue. May be called on any thread.
    RENDERBUS_DECL void start();

    const http::request& what() const noexcept { return what_; }
    /// Whether somebody still waits for the answer.
    bool is_wanted() const noexcept { return static_cast<bool>(done_); }
    /// Appends the body, from its first byte however often it is asked for.
    RENDERBUS_DECL result<void> append_body(std::string& bytes);
    /// It goes out now; to be said before its first byte is written.
    void note_sent() noexcept { was_ever_sent_ = true; }
    /// A failure gets the URL as its place.
    RENDERBUS_DECL void finish(result<http::response> outcome);

private:
    RENDERBUS_DECL void begin(std::error_code);
    RENDERBUS_DECL void on_stop(std::error_code);

    std::shared_ptr<request_queue> queue_;
    std::weak_ptr<request_queue> stands_in_;
    http::request what_;
    completion<http::response> done_;
    std::stop_token stop_token_;
    std::optional<std::stop_callback<stopper>> stop_;
    bool was_read_ = false;
    bool was_ever_sent_ = false;
};

/// The pipelined requests of one transport to one origin on one executor: those that wait for their turn, and the
/// connections that take them. It lasts as long as there are any.
class request_queue final : public operation {
public:
    using item = std::shared_ptr<pipelined_request>;

    RENDERBUS_DECL request_queue(asio::any_io_executor executor, std::shared_ptr<transport_core> core, http::origin where);

    RENDERBUS_DECL static bool can_take(const http::request& what, const transport_core& core);
    RENDERBUS_DECL static std::shared_ptr<request_queue> of(const asio::any_io_executor& executor,
                                                            const std::shared_ptr<transport_core>& core,
                                                            const http::origin& where);
    RENDERBUS_DECL void add(item one);
    /// To be called when something was called off.
    RENDERBUS_DECL void drop_unwanted();

    // For its connections.
    const http::origin& where() const noexcept { return where_; }
    const std::shared_ptr<transport_core>& core() const noexcept { return core_; }
    /// How many of its requests a connection may have under way, so that all connections have their share: one, until the farm
    /// has shown that it keeps connections.
    RENDERBUS_DECL std::size_t share() const;
    void note_kept_connection() noexcept { farm_keeps_connections_ = true; }
    /// The longest silence that the next one bears.
    RENDERBUS_DECL std::chrono::milliseconds patience() const;
    /// The next one that is still wanted; null where nothing waits.
    RENDERBUS_DECL item take();
    bool is_empty() const noexcept { return waiting_.empty(); }
    /// What was sent and not answered stands first again.
    RENDERBUS_DECL void put_back(std::deque<item> unanswered);
    /// A connection could not be made. Where there is no other, none of the requests can be sent.
    RENDERBUS_DECL void give_up(pipelined_connection& one, const failure& why);
    RENDERBUS_DECL void leave(pipelined_connection& one);

private:
    RENDERBUS_DECL void distribute_soon();
    RENDERBUS_DECL void distribute(std::error_code);
    RENDERBUS_DECL std::size_t unanswered() const;

    std::shared_ptr<transport_core> core_;
    http::origin where_;
    std::size_t most_connections_;
    std::chrono::steady_clock::time_point no_new_connection_before_{};
    std::deque<item> waiting_;
    std::vector<pipelined_connection*> connections_;  // each leaves when it ends
    bool farm_keeps_connections_ = false;
    bool is_distributing_soon_ = false;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/request_queue.ipp>
#endif

#endif
