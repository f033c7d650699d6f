// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_HOUDINI_SCENE_HPP
#define RENDERBUS_SCENE_IMPL_HOUDINI_SCENE_HPP

#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/impl/houdini_archive.hpp>
#include <renderbus/scene/impl/houdini_parms.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::houdini {

/// A node, with those of its parameters that matter.
struct node {
    std::string type;  ///< `ifd`, `ris::3.0`
    bool bypassed = false;
    std::map<std::string, std::string, std::less<>> expressions;  ///< of its channels
    std::map<std::string, std::vector<parm_value>, std::less<>> parameters;

    std::string_view base_type() const { return std::string_view(type).substr(0, type.find("::")); }
    /// The text of a parameter; empty where it is not there.
    std::string_view text(std::string_view parameter) const;
};

/// What a scene has, read from its entries.
class scene {
public:
    /// Reads what matters of all entries. Fails with `scene_errc`: malformed_scene, too_complex.
    static result<scene> read(byte_source& bytes, const std::string& file, const scene_options& options);

    /// The number that a component of a parameter has, where nothing but the frames of the scene is needed to know it.
    double number(const node& of, std::string_view parameter, std::size_t component, double otherwise) const;

    std::map<std::string, node> nodes;  ///< by their paths
    std::map<std::string, std::string, std::less<>> variables;
    std::vector<std::string> node_libraries;  ///< that types of nodes come from, other than Houdini's own
    std::string licence;
    std::uint64_t entry_count = 0;
    double fps = 24;
    double frame_start = 1;
    double frame_end = 240;
    double time = 0;  ///< seconds

private:
    bool entry(archive& in, const scene_options& options);
    void start(std::string_view text);
    void fallbacks(std::string_view text);
    bool parameters(archive& in, std::string_view text, node& to);
};

/// How a node of some type takes part in rendering.
enum class role { none, render, geometry, simulation };
role role_of(const node& one);

/// Tells which files the nodes name, and which they write.
void tell_files(const scene& from, const std::string& folder, scene_builder& to);

/// Where a node writes its pictures, by what its parameters say.
std::vector<render_output> outputs_of(const node& one);

/// Whether a parameter's values are kept: the few that settings are read from, and texts that may name files.
bool parameter_matters(std::string_view name, const std::vector<parm_value>& values);

}  // namespace renderbus::houdini

#endif
