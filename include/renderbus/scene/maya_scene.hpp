// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAYA_SCENE_HPP
#define RENDERBUS_SCENE_MAYA_SCENE_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/maya_document.hpp>
#include <renderbus/scene/maya_layers.hpp>
#include <renderbus/scene/maya_project.hpp>

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace renderbus::maya {

/// One use of a document: the scene itself, or a reference to a file under its namespace.
struct instance {
    std::shared_ptr<const document> from;
    std::string prefix;  ///< `rig:hand:`
    std::string file;
    std::string folder;
};

/// A scene with all the Maya files that it refers to, each read once; and what follows from them.
class whole_scene {
public:
    explicit whole_scene(scene_builder& to) : to_(to) {}

    /// Fails with `scene_errc`: malformed_scene with `file:line`, too_complex, or what reading a referenced file gives.
    RENDERBUS_DECL result<void> tell(document scene, const std::string& file, const std::string& folder);

private:
    RENDERBUS_DECL result<void> follow(instance one, const std::vector<std::string>& way);
    RENDERBUS_DECL result<void> within_limits(const std::string& file, std::size_t depth) const;
    RENDERBUS_DECL result<void> follow_reference(const instance& from, const reference& to, const std::vector<std::string>& way);
    RENDERBUS_DECL result<std::shared_ptr<const document>> load(const std::string& file);
    RENDERBUS_DECL const value& edited(const instance& where, const node& one, const std::string& attribute,
                                       const value& stored) const;

    RENDERBUS_DECL std::vector<scene_camera> cameras() const;
    RENDERBUS_DECL void tell_inputs(const instance& where);
    RENDERBUS_DECL void tell_input(const instance& where, const node& one, const std::string& attribute, const value& stored);
    RENDERBUS_DECL void tell_computed(const instance& where);

    scene_builder& to_;
    project_rules rules_;
    std::deque<instance> instances_;
    std::map<std::string, std::shared_ptr<const document>> loaded_;
    std::map<std::string, value> edits_;  ///< by `node.attribute` as the edit says it, the node with all namespaces
    std::set<std::string> told_;          ///< inputs of a document that is used again
};

/// The plain values: version, frames, size, renderer, layers, cameras. Fails with `scene_errc::malformed_scene`.
RENDERBUS_DECL result<void> tell_settings(const document& from, const std::vector<scene_camera>& cameras, const std::string& file,
                                          scene_builder& to);

}  // namespace renderbus::maya

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/maya_inputs.ipp>
#include <renderbus/scene/impl/maya_references.ipp>
#include <renderbus/scene/impl/maya_settings.ipp>
#endif

#endif
