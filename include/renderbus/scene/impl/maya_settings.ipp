// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_SETTINGS_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_SETTINGS_IPP

#include <renderbus/scene/impl/maya_defaults.hpp>
#include <renderbus/scene/maya_scene.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace renderbus::maya {
namespace settings_detail {

inline constexpr std::string_view globals = "defaultRenderGlobals";
inline constexpr std::string_view resolution = "defaultResolution";
inline constexpr std::string_view vray = "vraySettings";

/// Reads the settings as one layer sees them; remembers the first that is wrong.
class settings_reader {
public:
    settings_reader(const document& from, const layer_view& view, const std::string& file)
        : from_(from), view_(view), file_(file) {}

    double number(std::string_view node, std::string_view attribute, double otherwise) {
        value wrong;
        const auto found = view_.number(node, attribute, otherwise, &wrong);
        if (!found)
            fail(wrong.line, std::string(node) + '.' + std::string(attribute) + " is no number: " + wrong.text.substr(0, 40));
        return found.value_or(otherwise);
    }
    std::string text(std::string_view node, std::string_view attribute) { return view_.text(node, attribute).value_or(""); }

    render_layer read(std::string name) {
        render_layer made;
        made.name = std::move(name);
        made.animation = number(globals, "an", 0) != 0;
        made.frame_start = number(globals, "fs", 1);
        made.frame_end = number(globals, "ef", 10);
        made.frame_step = number(globals, "bfs", 1);
        made.frames = whole_frames(made);
        made.renderer = view_.text(globals, "ren").value_or("mayaSoftware");
        const bool by_vray = made.renderer == "vray" && from_.find(vray);
        const auto [width, height] = default_size(from_.version);
        made.width = pixels(by_vray ? number(vray, "wi", number(resolution, "w", width)) : number(resolution, "w", width));
        made.height = pixels(by_vray ? number(vray, "he", number(resolution, "h", height)) : number(resolution, "h", height));
        made.image_file_prefix = by_vray ? text(vray, "fnprx") : text(globals, "ifp");
        made.image_format = image_format(made.renderer);
        return made;
    }

    const std::optional<failure>& why() const { return why_; }

private:
    void fail(std::uint32_t line, std::string cause) {
        const auto place = line == 0 ? file_ : file_ + ':' + std::to_string(line);
        if (!why_) why_ = failure{scene_errc::malformed_scene, place, std::move(cause), ""};
    }

    /// Whole frames, for the farm counts no others; none where the range holds none.
    frame_list whole_frames(const render_layer& of) {
        const auto fits = [](double frame) { return std::abs(frame) <= frame_number_limit; };
        if (!fits(of.frame_start) || !fits(of.frame_end) || !fits(of.frame_step)) {
            fail(line_of(globals),
                 "the frames " + std::to_string(of.frame_start) + " to " + std::to_string(of.frame_end) + " are beyond reason");
            return {};
        }
        frame_range range{static_cast<std::int32_t>(std::floor(of.frame_start)),
                          static_cast<std::int32_t>(std::floor(of.frame_end)),
                          static_cast<std::int32_t>(std::max(1.0, std::floor(of.frame_step)))};
        auto made = frame_list::of({range});
        return made ? *std::move(made) : frame_list();
    }

    std::uint32_t pixels(double size) {
        if (size >= 1 && size <= 1'000'000) return static_cast<std::uint32_t>(size);
        fail(line_of(resolution), "a picture cannot be " + std::to_string(size) + " pixels wide or high");
        return 0;
    }

    std::string image_format(const std::string& renderer) {
        if (renderer == "arnold") return view_.text("defaultArnoldDriver", "ai_translator").value_or("exr");
        if (renderer == "vray" && from_.find(vray)) return view_.text(vray, "imgfs").value_or("png");
        const auto code = number(globals, "outf", 7);
        if (code == 50 || code == 51) return text(globals, "imfkey");
        return std::string(picture_extension(code));
    }

    std::uint32_t line_of(std::string_view name) const {
        const auto* one = from_.find(name);
        return one ? one->line : 0;
    }

