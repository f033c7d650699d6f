// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_TRANSPORT_HPP
#define RENDERBUS_TRANSPORT_TRANSPORT_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/transport/http.hpp>

#include <concepts>
#include <memory>
#include <stop_token>
#include <utility>

namespace renderbus {

/// Carries HTTP requests to a farm and its answers back.
///
/// `async_exchange(executor, request, stop, done)` sends one request and calls `done` once, through `executor` and never
/// from inside the call itself, with the answer or a failure of `transport_errc`. Any HTTP status is an answer. A failure says
/// where it is sure that nothing of the request went out (`failure::never_sent`): then it may be sent again, whatever it asks
/// for. A stop asked for through `stop` ends the exchange with `transport_errc::canceled`. Many exchanges may be under way at
/// once.
///
/// Models: `asio_transport` and `curl_transport` (HTTPS and HTTP), `gzip_transport` (unpacks what another one brings),
/// `in_process_transport` (a function answers, for tests and for a farm in the same program).
template <class T>
concept transport = requires(T& carrier, asio::any_io_executor executor, http::request what, std::stop_token stop,
                             completion<http::response> done) {
    { carrier.async_exchange(executor, std::move(what), stop, std::move(done)) } -> std::same_as<void>;
};

/// A transport of any type, shared; what bodies that are compiled once take.
class any_transport {
public:
    template <transport T>
    explicit any_transport(std::shared_ptr<T> carrier) : body_(std::make_shared<holder<T>>(std::move(carrier))) {}

    void async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                        completion<http::response> done) {
        body_->exchange(std::move(executor), std::move(what), std::move(stop), std::move(done));
    }

private:
    struct base {
        virtual ~base() = default;
        virtual void exchange(asio::any_io_executor, http::request, std::stop_token, completion<http::response>) = 0;
    };
    template <class T>
    struct holder final : base {
        explicit holder(std::shared_ptr<T> carrier) : carrier_(std::move(carrier)) {}
        void exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                      completion<http::response> done) override {
            carrier_->async_exchange(std::move(executor), std::move(what), std::move(stop), std::move(done));
        }
        std::shared_ptr<T> carrier_;
    };
    std::shared_ptr<base> body_;
};

}  // namespace renderbus

#endif
