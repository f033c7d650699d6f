// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_ATTRIBUTES_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_ATTRIBUTES_IPP

#include <renderbus/scene/maya_attributes.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace renderbus::maya {
namespace attribute_detail {

using enum input_kind;

inline constexpr input_attribute inputs[] = {
    {"file", "ftn", texture},
    {"file", "euvt.eutn", texture},
    {"psdFileTex", "ftn", texture},
    {"movie", "ftn", texture},
    {"mentalrayTexture", "ftn", texture},
    {"imagePlane", "imn", image_plane},
    {"audio", "f", audio},
    {"AlembicNode", "fn", cache},
    {"AlembicNode", "fns", cache},
    {"gpuCache", "cfn", cache},
    {"cacheFile", "cn", cache},
    {"diskCache", "cn", cache},
    {"dynGlobals", "cd", cache, true},
    {"aiImage", "filename", texture},
    {"aiStandIn", "dso", geometry},
    {"aiVolume", "filename", volume},
    {"aiPhotometricLight", "aiFilename", light_profile},
    {"mesh", "dso", geometry},
    {"VRayMesh", "fn", geometry},
    {"VRayVolumeGrid", "if", volume},
    {"VRayScene", "fPath", geometry},
    {"VRayLightIESShape", "iesFile", light_profile},
    {"VRaySettingsNode", "ifile", cache},
    {"VRaySettingsNode", "fnm", cache},
    {"VRayPtex", "ptexFile", texture},
    {"RedshiftProxyMesh", "fn", geometry},
    {"RedshiftNormalMap", "tex0", texture},
    {"RedshiftDomeLight", "tex0", texture},
    {"RedshiftDomeLight", "tex1", texture},
    {"RedshiftIESLight", "profile", light_profile},
    {"RedshiftBokeh", "dofBokehImage", texture},
    {"Pxr*", "filename", texture},
    {"Pxr*", "lightColorMap", texture},
    {"Pxr*", "iesProfile", light_profile},
    {"xgmPalette", "xfn", geometry},
    {"pgYetiMaya", "cacheFileName", cache},
    {"pgYetiMaya", "imageSearchPath", texture, false, true},
    {"mayaUsdProxyShape", "fp", geometry},
    {"pxrUsdReferenceAssembly", "fp", geometry},
    {"pxrUsdProxyShape", "fp", geometry},
    {"ExocortexAlembicFile", "fileName", cache},
    {"bifrostContainer", "cacheName", cache},
    {"substance", "p", texture},
};

/// A kept attribute; a long name of its own is given where it has one.
struct attribute_name {
    std::string_view type;
    std::string_view name;
    std::string_view long_name;
};

inline constexpr attribute_name kept[] = {
    {"file", "ftn", "fileTextureName"},
    {"file", "euvt.eutn", "explicitUvTiles.explicitUvTileName"},
    {"file", "uvt", "uvTilingMode"},
    {"file", "ufe", "useFrameExtension"},
    {"psdFileTex", "ftn", "fileTextureName"},
    {"psdFileTex", "ufe", "useFrameExtension"},
    {"movie", "ftn", "fileTextureName"},
    {"movie", "ufe", "useFrameExtension"},
    {"mentalrayTexture", "ftn", "fileTextureName"},
    {"imagePlane", "imn", "imageName"},
    {"imagePlane", "ufe", "useFrameExtension"},
    {"audio", "f", "filename"},
    {"AlembicNode", "fn", "abc_File"},
    {"AlembicNode", "fns", "abc_layerFiles"},
    {"gpuCache", "cfn", "cacheFileName"},
    {"cacheFile", "cp", "cachePath"},
    {"cacheFile", "cn", "cacheName"},
    {"diskCache", "cn", "cacheName"},
    {"dynGlobals", "cd", "cacheDirectory"},
    {"dynGlobals", "upd", "useParticleDiskCache"},
    {"VRayMesh", "fn", "fileName"},
    {"VRayVolumeGrid", "if", "inFile"},
    {"VRayScene", "fPath", "FilePath"},
    {"VRaySettingsNode", "ifile", "imap_irradianceMapFile"},
    {"VRaySettingsNode", "fnm", "fileName"},
    {"VRaySettingsNode", "wi", "width"},
    {"VRaySettingsNode", "he", "height"},
    {"VRaySettingsNode", "fnprx", "fileNamePrefix"},
    {"VRaySettingsNode", "imgfs", "imageFormatStr"},
    {"RedshiftProxyMesh", "fn", "fileName"},
    {"xgmPalette", "xfn", "xgFileName"},
    {"mayaUsdProxyShape", "fp", "filePath"},
    {"pxrUsdReferenceAssembly", "fp", "filePath"},
    {"pxrUsdProxyShape", "fp", "filePath"},
    {"bifrostContainer", "cachePath", ""},
    {"substance", "p", "package"},
    {"camera", "rnd", "renderable"},
    {"stereoRigCamera", "rnd", "renderable"},
    {"renderLayer", "rndr", "renderable"},
    {"renderLayer", "adjs.val", "adjustments.value"},
    {"renderLayer", "adjs.plg", "adjustments.plug"},
    {"renderSetup*", "sen", "selfEnabled"},
    {"*ollection", "sen", "selfEnabled"},
    {"group", "sen", "selfEnabled"},
    {"*Override", "sen", "selfEnabled"},
    {"*Override", "atr", "attribute"},
    {"*Override", "atv", "attrValue"},
    {"*Override", "mul", "multiply"},
    {"*Override", "ofs", "offset"},
    {"*Override", "tgName", "targetNodeName"},
    {"simpleSelector", "ssl", "staticSelection"},
    {"simpleSelector", "pat", "pattern"},
    {"script", "b", "before"},
    {"aiAOVDriver", "ai_translator", "aiTranslator"},
    {"renderGlobals", "fs", "startFrame"},
    {"renderGlobals", "ef", "endFrame"},
    {"renderGlobals", "bfs", "byFrameStep"},
    {"renderGlobals", "an", "animation"},
    {"renderGlobals", "ren", "currentRenderer"},
    {"renderGlobals", "outf", "imageFormat"},
    {"renderGlobals", "imfkey", "imfPluginKey"},
    {"renderGlobals", "ifp", "imageFilePrefix"},
    {"renderGlobals", "pff", "putFrameBeforeExt"},
    {"renderGlobals", "peie", "periodInExt"},
    {"renderGlobals", "ofc", "outFormatControl"},
    {"renderGlobals", "be", "byExtension"},
    {"renderGlobals", "ep", "extensionPadding"},
    {"resolution", "w", "width"},
    {"resolution", "h", "height"},
    {"time", "o", "outTime"},
    {"colorManagementGlobals", "cfe", "configFileEnabled"},
    {"colorManagementGlobals", "cfp", "configFilePath"},
};

/// A rule's type may begin or end in `*`.
constexpr bool fits(std::string_view rule, std::string_view type) {
    if (rule.ends_with('*')) return type.starts_with(rule.substr(0, rule.size() - 1));
    if (rule.starts_with('*')) return type.ends_with(rule.substr(1));
    return rule == type;
}

/// One spelling of an attribute with the indices of the other: `adjs.val` and `adjustments[3].value` make `adjs[3].val`.
inline std::string with_indices(std::string_view bare, std::string_view indexed) {
    if (indexed.find('[') == std::string_view::npos) return std::string(bare);
    std::string text;
    for (;;) {
        const auto bare_end = std::min(bare.find('.'), bare.size());
        const auto indexed_end = std::min(indexed.find('.'), indexed.size());
        const auto component = indexed.substr(0, indexed_end);
        text += bare.substr(0, bare_end);
        if (const auto bracket = component.find('['); bracket != std::string_view::npos) text += component.substr(bracket);
        if (bare_end == bare.size() || indexed_end == indexed.size()) return text;
        text += '.';
        bare.remove_prefix(bare_end + 1);
        indexed.remove_prefix(indexed_end + 1);
    }
}

}  // namespace attribute_detail

