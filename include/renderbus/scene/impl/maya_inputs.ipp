// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_INPUTS_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_INPUTS_IPP

#include <renderbus/scene/maya_attributes.hpp>
#include <renderbus/scene/maya_scene.hpp>

#include <utility>

namespace renderbus::maya {
namespace input_detail {

inline bool is_on(const node& one, std::string_view attribute) {
    const auto* found = one.find(attribute);
    return found && found->truth();
}

/// How a file node's `uvt` spreads one name over tiles: 1 ZBrush, 2 Mudbox, 3 UDIM, 4 a list of its own.
inline tile_scheme tiles_of(const node& one) {
    const auto* mode = one.find("uvt");
    const double number = mode ? mode->number().value_or(0) : 0;
    if (number == 1 || number == 2) return tile_scheme::grid;
    if (number == 3) return tile_scheme::udim;
    const bool listed = number == 4 && one.find("euvt[0].eutn") != nullptr;
    return number == 4 && !listed ? tile_scheme::udim : tile_scheme::none;
}

/// A cache has its folder in another attribute than its name.
inline std::string with_folder(const node& one, std::string_view folder_attribute, const std::string& name) {
    const auto* folder = one.find(folder_attribute);
    if (!folder || folder->text.empty()) return name;
    return folder->text + (folder->text.ends_with('/') ? "" : "/") + name;
}

}  // namespace input_detail

RENDERBUS_DECL void whole_scene::tell_inputs(const instance& where) {
    for (const auto& one : where.from->nodes)
        for (const auto& [attribute, stored] : one.attributes)
            tell_input(where, one, attribute, edited(where, one, attribute, stored));
    const auto* color = where.prefix.empty() ? where.from->find("defaultColorMgtGlobals") : nullptr;
    const auto* config = color ? color->find("cfp") : nullptr;
    if (!config || config->text.empty()) return;
    to_.facts().color_config = config->text;
    if (input_detail::is_on(*color, "cfe") && !config->text.starts_with("<MAYA_RESOURCES>"))
        to_.needs({config->text, color->name, "cfp", input_kind::color_config, "", {}, {where.folder, {}}});
}

RENDERBUS_DECL void whole_scene::tell_input(const instance& where, const node& one, const std::string& attribute,
                                            const value& stored) {
    const auto* rule = find_input_attribute(one.type, without_indices(attribute));
    if (!rule || stored.text.empty() || stored.text.starts_with("<MAYA_RESOURCES>")) return;
    // A file that is referred to many times is looked through once, but for what was edited.
    if (!told_.insert(where.file + '\n' + one.name + '.' + attribute + '\n' + stored.text).second) return;
    file_request request{
        stored.text, where.prefix + one.name, attribute, rule->kind, "", {}, {where.folder, rules_.folders(rule->kind)}};
    if (rule->search_path)
        return to_.unresolved(request.node, attribute, stored.text,
                              "a list of folders; which of their files are used only the renderer knows");
    if (one.type == "dynGlobals" && !input_detail::is_on(one, "upd")) return;
    request.spread.folder = rule->folder;
    if (one.type == "file") request.spread.tiles = input_detail::tiles_of(one);
    request.spread.sequence = input_detail::is_on(one, "ufe");
    if (one.type == "cacheFile") {
        request.look_up = input_detail::with_folder(one, "cp", stored.text);
        request.spread.family = true;
    } else if (one.type == "bifrostContainer") {
        request.look_up = input_detail::with_folder(one, "cachePath", stored.text);
        request.spread.folder = true;
    }
    to_.needs(request);
}

/// Values that something computes while Maya runs: what is stored is only what they were last.
RENDERBUS_DECL void whole_scene::tell_computed(const instance& where) {
    for (const auto& [from, to] : where.from->connections) {
        const auto* target = where.from->find(to.node);
        if (!target) continue;
        const bool setting = where.prefix.empty() && (target->type == "renderGlobals" || target->type == "resolution");
        const bool kept_setting = setting && !kept_attribute(target->type, to.attribute).empty();
        if (!kept_setting && !find_input_attribute(target->type, without_indices(to.attribute))) continue;
        const auto* stored = target->find(to.attribute);
        to_.unresolved(where.prefix + target->name, to.attribute, stored ? stored->text : "",
                       "it is computed by " + from.node + '.' + from.attribute);
    }
}

}  // namespace renderbus::maya

#endif
