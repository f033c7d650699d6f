// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_EXCHANGE_HPP
#define RENDERBUS_TRANSPORT_EXCHANGE_HPP

#include <renderbus/transport/answer_intake.hpp>
#include <renderbus/transport/connection_pool.hpp>
#include <renderbus/transport/connector.hpp>

#include <stop_token>

namespace renderbus::detail {

/// What the exchanges of one transport share.
struct transport_core {
    transport_core(std::shared_ptr<tls_context> settings, proxy_rules rules, std::chrono::steady_clock::duration longest_connect,
                   const pool_limits& limits)
        : tls(std::move(settings)), proxies(std::move(rules)), connect_timeout(longest_connect), pools(limits) {}

    std::shared_ptr<tls_context> tls;
    proxy_rules proxies;
    std::chrono::steady_clock::duration connect_timeout;
    connection_pools pools;
};

/// One request and its answer over one connection of a pool.
class exchange final : public operation, public slot_waiter {
public:
    RENDERBUS_DECL exchange(asio::any_io_executor executor, std::shared_ptr<transport_core> core, http::request what,
                            std::stop_token stop, completion<http::response> done);
    /// May be called on any thread.
    RENDERBUS_DECL void start();

private:
    using clock = std::chrono::steady_clock;
    enum class readiness { at_hand, to_read, to_write };
    struct stopper {
        std::weak_ptr<operation> stopped;
        RENDERBUS_DECL void operator()() const;
    };

    /// An end inside the call that began the exchange: it is told outside of that call.
    struct early_end {
        completion<http::response> done;
        result<http::response> outcome;
    };

    RENDERBUS_DECL void begin(std::error_code);
    RENDERBUS_DECL void acquire_connection();
    RENDERBUS_DECL result<void> write_head();
    void store(connection_slot granted) override { slot_ = std::move(granted); }
    RENDERBUS_DECL void resume() override;
    RENDERBUS_DECL void on_slot(std::error_code);
    RENDERBUS_DECL bool takes_kept();
    RENDERBUS_DECL void connect();
    RENDERBUS_DECL void use(std::unique_ptr<stream> connection);

    RENDERBUS_DECL void go_on();
    RENDERBUS_DECL void wait();
    RENDERBUS_DECL void on_readable(std::error_code);
    RENDERBUS_DECL void on_writable(std::error_code);
    RENDERBUS_DECL void again(std::error_code);
    RENDERBUS_DECL void on_ready(readiness which, bool& is_waiting, std::error_code why);
    RENDERBUS_DECL bool send();
    RENDERBUS_DECL bool load_next_piece();
    RENDERBUS_DECL bool receive();
    RENDERBUS_DECL void on_connection_end(failure why);
    RENDERBUS_DECL void take_in(std::string_view bytes);
    RENDERBUS_DECL void complete();

    RENDERBUS_DECL void on_time(std::error_code why);
    RENDERBUS_DECL void on_stop(std::error_code);
    RENDERBUS_DECL failure at_url(failure why) const;
    RENDERBUS_DECL void fail(std::error_code code, std::string cause, std::string next_step);
    RENDERBUS_DECL void finish(result<http::response> outcome);
    RENDERBUS_DECL void tell_early_end(std::error_code);

    std::shared_ptr<transport_core> core_;
    http::request request_;
    completion<http::response> done_;
    std::unique_ptr<early_end> early_end_;
    std::shared_ptr<const proxy> via_;
    std::shared_ptr<connection_pool> pool_;
    connection_slot slot_;
    bool is_beginning_ = false;
    bool is_in_queue_ = false;
    std::shared_ptr<connector> connector_;
    std::unique_ptr<stream> connection_;
    std::stop_token stop_token_;
    std::optional<std::stop_callback<stopper>> stop_;

    asio::steady_timer timer_;
    clock::duration longest_silence_;
    clock::time_point last_progress_;

    bool is_kept_connection_ = false;
    bool is_waiting_to_read_ = false;
    bool is_waiting_to_write_ = false;
    bool is_yielding_ = false;
    readiness send_needs_ = readiness::at_hand;
    readiness receive_needs_ = readiness::at_hand;

    std::string piece_;  // the head with the first piece of the body, later one of the source
    std::string_view unsent_;
    std::uint64_t body_size_ = 0;
    std::uint64_t body_loaded_ = 0;
    bool is_all_sent_ = false;
    bool cannot_send_ = false;

    answer_intake intake_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/exchange.ipp>
#endif

#endif
