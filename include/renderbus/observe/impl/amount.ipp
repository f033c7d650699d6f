// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_AMOUNT_IPP
#define RENDERBUS_OBSERVE_IMPL_AMOUNT_IPP

#include <renderbus/observe/amount.hpp>
#include <renderbus/observe/words.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace renderbus {

RENDERBUS_DECL void amount::tell(std::uint64_t done, std::uint64_t total, time_point now) noexcept {
    using seconds = std::chrono::duration<double>;
    // Shorter than that the clock and the pieces say more about themselves than about the line.
    constexpr seconds shortest{0.2};
    const bool anew = !told_ || done < done_;
    done_ = done;
    total_ = total;
    told_ = true;
    if (anew) {
        measured_done_ = done;
        measured_at_ = now;
        rate_.reset();
        return;
    }
    const seconds span = now - measured_at_;
    if (span < shortest) return;
    const double fresh = static_cast<double>(done - measured_done_) / span.count();
    if (unit_ == unit::frames) {
        if (done != measured_done_) rate_ = fresh;
        return;
    }
    const double weight = 1 - std::exp(-span / seconds(smoothing_));
    rate_ = rate_ ? *rate_ + (fresh - *rate_) * weight : fresh;
    measured_done_ = done;
    measured_at_ = now;
}

RENDERBUS_DECL double amount::part() const noexcept {
    return total_ ? std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_)) : 0;
}

RENDERBUS_DECL std::optional<std::chrono::seconds> amount::left() const noexcept {
    if (!rate_ || total_ <= done_ || *rate_ <= 0) return std::nullopt;
    const double span = static_cast<double>(total_ - done_) / *rate_;
    if (!(span < 3.6e6)) return std::nullopt;
    return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(span)));
}

RENDERBUS_DECL std::string amount::text() const {
    if (unit_ == unit::bytes) return bytes_text(done_) + (total_ ? " of " + bytes_text(total_) : std::string());
    return std::to_string(done_) + (total_ ? " of " + std::to_string(total_) : std::string()) + " frames";
}

RENDERBUS_DECL std::string amount::rate_text() const {
    if (!rate_) return {};
    if (unit_ == unit::bytes) return bytes_text(static_cast<std::uint64_t>(std::min(*rate_, 1e18))) + "/s";
    std::array<char, 64> text{};
    const bool quick = *rate_ >= 1;
    std::snprintf(text.data(), text.size(), "%.1f frames/%s", quick ? *rate_ : *rate_ * 60, quick ? "s" : "min");
    return text.data();
}

}  // namespace renderbus

#endif
