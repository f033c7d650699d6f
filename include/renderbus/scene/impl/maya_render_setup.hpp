// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_RENDER_SETUP_HPP
#define RENDERBUS_SCENE_IMPL_MAYA_RENDER_SETUP_HPP

#include <renderbus/scene/maya_document.hpp>
#include <renderbus/scene/maya_overrides.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renderbus::maya {

/// The tree of render setup: layers hold collections and groups, those hold overrides.
class render_setup_tree {
public:
    RENDERBUS_DECL render_setup_tree(const document& from, const std::vector<scene_camera>& cameras);

    bool empty() const noexcept { return setup_layers_.empty(); }
    /// By the name of the legacy layer that stands for each.
    const std::map<std::string, std::string>& setup_layers() const noexcept { return setup_layers_; }
    RENDERBUS_DECL layer_overrides overrides_of(const std::string& setup_layer) const;

private:
    using links = std::unordered_map<std::string, std::string>;
    using place = std::vector<std::size_t>;  ///< the positions in the lists on the way from a layer to an override
    struct placed {
        place where;
        const node* what;
    };

    RENDERBUS_DECL void place_override(const node& one);
    RENDERBUS_DECL std::size_t position(const std::string& name);
    RENDERBUS_DECL void add_override(const node& one, layer_overrides& made) const;
    RENDERBUS_DECL std::vector<std::string> targets(const node& one) const;
    RENDERBUS_DECL std::vector<std::string> selected_cameras(const node& selector) const;

    const document& from_;
    const std::vector<scene_camera>& cameras_;
    links parents_, before_, selectors_;
    std::map<std::string, std::string> setup_layers_;
    std::unordered_map<std::string, std::size_t> positions_;
    std::unordered_map<std::string, std::vector<placed>> overrides_;  ///< by render setup layer
};

/// The short name of an attribute of a node; a node that is not in the document can only be a referenced camera.
RENDERBUS_DECL std::string short_attribute(const document& from, std::string_view node, std::string_view attribute);

}  // namespace renderbus::maya

#endif
