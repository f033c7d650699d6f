// SPDX-License-Identifier: BSL-1.0
// seeds: scenes/ass
// options: -max_len=16384
// link: -lcrypto
#include "scene.hpp"

#include <renderbus/scene/arnold.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::read_scene<renderbus::arnold_reader>(data, size);
}
