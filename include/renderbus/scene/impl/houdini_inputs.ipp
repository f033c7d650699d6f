// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_HOUDINI_INPUTS_IPP
#define RENDERBUS_SCENE_IMPL_HOUDINI_INPUTS_IPP

#include <renderbus/scene/impl/file_kinds.hpp>
#include <renderbus/scene/impl/houdini_scene.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace renderbus::houdini {
namespace input_detail {

inline constexpr std::size_t path_limit = 4096;

using renderbus::scene_detail::among;

/// Parameters that say where something is written.
inline bool is_output(std::string_view name) {
    static constexpr std::string_view outputs[] = {"vm_picture",
                                                   "soho_diskfile",
                                                   "sopoutput",
                                                   "copoutput",
                                                   "dopoutput",
                                                   "chopoutput",
                                                   "lopoutput",
                                                   "ar_picture",
                                                   "ar_ass_file",
                                                   "picture",
                                                   "ri_display",
                                                   "outputimage",
                                                   "RS_outputFileNamePrefix",
                                                   "RS_archive_file",
                                                   "vm_uvoutputpicture1",
                                                   "ar_aov_separate_file1",
                                                   "savefile",
                                                   "outfile"};
    return among(outputs, name) || name.starts_with("ri_display");
}

/// Parameters that hold paths of another sort: programs, scripts that are run, files that the renderer makes.
inline bool is_no_asset(std::string_view name) {
    static constexpr std::string_view others[] = {"soho_program",    "env_skymap",       "shadowmap_file", "vm_dcmfilename",
                                                  "prerender",       "preframe",         "postframe",      "postwrite",
                                                  "postrender",      "ass_file",         "soho_pipecmd",   "iconfile",
                                                  "vm_tmplocalpath", "vm_tmpsharedpath", "cmd_files"};
    return among(others, name);
}

/// A parameter that counts only where another one is on.
inline std::string_view switch_of(std::string_view name) {
    if (name == "explicitcachename") return "explicitcache";
    if (name == "playfilesname") return "playfiles";
    return {};
}

/// Shipped with Houdini, wherever that is.
inline bool is_shipped(std::string_view text) {
    static constexpr std::string_view names[] = {"defcam.bgeo", "default.bgeo", "default.pic", "default.hip", "default.bclip"};
    return among(names, text);
}

/// Texts with code in backticks; what it gives only running it would tell.
inline bool is_computed(std::string_view text) { return text.find('`') != std::string_view::npos; }

}  // namespace input_detail

inline bool parameter_matters(std::string_view name, const std::vector<parm_value>& values) {
    if (name == "f" || name == "res" || name == "execute" || name == "camera" || name == "RS_renderCamera") return true;
    if (name == "explicitcache" || name == "playfiles") return true;
    // A second value may say how the file is read.
    if (values.empty() || values.size() > 2 || input_detail::is_no_asset(name)) return false;
    const auto& text = values.front().text;
    if (text.empty() || text.size() > input_detail::path_limit || text.find('\n') != std::string::npos) return false;
    if (input_detail::is_output(name)) return true;
    return input_detail::is_computed(text) ? name.find("file") != std::string_view::npos
                                           : renderbus::scene_detail::kind_by_ending(text).has_value();
}

inline std::vector<render_output> outputs_of(const node& one) {
    std::vector<render_output> found;
    for (const auto& [name, values] : one.parameters)
        if (input_detail::is_output(name) && !values.empty()) found.push_back({name, values.front().text});
    return found;
}

/// A render node's own parameters name what it writes; those of all others what they read, or write too.
inline void tell_files(const scene& from, const std::string& folder, scene_builder& to) {
    for (const auto& [path, one] : from.nodes) {
        for (auto& output : outputs_of(one)) to.facts().outputs.push_back({std::move(output.path), path, std::move(output.name)});
        if (role_of(one) == role::render) continue;
        for (const auto& [name, values] : one.parameters) {
            if (input_detail::is_output(name) || values.empty()) continue;
            const auto& text = values.front().text;
            const auto switched = input_detail::switch_of(name);
            if (!switched.empty() && one.text(switched) != "on" && one.text(switched) != "1") continue;
            if (input_detail::is_computed(text)) {
                to.unresolved(path, name, text, "an expression computes it");
                continue;
            }
            const auto kind = renderbus::scene_detail::kind_by_ending(text);
            if (!kind || input_detail::is_shipped(text) || text.starts_with("temp:")) continue;
            const auto node_name = std::string_view(path).substr(path.rfind('/') + 1);
            to.needs({text, path, name, *kind, renderbus::scene_detail::with_tokens(text, node_name), {}, {folder, {}}});
        }
    }
    for (const auto& library : from.node_libraries)
        to.needs({library, "", "node library", input_kind::node_library, "", {}, {folder, {}}});
}

}  // namespace renderbus::houdini

#endif
