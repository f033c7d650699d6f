// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_CONNECTION_OPTIONS_HPP
#define RENDERBUS_TRANSPORT_CONNECTION_OPTIONS_HPP

#include <renderbus/transport/client_certificate.hpp>
#include <renderbus/transport/proxy.hpp>
#include <renderbus/transport/trusted_authorities.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace renderbus {

/// How a transport connects. Certificates are always checked: there is no way to turn that off.
struct connection_options {
    trusted_authorities trusted = {};  ///< who may have signed a farm's certificate; the system's where nothing is set
    std::shared_ptr<const client_certificate> certificate = {};  ///< shown to a farm that asks for one; null for none
    proxy_rules proxies = proxy_rules::from_environment();       ///< or a `proxy`, or `proxy_rules::none()`
    std::size_t connections_per_origin = 16;  ///< on one execution context; further requests wait in the order they came
    std::size_t pipeline_depth = 32;          ///< requests on one connection without an answer, of those that are `pipelined`
    std::size_t connections = 256;            ///< to all origins on one execution context; idle ones are closed to make room
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);  ///< look-ups, connection, proxy and TLS together
    std::chrono::milliseconds idle_time = std::chrono::seconds(30);        ///< how long an unused connection is kept
    std::uint64_t upload_limit = 0;    ///< bytes a second over all connections together, heads with them; 0: none
    std::uint64_t download_limit = 0;  ///< the same for what comes
};

}  // namespace renderbus

#endif
