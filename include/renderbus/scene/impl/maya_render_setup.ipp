// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_RENDER_SETUP_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_RENDER_SETUP_IPP

#include <renderbus/scene/impl/maya_render_setup.hpp>
#include <renderbus/scene/maya_attributes.hpp>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace renderbus::maya {
namespace layer_detail {

inline constexpr int tree_depth_limit = 256;

/// `*` stands for any letters, `?` for one.
inline bool matches_glob(std::string_view name, std::string_view glob) {
    std::size_t at = 0;
    std::size_t in_glob = 0;
    std::size_t star = std::string_view::npos;
    std::size_t star_at = 0;
    while (at < name.size()) {
        if (in_glob < glob.size() && glob[in_glob] == '*') star = in_glob++, star_at = at;
        else if (in_glob < glob.size() && (glob[in_glob] == name[at] || glob[in_glob] == '?')) ++at, ++in_glob;
        else if (star != std::string_view::npos) in_glob = star + 1, at = ++star_at;
        else return false;
    }
    return glob.find_first_not_of('*', in_glob) == std::string_view::npos;
}

/// Calls `use` for each part of a text between separators.
template <class Use>
void each_part(std::string_view text, std::string_view separators, Use use) {
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(separators), text.size());
        if (end != 0) use(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

inline std::string_view text_of(const node& one, std::string_view attribute) {
    const auto* found = one.find(attribute);
    return found ? std::string_view(found->text) : std::string_view();
}

inline double number_of(const node& one, std::string_view attribute, double otherwise) {
    const auto* found = one.find(attribute);
    return found ? found->number().value_or(otherwise) : otherwise;
}

}  // namespace layer_detail

RENDERBUS_DECL std::string short_attribute(const document& from, std::string_view node, std::string_view attribute) {
    const auto* known = from.find(node);
    auto kept = kept_attribute(known ? std::string_view(known->type) : default_node_type(short_name(node)), attribute);
    return kept.empty() ? kept_attribute("camera", attribute) : kept;
}

RENDERBUS_DECL render_setup_tree::render_setup_tree(const document& from, const std::vector<scene_camera>& cameras)
    : from_(from), cameras_(cameras) {
    links legacy_layers;
    for (const auto& one : from.connections) {
        if (one.to.attribute == "pls") parents_[one.to.node] = one.from.node;
        else if (one.to.attribute == "prv") before_[one.to.node] = one.from.node;
        else if (one.to.attribute == "sel") selectors_[one.to.node] = one.from.node;
        else if (one.to.attribute == "lrl") legacy_layers[one.to.node] = one.from.node;
    }
    for (const auto& one : from.nodes) {
        if (one.type.ends_with("Override")) place_override(one);
        if (one.type != "renderSetupLayer") continue;
        const auto legacy = legacy_layers.find(one.name);
        setup_layers_[legacy == legacy_layers.end() ? "rs_" + one.name : legacy->second] = one.name;
    }
}

/// Finds the layer that an override hangs below, with everything on the way switched on.
RENDERBUS_DECL void render_setup_tree::place_override(const node& one) {
    place where;
    std::string name = one.name;
    for (int depth = 0; depth < layer_detail::tree_depth_limit; ++depth) {
        const auto* here = from_.find(name);
        if (!here) return;
        if (here->type == "renderSetupLayer") {
            std::reverse(where.begin(), where.end());
            overrides_[name].push_back({std::move(where), &one});
            return;
        }
        if (layer_detail::number_of(*here, "sen", 1) == 0) return;
        where.push_back(position(name));
        const auto parent = parents_.find(name);
        if (parent == parents_.end()) return;
        name = parent->second;
    }
}

/// How many stand before it in its list.
RENDERBUS_DECL std::size_t render_setup_tree::position(const std::string& name) {
    std::vector<std::string> way{name};
    while (way.size() <= before_.size() && !positions_.contains(way.back())) {
        const auto previous = before_.find(way.back());
        if (previous == before_.end()) break;
        way.push_back(previous->second);
    }
    std::size_t count = positions_.try_emplace(way.back(), 0).first->second;
    for (auto at = std::next(way.rbegin()); at != way.rend(); ++at) positions_[*at] = ++count;
    return count;
}

RENDERBUS_DECL layer_overrides render_setup_tree::overrides_of(const std::string& setup_layer) const {
    layer_overrides made;
    const auto found = overrides_.find(setup_layer);
    if (found == overrides_.end()) return made;
    auto list = found->second;
    std::stable_sort(list.begin(), list.end(), [](const placed& a, const placed& b) { return a.where < b.where; });
    for (const auto& one : list) add_override(*one.what, made);
    return made;
}

RENDERBUS_DECL void render_setup_tree::add_override(const node& one, layer_overrides& made) const {
    layer_override change;
    change.relative = one.type.starts_with("rel");
    change.multiply = layer_detail::number_of(one, "mul", 1);
    change.offset = layer_detail::number_of(one, "ofs", 0);
    const auto* own = one.find("atv");
    if (own) change.absolute = *own;
    else if (!change.relative) return;
    for (const auto& target : targets(one)) {
        const auto attribute = short_attribute(from_, target, layer_detail::text_of(one, "atr"));
        if (!attribute.empty()) made[target + '.' + attribute].push_back(change);
    }
}

/// A unique override names its node; others change what their collection selects, of which only cameras matter.
RENDERBUS_DECL std::vector<std::string> render_setup_tree::targets(const node& one) const {
    if (const auto named = layer_detail::text_of(one, "tgName"); !named.empty()) return {std::string(short_name(named))};
    const auto parent = parents_.find(one.name);
    if (parent == parents_.end()) return {};
    const auto named = selectors_.find(parent->second);
    const auto* selector = named == selectors_.end() ? nullptr : from_.find(named->second);
    return selector ? selected_cameras(*selector) : std::vector<std::string>();
}

RENDERBUS_DECL std::vector<std::string> render_setup_tree::selected_cameras(const node& selector) const {
    std::unordered_set<std::string_view> names;
    std::vector<std::string_view> globs;
    const auto add = [&](std::string_view part) {
        const auto name = short_name(part);
        if (name.find_first_of("*?") == std::string_view::npos) names.insert(name);
        else globs.push_back(name);
    };
    layer_detail::each_part(layer_detail::text_of(selector, "ssl"), "\n; ", add);
    layer_detail::each_part(layer_detail::text_of(selector, "pat"), "\n;, ", add);

    std::vector<std::string> found;
    for (const auto& camera : cameras_) {
        const auto fits = [&](std::string_view glob) {
            return layer_detail::matches_glob(camera.name, glob) || layer_detail::matches_glob(camera.transform, glob);
        };
        if (names.contains(camera.name) || names.contains(camera.transform) || std::any_of(globs.begin(), globs.end(), fits))
            found.push_back(camera.name);
    }
    return found;
}

}  // namespace renderbus::maya

#endif
