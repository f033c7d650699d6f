// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_PROJECT_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_PROJECT_IPP

#include <renderbus/scene/maya_project.hpp>
#include <renderbus/scene/maya_scanner.hpp>
#include <renderbus/scene/resolve.hpp>
#include <renderbus/scene/source.hpp>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace renderbus::maya {
namespace project_detail {

inline constexpr int levels_above = 32;

/// A name that Maya has for a folder of a project, and the folder that it makes for it.
struct folder_rule {
    std::string_view name;
    std::string_view usual;
};

inline std::vector<folder_rule> rules_for(input_kind kind) {
    switch (kind) {
        case input_kind::texture:
        case input_kind::image_plane:
        case input_kind::light_profile: return {{"sourceImages", "sourceimages"}};
        case input_kind::audio: return {{"audio", "sound"}};
        case input_kind::cache:
            return {{"alembicCache", "cache/alembic"},
                    {"fileCache", "cache/nCache"},
                    {"particles", "cache/particles"},
                    {"diskCache", "data"}};
        case input_kind::geometry:
        case input_kind::volume: return {{"scene", "scenes"}, {"alembicCache", "cache/alembic"}, {"diskCache", "data"}};
        case input_kind::reference: return {{"scene", "scenes"}, {"mayaAscii", "scenes"}, {"mayaBinary", "scenes"}};
        default: return {};
    }
    return {};
}

}  // namespace project_detail

RENDERBUS_DECL std::string project_above(const std::string& scene_folder) {
    std::error_code failed;
    const auto start = native_path(scene_folder);
    auto at = start;
    for (int level = 0; level < project_detail::levels_above && !at.empty(); ++level, at = at.parent_path()) {
        if (std::filesystem::is_regular_file(at / "workspace.mel", failed)) return utf8_path(at);
        if (at == at.parent_path()) break;
    }
    return utf8_path(start.filename() == "scenes" ? start.parent_path() : start);
}

RENDERBUS_DECL result<project_rules> project_rules::read(const std::string& project) {
    project_rules made;
    const auto file = native_path(project) / "workspace.mel";
    std::error_code failed;
    if (project.empty() || !std::filesystem::exists(file, failed)) return made;
    const auto source = read_source(file, mebibytes(1));
    if (!source) return source.error();
    scanner in(source->bytes, source->path);
    while (in.next_statement()) {
        argument one;
        std::string texts[3];  // -fr NAME FOLDER
        for (std::size_t count = 0; count < 3 && in.next(one); ++count) texts[count] = one.text;
        if (in.command() == "workspace" && (texts[0] == "-fr" || texts[0] == "-fileRule") && !texts[2].empty())
            made.folders_[texts[1]] = texts[2];
    }
    if (in.failed()) return in.why();
    return made;
}

RENDERBUS_DECL std::vector<std::string> project_rules::folders(input_kind kind) const {
    std::vector<std::string> found;
    for (const auto& [name, usual] : project_detail::rules_for(kind)) {
        const auto said = folders_.find(name);
        std::string folder = said == folders_.end() ? std::string(usual) : said->second;
        if (std::find(found.begin(), found.end(), folder) == found.end()) found.push_back(std::move(folder));
    }
    return found;
}

}  // namespace renderbus::maya

#endif
