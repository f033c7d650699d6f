// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_PACK_MAX_HPP
#define RENDERBUS_PIPELINE_PACK_MAX_HPP

#include <renderbus/pipeline/analyze.hpp>
#include <renderbus/pipeline/states.hpp>

#include <string_view>

namespace renderbus {

/// Between analyze and check: packs a scene of 3ds Max, which the farm wants as `<name>.max.7z`, into the analysis's folder, and
/// names it in place of the scene in upload.json. Every other scene passes as it is. Needs libarchive (renderbus::archive).
///
/// Fails as `pack_max_scene` does.
struct pack_max {
    using input = analyzed;
    using output = analyzed;
    static constexpr std::string_view name = "pack_max";

    RENDERBUS_DECL void start(farm_run& run, const analyzed& before, completion<analyzed> done);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/pack_max.ipp>
#endif

#endif
