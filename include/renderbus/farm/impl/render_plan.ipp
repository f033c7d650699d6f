// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_RENDER_PLAN_IPP
#define RENDERBUS_FARM_IMPL_RENDER_PLAN_IPP

#include <renderbus/config/wire_forms.hpp>
#include <renderbus/farm/number_text.hpp>
#include <renderbus/farm/render_plan.hpp>
#include <renderbus/farm/store.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <iterator>
#include <optional>

namespace renderbus::farm {
namespace detail {

/// What scenes of most programs say of themselves, as far as a farm needs it.
struct common_part {
    std::string frames;
    std::string width;
    std::string height;
    list<std::string> renderable_camera;

    static constexpr auto wire_naming = naming::as_written;
};
struct other_scene_info {
    std::optional<common_part> common;
};

inline failure not_renderable(std::string place, std::string cause) {
    return {data_errc::invalid_value, std::move(place), std::move(cause), "analyse the scene again and upload its task.json"};
}

inline std::string_view file_name(std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); }
inline std::string_view stem_of(std::string_view name) { return name.substr(0, std::min(name.rfind('.'), name.size())); }

inline void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

/// The names of a view's files from the layer's prefix, as Maya spells it, or from the scene's name.
inline std::string file_prefix(std::string prefix, std::string_view scene, const render_view& view) {
    if (prefix.empty()) return safe_component(scene);
    replace_all(prefix, "<Scene>", scene);
    replace_all(prefix, "<RenderLayer>", view.layer);
    replace_all(prefix, "<Layer>", view.layer);
    replace_all(prefix, "<Camera>", view.camera);
    std::string safe;
    for (int depth = 0; depth < 8; ++depth) {
        const auto cut = prefix.find_first_of("/\\");
        if (cut != 0 && !prefix.empty()) safe += (safe.empty() ? "" : "/") + safe_component(prefix.substr(0, cut));
        if (cut == prefix.npos) break;
        prefix.erase(0, cut + 1);
    }
    return safe.empty() ? safe_component(scene) : safe;
}

/// Two cameras whose names become the same are kept apart.
inline void name_files(render_plan& plan, render_view& view, std::string_view scene, const std::string& prefix) {
    const auto folder = safe_component(view.layer) + '/' + safe_component(view.camera);
    const auto name = file_prefix(prefix, scene, view);
    const auto taken = [&](const std::string& files) {
        return std::any_of(plan.views.begin(), plan.views.end(), [&](const render_view& other) { return other.files == files; });
    };
    view.files = folder + '/' + name;
    for (int n = 2; taken(view.files); ++n) view.files = folder + '_' + std::to_string(n) + '/' + name;
}

inline result<std::int32_t> side_of(const std::string& text, std::int32_t usual, const std::string& place) {
    if (text.empty()) return usual;
    double side = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), side);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || !(side >= 1 && side <= largest_side))
        return not_renderable(place,
                              "\"" + text.substr(0, 40) + "\" pixels; this farm renders pictures of 1 to 8192 pixels a side");
    return static_cast<std::int32_t>(side);
}

/// What is rendered first, as task.json's `pre_frames` says it: flags for the first, middle and last frame of a view, then
/// frames.
struct priority_wish {
    bool first = false;
    bool middle = false;
    bool last = false;
    std::optional<frame_list> others = {};
};

inline result<priority_wish> read_priority(const std::string& text, const char* place) {
    constexpr std::size_t flags = 3;
    priority_wish wish;
    if (text.empty()) return wish;
    if (text.size() < flags || text.find_first_not_of("01") < flags || (text.size() > flags && text[flags] != ':'))
        return not_renderable(place, "three flags are needed, and frames behind a colon: 100:1,3-4[1]");
    wish.first = text[0] == '1';
    wish.middle = text[1] == '1';
    wish.last = text[2] == '1';
    if (text.size() <= flags + 1) return wish;
    auto others = frame_list::parse(text.substr(flags + 1));
    if (!others) return not_renderable(place, others.error().cause);
    constexpr std::size_t most_ranges = 1'000;
    if (others->ranges().size() > most_ranges) return not_renderable(place, "more than 1000 ranges of frames");
    wish.others = *std::move(others);
    return wish;
}

/// Those of a view's frames that are wished for.
inline std::vector<std::int32_t> priority_frames(const priority_wish& wish, const frame_list& frames) {
    const std::vector<std::int32_t> all(frames.begin(), frames.end());
    std::vector<std::int32_t> first;
    if (wish.first) first.push_back(all.front());
    if (wish.middle) first.push_back(all[all.size() / 2]);
    if (wish.last) first.push_back(all.back());
    if (wish.others) {
        std::copy_if(all.begin(), all.end(), std::back_inserter(first),
                     [&](std::int32_t frame) { return wish.others->contains(frame); });
    }
    return first;
}

struct view_wish {
    std::string layer;
    std::string camera;
    std::string frames;
    std::string width;
    std::string height;
    std::string prefix;
};

