// SPDX-License-Identifier: BSL-1.0
// seeds: scenes/max
// options: -max_len=65536
// link: -lcrypto
#include "scene.hpp"

#include <renderbus/scene/max.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::read_scene<renderbus::max_reader>(data, size);
}
