// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_BENCH_STOPWATCH_HPP
#define RENDERBUS_TESTS_BENCH_STOPWATCH_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

/// One way to do the work of a comparison.
struct contender {
    std::string_view name;
    void (*work)();
};

/// Seconds of this thread's processor time.
inline double processor_time() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// All contenders in turn, round after round, so that a busy machine is busy for all of them: prints a line
/// `NAME MICROSECONDS` each, the median of the rounds for one unit of work.
inline void compare(const std::vector<contender>& all, int rounds, int repeats, double units) {
    std::vector<std::vector<double>> seconds(all.size());
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            const double from = processor_time();
            for (int n = 0; n < repeats; ++n) all[i].work();
            seconds[i].push_back((processor_time() - from) / repeats);
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::nth_element(seconds[i].begin(), seconds[i].begin() + rounds / 2, seconds[i].end());
        std::printf("%.*s %.4f\n", static_cast<int>(all[i].name.size()), all[i].name.data(),
                    seconds[i][static_cast<std::size_t>(rounds / 2)] * 1e6 / units);
    }
}

}  // namespace bench

#endif
