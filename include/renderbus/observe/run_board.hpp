// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_RUN_BOARD_HPP
#define RENDERBUS_OBSERVE_RUN_BOARD_HPP

#include <renderbus/observe/amount.hpp>
#include <renderbus/observe/span_book.hpp>
#include <renderbus/observer.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace renderbus {

/// The runs that are under way, with their open stages and how far those are. Not for several threads at once.
class run_board {
public:
    using time_point = std::chrono::steady_clock::time_point;

    struct stage {
        std::uint64_t span = 0;
        std::string name;
        std::uint64_t place = 0;  ///< in the pipeline, from 1
        std::uint64_t places = 0;
        amount moved;
        time_point told_at{};    ///< when its amount was last written on a line
        unsigned told_part = 0;  ///< how many twentieths were
    };
    struct run {
        std::string name;
        time_point since{};
        std::uint64_t span = 0;
        std::vector<stage> stages;  ///< open ones

        /// The stage to show: the first that has an amount and is not complete, else the one that began last; none without
        /// stages.
        RENDERBUS_DECL const stage* current() const noexcept;
    };
    struct change {
        std::uint64_t run = 0;
        stage* counted = nullptr;  ///< whose amount this was; until the next call
    };

    explicit run_board(std::chrono::milliseconds smoothing) noexcept : smoothing_(smoothing) {}

    RENDERBUS_DECL change tell(const event& told, time_point now);
    /// Takes a run off the board where the event ends it.
    RENDERBUS_DECL void take_off(const event& told, std::uint64_t run);

    const std::map<std::uint64_t, run>& runs() const noexcept { return runs_; }

private:
    RENDERBUS_DECL run& run_at(std::uint64_t number, const event& told, time_point now);
    RENDERBUS_DECL stage& stage_at(run& of, std::uint64_t span, const event& told);

    std::chrono::milliseconds smoothing_;
    span_book spans_;
    std::map<std::uint64_t, run> runs_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/run_board.ipp>
#endif

#endif
