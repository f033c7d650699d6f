// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_FACTS_HPP
#define RENDERBUS_SCENE_FACTS_HPP

#include <renderbus/frames.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus {

/// A program that makes scenes, by the farm's number for it (`cg_id`).
enum class dcc : std::int32_t {
    none = 0,
    maya = 2000,
    max_3ds = 2001,
    arnold_standalone = 2003,
    houdini = 2004,
    cinema_4d = 2005,
    blender = 2007,
    vr_standalone = 2008,
    keyshot = 2012,
    clarisse = 2013,
    katana = 2016,
};

/// The farm's name of a program (`cg_name`), empty for `dcc::none`.
constexpr std::string_view cg_name(dcc program) noexcept {
    switch (program) {
        case dcc::none: return "";
        case dcc::maya: return "Maya";
        case dcc::max_3ds: return "3ds Max";
        case dcc::arnold_standalone: return "Arnold Standalone";
        case dcc::houdini: return "Houdini";
        case dcc::cinema_4d: return "CINEMA 4D";
        case dcc::blender: return "Blender";
        case dcc::vr_standalone: return "VR Standalone";
        case dcc::keyshot: return "KeyShot";
        case dcc::clarisse: return "Clarisse";
        case dcc::katana: return "Katana";
    }
    return "";
}

/// How a Maya scene keeps its layers; the values are those of task.json's `render_layer_type`.
enum class render_layer_type : std::int32_t { legacy = 0, render_setup = 1 };

/// What a scene uses a file for.
enum class input_kind : std::int32_t {
    texture,
    image_plane,
    audio,
    cache,
    geometry,  ///< a renderer's archive or proxy, or another program's scene
    volume,
    light_profile,
    color_config,
    script,
    font,
    movie,
    node_library,  ///< definitions of node types: an .hda or .otl
    reference,     ///< another scene that belongs to this one
};

constexpr std::string_view to_string(input_kind kind) noexcept {
    constexpr std::string_view names[] = {"texture", "image plane",   "audio",        "cache",  "geometry",
                                          "volume",  "light profile", "color config", "script", "font",
                                          "movie",   "node library",  "reference"};
    return names[static_cast<std::int32_t>(kind)];
}

/// One file on this machine that a scene needs.
struct resolved_file {
    std::string local;      ///< absolute path here, UTF-8, with slashes
    std::string as_stored;  ///< the path by which the scene asks for it; another than `local` where a map or a search found it
    std::string known_as;   ///< the absolute path by which the scene's makers know it
};

/// One place of a scene that names a file.
struct scene_input {
    std::string stored;  ///< the text as the scene has it
    std::string node;
    std::string attribute;
    input_kind kind = input_kind::texture;
    bool tiles = false;                ///< the text stands for UV tiles
    bool sequence = false;             ///< the text stands for one file per frame
    std::vector<resolved_file> files;  ///< empty where missing or unresolved
};

/// A file that a scene names and that is not there.
struct missing_input {
    std::string stored;
    std::string node;
    std::string attribute;
    input_kind kind = input_kind::texture;
    std::vector<std::string> looked_for;  ///< the paths that were tried
};

/// Something that cannot be known without the program that made the scene, or was not followed.
struct unresolved_value {
    std::string node;
    std::string attribute;
    std::string raw;  ///< the text as the scene has it
    std::string why;
};

struct scene_plugin {
    std::string name;
    std::string version;
};

/// One place of a scene that says where something is written.
struct scene_output {
    std::string stored;  ///< the text as the scene has it
    std::string node;
    std::string attribute;
};

/// Another scene that belongs to this one.
struct scene_reference {
    std::string stored;
    std::string node;
    std::string name_space;
    std::uint32_t depth = 1;  ///< 1 where this scene itself refers to it
};

/// A file that is written: of the picture itself, or of a part of it.
struct render_output {
    std::string name;  ///< of the part (an AOV), or empty
    std::string path;  ///< as the scene has it
};

