// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_HTTP_SESSION_HPP
#define RENDERBUS_FARM_HTTP_SESSION_HPP

#include <renderbus/detail/unique_function.hpp>
#include <renderbus/farm/http_handler.hpp>
#include <renderbus/transport/http_reader.hpp>
#include <renderbus/transport/operation.hpp>
#include <renderbus/transport/stream.hpp>

#include <asio/steady_timer.hpp>

namespace renderbus::farm {

/// One client's connection: requests one after another, each answered before the next is read.
class http_session final : public renderbus::detail::operation {
public:
    RENDERBUS_DECL http_session(asio::any_io_executor executor, std::unique_ptr<renderbus::detail::stream> connection,
                                std::shared_ptr<http_handler> handler, std::chrono::steady_clock::duration longest_silence,
                                renderbus::detail::unique_function<void()> on_end);
    /// To be called on the executor, both.
    RENDERBUS_DECL void start();
    RENDERBUS_DECL void close();

private:
    using clock = std::chrono::steady_clock;
    using outcome = renderbus::detail::stream::outcome;
    enum class phase { handshake, reading, writing, parting, closed };

    RENDERBUS_DECL void go_on(std::error_code);
    RENDERBUS_DECL outcome read_on();
    RENDERBUS_DECL outcome write_on();
    RENDERBUS_DECL outcome part();
    RENDERBUS_DECL void take_in();
    RENDERBUS_DECL void on_head();
    RENDERBUS_DECL void on_body(std::string_view piece);
    RENDERBUS_DECL void on_request();
    RENDERBUS_DECL void give(answer given, bool closes);
    RENDERBUS_DECL void give_text(int status, const std::string& cause);
    RENDERBUS_DECL bool load_next_piece();
    RENDERBUS_DECL void on_written();
    RENDERBUS_DECL void on_time(std::error_code why);

    std::unique_ptr<renderbus::detail::stream> connection_;
    std::shared_ptr<http_handler> handler_;
    renderbus::detail::unique_function<void()> on_end_;
    asio::steady_timer timer_;
    clock::duration longest_silence_;
    clock::time_point last_progress_;
    phase phase_ = phase::handshake;

    http::reader reader_{http::reader::side::requests};
    std::unique_ptr<char[]> input_;
    std::string_view unread_;  // stands in input_
    incoming request_;
    std::uint64_t body_seen_ = 0;
    std::uint64_t body_limit_ = 0;

    answer answer_;
    std::string piece_;
    std::string_view unsent_;
    std::uint64_t source_left_ = 0;
    bool is_interim_ = false;  // what is being written is `100 Continue`
    bool closes_ = false;      // after the answer
    std::uint64_t drained_ = 0;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/http_session.ipp>
#endif

#endif
