// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAYA_LAYERS_HPP
#define RENDERBUS_SCENE_MAYA_LAYERS_HPP

#include <renderbus/scene/facts.hpp>
#include <renderbus/scene/maya_document.hpp>
#include <renderbus/scene/maya_overrides.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::maya {

struct layer {
    std::string name;
    std::string render_setup_layer;
    bool renderable = true;
    layer_overrides overrides;
};

struct layer_set {
    render_layer_type type = render_layer_type::legacy;
    std::vector<layer> layers;
    /// What the scene's own values are, where a legacy scene was saved with another layer on.
    layer_overrides base;
};

/// The render layers of a document: legacy adjustments, or render setup, which makes legacy adjustments void.
RENDERBUS_DECL layer_set layers_of(const document& from, const std::vector<scene_camera>& cameras);

/// The values of the scene's settings as one layer sees them.
class layer_view {
public:
    layer_view(const document& from, const layer_set& set, const layer* one) : from_(from), set_(set), layer_(one) {}

    /// The value, or `otherwise` where nothing gives one; nothing where the text is no number, then told by `wrong`.
    RENDERBUS_DECL std::optional<double> number(std::string_view node, std::string_view attribute, double otherwise,
                                                value* wrong = nullptr) const;
    RENDERBUS_DECL std::optional<std::string> text(std::string_view node, std::string_view attribute) const;
    RENDERBUS_DECL bool renders(const scene_camera& camera) const;

private:
    template <class Use>
    void each_override(std::string_view node, std::string_view attribute, Use use) const;

    const document& from_;
    const layer_set& set_;
    const layer* layer_;
};

}  // namespace renderbus::maya

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/maya_layers.ipp>
#include <renderbus/scene/impl/maya_render_setup.ipp>
#endif

#endif
