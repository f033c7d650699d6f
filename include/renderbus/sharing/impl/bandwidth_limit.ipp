// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_IMPL_BANDWIDTH_LIMIT_IPP
#define RENDERBUS_SHARING_IMPL_BANDWIDTH_LIMIT_IPP

#include <renderbus/sharing/bandwidth_limit.hpp>

#include <algorithm>

namespace renderbus {

RENDERBUS_DECL bandwidth_limit::time bandwidth_limit::next_start(time now) noexcept {
    if (!is_limited()) return now;
    // A clock that was set back neither pays a debt nor makes one.
    const auto passed = has_seen_time_ ? std::max(seconds(now - seen_), seconds(0)) : seconds(0);
    owed_until_ = std::max(owed_until_ - passed, seconds(-1));
    has_seen_time_ = true;
    seen_ = now;
    if (owed_until_ <= seconds(0)) return now;
    // Years, so that the sum stays a time.
    const auto wait = std::min(owed_until_, seconds(1e9));
    return now + std::chrono::ceil<time::duration>(wait);
}

}  // namespace renderbus

#endif
