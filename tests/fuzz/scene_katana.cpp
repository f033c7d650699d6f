// SPDX-License-Identifier: BSL-1.0
// seeds: scenes/katana
// options: -max_len=16384
// link: -lcrypto -lz
#include "scene.hpp"

#include <renderbus/scene/katana.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::read_scene<renderbus::katana_reader>(data, size);
}
