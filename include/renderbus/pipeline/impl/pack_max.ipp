// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_PACK_MAX_IPP
#define RENDERBUS_PIPELINE_IMPL_PACK_MAX_IPP

#include <renderbus/pipeline/pack_max.hpp>
#include <renderbus/scene/facts.hpp>
#include <renderbus/scene/max_archive.hpp>
#include <renderbus/scene/resolve.hpp>

#include <asio/post.hpp>

#include <algorithm>

namespace renderbus {

RENDERBUS_DECL void pack_max::start(farm_run& run, const analyzed& before, completion<analyzed> done) {
    const auto& scenes = before->uploads.scene.all;
    const bool goes_as_it_is =
        std::any_of(scenes.begin(), scenes.end(), [&](const auto& one) { return one.local == before->scene; });
    if (before->task.software_config.cg_name != cg_name(dcc::max_3ds) || !goes_as_it_is) return done(before);
    // It takes a while: the caller's call returns first.
    asio::post(run.executor, [&run, fact = *before, done = std::move(done)]() mutable {
        const auto packed = pack_max_scene(native_path(fact.scene), native_path(fact.folder), run.stop);
        if (!packed) return done(packed.error());
        name_packed_scene(fact.scene, *packed, fact.assets, fact.uploads);
        done(analyze::taken(std::move(fact), run.session));
    });
}

}  // namespace renderbus

#endif
