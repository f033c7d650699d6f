// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_FUZZ_SCENE_HPP
#define RENDERBUS_TESTS_FUZZ_SCENE_HPP

#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/bytes.hpp>
#include <renderbus/scene/format.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

namespace fuzz {

inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

/// A scene is read, or refused with a place and a cause; nothing is never a success.
template <renderbus::scene_reader Reader>
int read_scene(const std::uint8_t* data, std::size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    Reader::recognises(std::string_view(bytes).substr(0, renderbus::scene_head_size));
    renderbus::scene_options options;
    options.input_limit = 2000;
    options.unpacked_limit = renderbus::mebibytes(16);
    renderbus::scene_source source{"/nowhere/scene", "/nowhere", std::make_unique<renderbus::memory_bytes>(std::move(bytes))};
    renderbus::scene_builder builder(options, source);
    const auto read = Reader::read(std::move(source), builder);
    if (!read) {
        require(!read.error().place.empty() && !read.error().cause.empty(), "a refusal names place and cause");
        return 0;
    }
    const auto& facts = builder.facts();
    require(!facts.header.empty() || !facts.version.empty() || facts.node_count != 0 || !facts.layers.empty() ||
                !facts.inputs.empty(),
            "nothing is no scene");
    return 0;
}

}  // namespace fuzz

#endif
