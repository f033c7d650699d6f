// SPDX-License-Identifier: BSL-1.0
// options: -max_len=2048
// link: -lcrypto
#include "../scene/blend_scene.hpp"
#include "scene.hpp"

#include <renderbus/scene/blender.hpp>

#include <iterator>

/// The bytes are changes to a small file that has everything: its first byte chooses the width and the byte order, then come
/// three for each change. Behind a zero for the first byte stands a file of its own.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    if (data[0] == 0) return fuzz::read_scene<renderbus::blender_reader>(data + 1, size - 1);
    static const auto files = [] {
        std::vector<std::string> made;
        for (const auto& kind : scene_tests::kinds) made.push_back(scene_tests::everything(kind));
        return made;
    }();
    auto file = files[data[0] % files.size()];
    for (std::size_t at = 1; at + 3 < size; at += 3) {
        const std::size_t place = (data[at] << 8 | data[at + 1]) % file.size();
        file[place] = static_cast<char>(data[at + 2]);
    }
    if (size % 3 == 0) file.resize(file.size() * data[size - 1] / 256);
    return fuzz::read_scene<renderbus::blender_reader>(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
}
