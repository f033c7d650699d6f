// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_FILE_KINDS_HPP
#define RENDERBUS_SCENE_IMPL_FILE_KINDS_HPP

#include <renderbus/scene/facts.hpp>
#include <renderbus/scene/impl/text.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace renderbus::scene_detail {

template <std::size_t Size>
bool among(const std::string_view (&list)[Size], std::string_view one) {
    return std::find(std::begin(list), std::end(list), one) != std::end(list);
}

/// What stands behind the last dot of a path's name, in lower case.
inline std::string ending_of(std::string_view path) {
    const auto name = path.substr(path.find_last_of("/\\") + 1);
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string() : lower_ascii(name.substr(dot + 1));
}

/// What a file is used for, by its ending; none where that is not one of an asset.
inline std::optional<input_kind> kind_by_ending(std::string_view path) {
    static constexpr std::string_view pictures[] = {"exr", "png", "jpg", "jpeg", "tif",   "tiff", "tga",
                                                    "hdr", "pic", "rat", "tx",   "tex",   "bmp",  "dpx",
                                                    "cin", "psd", "gif", "ptx",  "picnc", "ptex", "rstexbin"};
    static constexpr std::string_view geometry[] = {"geo",  "bgeo", "sc",       "gz",        "obj",  "fbx",    "ply",
                                                    "stl",  "usd",  "usda",     "usdc",      "usdz", "ass",    "rs",
                                                    "gltf", "glb",  "hclassic", "bhclassic", "rib",  "vrmesh", "vrscene"};
    static constexpr std::string_view caches[] = {"abc", "sim", "simdata", "clip", "bclip", "chan", "bchan", "pc", "mdd", "pc2"};
    static constexpr std::string_view sounds[] = {"wav", "aiff", "aif", "mp3"};
    const auto ending = ending_of(path);
    if (ending == "vdb") return input_kind::volume;
    if (ending == "ies") return input_kind::light_profile;
    if (ending == "ocio") return input_kind::color_config;
    if (among(pictures, ending)) return input_kind::texture;
    if (among(geometry, ending)) return input_kind::geometry;
    if (among(caches, ending)) return input_kind::cache;
    if (among(sounds, ending)) return input_kind::audio;
    return std::nullopt;
}

/// The variables of a frame and of a node, as tokens that stand for any number: `$F4` is `<f4>`.
inline std::string with_tokens(std::string_view text, std::string_view node_name) {
    std::string made;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool braced = text.substr(at).starts_with("${");
        std::size_t begin = at + (braced ? 2 : 1), end = begin;
        while (text[at] == '$' && end < text.size() && ((text[end] >= 'A' && text[end] <= 'Z') || is_digit(text[end]))) ++end;
        const auto name = text.substr(begin, end - begin);
        const auto letters = name.substr(0, name.find_first_of("0123456789"));
        const auto digits = name.substr(letters.size());
        const bool frame = letters == "F" || letters == "FF" || letters == "SF";
        if (text[at] != '$' || (!frame && name != "OS") || (braced && (end == text.size() || text[end] != '}'))) {
            made += text[at];
            continue;
        }
        made += frame ? "<f" + std::string(digits) + ">" : std::string(node_name);
        at = end - (braced ? 0 : 1);
    }
    return made;
}

}  // namespace renderbus::scene_detail

#endif
