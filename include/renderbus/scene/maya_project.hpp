// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAYA_PROJECT_HPP
#define RENDERBUS_SCENE_MAYA_PROJECT_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/facts.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::maya {

/// The project that Maya would take a scene for: the next folder upwards with a workspace.mel; without one the folder above
/// `scenes`, or the scene's own.
RENDERBUS_DECL std::string project_above(const std::string& scene_folder);

/// Where a project keeps its files: what its workspace.mel says, else as Maya sets projects up.
class project_rules {
public:
    /// Reads the workspace.mel of a project; fails where there is one that cannot be read.
    RENDERBUS_DECL static result<project_rules> read(const std::string& project);

    /// The folders of the project, or absolute ones, that hold files of a kind.
    RENDERBUS_DECL std::vector<std::string> folders(input_kind kind) const;

private:
    std::map<std::string, std::string, std::less<>> folders_;  ///< by the names that Maya has for them: `sourceImages`
};

}  // namespace renderbus::maya

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/maya_project.ipp>
#endif

#endif
