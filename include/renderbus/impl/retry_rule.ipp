// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_RETRY_RULE_IPP
#define RENDERBUS_IMPL_RETRY_RULE_IPP

#include <renderbus/retry_rule.hpp>

#include <algorithm>

namespace renderbus {

RENDERBUS_DECL std::optional<std::chrono::milliseconds> retry_with_backoff::pause_before_next(const failed_try& failed) const {
    using std::chrono::milliseconds;
    if (failed.tries >= tries || failed.why.code != condition::transient) return std::nullopt;
    milliseconds limit = std::min(first_pause, longest_pause);
    for (int i = 1; i < failed.tries && limit < longest_pause; ++i) limit = std::min(longest_pause, limit * 2);
    milliseconds pause(static_cast<milliseconds::rep>(failed.chance * static_cast<double>(limit.count() + 1)));
    if (failed.asked_pause) pause = std::max(pause, std::min(*failed.asked_pause, longest_asked_pause));
    if (failed.elapsed + pause > deadline) return std::nullopt;
    return pause;
}

}  // namespace renderbus

#endif
