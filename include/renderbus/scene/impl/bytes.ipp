// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_BYTES_IPP
#define RENDERBUS_SCENE_IMPL_BYTES_IPP

#include <renderbus/scene/bytes.hpp>

#include <algorithm>

namespace renderbus {

RENDERBUS_DECL result<std::size_t> memory_bytes::read(std::uint64_t place, std::span<char> space) {
    const auto from = static_cast<std::size_t>(std::min<std::uint64_t>(place, bytes_.size()));
    return bytes_.copy(space.data(), space.size(), from);
}

}  // namespace renderbus

#endif
