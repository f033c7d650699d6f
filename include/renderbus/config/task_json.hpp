// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CONFIG_TASK_JSON_HPP
#define RENDERBUS_CONFIG_TASK_JSON_HPP

#include <renderbus/json/values.hpp>
#include <renderbus/reflect/names.hpp>

#include <optional>
#include <string>

namespace renderbus::config {

/// The part of task_info that a user may change (the service calls it MODIFIABLE_PARAM). All values are texts, as on the wire.
struct task_choices {
    std::string input_cg_file;              ///< the scene, with forward slashes
    std::string pre_frames = "000";  ///< rendered first: flags for the first, middle and last frame, then frames (`000:1,3-4[1]`)
    std::string frames_per_task = "1";
    std::optional<std::string> test_frames = {};
    std::string job_stop_time = "259200";   ///< seconds until a frame is stopped
    std::string task_stop_time = "0";       ///< seconds until the task is stopped; 0: never
    std::string time_out = "43200";         ///< seconds until the user is told of a slow frame
    std::string stop_after_test = "2";      ///< 1: stop after the first frames, 2: go on
    std::string tiles_type = "block";       ///< `block` or `strip`
    std::string tiles = "1";                ///< more than 1: a single frame is rendered in so many parts
    std::string is_layer_rendering = "1";
    std::string is_distribute_render = "0";
    std::string distribute_render_node = "3";
    std::string input_project_path;
    std::string render_layer_type = "0";    ///< 0 renderLayer, 1 renderSetup
    std::string os_name = "1";              ///< 0 Linux, 1 Windows
    std::string ram = "64";                 ///< gigabytes
    std::string enable_layered = "1";

    static constexpr auto wire_naming = naming::as_written;
};

/// task_info of task.json.
struct task_settings {
    std::string input_cg_file;
    std::string is_picture = "0";
    std::string task_id;
    std::string frames_per_task = "1";
    std::string pre_frames = "000";
    std::optional<std::string> test_frames = {};
    std::string job_stop_time = "259200";
    std::string task_stop_time = "0";
    std::string time_out = "43200";
    std::string stop_after_test = "2";
    std::string project_name;
    std::string project_id;
    std::string channel = "4";
    std::string cg_id;
    std::string platform;
    std::string tiles_type = "block";
    std::string tiles = "1";
    std::string is_layer_rendering = "1";
    std::string is_distribute_render = "0";
    std::string distribute_render_node = "3";
    std::string input_project_path;
    std::string render_layer_type = "0";
    std::string user_id;
    std::string os_name = "1";
    std::string ram = "64";
    std::string enable_layered = "1";
    std::optional<std::string> hardware_config_id = {};  ///< filled by the check, from the machines of the account
    std::optional<std::string> graphics_cards_num = {};
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
    static constexpr auto spellings = spelled({{"hardware_config_id", "hardwareConfigId"}});
};

/// Which program renders, with which plugins.
struct software {
    std::string cg_name;     ///< `Maya`
    std::string cg_version;  ///< `2023`
    object_map<std::string> plugins = {};
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// task.json: what is rendered, and how.
struct task_json {
    task_settings task_info;
    software software_config;
    raw_json scene_info = {"{}"};         ///< the shape depends on the DCC
    raw_json scene_info_render = {"{}"};  ///< what of it is rendered; where it is empty, scene_info
    std::optional<object_map<std::string>> additional_info = {};  ///< fields of the user's own
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// What `edit` may change, and nothing else.
struct render_settings {
    software renders_with;
    std::string project_name;
    task_choices task;
    object_map<std::string> additional_info = {};
};

/// The part of a task.json that may be changed.
RENDERBUS_DECL render_settings changeable(const task_json& task);
/// Takes the changed part back; all else stays.
RENDERBUS_DECL void apply(const render_settings& changed, task_json& task);

/// A Maya layer in scene_info_render: what `common` says is rendered with it.
struct maya_common {
    std::string image_format;
    std::string start;
    std::string end;
    std::string by_frame;
    std::string frames;  ///< `1-10[1]`
    std::string width;
    std::string height;
    std::string image_file_prefix;
    list<std::string> all_camera;     ///< shapes
    list<std::string> render_camera;  ///< shapes
    std::string renderer;
    std::string animation = "False";
    std::string renumber_frames = "False";
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

struct maya_layer {
    std::string renderable = "1";
    object_map<raw_json> env = {};
    std::string is_default_camera = "1";
    std::string option;
    maya_common common;
    other_fields others = {};

    static constexpr auto wire_naming = naming::as_written;
};

/// scene_info_render of a Maya scene: its layers by name. On the wire they stand beside `layers`, a list of their names.
struct maya_scene_info {
    object_map<maya_layer> layers;
};

}  // namespace renderbus::config

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/config/impl/task_json.ipp>
#endif

#endif
