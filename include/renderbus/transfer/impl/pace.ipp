// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_PACE_IPP
#define RENDERBUS_TRANSFER_IMPL_PACE_IPP

#include <renderbus/clock.hpp>
#include <renderbus/units.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace renderbus::detail {

/// How many files move at once: a number given by hand, or twice as many as long as that brings more through. When it does
/// not, the last step is taken back, and tried again later: the line may have changed.
class pace {
public:
    explicit pace(std::size_t fixed) : at_once_(std::max<std::size_t>(fixed, 1)) {}
    /// `by_hand` may be 0: to be measured. Never more than the memory allows.
    pace(std::size_t by_hand, byte_count memory, any_clock clock)
        : most_(std::clamp<std::uint64_t>(memory.bytes / held_by_a_file, 1, by_hand != 0 ? UINT64_MAX : most_measured)),
          at_once_(std::min(by_hand != 0 ? by_hand : least, most_)) {
        if (by_hand == 0) clock_.emplace(std::move(clock));
    }

    std::size_t at_once() const noexcept { return at_once_; }

    /// A file of that size is through.
    void add(std::uint64_t bytes) {
        if (!clock_) return;
        const auto now = clock_->now();
        if (files_ == 0) began_ = now;
        ++files_;
        work_ += static_cast<double>(bytes) + cost_of_a_file;
        const std::chrono::duration<double> span = now - began_;
        if (files_ <= at_once_ || span < shortest_look) return;
        judge(work_ / span.count());
        files_ = 0;
        work_ = 0;
    }

private:
    static constexpr std::size_t least = 4;
    static constexpr std::size_t most_measured = 256;
    static constexpr std::uint64_t held_by_a_file = 1 << 20;
    static constexpr double cost_of_a_file = 16 * 1024;  // of a line, in bytes that it could have carried instead
    static constexpr double worth_a_step = 1.1;
    static constexpr int looks_until_next_step = 32;
    static constexpr std::chrono::milliseconds shortest_look{100};

    void judge(double rate) {
        if (is_trying_ && rate < rate_before_ * worth_a_step) {
            at_once_ = at_once_before_;
            is_trying_ = false;
            looks_ = 0;
        } else if (is_trying_ || ++looks_ == looks_until_next_step) {
            rate_before_ = rate;
            at_once_before_ = std::exchange(at_once_, std::min(at_once_ * 2, most_));
            is_trying_ = at_once_ > at_once_before_;
            looks_ = 0;
        }
    }

    std::size_t most_ = SIZE_MAX;
    std::size_t at_once_;
    std::size_t at_once_before_ = 0;
    std::optional<any_clock> clock_;
    bool is_trying_ = true;
    double rate_before_ = 0;
    int looks_ = 0;
    std::chrono::system_clock::time_point began_{};
    std::size_t files_ = 0;
    double work_ = 0;
};

}  // namespace renderbus::detail

#endif
