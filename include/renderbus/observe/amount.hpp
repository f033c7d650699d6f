// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_AMOUNT_HPP
#define RENDERBUS_OBSERVE_AMOUNT_HPP

#include <renderbus/detail/config.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace renderbus {

/// How far something is, how fast it goes, and when it will be done.
///
/// The rate of bytes is smoothed: what is as old as `smoothing` weighs 1/e. Frames come minutes apart, and all at once from
/// machines side by side: their rate is the mean since the first was told.
class amount {
public:
    using time_point = std::chrono::steady_clock::time_point;
    enum class unit { bytes, frames };

    explicit amount(unit of = unit::bytes, std::chrono::milliseconds smoothing = std::chrono::seconds(5)) noexcept
        : unit_(of), smoothing_(smoothing) {}

    /// `total` 0: not known. Less than before starts the rate anew.
    RENDERBUS_DECL void tell(std::uint64_t done, std::uint64_t total, time_point now) noexcept;

    std::uint64_t done() const noexcept { return done_; }
    std::uint64_t total() const noexcept { return total_; }
    bool is_told() const noexcept { return told_; }
    bool is_complete() const noexcept { return total_ != 0 && done_ >= total_; }
    /// From 0 to 1; 0 where the total is not known.
    RENDERBUS_DECL double part() const noexcept;
    /// Bytes or frames a second; nothing before enough was told.
    std::optional<double> rate() const noexcept { return rate_; }
    /// Nothing where rate or total is not known, or where it takes more than 1,000 hours.
    RENDERBUS_DECL std::optional<std::chrono::seconds> left() const noexcept;

    /// `1.20 GiB of 4.00 GiB`, `12 of 100 frames`.
    RENDERBUS_DECL std::string text() const;
    /// `35.1 MiB/s`, `2.0 frames/min`; empty where it is not known.
    RENDERBUS_DECL std::string rate_text() const;

private:
    unit unit_;
    std::chrono::milliseconds smoothing_;
    bool told_ = false;
    std::uint64_t done_ = 0;
    std::uint64_t total_ = 0;
    std::uint64_t measured_done_ = 0;  ///< where the measurement of the rate stands
    time_point measured_at_{};
    std::optional<double> rate_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/amount.ipp>
#endif

#endif
