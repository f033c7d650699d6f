// SPDX-License-Identifier: BSL-1.0
// seeds: scenes/max
// options: -max_len=65536
// link: -lcrypto
#include "../scene/max_writer.hpp"
#include "scene.hpp"

#include <renderbus/scene/max.hpp>

namespace {

/// Behind the chains of a sound file, where changed bytes would not often come by themselves.
void read_inside(const char* name, std::string bytes) {
    scene_tests::compound_writer file;
    file.stream("Scene", "s");
    if (name != std::string("\5DocumentSummaryInformation"))
        file.stream("\5DocumentSummaryInformation", scene_tests::summary(scene_tests::usual_headings()));
    file.stream(name, std::move(bytes));
    const auto whole = file.bytes();
    fuzz::read_scene<renderbus::max_reader>(reinterpret_cast<const std::uint8_t*>(whole.data()), whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    read_inside("\5DocumentSummaryInformation", bytes);
    read_inside("FileAssetMetaData3", bytes);
    return fuzz::read_scene<renderbus::max_reader>(data, size);
}
