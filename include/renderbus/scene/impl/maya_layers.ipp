// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_LAYERS_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_LAYERS_IPP

#include <renderbus/scene/impl/maya_render_setup.hpp>
#include <renderbus/scene/maya_attributes.hpp>
#include <renderbus/scene/maya_layers.hpp>

#include <utility>

namespace renderbus::maya {
namespace layer_detail {

/// `connectAttr "plug" "layer.adjs[3].plg"` and `setAttr "layer.adjs[3].val" v`, by the name of the layer.
inline std::map<std::string, layer_overrides> adjustments(const document& from) {
    std::map<std::string, layer_overrides> made;
    for (const auto& [changed, to] : from.connections) {
        if (without_indices(to.attribute) != "adjs.plg") continue;
        const auto* one = from.find(to.node);
        const auto* what = one ? one->find(to.attribute.substr(0, to.attribute.size() - 3) + "val") : nullptr;
        const auto attribute = short_attribute(from, changed.node, changed.attribute);
        if (!what || attribute.empty()) continue;
        made[one->name][std::string(short_name(changed.node)) + '.' + attribute].push_back({false, 1, 0, *what});
    }
    return made;
}

inline bool is_not_off(const node& one, std::string_view attribute) {
    const auto* found = one.find(attribute);
    return !found || found->truth();
}

}  // namespace layer_detail

RENDERBUS_DECL layer_set layers_of(const document& from, const std::vector<scene_camera>& cameras) {
    layer_set set;
    const render_setup_tree tree(from, cameras);
    if (!tree.empty()) set.type = render_layer_type::render_setup;
    // What render setup leaves behind in the legacy layers is out of date.
    auto adjustments = tree.empty() ? layer_detail::adjustments(from) : std::map<std::string, layer_overrides>();
    if (auto base = adjustments.extract("defaultRenderLayer")) set.base = std::move(base.mapped());

    auto setup_layers = tree.setup_layers();
    for (const auto& one : from.nodes) {
        if (one.type != "renderLayer") continue;
        layer made{one.name, "", layer_detail::is_not_off(one, "rndr"), {}};
        if (const auto setup = setup_layers.extract(one.name)) {
            made.render_setup_layer = setup.mapped();
            made.overrides = tree.overrides_of(setup.mapped());
        } else if (auto changes = adjustments.extract(one.name)) {
            made.overrides = std::move(changes.mapped());
        }
        set.layers.push_back(std::move(made));
    }
    for (const auto& [legacy, setup] : setup_layers) set.layers.push_back({legacy, setup, true, tree.overrides_of(setup)});
    if (set.layers.empty()) set.layers.push_back({"defaultRenderLayer", "", true, {}});
    return set;
}

template <class Use>
void layer_view::each_override(std::string_view node, std::string_view attribute, Use use) const {
    const std::string name = std::string(node) + '.' + std::string(attribute);
    const auto each = [&](const layer_overrides& all) {
        if (const auto found = all.find(name); found != all.end())
            for (const auto& one : found->second) use(one);
    };
    each(set_.base);
    if (layer_) each(layer_->overrides);
}

RENDERBUS_DECL std::optional<double> layer_view::number(std::string_view node, std::string_view attribute, double otherwise,
                                                        value* wrong) const {
    std::optional<double> now = otherwise;
    const auto take = [&](const value& what) {
        now = what.number();
        if (!now && wrong) *wrong = what;
    };
    const auto* known = from_.find(node);
    if (const auto* stored = known ? known->find(attribute) : nullptr) take(*stored);
    each_override(node, attribute, [&](const layer_override& one) {
        if (!one.relative) take(one.absolute);
        else if (now) now = *now * one.multiply + one.offset;
    });
    return now;
}

RENDERBUS_DECL std::optional<std::string> layer_view::text(std::string_view node, std::string_view attribute) const {
    std::optional<std::string> now;
    const auto* known = from_.find(node);
    if (const auto* stored = known ? known->find(attribute) : nullptr) now = stored->text;
    each_override(node, attribute, [&](const layer_override& one) {
        if (!one.relative) now = one.absolute.text;
    });
    return now;
}

RENDERBUS_DECL bool layer_view::renders(const scene_camera& camera) const {
    bool now = camera.renders;
    each_override(camera.name, "rnd", [&](const layer_override& one) { now = one.absolute.truth(); });
    return now;
}

}  // namespace renderbus::maya

#endif
