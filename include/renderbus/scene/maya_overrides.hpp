// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAYA_OVERRIDES_HPP
#define RENDERBUS_SCENE_MAYA_OVERRIDES_HPP

#include <renderbus/scene/maya_document.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace renderbus::maya {

/// A camera of the whole scene.
struct scene_camera {
    std::string name;       ///< with the namespaces of references
    std::string transform;  ///< short name of its parent, with namespaces
    std::string shown;      ///< the name, or `transform|name` where several cameras have that name
    bool renders = true;    ///< where no layer says otherwise
};

/// A change that a layer makes to one attribute.
struct layer_override {
    bool relative = false;  ///< value * multiply + offset, instead of a value of its own
    double multiply = 1;
    double offset = 0;
    value absolute;
};

/// Changes by `node.attribute` (short names), in the order in which they apply.
using layer_overrides = std::map<std::string, std::vector<layer_override>, std::less<>>;

}  // namespace renderbus::maya

#endif