    const document& from_;
    const layer_view& view_;
    const std::string& file_;
    std::optional<failure> why_;
};

inline const value* stored(const document& from, std::string_view node_name, std::string_view attribute) {
    const auto* one = from.find(node_name);
    return one ? one->find(attribute) : nullptr;
}

inline std::optional<double> stored_number(const document& from, std::string_view node_name, std::string_view attribute) {
    const auto* found = stored(from, node_name, attribute);
    return found ? found->number() : std::nullopt;
}

inline std::optional<std::int32_t> stored_integer(const document& from, std::string_view node_name, std::string_view attribute) {
    const auto found = stored_number(from, node_name, attribute);
    if (!found || std::abs(*found) > 1'000'000'000) return std::nullopt;
    return static_cast<std::int32_t>(*found);
}

/// The script that sets the timeline when Maya opens the scene; an imported scene's has a prefix.
inline const value* timeline_script(const document& from) {
    if (const auto* own = stored(from, "sceneConfigurationScriptNode", "b")) return own;
    for (const auto& one : from.nodes)
        if (const auto* script = one.type == "script" ? one.find("b") : nullptr) return script;
    return nullptr;
}

/// `playbackOptions -min 1 -max 120 -ast 1 -aet 200`.
inline std::optional<playback_range> playback_of(const document& from) {
    const auto* script = timeline_script(from);
    if (!script || !script->text.starts_with("playbackOptions")) return std::nullopt;
    playback_range range;
    double* const into[] = {&range.play_start, &range.play_end, &range.start, &range.end};
    constexpr std::string_view flags[] = {" -min ", " -max ", " -ast ", " -aet "};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto at = script->text.find(flags[i]);
        if (at == std::string::npos) return std::nullopt;
        const char* begin = script->text.data() + at + flags[i].size();
        if (std::from_chars(begin, script->text.data() + script->text.size(), *into[i]).ec != std::errc()) return std::nullopt;
    }
    return range;
}

inline frame_name_rule frame_names_of(const document& from) {
    frame_name_rule rule;
    if (const auto* before = stored(from, globals, "pff")) rule.frame_before_extension = before->truth();
    rule.period_in_extension = stored_integer(from, globals, "peie");
    rule.format_control = stored_integer(from, globals, "ofc");
    rule.by_extension = stored_number(from, globals, "be");
    rule.padding = stored_integer(from, globals, "ep");
    return rule;
}

inline void tell_identity(const document& from, scene_facts& facts) {
    facts.program = dcc::maya;
    facts.header = from.header;
    facts.codeset = from.codeset;
    facts.version = from.version;
    facts.product = from.product;
    facts.cg_version = cg_version(from.product, from.version);
    facts.time_unit = from.time_unit;
    facts.plugins = from.plugins;
    facts.expressions = from.expressions;
    facts.node_count = from.node_count;
    facts.connection_count = from.connection_count;
    facts.current_time = stored_number(from, "time1", "o");
    facts.playback = playback_of(from);
    facts.frame_names = frame_names_of(from);
    facts.image_format_code = stored_integer(from, globals, "outf");
    if (const auto* key = stored(from, globals, "imfkey")) facts.image_format_key = key->text;
    facts.size_stored = stored(from, resolution, "w") || stored(from, resolution, "h");
}

/// What the scene renders where no layer says otherwise.
inline void tell_base(const render_layer& base, scene_facts& facts) {
    facts.animation = base.animation;
    facts.frame_start = base.frame_start;
    facts.frame_end = base.frame_end;
    facts.frame_step = base.frame_step;
    facts.frames = base.frames;
    facts.width = base.width;
    facts.height = base.height;
    facts.renderer = base.renderer;
    facts.image_file_prefix = base.image_file_prefix;
    facts.image_format = base.image_format;
}

inline void tell_odd_frames(const render_layer& of, scene_builder& to) {
    const auto odd = [](double frame) { return frame != std::floor(frame); };
    const auto range =
        std::to_string(of.frame_start) + " to " + std::to_string(of.frame_end) + " by " + std::to_string(of.frame_step);
    if (of.frames.empty()) to.unresolved(of.name, "frames", range, "the range ends before it begins");
    else if (odd(of.frame_start) || odd(of.frame_end) || odd(of.frame_step) || of.frame_step < 1)
        to.unresolved(of.name, "frames", range, "the farm renders whole frames only");
}

}  // namespace settings_detail

RENDERBUS_DECL result<void> tell_settings(const document& from, const std::vector<scene_camera>& cameras, const std::string& file,
                                          scene_builder& to) {
    auto& facts = to.facts();
    settings_detail::tell_identity(from, facts);
    facts.fps = settings_detail::fps_of(from.time_unit);
    if (facts.fps == 0) {
        facts.fps = 24;
        to.unresolved("", "time unit", from.time_unit, "this unit of time is unknown; 24 frames a second are assumed");
    }

    const auto set = layers_of(from, cameras);
    const layer_view whole(from, set, nullptr);
    settings_detail::settings_reader base(from, whole, file);
    settings_detail::tell_base(base.read(""), facts);
    if (base.why()) return *base.why();

    if (set.layers.size() * cameras.size() > to.options().input_limit)
        return failure{
            scene_errc::too_complex, file,
            std::to_string(set.layers.size()) + " layers and " + std::to_string(cameras.size()) + " cameras are too many",
            "raise the limit"};
    facts.layer_type = set.type;
    for (const auto& camera : cameras) {
        facts.cameras.push_back(camera.shown);
        if (whole.renders(camera)) facts.renderable_cameras.push_back(camera.shown);
    }
    for (const auto& one : set.layers) {
        const layer_view view(from, set, &one);
        settings_detail::settings_reader reader(from, view, file);
        auto made = reader.read(one.name);
        if (reader.why()) return *reader.why();
        made.render_setup_layer = one.render_setup_layer;
        made.renderable = one.renderable;
        for (const auto& camera : cameras)
            if (view.renders(camera)) made.cameras.push_back(camera.shown);
        settings_detail::tell_odd_frames(made, to);
        facts.layers.push_back(std::move(made));
    }
    return {};
}

}  // namespace renderbus::maya

#endif
