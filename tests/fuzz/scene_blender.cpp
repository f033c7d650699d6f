// SPDX-License-Identifier: BSL-1.0
// seeds: scenes/blend
// options: -max_len=65536
// link: -lcrypto
#include "scene.hpp"

#include <renderbus/scene/blender.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::read_scene<renderbus::blender_reader>(data, size);
}
