// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_RANDOM_IPP
#define RENDERBUS_IMPL_RANDOM_IPP

#include <renderbus/error.hpp>
#include <renderbus/random.hpp>

#include <openssl/rand.h>

#include <atomic>
#include <chrono>
#include <memory>

namespace renderbus {
namespace detail {

/// SplitMix64's last step: every bit of the sum counts for every bit of the number.
inline std::uint64_t mixed(std::uint64_t bits) noexcept {
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
    return bits ^ (bits >> 31);
}
inline constexpr std::uint64_t random_step = 0x9E3779B97F4A7C15;

}  // namespace detail

RENDERBUS_DECL random_source system_random() {
    std::uint64_t start = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&start), sizeof start) != 1)
        throw exception({data_errc::invalid_value, "random numbers", "OpenSSL gave none", "check OpenSSL's configuration"});
    return [state = std::make_shared<std::atomic<std::uint64_t>>(start)] {
        const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
        return detail::mixed(detail::mixed(*state += detail::random_step) + static_cast<std::uint64_t>(now));
    };
}

RENDERBUS_DECL random_source seeded_random(std::uint64_t seed) {
    return [state = std::make_shared<std::atomic<std::uint64_t>>(seed)] { return detail::mixed(*state += detail::random_step); };
}

namespace detail {
/// The form of a label that nothing else has.
inline constexpr std::string_view label_front = "renderbus-", label_digits = "0123456789abcdef";
inline constexpr std::size_t label_length = label_front.size() + 16;
}  // namespace detail

RENDERBUS_DECL std::string unique_label(const random_source& random) {
    std::string label(detail::label_front);
    for (std::uint64_t bits = random(); label.size() < detail::label_length; bits >>= 4) label += detail::label_digits[bits & 15];
    return label;
}

RENDERBUS_DECL bool is_unique_label(std::string_view label) noexcept {
    return label.size() == detail::label_length && label.starts_with(detail::label_front) &&
           label.find_first_not_of(detail::label_digits, detail::label_front.size()) == std::string_view::npos;
}

}  // namespace renderbus

#endif
