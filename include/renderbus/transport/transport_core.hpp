// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_TRANSPORT_CORE_HPP
#define RENDERBUS_TRANSPORT_TRANSPORT_CORE_HPP

#include <renderbus/transport/connection_options.hpp>
#include <renderbus/transport/connection_pool.hpp>
#include <renderbus/transport/line_pace.hpp>
#include <renderbus/transport/tls.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace renderbus::detail {

class request_queue;

/// What all that one transport has under way shares.
struct transport_core {
    transport_core(std::shared_ptr<tls_context> settings, const connection_options& options)
        : tls(std::move(settings)),
          proxies(options.proxies),
          connect_timeout(options.connect_timeout),
          connections_per_origin(options.connections_per_origin),
          pipeline_depth(options.pipeline_depth),
          pace(line_pace::of(options.upload_limit, options.download_limit)),
          pools({options.connections_per_origin, options.connections, options.idle_time}) {}

    std::shared_ptr<tls_context> tls;
    proxy_rules proxies;
    std::chrono::steady_clock::duration connect_timeout;
    std::size_t connections_per_origin;
    std::size_t pipeline_depth;
    std::shared_ptr<line_pace> pace;  // none without a limit
    connection_pools pools;

    std::mutex queues_mutex;
    std::vector<std::weak_ptr<request_queue>> queues;
};

}  // namespace renderbus::detail

#endif
