// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_KEPT_TASK_IPP
#define RENDERBUS_FARM_IMPL_KEPT_TASK_IPP

#include <renderbus/farm/kept_task.hpp>

#include <algorithm>

namespace renderbus::farm {

RENDERBUS_DECL std::int64_t kept_task::count(frame_status in) const {
    return std::count_if(frames.begin(), frames.end(), [in](const kept_frame& one) { return one.status == in; });
}

}  // namespace renderbus::farm

#endif
