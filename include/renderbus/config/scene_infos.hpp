// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CONFIG_SCENE_INFOS_HPP
#define RENDERBUS_CONFIG_SCENE_INFOS_HPP

#include <renderbus/json/values.hpp>
#include <renderbus/reflect/names.hpp>

#include <cstdint>
#include <optional>
#include <string>

/// What stands in task.json's scene_info and scene_info_render for each program; that of Maya is beside task_json. All values
/// are texts, as on the wire.
namespace renderbus::config {

/// The scene of a Blender file that was open.
struct blender_common {
    std::string frames;  ///< `1-250[1]`
    std::string width;   ///< of the whole picture, whatever percentage of it is rendered
    std::string height;
    std::string Render_Format;     ///< Blender's word: `PNG`
    list<std::string> scene_name;  ///< all scenes of the file
    std::string camera_name;       ///< `<bpy_struct, Object("Camera")>`, or `None`
    std::string Output_path;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

struct blender_scene_info {
    blender_common common;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// A render node of Houdini: a ROP that makes pictures.
struct houdini_rop {
    std::string node;  ///< its path
    std::string frames;
    std::string camera;  ///< its path
    std::string width;   ///< empty where the camera is not found
    std::string height;
    std::string option = "-1";
    std::string render = "1";  ///< 0: bypassed

    static constexpr auto wire_naming = naming::as_written;
};

/// A node of Houdini that writes geometry.
struct houdini_geometry {
    std::string node;
    std::string frames;
    std::string option = "0";
    std::string render = "0";

    static constexpr auto wire_naming = naming::as_written;
};

/// A simulation that several machines share.
struct houdini_simulation {
    std::string node;
    std::string output_driver;
    std::string output_file;
    std::string sliceType;
    std::string simControlName;
    std::string num_slices;
    std::string frames;
    std::string option = "1";
    std::string render = "0";
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

struct houdini_scene_info {
    list<houdini_geometry> geo_node;
    list<houdini_rop> rop_node;
    list<houdini_simulation> distributedsim_node;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// A layer of a Clarisse image.
struct clarisse_layer {
    std::string name;  ///< `project://scene/image.layer`
    std::string frames;
    std::string renderable = "0";
    std::string output;
    std::string format;
    std::string save_to_disk = "0";
    std::string enable_deep_output = "0";
    std::string enable_deep_output_path;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// An image of a Clarisse project, which is what it renders.
struct clarisse_image {
    std::string name;  ///< `project://scene/image`
    std::string frames;
    std::string renderable = "0";
    std::string output;
    std::string format;
    std::string LUT = "linear";
    std::string save_to_disk = "0";
    list<clarisse_layer> layers;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

struct clarisse_scene_info {
    list<clarisse_image> image_node;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// A render node of Katana.
struct katana_node {
    std::string frames;
    object_map<std::string> aov;  ///< paths by the names of what is written there
    std::string denoise = "0";
    std::string renderable = "1";
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

struct katana_scene_info {
    object_map<katana_node> rendernodes;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// What an Arnold scene renders.
struct arnold_common {
    std::string frames;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

struct arnold_scene_info {
    arnold_common common;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// What renders a Cinema 4D scene. The parts kept as JSON have no published form.
struct cinema_4d_renderer {
    std::string name;
    raw_json octane_renderer_info{"{}"};
    raw_json Octane_renderer_resave_info{"{}"};
    std::string physical_sampler;
    std::string physical_sampler_mode;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// What a Cinema 4D scene renders; its takes, cameras and passes as the program's own analyzer writes them.
struct cinema_4d_common {
    raw_json all_camera{"[]"};
    raw_json all_format{"[]"};
    raw_json all_take_info{"{}"};
    raw_json all_take_name{"[]"};
    std::int64_t c4d_software_version = 0;  ///< `22123` is R22.123
    std::string created_version;
    std::string saved_version;
    std::string fps;
    std::string frame_rate;
    std::string frames;  ///< `0-90[1]`
    std::string width;
    std::string height;
    std::string regular_image_format;
    std::string regular_image_save_enabled;
    std::string regular_image_saveimage_path;
    raw_json multi_pass{"{}"};
    std::string multi_pass_format;
    std::string multipass_save_enabled;
    std::string multipass_save_saveimage;
    std::string multipass_saveimage_path;
    std::string multipass_saveonefile;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

struct cinema_4d_scene_info {
    cinema_4d_renderer renderer;
    cinema_4d_common common;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// What a scene of 3ds Max renders. A text is empty where the one who read the scene does not know it.
struct max_common {
    std::string CurrentProjectFolder;
    std::string Faces;
    std::string Vertices;
    std::string Peak_Memory;
    list<std::string> all_camera;
    list<std::string> all_element_type;  ///< the formats that the farm writes render elements in: `.exr`
    list<std::string> all_output_file_type;
    std::string animation_range;  ///< of the timeline: `0-100`
    std::string cgv;              ///< the year: `2018`
    std::string element_active;   ///< 1: render elements are written
    list<std::string> element_list;
    list<std::string> element_path_list;
    std::string element_type;
    std::string frames;  ///< `0`, `0-50[2]`
    std::string gamma;   ///< 1: it is on
    std::string gamma_val;
    std::string global_proxy;
    std::string height;
    std::string width;
    std::string in_gamma;
    std::string out_gamma;
    std::string is_picture = "0";
    std::string net_render = "0";
    std::string output_file;
    std::string output_file_basename;
    std::string output_file_type;  ///< with its point: `.exr`
    std::string rend_save_file;    ///< `true`, `false`
    std::string rend_timeType;     ///< 1 one frame, 2 the timeline, 3 a range, 4 single frames
    list<std::string> renderable_camera;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// What renders a scene of 3ds Max. V-Ray's tool adds how it computes global illumination.
struct max_renderer {
    std::string name;            ///< `vray`
    std::string renderer;        ///< the same
    std::string renderer_orign;  ///< the program's class: `V_Ray_Adv_3_00_03`
    std::optional<std::string> gi;
    std::optional<std::string> primary_gi_engine;
    std::optional<std::string> secondary_gi_engine;
    std::optional<std::string> irradiance_map_mode;
    std::optional<std::string> light_cache_mode;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

struct max_scene_info {
    max_common common;
    max_renderer renderer;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

}  // namespace renderbus::config

#endif
