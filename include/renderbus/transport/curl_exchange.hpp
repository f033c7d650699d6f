// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_CURL_EXCHANGE_HPP
#define RENDERBUS_TRANSPORT_CURL_EXCHANGE_HPP

#include <renderbus/detail/unique_function.hpp>
#include <renderbus/transport/answer_intake.hpp>
#include <renderbus/transport/curl_line.hpp>
#include <renderbus/transport/line_pace.hpp>
#include <renderbus/transport/operation.hpp>

#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>

#include <map>
#include <optional>
#include <stop_token>
#include <string>

namespace renderbus::detail {

/// What the exchanges of one curl_transport share.
struct curl_core {
    RENDERBUS_DECL explicit curl_core(connection_options with);

    connection_options options;
    std::shared_ptr<curl_sessions> sessions;
    connection_pools pools;
    std::shared_ptr<line_pace> pace;  // none without a limit
};

/// One request and its answer over one line of a pool. libcurl says which sockets it waits for and how long; this waits.
class curl_exchange final : public operation, public slot_waiter {
public:
    RENDERBUS_DECL curl_exchange(asio::any_io_executor executor, std::shared_ptr<curl_core> core, http::request what,
                                 std::stop_token stop, completion<http::response> done);
    RENDERBUS_DECL ~curl_exchange() override;
    /// May be called on any thread.
    RENDERBUS_DECL void start();

private:
    using clock = std::chrono::steady_clock;
    struct stopper {
        std::weak_ptr<operation> stopped;
        RENDERBUS_DECL void operator()() const;
    };
    /// A socket of libcurl's; ours to wait for, not to close.
    struct watched_socket {
        watched_socket(const asio::any_io_executor& executor, curl_socket_t socket) : descriptor(executor, socket) {}
        ~watched_socket() { descriptor.release(); }
        asio::posix::stream_descriptor descriptor;
        int wanted = CURL_POLL_NONE;
        bool is_waiting_to_read = false;
        bool is_waiting_to_write = false;
    };
    struct callbacks;
    friend struct callbacks;

    RENDERBUS_DECL void begin(std::error_code);
    void store(connection_slot granted) override { slot_ = std::move(granted); }
    RENDERBUS_DECL void resume() override;
    RENDERBUS_DECL void on_slot(std::error_code);
    RENDERBUS_DECL void send_over(std::unique_ptr<curl_line> line);
    RENDERBUS_DECL void send_again();
    RENDERBUS_DECL void set_options();
    RENDERBUS_DECL void set_headers();
    RENDERBUS_DECL void set_method();
    RENDERBUS_DECL void set_callbacks();

    /// Notes why this exchange ends, and gives libcurl its word for it.
    template <class Word>
    Word refuse(Word word, failure why) {
        if (!refusal_) refusal_ = std::move(why);
        return word;
    }
    RENDERBUS_DECL void drive(curl_socket_t socket, int readiness);
    RENDERBUS_DECL void wait();
    RENDERBUS_DECL void wait_for(curl_socket_t socket, const std::shared_ptr<watched_socket>& watched, int readiness);
    RENDERBUS_DECL void on_curl_time(std::error_code why);
    /// How many bytes of a body may be moved now; with none the transfer is to pause, and is woken.
    RENDERBUS_DECL std::size_t allowed(line_direction which, std::size_t bytes);
    void note_moved(line_direction which, std::size_t bytes) noexcept {
        if (pace_) pace_->moved(which, bytes);
    }
    RENDERBUS_DECL void on_turn(std::error_code why);
    RENDERBUS_DECL void complete(CURLcode outcome);
    RENDERBUS_DECL void let_line_go() noexcept;

    RENDERBUS_DECL void on_time(std::error_code why);
    RENDERBUS_DECL void on_stop(std::error_code);
    RENDERBUS_DECL void fail(std::error_code code, std::string cause, std::string next_step);
    RENDERBUS_DECL void finish(result<http::response> outcome);

    std::shared_ptr<curl_core> core_;
    http::request request_;
    completion<http::response> done_;
    std::shared_ptr<const proxy> via_;
    connection_slot slot_;
    std::shared_ptr<connection_pool> pool_;
    bool is_in_queue_ = false;
    std::unique_ptr<curl_line> line_;
    bool is_driven_ = false;  // the line's easy handle is in its multi handle
    curl_slist* headers_ = nullptr;
    char said_[CURL_ERROR_SIZE] = "";
    std::map<curl_socket_t, std::shared_ptr<watched_socket>> sockets_;
    asio::steady_timer curl_timer_;
    std::optional<paced_connection> pace_;

    std::stop_token stop_token_;
    std::optional<std::stop_callback<stopper>> stop_;
    asio::steady_timer timer_;
    clock::duration longest_silence_;
    clock::time_point last_progress_;

    bool has_been_sent_ = false;  // over this line
    bool was_ever_sent_ = false;
    bool wants_to_be_sent_again_ = false;
    std::uint64_t body_sent_ = 0;
    bool is_connected_ = false;
    bool has_head_ = false;
    bool ends_with_connection_ = false;  // the body
    std::size_t trailers_ = 0;
    http::reader head_reader_{http::reader::side::answers};
    answer_intake intake_;
    std::optional<failure> refusal_;  // ours, of what libcurl gave or asked for
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/curl_exchange.ipp>
#endif

#endif
