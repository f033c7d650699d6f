// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_API_CHANNEL_IPP
#define RENDERBUS_IMPL_API_CHANNEL_IPP

#include <renderbus/api_channel.hpp>

namespace renderbus {

RENDERBUS_DECL api_channel api_channel::through(any_gate gate) const {
    auto made = std::make_shared<channel_core>(*core_);
    made->use.gate = std::move(gate);
    return api_channel(std::move(made));
}

}  // namespace renderbus

#endif
