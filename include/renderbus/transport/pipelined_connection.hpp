// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_PIPELINED_CONNECTION_HPP
#define RENDERBUS_TRANSPORT_PIPELINED_CONNECTION_HPP

#include <renderbus/transport/answer_intake.hpp>
#include <renderbus/transport/pooled_duplex.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace renderbus::detail {

class pipelined_request;
class request_queue;

/// A connection on which requests follow each other before the first is answered; answers come in their order.
///
/// Where the connection ends, what was not answered waits for the next one. A connection that answered nothing fails the first
/// of its requests, so that one that a farm chokes on does not go round for ever.
class pipelined_connection final : public pooled_duplex {
public:
    RENDERBUS_DECL explicit pipelined_connection(std::shared_ptr<request_queue> queue);
    RENDERBUS_DECL ~pipelined_connection() override;
    RENDERBUS_DECL void start();
    /// There may be something to take.
    RENDERBUS_DECL void wake();
    bool is_open() const noexcept { return is_attached(); }
    std::size_t unanswered() const noexcept { return sent_.size(); }
    RENDERBUS_DECL bool is_wanted() const;
    RENDERBUS_DECL void end();

private:
    RENDERBUS_DECL void on_connection() override;
    RENDERBUS_DECL void on_no_connection(failure why) override;
    RENDERBUS_DECL std::string_view next_to_send() override;
    RENDERBUS_DECL void on_sent(std::size_t bytes) override;
    RENDERBUS_DECL void on_received(std::string_view bytes) override;
    RENDERBUS_DECL void on_peer_end() override;
    RENDERBUS_DECL void on_failure(failure why) override;
    RENDERBUS_DECL void on_silence() override;

    RENDERBUS_DECL void load();
    RENDERBUS_DECL result<void> append(pipelined_request& one);
    RENDERBUS_DECL void expect_answer();
    RENDERBUS_DECL void answer_first();
    RENDERBUS_DECL void fail_first(failure why);
    RENDERBUS_DECL void begin_anew();
    RENDERBUS_DECL void rest(std::error_code);

    std::shared_ptr<request_queue> queue_;
    std::deque<std::shared_ptr<pipelined_request>> sent_;  // with what is about to be
    std::size_t answered_ = 0;              // on this connection
    std::string piece_;
    std::string_view unsent_;
    bool has_ended_ = false;
    answer_intake intake_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/pipelined_connection.ipp>
#endif

#endif
