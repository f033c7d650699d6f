// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_GATED_TRANSPORT_HPP
#define RENDERBUS_SHARING_GATED_TRANSPORT_HPP

#include <renderbus/gate.hpp>
#include <renderbus/transport/transport.hpp>

#include <utility>

namespace renderbus {

/// Model of `transport` whose exchanges wait at a gate for their turn; another transport carries them. An exchange with a
/// source or a sink is a transfer, every other one a call. It is expected to move its body and as much as its sink may take,
/// and is charged what its bodies had at its end. The request's timeout does not count the wait.
///
/// Not for signed calls, whose signature would grow old at the gate: those wait before they are signed (`api_channel`).
class gated_transport {
public:
    gated_transport(any_transport carrier, any_gate at) : carrier_(std::move(carrier)), gate_(std::move(at)) {}

    /// See `transport`.
    RENDERBUS_DECL void async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                                       completion<http::response> done);

private:
    any_transport carrier_;
    any_gate gate_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/sharing/impl/gated_transport.ipp>
#endif

#endif
