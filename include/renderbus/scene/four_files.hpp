// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_FOUR_FILES_HPP
#define RENDERBUS_SCENE_FOUR_FILES_HPP

#include <renderbus/config/scene_files.hpp>
#include <renderbus/config/task_json.hpp>
#include <renderbus/scene/facts.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace renderbus {

/// The four files that go to the farm with a scene.
struct four_files {
    config::task_json task;
    config::asset_json assets;
    config::upload_json uploads;
    config::tips_json tips;
};

/// What no tip code says: files that are missing and values that are not known, with who names them.
struct scene_report {
    struct missing_file {
        std::string stored;
        std::string node;
        std::string attribute;
        std::string kind;
        std::vector<std::string> looked_for;
    };
    struct unresolved_value {
        std::string node;
        std::string attribute;
        std::string raw;
        std::string why;
    };
    std::vector<missing_file> missing;
    std::vector<unresolved_value> unresolved;
};
RENDERBUS_DECL scene_report make_report(const scene_facts& scene);

/// Writes down what was read from a scene as the service's own tools do: names, texts and order of their files. Hashes the
/// scene file (MD5), looks at the times of the others. Fails with `scene_errc` where a file cannot be read any more.
RENDERBUS_DECL result<four_files> make_four_files(const scene_facts& scene, std::int64_t platform);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/four_files.ipp>
#include <renderbus/scene/impl/max_infos.ipp>
#include <renderbus/scene/impl/scene_infos.ipp>
#endif

#endif
