// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SIMULATION_CHANCE_HPP
#define RENDERBUS_TESTS_SIMULATION_CHANCE_HPP

#include <renderbus/random.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace simulation {

namespace rb = renderbus;

/// All that is left to chance in one world comes of its seed.
class chance {
public:
    explicit chance(std::uint64_t seed) : next_(rb::seeded_random(seed)) {}
    std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : next_() % limit; }
    bool one_in(std::uint64_t times) { return below(times) == 0; }
    template <class T, std::size_t Count>
    const T& one_of(const std::array<T, Count>& some) {
        return some[static_cast<std::size_t>(below(Count))];
    }

private:
    rb::random_source next_;
};

enum class fault : std::uint8_t {
    request_cut,   // the farm gets the front of it, or all but knows no end
    request_late,  // nobody waits for it any more when it arrives
    request_doubled,
    request_damaged,
    answer_cut,    // the connection is reset
    answer_ended,  // the connection is closed as if that were all
    answer_stalled,
    answer_damaged,
    answer_slow,
    refused_before,  // by a status, and the farm knows nothing of it
    refused_behind,  // by a status, though the farm did it
    disk_full,
    farm_killed,
    client_killed,
    called_off,
    clock_jumped,
    file_changed,
    stood_still,  // a host, while the others go on
    leases_unreachable,
    count
};

inline constexpr std::array<std::string_view, static_cast<std::size_t>(fault::count)> fault_names{
    "request cut",    "request late", "request doubled", "request damaged", "answer cut",        "answer ended", "answer stalled",
    "answer damaged", "answer slow",  "refused before",  "refused behind",  "disk full",         "farm killed",  "client killed",
    "called off",     "clock jumped", "file changed",    "stood still",     "leases unreachable"};

/// What happened in one world, to be told where it ends badly; and how often, over all worlds.
class history {
public:
    using counts = std::array<std::uint64_t, static_cast<std::size_t>(fault::count)>;
    static counts& injected() {
        static counts all{};
        return all;
    }

    void note(std::string event) {
        if (events_.size() < most_events) events_.push_back(std::move(event));
    }
    void note(fault what, const std::string& where) {
        ++injected()[static_cast<std::size_t>(what)];
        note("  !! " + std::string(fault_names[static_cast<std::size_t>(what)]) + ": " + where);
    }
    std::string text() const {
        std::string all;
        for (const auto& event : events_) all += event + '\n';
        return all;
    }

private:
    static constexpr std::size_t most_events = 2000;
    std::vector<std::string> events_;
};

/// A world in which something is not as it was promised.
struct broken_promise : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline void promise(bool kept, const std::string& what) {
    if (!kept) throw broken_promise(what);
}

}  // namespace simulation

#endif
