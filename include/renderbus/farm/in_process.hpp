// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IN_PROCESS_HPP
#define RENDERBUS_FARM_IN_PROCESS_HPP

#include <renderbus/farm/farm.hpp>
#include <renderbus/transport/in_process.hpp>

#include <memory>

namespace renderbus::farm {

/// The transport to a farm in the same program: no socket, and the same order every time.
inline std::shared_ptr<in_process_transport> in_process_carrier(std::shared_ptr<http_handler> to) {
    return std::make_shared<in_process_transport>(
        [to = std::move(to)](const http::request& what) { return serve_in_process(*to, what); });
}

}  // namespace renderbus::farm

#endif
