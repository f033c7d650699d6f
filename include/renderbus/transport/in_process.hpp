// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IN_PROCESS_HPP
#define RENDERBUS_TRANSPORT_IN_PROCESS_HPP

#include <renderbus/transport/bodies.hpp>
#include <renderbus/transport/transport.hpp>

#include <functional>

namespace renderbus {

/// Model of `transport` that asks a function in this program: no socket, no thread, the same order every time.
///
/// The function is called on the executor of each exchange and gives the answer, or the failure that the exchange is to end
/// with. A request's body is in `http::body_of`. Where the request has a sink, the body of a 2xx answer goes there; a
/// function may also `begin` and write to `request.sink` itself and leave the answer's body empty. The limits of a request hold.
/// Copies share the function, which is called by several threads only where their executors are.
class in_process_transport {
public:
    using function = std::function<result<http::response>(const http::request&)>;

    RENDERBUS_DECL explicit in_process_transport(function answer);

    /// See `transport`. The request's timeout has no meaning here.
    RENDERBUS_DECL void async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                                       completion<http::response> done);

private:
    std::shared_ptr<const function> answer_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/in_process.ipp>
#endif

#endif
