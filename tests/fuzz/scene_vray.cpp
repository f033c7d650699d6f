// SPDX-License-Identifier: BSL-1.0
// options: -max_len=16384
// link: -lcrypto
#include "scene.hpp"

#include <renderbus/scene/vray.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::read_scene<renderbus::vray_reader>(data, size);
}
