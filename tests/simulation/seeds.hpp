// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SIMULATION_SEEDS_HPP
#define RENDERBUS_TESTS_SIMULATION_SEEDS_HPP

#include "chance.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

namespace simulation {

inline std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Lives through a world of each seed. `RENDERBUS_SIMULATION=20000` takes so many, `RENDERBUS_SIMULATION_SEED=17` that one alone.
/// A world that ends badly tells its seed and all that happened in it.
template <class World>
void live_through(std::string_view name, std::uint64_t usual) {
    constexpr std::uint64_t most_told = 3;
    const auto began = std::chrono::steady_clock::now();
    const bool is_one = std::getenv("RENDERBUS_SIMULATION_SEED") != nullptr;
    const auto first = number_from_environment("RENDERBUS_SIMULATION_SEED", 1);
    const auto count = is_one ? 1 : number_from_environment("RENDERBUS_SIMULATION", usual);
    history::injected() = {};
    std::uint64_t failed = 0;
    for (auto seed = first; seed != first + count; ++seed) {
        World world(seed);
        std::string wrong;
        try {
            world.live();
        } catch (const std::exception& why) {
            wrong = why.what();
        }
        if (is_one) std::cout << world.events.text();
        if (wrong.empty()) continue;
        if (++failed <= most_told)
            BOOST_ERROR(name << ", seed " << seed << ": not true: " << wrong << '\n' << world.events.text());
    }
    BOOST_TEST(failed == 0u, failed << " of " << count << " worlds end badly");
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    std::cout << name << ": " << count << " worlds in " << took.count() << " ms";
    for (std::size_t i = 0; i < fault_names.size(); ++i)
        std::cout << (i == 0 ? "; " : ", ") << history::injected()[i] << ' ' << fault_names[i];
    std::cout << std::endl;
}

}  // namespace simulation

#endif