inline result<void> add_view(render_plan& plan, const view_wish& wish, std::string_view scene, const priority_wish& first,
                             std::uint64_t& frame_count) {
    constexpr std::size_t most_views = 2'000;
    const std::string place = wish.layer + ", " + wish.camera;
    if (plan.views.size() == most_views)
        return not_renderable(place, "more than " + std::to_string(most_views) + " layers and cameras");
    auto frames = frame_list::parse(wish.frames);
    if (!frames) return not_renderable(place, frames.error().place + ": " + frames.error().cause);
    auto width = side_of(wish.width, 960, place);
    if (!width) return std::move(width).error();
    auto height = side_of(wish.height, 540, place);
    if (!height) return std::move(height).error();
    if (frame_count += frames->count(); frame_count > most_frames)
        return not_renderable(place, "more than " + std::to_string(most_frames) + " frames");
    render_view view{wish.layer, wish.camera, *width, *height, {}, to_string(*frames), priority_frames(first, *frames)};
    name_files(plan, view, scene, wish.prefix);
    plan.views.push_back(std::move(view));
    return {};
}

inline result<std::vector<view_wish>> maya_wishes(const std::string& text) {
    auto info = from_json<config::maya_scene_info>(text);
    if (!info) return not_renderable("scene_info_render", info.error().message());
    std::vector<view_wish> wishes;
    for (const auto& [name, layer] : info->layers) {
        if (layer.renderable != "1") continue;
        const auto& common = layer.common;
        std::string frames = common.frames;
        if (frames.empty() && !common.start.empty())
            frames = common.start + '-' + (common.end.empty() ? common.start : common.end);
        auto cameras = common.render_camera.empty() ? common.all_camera : common.render_camera;
        if (cameras.empty()) cameras.push_back("camera");
        for (const auto& camera : cameras)
            wishes.push_back({name, camera, frames, common.width, common.height, common.image_file_prefix});
    }
    return wishes;
}

inline result<std::vector<view_wish>> other_wishes(const std::string& text) {
    auto info = from_json<other_scene_info>(text);
    if (!info) return not_renderable("scene_info_render", info.error().message());
    std::vector<view_wish> wishes;
    if (!info->common) return wishes;
    const auto& common = *info->common;
    wishes.push_back({"main",
                      common.renderable_camera.empty() ? "camera" : common.renderable_camera.front(),
                      common.frames,
                      common.width,
                      common.height,
                      {}});
    return wishes;
}

}  // namespace detail

RENDERBUS_DECL result<render_plan> plan_render(std::int64_t task_id, const config::task_json& task) {
    render_plan plan;
    const auto& info = task.task_info;
    plan.scene_name = detail::file_name(info.input_cg_file);
    if (plan.scene_name.empty()) return detail::not_renderable("task_info.input_cg_file", "names no scene");
    const auto stem = detail::stem_of(plan.scene_name);
    plan.output_folder = safe_component(std::to_string(task_id) + '_' + std::string(stem));
    plan.project_name = info.project_name;
    plan.cg_id = number_or_0(info.cg_id);
    plan.hardware_id = number_or_0(info.hardware_config_id.value_or(""));
    plan.ram = number_or_0(info.ram);
    if (task.additional_info) {
        if (const auto* failing = task.additional_info->find("loopback_fail_frames"); failing != nullptr && !failing->empty()) {
            auto frames = frame_list::parse(*failing);
            if (!frames) return detail::not_renderable("additional_info.loopback_fail_frames", frames.error().message());
            plan.failing_frames = to_string(*frames);
        }
    }

    constexpr std::int64_t maya = 2000;
    const auto& scene = task.scene_info_render.text == "{}" ? task.scene_info : task.scene_info_render;
    auto wishes = plan.cg_id == maya ? detail::maya_wishes(scene.text) : detail::other_wishes(scene.text);
    if (!wishes) return std::move(wishes).error();
    if (wishes->empty()) return detail::not_renderable("scene_info_render", "nothing in it is to be rendered");
    const auto first = detail::read_priority(info.pre_frames, "task_info.pre_frames");
    if (!first) return first.error();
    std::uint64_t frame_count = 0;
    for (const auto& wish : *wishes) {
        if (auto added = detail::add_view(plan, wish, stem, *first, frame_count); !added) return std::move(added).error();
    }
    const auto has_priority = [](const render_view& view) { return !view.priority_frames.empty(); };
    plan.stops_after_priority = info.stop_after_test == "1" && std::any_of(plan.views.begin(), plan.views.end(), has_priority);
    return plan;
}

RENDERBUS_DECL std::string frame_file(const render_view& view, std::int32_t frame) {
    char number[16];
    std::snprintf(number, sizeof number, "%04d", static_cast<int>(frame));
    return view.files + '.' + number + ".png";
}

}  // namespace renderbus::farm

#endif
