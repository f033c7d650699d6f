// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_CODES_HPP
#define RENDERBUS_API_CODES_HPP

#include <renderbus/detail/config.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// The service's numbers, by name. A number that stands in no list here is kept as it came: `is_known` tells.
namespace renderbus::api {

/// A value of an enumeration, in words.
template <class E>
struct code_name {
    E value;
    std::string_view english;
    std::string_view chinese;
};

/// The names of an enumeration's values: specialised beside each.
template <class E>
inline constexpr std::nullptr_t code_names = nullptr;

template <class E>
concept named_code = requires {
    code_names<E>.size();
};

/// The entry of a value; null for a number that the list does not have.
template <named_code E>
constexpr const code_name<E>* find_name(E value) noexcept {
    for (const auto& one : code_names<E>)
        if (one.value == value) return &one;
    return nullptr;
}
template <named_code E>
constexpr bool is_known(E value) noexcept {
    return find_name(value) != nullptr;
}
/// In words; empty for an unknown number.
template <named_code E>
constexpr std::string_view english(E value) noexcept {
    const auto* found = find_name(value);
    return found ? found->english : std::string_view();
}
template <named_code E>
constexpr std::string_view chinese(E value) noexcept {
    const auto* found = find_name(value);
    return found ? found->chinese : std::string_view();
}

/// What a task is doing ("Status codes" of the service's reference).
enum class task_status : std::int64_t {
    waiting = 0,
    rendering = 5,
    preprocessing = 8,
    stopped = 10,
    stopped_by_user = 15,
    stopped_for_arrears = 20,
    stopped_on_timeout = 23,
    done = 25,
    done_with_failed_frames = 30,
    abandoned = 35,
    test_done = 40,
    failed = 45,
    analysing = 50,
    submitting = 60,
    submit_failed = 65,
    done_with_stopped_frames = 70,
    updating = 100,
};
template <>
inline constexpr std::array code_names<task_status> = std::to_array<code_name<task_status>>({
    {task_status::waiting, "waiting", "等待中"},
    {task_status::rendering, "rendering", "渲染中"},
    {task_status::preprocessing, "preprocessing", "预处理中"},
    {task_status::stopped, "stopped", "停止"},
    {task_status::stopped_by_user, "stopped by user", "用户停止"},
    {task_status::stopped_for_arrears, "stopped for arrears", "欠费停止"},
    {task_status::stopped_on_timeout, "stopped on timeout", "超时停止"},
    {task_status::done, "done", "已完成"},
    {task_status::done_with_failed_frames, "done with failed frames", "已完成(有失败帧)"},
    {task_status::abandoned, "abandoned", "放弃"},
    {task_status::test_done, "test done", "测试完成"},
    {task_status::failed, "failed", "失败"},
    {task_status::analysing, "analysing", "分析中"},
    {task_status::submitting, "submitting", "提交中"},
    {task_status::submit_failed, "submit failed", "提交失败"},
    {task_status::done_with_stopped_frames, "done with stopped frames", "已完成(有停止帧)"},
    {task_status::updating, "updating", "更新中"},
});

/// Whether a task in this state renders nothing more by itself. `test_done` waits for `full_speed` and has not ended.
constexpr bool has_ended(task_status status) noexcept {
    switch (status) {
        case task_status::stopped:
        case task_status::stopped_by_user:
        case task_status::stopped_for_arrears:
        case task_status::stopped_on_timeout:
        case task_status::done:
        case task_status::done_with_failed_frames:
        case task_status::abandoned:
        case task_status::failed:
        case task_status::submit_failed:
        case task_status::done_with_stopped_frames: return true;
        default: return false;
    }
}

/// What a frame is doing.
enum class frame_status : std::int64_t {
    waiting = 1,
    rendering = 2,
    stopped = 3,
    done = 4,
    failed = 5,
    waiting_for_preprocessing = 6,
    waiting_for_photon_frames = 7,
    waiting_for_priority_frames = 8,
    waiting_for_photon_job = 9,
    waiting_for_simulation_job = 10,
    timed_out = 11,
    sub_frame_waiting = 12,
};
template <>
inline constexpr std::array code_names<frame_status> = std::to_array<code_name<frame_status>>({
    {frame_status::waiting, "waiting", "等待中"},
    {frame_status::rendering, "rendering", "正在执行中"},
    {frame_status::stopped, "stopped", "停止"},
    {frame_status::done, "done", "完成"},
    {frame_status::failed, "failed", "失败"},
    {frame_status::waiting_for_preprocessing, "waiting for preprocessing", "等待预处理完成"},
    {frame_status::waiting_for_photon_frames, "waiting for photon frames", "等待光子帧渲染完成"},
    {frame_status::waiting_for_priority_frames, "waiting for priority frames", "等待优先渲染完成"},
    {frame_status::waiting_for_photon_job, "waiting for the photon job", "等待光子作业渲染完成"},
    {frame_status::waiting_for_simulation_job, "waiting for the simulation job", "等待结算作业渲染完成"},
    {frame_status::timed_out, "timed out", "任务超时"},
    {frame_status::sub_frame_waiting, "sub-frame waiting", "子帧等待中"},
});

/// What a frame is for.
enum class frame_type : std::int64_t {
    pre_render = 1,
    photon = 2,
    merge_photon = 3,
    priority = 4,
    main_frame = 5,
    priority_tile_merge = 6,
    main_tile_merge = 7,
    houdini_simulation = 8,
    max_channel = 9,
};
template <>
inline constexpr std::array code_names<frame_type> = std::to_array<code_name<frame_type>>({
    {frame_type::pre_render, "pre-render", "预渲染"},
    {frame_type::photon, "photon", "光子帧"},
    {frame_type::merge_photon, "merge photon", "合并光子帧"},
    {frame_type::priority, "priority", "优先帧"},
    {frame_type::main_frame, "main", "渲染主图帧"},
    {frame_type::priority_tile_merge, "priority tile merge", "优先渲染合成帧"},
    {frame_type::main_tile_merge, "main tile merge", "渲染主图合成帧"},
    {frame_type::houdini_simulation, "Houdini simulation", "Houdini结算帧"},
    {frame_type::max_channel, "Max channel", "Max通道帧"},
});

/// The programs that make scenes: the service's `cgId`.
enum class dcc : std::int64_t {
    maya = 2000,
    max_3ds = 2001,
    lightwave = 2002,
    arnold = 2003,
    houdini = 2004,
    cinema4d = 2005,
    softimage = 2006,
    blender = 2007,
    vray_standalone = 2008,
    mental_ray_standalone = 2009,
    sketchup = 2010,
    vue = 2011,
    keyshot = 2012,
    clarisse = 2013,
    octane_render = 2014,
    nuke = 2015,
    katana = 2016,
};
template <>
inline constexpr std::array code_names<dcc> = std::to_array<code_name<dcc>>({
    {dcc::maya, "Maya", "Maya"},
    {dcc::max_3ds, "3ds Max", "3ds Max"},
    {dcc::lightwave, "LightWave", "LightWave"},
    {dcc::arnold, "Arnold", "Arnold"},
    {dcc::houdini, "Houdini", "Houdini"},
    {dcc::cinema4d, "Cinema 4D", "Cinema 4D"},
    {dcc::softimage, "Softimage", "Softimage"},
    {dcc::blender, "Blender", "Blender"},
    {dcc::vray_standalone, "VR Standalone", "VR Standalone"},
    {dcc::mental_ray_standalone, "MR Standalone", "MR Standalone"},
    {dcc::sketchup, "SketchUp", "SketchUp"},
    {dcc::vue, "VUE", "VUE"},
    {dcc::keyshot, "KeyShot", "KeyShot"},
    {dcc::clarisse, "Clarisse", "Clarisse"},
    {dcc::octane_render, "OctaneRender", "OctaneRender"},
    {dcc::nuke, "Nuke", "Nuke"},
    {dcc::katana, "Katana", "Katana"},
});

/// Where a render environment runs.
enum class render_system : std::int64_t { on_linux = 0, on_windows = 1 };
template <>
inline constexpr std::array code_names<render_system> = std::to_array<code_name<render_system>>({
    {render_system::on_linux, "Linux", "Linux"},
    {render_system::on_windows, "Windows", "Windows"},
});

/// How Maya keeps its render layers.
enum class render_layer_type : std::int64_t { render_layer = 0, render_setup = 1 };
template <>
inline constexpr std::array code_names<render_layer_type> = std::to_array<code_name<render_layer_type>>({
    {render_layer_type::render_layer, "render layer", "renderLayer"},
    {render_layer_type::render_setup, "render setup", "renderSetup"},
});

/// Where the service is asked.
enum class zone : std::int64_t { china = 1, abroad = 2 };
template <>
inline constexpr std::array code_names<zone> = std::to_array<code_name<zone>>({
    {zone::china, "China", "国内"},
    {zone::abroad, "abroad", "国外"},
});
/// The zone of a farm's domain: China's contains `renderbus`.
constexpr zone zone_of(std::string_view domain) noexcept {
    return domain.find("renderbus") == domain.npos ? zone::abroad : zone::china;
}

/// How bad a tip is: an error stops a submission.
enum class tip_type : std::int64_t { warning = 0, error = 1 };
template <>
inline constexpr std::array code_names<tip_type> = std::to_array<code_name<tip_type>>({
    {tip_type::warning, "warning", "警告"},
    {tip_type::error, "error", "错误"},
});

/// The language of the farm's own words.
enum class language : std::int64_t { chinese = 0, english = 1 };
template <>
inline constexpr std::array code_names<language> = std::to_array<code_name<language>>({
    {language::chinese, "Chinese", "中文"},
    {language::english, "English", "英文"},
});

/// How a frame is paid.
enum class fee_type : std::int64_t { metered = 0, machine_plan = 1, project_plan = 2 };
template <>
inline constexpr std::array code_names<fee_type> = std::to_array<code_name<fee_type>>({
    {fee_type::metered, "metered", "按量"},
    {fee_type::machine_plan, "machine plan", "包机"},
    {fee_type::project_plan, "project plan", "包项目"},
});

/// Whose projects are meant.
enum class project_scope : std::int64_t { own = 0, own_and_main = 1, all_of_main = 2 };
template <>
inline constexpr std::array code_names<project_scope> = std::to_array<code_name<project_scope>>({
    {project_scope::own, "own", "自己的"},
    {project_scope::own_and_main, "own and the main account's", "自己和主账号的"},
    {project_scope::all_of_main, "all of the main account's", "主账号的全部"},
});

/// Whether a project may be chosen.
enum class project_status : std::int64_t { on = 0, off = 1 };
template <>
inline constexpr std::array code_names<project_status> = std::to_array<code_name<project_status>>({
    {project_status::on, "on", "开启"},
    {project_status::off, "off", "关闭"},
});

}  // namespace renderbus::api

#endif
