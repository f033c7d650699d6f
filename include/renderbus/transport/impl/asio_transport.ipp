// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_ASIO_TRANSPORT_IPP
#define RENDERBUS_TRANSPORT_IMPL_ASIO_TRANSPORT_IPP

#include <renderbus/transport/asio_transport.hpp>
#include <renderbus/transport/exchange.hpp>
#include <renderbus/transport/request_queue.hpp>
#include <renderbus/transport/transport_core.hpp>

namespace renderbus {

RENDERBUS_DECL asio_transport::asio_transport(asio_transport_options options) {
    auto tls = detail::tls_context::for_client(options.trusted, options.certificate.get());
    core_ = std::make_shared<detail::transport_core>(std::move(tls).value(), std::move(options));
}

RENDERBUS_DECL void asio_transport::async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                                                   completion<http::response> done) {
    if (what.pipelined && detail::request_queue::can_take(what, *core_)) {
        auto queue = detail::request_queue::of(executor, core_, what.where);
        return std::make_shared<detail::pipelined_request>(std::move(queue), std::move(what), std::move(stop), std::move(done))
            ->start();
    }
    std::make_shared<detail::exchange>(std::move(executor), core_, std::move(what), std::move(stop), std::move(done))->start();
}

}  // namespace renderbus

#endif
