// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_VRAY_IPP
#define RENDERBUS_SCENE_IMPL_VRAY_IPP

#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/impl/text.hpp>
#include <renderbus/scene/text_scanner.hpp>
#include <renderbus/scene/vray.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace renderbus {
namespace vray {

inline constexpr std::size_t text_limit = 16 * 1024, word_limit = 1024, depth_limit = 1000;
inline constexpr std::string_view escaped = "\\\"";

inline bool begins_type(char c) { return (c >= 'A' && c <= 'Z') || c == '_'; }

/// The whole numbers in a text, in their order.
inline std::vector<std::int32_t> integers(std::string_view text) {
    std::vector<std::int32_t> found;
    for (std::size_t at = 0; at < text.size();) {
        std::int32_t number = 0;
        const auto [end, code] = std::from_chars(text.data() + at, text.data() + text.size(), number);
        if (code != std::errc()) {
            ++at;
            continue;
        }
        found.push_back(number);
        at = static_cast<std::size_t>(end - text.data());
    }
    return found;
}

/// Reads one file, plugin by plugin: `Type name { attribute=value; ... }`.
class teller {
public:
    teller(byte_source& bytes, const scene_source& source, scene_builder& to)
        : in_(bytes, source.path), folder_(source.folder), to_(to) {}

    result<void> tell() {
        bool any = false;
        for (skip_space(); !in_.at_end(); skip_space(), any = true) {
            if (in_.skip("#include")) included();
            else plugin();
        }
        if (in_.failed()) return in_.why();
        if (!any) return in_.fail("the file has no plugins"), in_.why();
        to_.facts().program = dcc::vr_standalone;
        settings();
        return {};
    }

private:
    using attributes = std::map<std::string, std::string, std::less<>>;

    /// Past space and comments; the first ones may say which V-Ray wrote the file.
    void skip_space() {
        for (in_.skip_space(); in_.sees("//") || in_.sees("/*"); in_.skip_space()) {
            if (in_.skip("/*")) in_.skip_past("*/", "the comment");
            else comment(in_.rest_of_line(text_limit));
        }
    }
    void comment(const std::string& line) {
        constexpr std::string_view core = "V-Ray core version is ", exported = "Exported by V-Ray ";
        for (const auto mark : {core, exported}) {
            const auto at = line.find(mark);
            if (at == std::string::npos || (mark == exported && !to_.facts().version.empty())) continue;
            const auto version = std::string_view(line).substr(at + mark.size());
            to_.facts().version = version.substr(0, version.find_first_not_of("0123456789."));
        }
    }

    void included() {
        skip_space();
        if (in_.peek() != '"') return void(in_.fail("the name of a file in quotes is due behind #include"));
        const auto line = in_.line();
        const auto stored = to_utf8(in_.quoted(text_limit, escaped), "");
        if (stored.empty()) return void(in_.fail(line, "this #include names no file"));
        to_.needs({stored, "#include", "", input_kind::geometry, "", {}, {folder_, {}}});
    }

    void plugin() {
        const auto line = in_.line();
        const auto type = in_.word("{};=\"/", word_limit);
        if (type.empty() || !begins_type(type.front())) return void(in_.fail(line, "the type of a plugin is due here"));
        skip_space();
        const auto name = in_.word("{};=\"", word_limit);
        skip_space();
        if (!in_.skip('{')) return void(in_.fail(line, "{ is due behind " + type + " " + name));
        attributes found;
        for (skip_space(); !in_.skip('}'); skip_space()) {
            if (in_.at_end()) return void(in_.fail(line, "the plugin that begins here does not end: its } is missing"));
            if (!in_.skip(';')) attribute(type, found);
        }
        ++to_.facts().node_count;
        keep(type, to_utf8(name, ""), std::move(found));
    }

    void attribute(const std::string& type, attributes& into) {
        const auto line = in_.line();
        auto name = in_.word("{};=\"", word_limit);
        skip_space();
        if (name.empty() || !in_.skip('=')) return void(in_.fail(line, "attribute=value; is due here"));
        const bool wanted = type == "SettingsOutput" || input_of(type, name) || name == "mode";
        auto text = value(wanted ? text_limit : 0);
        if (wanted && !in_.failed()) into[std::move(name)] = std::move(text);
    }

    /// Everything up to the `;`, texts without their quotes.
    std::string value(std::size_t most) {
        const auto line = in_.line();
        std::string text;
        std::size_t depth = 0;
        while (!in_.at_end()) {
            const char c = in_.peek();
            if (c == '"') {
                text += to_utf8(in_.quoted(most, escaped), "");
                continue;
            }
            if (c == ';' && depth == 0) return in_.take(), text;
            if (c == '}' && depth == 0) break;
            if (c == '(' && ++depth > depth_limit) return in_.fail("parentheses are nested too deep"), std::string();
            if (c == ')' && depth-- == 0) return in_.fail(") closes nothing"), std::string();
            in_.take();
            if (text.size() < most && c != '\n' && c != '\r') text += c;
        }
        in_.fail(line, "the value that begins here has no ; at its end");
        return {};
    }

    static const input_kind* input_of(std::string_view type, std::string_view attribute) {
        struct rule {
            std::string_view type, attribute;
            input_kind kind;
        };
        using enum input_kind;
        static constexpr rule rules[] = {{"BitmapBuffer", "file", texture},
                                         {"RawBitmapBuffer", "file", texture},
                                         {"TexPtex", "ptex_file", texture},
                                         {"GeomMeshFile", "file", geometry},
                                         {"VRayScene", "filepath", geometry},
                                         {"LightIES", "ies_file", light_profile},
                                         {"LightIESMax", "ies_file", light_profile},
                                         {"PhxShaderCache", "cache_path", cache},
                                         {"VolumeVRScatterFog", "cache_path", volume},
                                         {"SettingsIrradianceMap", "file", cache},
                                         {"SettingsLightCache", "file", cache},
                                         {"SettingsCaustics", "file", cache},
                                         {"BRDFScanned", "file", texture},
                                         {"MtlVRmat", "filename", texture},
                                         {"TexOCIO", "ocio_config_file", color_config}};
        for (const auto& one : rules)
            if (one.type == type && one.attribute == attribute) return &one.kind;
        return nullptr;
    }

