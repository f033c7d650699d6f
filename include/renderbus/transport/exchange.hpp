// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_EXCHANGE_HPP
#define RENDERBUS_TRANSPORT_EXCHANGE_HPP

#include <renderbus/transport/answer_intake.hpp>
#include <renderbus/transport/pooled_duplex.hpp>

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace renderbus::detail {

/// One request and its answer, alone on a connection.
class exchange final : public pooled_duplex {
public:
    RENDERBUS_DECL exchange(asio::any_io_executor executor, std::shared_ptr<transport_core> core, http::request what,
                            std::stop_token stop, completion<http::response> done);
    /// May be called on any thread.
    RENDERBUS_DECL void start();

private:
    /// An end inside the call that began the exchange: it is told outside of that call.
    struct early_end {
        completion<http::response> done;
        result<http::response> outcome;
    };

    RENDERBUS_DECL void begin(std::error_code);
    RENDERBUS_DECL void set_out();
    RENDERBUS_DECL result<void> write_head();

    RENDERBUS_DECL void on_connection() override;
    RENDERBUS_DECL void on_no_connection(failure why) override;
    RENDERBUS_DECL std::string_view next_to_send() override;
    RENDERBUS_DECL void on_sent(std::size_t bytes) override;
    RENDERBUS_DECL void on_received(std::string_view bytes) override;
    RENDERBUS_DECL void on_peer_end() override;
    RENDERBUS_DECL void on_failure(failure why) override;
    RENDERBUS_DECL void on_silence() override;

    RENDERBUS_DECL bool load_next_piece();
    RENDERBUS_DECL void complete();

    RENDERBUS_DECL void on_stop(std::error_code);
    RENDERBUS_DECL void fail(std::error_code code, std::string cause, std::string next_step);
    RENDERBUS_DECL void finish(result<http::response> outcome);
    RENDERBUS_DECL void tell_early_end(std::error_code);

    http::request request_;
    completion<http::response> done_;
    std::unique_ptr<early_end> early_end_;
    bool is_beginning_ = false;
    std::stop_token stop_token_;
    std::optional<std::stop_callback<stopper>> stop_;

    std::string piece_;  // the head with the first piece of the body, later one of the source
    std::string_view unsent_;
    std::uint64_t body_size_ = 0;
    std::uint64_t body_loaded_ = 0;
    bool is_all_sent_ = false;
    bool was_ever_sent_ = false;  // any of it, on any connection

    answer_intake intake_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/exchange.ipp>
#endif

#endif
