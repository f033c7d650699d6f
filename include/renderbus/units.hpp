// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_UNITS_HPP
#define RENDERBUS_UNITS_HPP

#include <compare>
#include <cstdint>

namespace renderbus {

/// A number of bytes: a size, a limit or a machine's memory.
struct byte_count {
    std::uint64_t bytes = 0;
    friend constexpr auto operator<=>(byte_count, byte_count) = default;
};

constexpr byte_count kibibytes(std::uint64_t n) noexcept { return {n << 10}; }
constexpr byte_count mebibytes(std::uint64_t n) noexcept { return {n << 20}; }
/// As the farm counts memory: its "64GB" is gigabytes(64).
constexpr byte_count gigabytes(std::uint64_t n) noexcept { return {n << 30}; }

}  // namespace renderbus

#endif