    void keep(const std::string& type, const std::string& name, attributes found) {
        if (type == "RenderView" || type.starts_with("Camera")) to_.facts().cameras.push_back(name.empty() ? type : name);
        if (type == "SettingsOutput") {
            for (auto& [key, text] : found) output_[key] = std::move(text);
            return;
        }
        // A map of light is read where its mode says so: 2 is "from file".
        const bool light_map = type == "SettingsIrradianceMap" || type == "SettingsLightCache" || type == "SettingsCaustics";
        if (light_map && found["mode"] != "2") return;
        for (const auto& [attribute, stored] : found)
            if (const auto* kind = input_of(type, attribute); kind && !stored.empty())
                to_.needs({stored, name.empty() ? type : name, attribute, *kind, "", {}, {folder_, {}}});
    }

    double number(std::string_view attribute, double otherwise) const {
        const auto found = output_.find(attribute);
        double value = otherwise;
        if (found != output_.end()) std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
        return value;
    }
    std::string text(std::string_view attribute) const {
        const auto found = output_.find(attribute);
        return found == output_.end() ? std::string() : found->second;
    }

    /// `ListInt(1,2,3)`, one number, or lists of a first and a last frame inside of a list; else anim_start to anim_end.
    result<frame_list> frames() const {
        const auto stored = text("frames");
        const auto numbers = integers(stored);
        std::vector<frame_range> ranges;
        if (stored.starts_with("List(")) {
            for (std::size_t at = 5; at < stored.size();) {
                const auto end = std::min(stored.find("),", at), stored.size());
                const auto part = integers(std::string_view(stored).substr(at, end - at));
                if (part.size() == 2) ranges.push_back({part[0], part[1], 1});
                else
                    for (const auto frame : part) ranges.push_back({frame, frame, 1});
                at = end + 2;
            }
        } else {
            for (const auto frame : numbers) ranges.push_back({frame, frame, 1});
        }
        if (!ranges.empty()) {
            auto list = frame_list::of(std::move(ranges));
            return list ? normalised(*list) : list;
        }
        const auto first = number("anim_start", number("frame_start", 0)), last = number("anim_end", first);
        if (first > last || std::max(-first, last) > frame_number_limit)
            return failure{data_errc::invalid_value, "SettingsOutput", "the range of frames ends before it begins", ""};
        return frame_list::of({{static_cast<std::int32_t>(first), static_cast<std::int32_t>(last), 1}});
    }

    void settings() {
        auto& facts = to_.facts();
        facts.cg_version = facts.version.empty() ? "" : "standalone_vray" + facts.version;
        facts.product = "V-Ray " + facts.version;
        facts.renderer = "vray";
        facts.renderable_cameras = facts.cameras;
        if (output_.empty()) return;
        render_layer made;
        made.name = "SettingsOutput";
        made.renderer = facts.renderer;
        made.cameras = facts.cameras;
        auto list = frames();
        if (list && !list->empty()) {
            made.frames = *std::move(list);
            made.frame_start = made.frames.ranges().front().first;
            made.frame_end = made.frames.ranges().back().last;
        } else {
            to_.unresolved(made.name, "frames", text("frames"), list ? "there are none" : list.error().cause);
        }
        made.animation = made.frames.count() > 1;
        made.width = static_cast<std::uint32_t>(std::clamp(number("img_width", 0), 0.0, 1e6));
        made.height = static_cast<std::uint32_t>(std::clamp(number("img_height", 0), 0.0, 1e6));
        made.image_file_prefix = text("img_dir") + text("img_file");
        made.outputs.push_back({"", made.image_file_prefix});
        facts.animation = made.animation;
        facts.frame_start = made.frame_start;
        facts.frame_end = made.frame_end;
        facts.frames = made.frames;
        facts.fps = number("frames_per_second", 24);
        facts.width = made.width;
        facts.height = made.height;
        facts.size_stored = output_.contains("img_width");
        facts.image_file_prefix = made.image_file_prefix;
        facts.layers.push_back(std::move(made));
    }

    text_scanner in_;
    const std::string& folder_;
    scene_builder& to_;
    attributes output_;
};

}  // namespace vray

RENDERBUS_DECL bool vray_reader::recognises(std::string_view head) {
    for (;;) {
        head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
        if (!head.starts_with("//")) break;
        const auto line = head.substr(0, head.find('\n'));
        if (line.find("V-Ray") != std::string_view::npos) return true;
        head.remove_prefix(std::min(line.size() + 1, head.size()));
    }
    if (head.starts_with("#include")) return head.find(".vrscene") != std::string_view::npos;
    // `Type {`, `Type name {` within one line.
    const auto brace = head.substr(0, head.find('\n')).find('{');
    if (brace == std::string_view::npos || !vray::begins_type(head[0])) return false;
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_ @|:-.";
    const auto words = head.substr(0, brace);
    return words.find_first_not_of(letters) == std::string_view::npos && words.find(' ') != std::string_view::npos;
}

RENDERBUS_DECL result<void> vray_reader::read(scene_source source, scene_builder& to) {
    to.guess_project(source.folder);
    if (auto told = vray::teller(*source.bytes, source, to).tell(); !told) return told;
    return source.bytes->unchanged();
}

}  // namespace renderbus

#endif
