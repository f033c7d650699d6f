// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SCENE_BLEND_SAMPLES_HPP
#define RENDERBUS_TESTS_SCENE_BLEND_SAMPLES_HPP

#include "blend_scene.hpp"
#include "support.hpp"

#include <renderbus/scene/gzip.hpp>
#include <renderbus/scene/zstd.hpp>

namespace scene_tests {

/// Reads a file that may be packed.
inline rb::result<rb::scene_facts> read_packed(const fs::path& file, const rb::scene_options& options = {}) {
    return rb::read_scene<rb::gzip_packing, rb::zstd_packing>(file, options);
}

}  // namespace scene_tests

#endif
