// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_RANDOM_IPP
#define RENDERBUS_IMPL_RANDOM_IPP

#include <renderbus/error.hpp>
#include <renderbus/random.hpp>

#include <openssl/rand.h>

#include <atomic>
#include <memory>

namespace renderbus {

RENDERBUS_DECL random_source system_random() {
    return [] {
        std::uint64_t bits = 0;
        if (RAND_bytes(reinterpret_cast<unsigned char*>(&bits), sizeof bits) != 1)
            throw exception({data_errc::invalid_value, "random numbers", "OpenSSL gave none", "check OpenSSL's configuration"});
        return bits;
    };
}

RENDERBUS_DECL random_source seeded_random(std::uint64_t seed) {
    return [state = std::make_shared<std::atomic<std::uint64_t>>(seed)] {
        // SplitMix64
        std::uint64_t bits = *state += 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    };
}

RENDERBUS_DECL std::string unique_label(const random_source& random) {
    constexpr char digits[] = "0123456789abcdef";
    std::string label = "renderbus-";
    std::uint64_t bits = random();
    for (int i = 0; i < 16; ++i, bits >>= 4) label += digits[bits & 15];
    return label;
}

}  // namespace renderbus

#endif