/// What comes of a layer or a render node.
enum class layer_kind : std::int32_t { picture, geometry, simulation };

/// What one layer or render node renders. Where a layer says nothing the scene's own values stand here.
struct render_layer {
    std::string name;
    layer_kind kind = layer_kind::picture;
    std::string type;                ///< of a render node: `ifd`; empty for a layer
    std::string render_setup_layer;  ///< its name in render setup, or empty
    bool renderable = true;
    bool animation = false;
    double frame_start = 1;
    double frame_end = 10;
    double frame_step = 1;
    frame_list frames;                    ///< the same as whole frames; empty where the range holds none
    double fps = 0;                       ///< 0: the scene's
    std::optional<double> current_frame;  ///< where the scene has one for each layer
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t size_percentage = 100;  ///< of width and height that is rendered
    std::string renderer;
    std::string image_file_prefix;
    std::string image_format;          ///< an extension such as `exr`, the program's own word, or empty where it is not told
    std::vector<std::string> cameras;  ///< those that render in this layer
    std::vector<render_output> outputs;
    std::vector<render_layer> parts;  ///< layers inside: of a Clarisse image, or a Blender scene
};

/// How frame numbers stand in the names of rendered files; unset where the scene does not say.
struct frame_name_rule {
    std::optional<bool> frame_before_extension;
    std::optional<std::int32_t> period_in_extension;
    std::optional<std::int32_t> format_control;
    std::optional<double> by_extension;
    std::optional<std::int32_t> padding;
};

/// The span of the timeline as the artist left it: the part that plays, and the whole.
struct playback_range {
    double play_start = 0;
    double play_end = 0;
    double start = 0;
    double end = 0;
};

/// What a scene file renders and needs, read without the program that made it.
struct scene_facts {
    dcc program = dcc::none;
    std::string scene;           ///< absolute path of the scene file
    std::string scene_known_as;  ///< the path by which the scene's makers know it: another where a path map says so
    std::string project;         ///< the project folder that relative paths were looked for in
    std::string project_known_as;
    std::string header;      ///< the file's first line, where it is text
    std::string codeset;     ///< of the bytes in the file, as it says itself
    std::string version;     ///< as the file requires it: `2018ff09`
    std::string product;     ///< `Maya 2018`
    std::string cg_version;  ///< as the farm names it: `2018`
    std::string time_unit;   ///< `film`
    double fps = 24;

    bool animation = false;  ///< off: the program renders one frame only, `current_time`
    double frame_start = 1;
    double frame_end = 10;
    double frame_step = 1;
    frame_list frames;
    std::optional<double> current_time;
    std::optional<playback_range> playback;

    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool size_stored = false;  ///< whether the file gives width or height; else they are the program's defaults
    std::string renderer;
    std::string image_file_prefix;
    std::string image_format;
    std::optional<std::int32_t> image_format_code;
    std::optional<std::string> image_format_key;
    frame_name_rule frame_names;

    render_layer_type layer_type = render_layer_type::legacy;
    std::vector<render_layer> layers;
    std::string active_layer;                     ///< of several scenes in the file, the one that was open
    std::vector<std::string> cameras;             ///< all of them
    std::vector<std::string> renderable_cameras;  ///< those that render where no layer says otherwise
    std::vector<scene_plugin> plugins;
    std::optional<std::string> color_config;
    std::vector<std::string> expressions;  ///< nodes that compute values; they are never run

    std::vector<scene_input> inputs;
    std::vector<scene_output> outputs;  ///< where the layers' own settings do not say it all
    std::vector<scene_reference> references;
    std::vector<missing_input> missing;
    std::vector<unresolved_value> unresolved;

    std::map<std::string, std::string> about;  ///< what else the file says of itself, by the names that its format has

    std::uint64_t node_count = 0;        ///< of this file alone
    std::uint64_t connection_count = 0;  ///< of this file alone
};

}  // namespace renderbus

#endif