RENDERBUS_DECL std::string without_indices(std::string_view attribute) {
    std::string text;
    bool inside = false;
    for (char c : attribute) {
        if (c == '[') inside = true;
        if (!inside) text += c;
        if (c == ']') inside = false;
    }
    return text;
}

RENDERBUS_DECL const input_attribute* find_input_attribute(std::string_view type, std::string_view attribute) {
    for (const auto& one : attribute_detail::inputs)
        if (one.name == attribute && attribute_detail::fits(one.type, type)) return &one;
    return nullptr;
}

RENDERBUS_DECL std::string kept_attribute(std::string_view type, std::string_view attribute) {
    const std::string bare = without_indices(attribute);
    for (const auto& one : attribute_detail::kept)
        if ((one.name == bare || one.long_name == bare) && attribute_detail::fits(one.type, type))
            return attribute_detail::with_indices(one.name, attribute);
    return find_input_attribute(type, bare) ? std::string(attribute) : std::string();
}

RENDERBUS_DECL bool may_be_edited(std::string_view attribute) {
    return std::any_of(std::begin(attribute_detail::kept), std::end(attribute_detail::kept),
                       [&](const auto& one) { return one.name == attribute || one.long_name == attribute; }) ||
           std::any_of(std::begin(attribute_detail::inputs), std::end(attribute_detail::inputs),
                       [&](const auto& one) { return one.name == attribute; });
}

RENDERBUS_DECL std::string long_attribute(std::string_view type, std::string_view kept) {
    const std::string bare = without_indices(kept);
    for (const auto& one : attribute_detail::kept)
        if (one.name == bare && !one.long_name.empty() && attribute_detail::fits(one.type, type))
            return attribute_detail::with_indices(one.long_name, kept);
    return std::string(kept);
}

RENDERBUS_DECL bool always_kept(std::string_view type) {
    static constexpr std::array<std::string_view, 4> types = {"renderLayer", "renderSetupLayer", "group", "simpleSelector"};
    return is_camera(type) || type.ends_with("ollection") || type.ends_with("Override") ||
           std::find(types.begin(), types.end(), type) != types.end();
}

RENDERBUS_DECL bool connection_matters(std::string_view type, std::string_view attribute) {
    static constexpr std::array<std::string_view, 5> structure = {"adjs.plg", "pls", "lrl", "sel", "prv"};
    if (std::find(structure.begin(), structure.end(), attribute) != structure.end()) return true;
    return find_input_attribute(type, attribute) != nullptr || type == "renderGlobals" || type == "resolution";
}

RENDERBUS_DECL std::string_view default_node_type(std::string_view name) {
    if (name == "defaultRenderGlobals") return "renderGlobals";
    if (name == "defaultResolution") return "resolution";
    if (name == "defaultColorMgtGlobals") return "colorManagementGlobals";
    if (name == "time1") return "time";
    return name;
}

}  // namespace renderbus::maya

#endif
