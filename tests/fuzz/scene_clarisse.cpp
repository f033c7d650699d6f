// SPDX-License-Identifier: BSL-1.0
// seeds: scenes/clarisse
// options: -max_len=16384
// link: -lcrypto
#include "scene.hpp"

#include <renderbus/scene/clarisse.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::read_scene<renderbus::clarisse_reader>(data, size);
}
