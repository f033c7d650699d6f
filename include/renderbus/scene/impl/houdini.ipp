// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_HOUDINI_IPP
#define RENDERBUS_SCENE_IMPL_HOUDINI_IPP

#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/houdini.hpp>
#include <renderbus/scene/impl/houdini_scene.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

namespace renderbus {
namespace houdini {
namespace settings_detail {

inline constexpr std::uint64_t entry_limit = 64 << 20;  // bytes of one that is read
inline constexpr std::size_t node_limit = 1'000'000;

inline std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

/// The channel of a component: `f` has f1, f2 and f3, `res` has resx and resy.
inline std::string channel_of(std::string_view parameter, std::size_t component) {
    if (parameter == "f") return "f" + std::to_string(component + 1);
    return std::string(parameter) + (component == 0 ? 'x' : 'y');
}

}  // namespace settings_detail

inline std::string_view node::text(std::string_view parameter) const {
    const auto found = parameters.find(parameter);
    return found == parameters.end() || found->second.empty() ? std::string_view() : std::string_view(found->second.front().text);
}

inline role role_of(const node& one) {
    static constexpr std::string_view render[] = {"ifd", "arnold", "Redshift_ROP", "ris", "baketexture"};
    const auto type = one.base_type();
    if (std::find(std::begin(render), std::end(render), type) != std::end(render)) return role::render;
    if ((type == "geometry" || type == "rop_geometry") && one.parameters.contains("execute")) return role::geometry;
    return type == "hq_sim" ? role::simulation : role::none;
}

inline double scene::number(const node& of, std::string_view parameter, std::size_t component, double otherwise) const {
    const auto found = of.parameters.find(parameter);
    if (found == of.parameters.end() || component >= found->second.size()) return otherwise;
    const auto& value = found->second[component];
    const double last = settings_detail::number_of(value.text).value_or(otherwise);
    const auto expression = value.channel.empty() ? of.expressions.end() : of.expressions.find(value.channel);
    if (expression == of.expressions.end()) return last;
    const std::string_view text = expression->second;
    if (text == "$FSTART" || text == "$RFSTART") return frame_start;
    if (text == "$FEND" || text == "$RFEND") return frame_end;
    if (text == "$FPS") return fps;
    return settings_detail::number_of(text).value_or(last);
}

/// `fps 24`, `frange 1 240`, `tcur 3.75` among other commands.
inline void scene::start(std::string_view text) {
    while (!text.empty()) {
        auto line = parm_detail::next_line(text);
        const auto command = parm_detail::next_word(line);
        const auto take = [&](double& into) {
            if (const auto number = settings_detail::number_of(parm_detail::next_word(line))) into = *number;
        };
        if (command == "fps") take(fps);
        else if (command == "frange") take(frame_start), take(frame_end);
        else if (command == "tcur") take(time);
    }
}

/// `Driver/afanasy /plugins/afanasy.otl`: a type of nodes, and where it was found. Those of Houdini begin with OPlib.
inline void scene::fallbacks(std::string_view text) {
    while (!text.empty()) {
        auto line = parm_detail::next_line(text);
        parm_detail::next_word(line);
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        const auto name = line.substr(line.find_last_of("/\\") + 1);
        if (line.empty() || name.starts_with("OPlib") || line == "Embedded") continue;
        if (std::find(node_libraries.begin(), node_libraries.end(), line) == node_libraries.end())
            node_libraries.emplace_back(line);
    }
}

inline bool scene::parameters(archive& in, std::string_view text, node& to) {
    parm_scanner scanner(text);
    std::string name;
    std::vector<parm_value> values;
    while (scanner.next(name, values))
        if (parameter_matters(name, values)) to.parameters.emplace(name, values);
    return scanner.complete() || in.fail("the parameters of " + in.name() + " are no list of values, or do not end");
}

inline bool scene::entry(archive& in, const scene_options&) {
    const std::string name = in.name();
    const auto text = [&] { return to_utf8(in.data(settings_detail::entry_limit), ""); };
    // Definitions of node types that lie in the scene have entries of such names again: the first counts.
    if (name == ".start") return start(text()), true;
    if (name == ".variables") {
        if (variables.empty()) variables = houdini::variables(text());
        return true;
    }
    if (name == ".OPfallbacks") return fallbacks(text()), true;
    const auto dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0) return true;
    const auto kind = std::string_view(name).substr(dot + 1);
    if (kind != "init" && kind != "def" && kind != "chn" && kind != "parm") return true;
    const auto [known, first] = nodes.try_emplace('/' + name.substr(0, dot));
    if (first && nodes.size() > settings_detail::node_limit) return in.fail("there are more nodes than can be");
    auto& one = known->second;
    if (kind == "init" && one.type.empty()) {
        const auto content = text();
        std::string_view rest = content;
        if (parm_detail::next_word(rest) == "type" && parm_detail::next_word(rest) == "=")
            one.type = parm_detail::next_word(rest);
    } else if (kind == "def") {
        const auto content = text();
        const auto flags = content.find("flags =  ");
        const auto line = flags == std::string::npos ? std::string() : content.substr(flags, content.find('\n', flags) - flags);
        one.bypassed = line.find(" bypass on") != std::string::npos;
    } else if (kind == "chn" && one.expressions.empty()) {
        one.expressions = single_expressions(text());
    } else if (kind == "parm" && one.parameters.empty()) {
        return parameters(in, text(), one);
    }
    return !in.failed();
}

inline result<scene> scene::read(byte_source& bytes, const std::string& file, const scene_options& options) {
    scene made;
    archive in(bytes, file);
    while (in.next()) {
        ++made.entry_count;
        if (!made.entry(in, options)) break;
    }
    if (in.failed()) return in.why();
    made.licence = in.licence();
    std::erase_if(made.nodes, [](const auto& one) { return one.second.type.empty(); });  // managers, such as /obj
    if (!made.variables.contains("_HIP_SAVEVERSION"))
        return failure{scene_errc::malformed_scene, file,
                       "the scene does not say which version of Houdini wrote it (_HIP_SAVEVERSION)", ""};
    return made;
}

/// What a render node renders: its frames, and the size of the camera that it names.
inline render_layer layer_of(const scene& from, const std::string& path, const node& one, scene_builder& to) {
    render_layer made;
    made.name = path;
    made.type = one.type;
    const auto part = role_of(one);
    if (part != role::render) made.kind = part == role::geometry ? layer_kind::geometry : layer_kind::simulation;
    made.renderable = !one.bypassed;
    made.animation = true;
    made.frame_start = std::trunc(from.number(one, "f", 0, from.frame_start));
    made.frame_end = std::trunc(from.number(one, "f", 1, from.frame_end));
    const double step = std::trunc(from.number(one, "f", 2, 1));
    made.frame_step = step > 0 ? step : 1;
    const auto fits = [](double frame) { return std::abs(frame) <= frame_number_limit; };
    if (fits(made.frame_start) && fits(made.frame_end) && fits(made.frame_step))
        if (auto frames = frame_list::of({{static_cast<std::int32_t>(made.frame_start), static_cast<std::int32_t>(made.frame_end),
                                           static_cast<std::int32_t>(made.frame_step)}}))
            made.frames = *std::move(frames);
    if (made.frames.empty()) to.unresolved(path, "f", "", "the range ends before it begins, or is beyond reason");
    made.outputs = outputs_of(one);
    made.renderer = one.base_type();
    if (part != role::render) return made;
    const std::string camera(one.text(one.base_type() == "Redshift_ROP" ? "RS_renderCamera" : "camera"));
    const auto seen = from.nodes.find(camera);
    if (camera.empty()) return made;
    made.cameras.push_back(camera);
    if (seen == from.nodes.end()) {
        to.unresolved(path, "camera", camera, "the scene has no such node: its size is not known");
        return made;
    }
    made.width = static_cast<std::uint32_t>(std::clamp(from.number(seen->second, "res", 0, 0), 0.0, 1e6));
    made.height = static_cast<std::uint32_t>(std::clamp(from.number(seen->second, "res", 1, 0), 0.0, 1e6));
    return made;
}

inline void tell_settings(const scene& from, const scene_source& source, scene_builder& to) {
    auto& facts = to.facts();
    const auto variable = [&](std::string_view name) {
        const auto found = from.variables.find(name);
        return found == from.variables.end() ? std::string() : found->second;
    };
    facts.program = dcc::houdini;
    facts.version = facts.cg_version = variable("_HIP_SAVEVERSION");
    facts.product = "Houdini " + facts.version;
    facts.fps = from.fps;
    facts.animation = true;
    facts.frame_start = from.frame_start;
    facts.frame_end = from.frame_end;
    facts.current_time = std::round(from.time * from.fps) + 1;
    facts.about = {{"license", from.licence},
                   {"entry_count", std::to_string(from.entry_count)},
                   {"save_time", variable("_HIP_SAVETIME")},
                   {"platform", variable("_HIP_SAVEPLATFORM")}};
    for (const char* name : {"HIP", "HIPNAME", "JOB"}) facts.about[name] = variable(name);
    facts.node_count = from.nodes.size();
    // Wherever it was saved, the scene's folder is the one that it lies in.
    to.set_variable("HIP", source.folder);
    to.set_variable("HIPFILE", source.path);
    to.set_variable("HIPNAME", utf8_path(native_path(source.path).stem()));
    for (const auto& [name, value] : from.variables) to.set_variable(name, value);
    for (const auto& [path, one] : from.nodes) {
        if (one.base_type() == "cam") facts.cameras.push_back(path);
        const auto part = role_of(one);
        if (part == role::none) continue;
        facts.layers.push_back(layer_of(from, path, one, to));
        if (part == role::simulation)
            to.unresolved(path, "", one.type, "how the slices of a distributed simulation are made is not read");
    }
    for (const auto& layer : facts.layers)
        if (layer.renderable)
            for (const auto& camera : layer.cameras)
                if (std::find(facts.renderable_cameras.begin(), facts.renderable_cameras.end(), camera) ==
                    facts.renderable_cameras.end())
                    facts.renderable_cameras.push_back(camera);
}

}  // namespace houdini

RENDERBUS_DECL bool houdini_reader::recognises(std::string_view head) {
    return head.starts_with(houdini::archive_detail::archive_mark) || houdini::archive_detail::is_marked(head);
}

RENDERBUS_DECL result<void> houdini_reader::read(scene_source source, scene_builder& to) {
    auto read = houdini::scene::read(*source.bytes, source.path, to.options());
    if (!read) return std::move(read).error();
    to.guess_project(source.folder);
    houdini::tell_settings(*read, source, to);
    houdini::tell_files(*read, source.folder, to);
    return source.bytes->unchanged();
}

}  // namespace renderbus

#endif
