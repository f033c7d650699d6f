// SPDX-License-Identifier: BSL-1.0
// seeds: scenes/blend
// options: -max_len=65536
// link: -lcrypto -lz -lzstd
#include "scene.hpp"

#include <renderbus/scene/gzip.hpp>
#include <renderbus/scene/zstd.hpp>

#include <algorithm>

namespace {

/// What is unpacked is the same from whichever place it is read, and never more than the limit.
template <class Packing>
void unpack(const std::string& packed) {
    constexpr std::size_t most = 1 << 20;
    renderbus::scene_source source{"/nowhere/scene", "/nowhere", std::make_unique<renderbus::memory_bytes>(packed)};
    const auto inside = Packing::unpack(std::move(source), renderbus::mebibytes(1));
    fuzz::require(inside.has_value(), "unpacking begins with any bytes");
    std::string whole(most + 1, '\0');
    const auto count = inside->bytes->read(0, whole);
    if (!count) return fuzz::require(!count.error().cause.empty(), "a refusal names its cause");
    fuzz::require(*count <= most, "no more comes than the limit");
    for (const std::size_t place : {*count / 2, std::size_t{0}, *count / 3}) {
        std::string part(std::min<std::size_t>(1000, *count - place), '\0');
        const auto again = inside->bytes->read(place, part);
        if (again && !part.empty())
            fuzz::require(*again == part.size() && part == whole.substr(place, part.size()), "a part is of the whole");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string packed(reinterpret_cast<const char*>(data), size);
    unpack<renderbus::gzip_packing>(packed);
    unpack<renderbus::zstd_packing>(packed);
    return 0;
}
