// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_WORK_IPP
#define RENDERBUS_TRANSFER_IMPL_WORK_IPP

#include <renderbus/transfer/work.hpp>

#include <algorithm>

namespace renderbus {
namespace detail {

/// As large as wished, or as it must be for the file to have no more parts than allowed.
inline std::uint64_t size_of_parts(std::uint64_t size, const work_limits& limits) {
    const std::uint64_t most = std::max<std::size_t>(limits.parts, 1);
    const auto least = size / most + (size % most != 0);
    return std::max({limits.part.bytes, least, std::uint64_t{1}});
}

}  // namespace detail

RENDERBUS_DECL std::vector<work_unit> divide(std::span<const planned_file> files, const work_limits& limits) {
    std::vector<work_unit> units;
    bool is_open = false;  // the last unit is a pack that takes more
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto size = files[i].file.size;
        if (size > limits.whole.bytes) {
            const auto step = detail::size_of_parts(size, limits);
            for (std::uint64_t begin = 0; begin < size; begin += std::min(step, size - begin))
                units.push_back({i, 1, begin, std::min(step, size - begin), true});
            is_open = false;
        } else if (is_open && units.back().count < limits.pack_files && size <= limits.pack.bytes - units.back().bytes) {
            ++units.back().count;
            units.back().bytes += size;
        } else {
            units.push_back({i, 1, 0, size, false});
            is_open = size <= limits.pack.bytes;
        }
    }
    return units;
}

}  // namespace renderbus

#endif
