// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_LINE_PACE_IPP
#define RENDERBUS_TRANSPORT_IMPL_LINE_PACE_IPP

#include <renderbus/transport/line_pace.hpp>

#include <algorithm>
#include <utility>

namespace renderbus::detail {

RENDERBUS_DECL std::shared_ptr<line_pace> line_pace::of(std::uint64_t up, std::uint64_t down) {
    return up == 0 && down == 0 ? nullptr : std::make_shared<line_pace>(up, down);
}

RENDERBUS_DECL line_pace::line_pace(std::uint64_t up, std::uint64_t down) : up_(up), down_(down) {}

RENDERBUS_DECL line_pace::lane::lane(std::uint64_t bytes_per_second)
    : rate(static_cast<double>(bytes_per_second)),
      // What 10 ms bring, so that many connections wait shortly, within what one call on a socket is worth and holds.
      piece(static_cast<std::size_t>(std::clamp<std::uint64_t>(bytes_per_second / 100, 512, 64 * 1024))) {}

inline line_pace::clock::duration line_pace::lane::time_of(std::size_t bytes) const {
    return std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(static_cast<double>(bytes) / rate));
}

RENDERBUS_DECL line_pace::turn line_pace::take_turn(line_direction which, clock::time_point now) {
    constexpr auto lateness = std::chrono::milliseconds(20);
    std::lock_guard lock(guard_);
    auto& on = lane_of(which);
    const auto begins = std::max(on.is_free_from, now - lateness);
    on.is_free_from = begins + on.time_of(on.piece);
    return {on.piece, begins};
}

RENDERBUS_DECL void line_pace::give_back(line_direction which, std::size_t bytes) noexcept {
    std::lock_guard lock(guard_);
    lane_of(which).is_free_from -= lane_of(which).time_of(bytes);
}

RENDERBUS_DECL void line_pace::charge(line_direction which, std::size_t bytes) noexcept {
    std::lock_guard lock(guard_);
    lane_of(which).is_free_from += lane_of(which).time_of(bytes);
}

RENDERBUS_DECL std::size_t paced_connection::allowed(line_direction which, std::size_t wanted, operation::wake then) {
    if (!line_->is_limited(which)) return wanted;
    auto& on = lane_of(which);
    if (on.left == 0) {
        const auto next = line_->take_turn(which, line_pace::clock::now());
        on.left = next.bytes;
        on.begins = next.begins;
    }
    if (on.begins <= line_pace::clock::now()) return on.is_coming = false, std::min(wanted, on.left);
    if (!std::exchange(on.is_coming, true)) {
        on.timer.expires_at(on.begins);
        on.timer.async_wait(std::move(then));
    }
    return 0;
}

RENDERBUS_DECL void paced_connection::moved(line_direction which, std::size_t bytes) noexcept {
    if (!line_->is_limited(which)) return;
    auto& left = lane_of(which).left;
    if (bytes > left) line_->charge(which, bytes - left);
    left -= std::min(left, bytes);
}

RENDERBUS_DECL void paced_connection::rest() noexcept {
    for (const auto which : {line_direction::up, line_direction::down}) {
        auto& on = lane_of(which);
        if (on.is_coming) on.timer.cancel();
        on.is_coming = false;
        if (on.left != 0) line_->give_back(which, std::exchange(on.left, 0));
    }
}

}  // namespace renderbus::detail

#endif
