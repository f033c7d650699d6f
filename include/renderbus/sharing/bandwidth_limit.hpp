// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_BANDWIDTH_LIMIT_HPP
#define RENDERBUS_SHARING_BANDWIDTH_LIMIT_HPP

#include <renderbus/detail/config.hpp>

#include <chrono>
#include <cstdint>

namespace renderbus {

/// Holds back work so that it moves at most so many bytes a second: a bucket that holds one second's bytes. Work is charged
/// when it starts; work larger than the bucket overdraws it, and the debt is paid off before the next may start. Reads no
/// clock. A clock that is set back makes nobody wait longer; one that is set forward pays debts early.
class bandwidth_limit {
public:
    using time = std::chrono::system_clock::time_point;

    /// 0: no limit.
    explicit bandwidth_limit(std::uint64_t bytes_per_second) noexcept : rate_(static_cast<double>(bytes_per_second)) {}

    bool is_limited() const noexcept { return rate_ > 0; }
    /// When work may start; `now`, or earlier, where it may start now.
    RENDERBUS_DECL time next_start(time now) noexcept;
    void charge(time now, std::uint64_t bytes) noexcept {
        if (is_limited()) next_start(now), owed_until_ += seconds_of(bytes);
    }
    /// Work that was charged for some bytes moved others.
    void correct(std::uint64_t charged, std::uint64_t moved) noexcept {
        if (is_limited()) owed_until_ += seconds_of(moved) - seconds_of(charged);
    }

private:
    using seconds = std::chrono::duration<double>;
    seconds seconds_of(std::uint64_t bytes) const noexcept { return seconds(static_cast<double>(bytes) / rate_); }

    double rate_;
    bool has_seen_time_ = false;
    time seen_{};
    seconds owed_until_{-1};  // counted from `seen_`; the bucket is full a second before
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/sharing/impl/bandwidth_limit.ipp>
#endif

#endif
