// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_ARNOLD_IPP
#define RENDERBUS_SCENE_IMPL_ARNOLD_IPP

#include <renderbus/scene/arnold.hpp>
#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/impl/text.hpp>
#include <renderbus/scene/text_scanner.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace renderbus {
namespace arnold {

inline constexpr std::size_t text_limit = 16 * 1024, word_limit = 1024, value_limit = 10'000;

inline bool begins_type(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

/// A node: its type, and those of its parameters that matter.
struct node {
    std::string type;
    std::map<std::string, std::vector<std::string>, std::less<>> values;

    std::string text(std::string_view parameter) const {
        const auto found = values.find(parameter);
        return found == values.end() || found->second.empty() ? std::string() : found->second.front();
    }
    double number(std::string_view parameter, double otherwise) const {
        const auto word = text(parameter);
        double value = otherwise;
        std::from_chars(word.data(), word.data() + word.size(), value);
        return value;
    }
};

/// Reads one file, statement by statement: a comment, or `type { parameter values ... }`.
class teller {
public:
    teller(byte_source& bytes, const scene_source& source, scene_builder& to)
        : in_(bytes, source.path), folder_(source.folder), to_(to) {}

    result<void> tell() {
        for (in_.skip_space(); !in_.at_end(); in_.skip_space()) {
            if (in_.peek() == '#') comment();
            else statement();
        }
        if (in_.failed()) return in_.why();
        if (to_.facts().node_count == 0) return in_.fail("the file has no nodes"), in_.why();
        to_.facts().program = dcc::arnold_standalone;
        settings();
        inputs();
        return {};
    }

private:
    /// `### from:     Arnold 7.3.4.1 ...` at the begin says what wrote the file.
    void comment() {
        const auto line = to_utf8(in_.rest_of_line(text_limit), "");
        const auto colon = line.find(':');
        if (!line.starts_with("### ") || colon == std::string::npos || to_.facts().node_count != 0) return;
        const auto value = line.find_first_not_of(' ', colon + 1);
        if (value != std::string::npos) to_.facts().about.emplace(line.substr(4, colon - 4), line.substr(value));
    }

    void statement() {
        const auto line = in_.line();
        node made;
        made.type = in_.word("{}\"#", word_limit);
        if (made.type.empty() || !begins_type(made.type.front())) return void(in_.fail(line, "the type of a node is due here"));
        in_.skip_space();
        if (made.type == "include" && in_.peek() == '"') {
            made.values["filename"].push_back(in_.quoted(text_limit));
        } else {
            if (!in_.skip('{')) return void(in_.fail(line, "{ is due behind " + made.type));
            for (in_.skip_space(); !in_.skip('}'); in_.skip_space()) {
                if (in_.at_end()) return void(in_.fail(line, "the node that begins here does not end: its } is missing"));
                if (in_.peek() == '#') in_.rest_of_line(0);
                else parameter(made);
            }
        }
        ++to_.facts().node_count;
        keep(std::move(made));
    }

    /// A name, what stands in its line, and the lines of numbers or texts that follow. Behind `name` and `filename` stands one
    /// value, and another parameter may follow in the line.
    void parameter(node& of) {
        const auto line = in_.line();
        const auto name = in_.word("{}\"", word_limit);
        if (name.empty()) return void(in_.fail(line, "the name of a parameter is due here"));
        const bool wanted = matters(of, name);
        std::vector<std::string> values;
        bool packed = false;
        for (;;) {
            in_.skip_blanks();
            const char c = in_.peek();
            if (in_.failed() || in_.at_end() || c == '}') break;
            if (c == '\n') {
                in_.skip_space();
                if (std::exchange(packed, false)) in_.skip_past("\n", "the packed array");
                if (!continues(in_.peek())) break;
                continue;
            }
            std::string value = c == '"' ? to_utf8(in_.quoted(wanted ? text_limit : 0), "") : in_.word("{}\"", text_limit);
            if (value.empty() && c != '"') return void(in_.fail("a value is due here"));
            packed = packed || (c != '"' && value.starts_with("b85"));
            if (wanted && values.size() < value_limit) values.push_back(std::move(value));
            if (name == "name" || name == "filename") break;
        }
        if (wanted) of.values[name] = std::move(values);
    }

    static bool continues(char c) { return scene_detail::is_digit(c) || c == '"' || c == '-' || c == '+' || c == '.'; }

    static bool matters(const node& of, std::string_view name) {
        static constexpr std::string_view settings[] = {"xres",
                                                        "yres",
                                                        "camera",
                                                        "frame",
                                                        "fps",
                                                        "outputs",
                                                        "AA_samples",
                                                        "texture_searchpath",
                                                        "procedural_searchpath",
                                                        "plugin_searchpath"};
        if (name == "name" || name == "filename") return true;
        return of.type == "options" && std::find(std::begin(settings), std::end(settings), name) != std::end(settings);
    }

    void keep(node made) {
        if (made.type.ends_with("_camera")) to_.facts().cameras.push_back(made.text("name"));
        if (made.type == "options") {
            for (auto& [name, values] : made.values) options_.values[name] = std::move(values);
        } else if (made.values.contains("filename")) {
            if (named_.size() < to_.options().input_limit) named_.push_back(std::move(made));
            else in_.fail("there are more nodes that name files than the limit of inputs");
        }
    }

    void settings() {
        auto& facts = to_.facts();
        if (const auto from = facts.about.find("from"); from != facts.about.end() && from->second.starts_with("Arnold ")) {
            const auto version = from->second.substr(7);
            facts.version = facts.cg_version = version.substr(0, version.find(' '));
            facts.product = "Arnold " + facts.version;
        }
        for (const char* name : {"texture_searchpath", "procedural_searchpath", "plugin_searchpath", "AA_samples"})
            if (auto text = options_.text(name); !text.empty()) facts.about[name] = std::move(text);
        render_layer made;
        made.name = "options";
        made.frame_start = made.frame_end = options_.number("frame", 1);
        if (auto frames = frame_list::parse(options_.values.contains("frame") ? options_.text("frame") : "1"))
            made.frames = *std::move(frames);
        made.width = static_cast<std::uint32_t>(std::clamp(options_.number("xres", 320), 0.0, 1e6));
        made.height = static_cast<std::uint32_t>(std::clamp(options_.number("yres", 240), 0.0, 1e6));
        made.renderer = "arnold";
        if (const auto camera = options_.text("camera"); !camera.empty()) made.cameras.push_back(camera);
        if (const auto outputs = options_.values.find("outputs"); outputs != options_.values.end())
            for (const auto& text : outputs->second)
                if (text.find(' ') != std::string::npos) made.outputs.push_back({text, driver_file(text)});
        facts.frame_start = made.frame_start;
        facts.frame_end = made.frame_end;
        facts.frames = made.frames;
        facts.current_time = made.frame_start;
        facts.fps = options_.number("fps", 24);
        facts.size_stored = options_.values.contains("xres") || options_.values.contains("yres");
        facts.width = made.width;
        facts.height = made.height;
        facts.renderer = made.renderer;
        facts.renderable_cameras = made.cameras;
        facts.layers.push_back(std::move(made));
    }

    /// `RGBA RGBA filter driver` ends in the name of the driver that writes it.
    std::string driver_file(const std::string& output) const {
        const auto driver = output.substr(output.rfind(' ') + 1);
        for (const auto& one : named_)
            if (one.type.starts_with("driver_") && one.text("name") == driver) return one.text("filename");
        return {};
    }

    void inputs() {
        search_folders where{folder_, {}};
        for (const auto& one : named_) {
            const auto stored = one.text("filename");
            if (stored.empty()) continue;
            if (one.type.starts_with("driver_")) {
                to_.facts().outputs.push_back({stored, one.text("name"), "filename"});
                continue;
            }
            where.project_folders = searched(one.type == "procedural" ? "procedural_searchpath" : "texture_searchpath");
            to_.needs({stored, one.text("name"), "filename", kind_of(one.type), "", {}, where});
        }
    }

    std::vector<std::string> searched(std::string_view option) const {
        std::vector<std::string> folders;
        const auto text = options_.text(option);
        for (std::size_t at = 0; at < text.size();) {
            // A colon divides, but for that of a drive.
            auto end = text.find_first_of(";:", at);
            if (end == at + 1 && text[end] == ':') end = text.find_first_of(";:", end + 1);
            end = std::min(end, text.size());
            if (end > at) folders.push_back(text.substr(at, end - at));
            at = end + 1;
        }
        return folders;
    }

    static input_kind kind_of(std::string_view type) {
        if (type == "photometric_light") return input_kind::light_profile;
        if (type == "volume" || type == "volume_openvdb") return input_kind::volume;
        if (type == "procedural" || type == "alembic" || type == "usd" || type == "include") return input_kind::geometry;
        return input_kind::texture;
    }

    text_scanner in_;
    const std::string& folder_;
    scene_builder& to_;
    node options_;
    std::vector<node> named_;  ///< those that name a file
};

}  // namespace arnold

RENDERBUS_DECL bool arnold_reader::recognises(std::string_view head) {
    for (;;) {
        head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
        if (!head.starts_with('#')) break;
        const auto line = head.substr(0, head.find('\n'));
        if (line.starts_with("### from:") && line.find("Arnold") != std::string_view::npos) return true;
        head.remove_prefix(std::min(line.size() + 1, head.size()));
    }
    const auto type = head.substr(0, head.find_first_of(" \t\r\n{"));
    head.remove_prefix(type.size());
    head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
    const bool is_word =
        std::all_of(type.begin(), type.end(), [](char c) { return arnold::begins_type(c) || scene_detail::is_digit(c); });
    return !type.empty() && is_word && arnold::begins_type(type.front()) && head.starts_with('{');
}

RENDERBUS_DECL result<void> arnold_reader::read(scene_source source, scene_builder& to) {
    to.guess_project(source.folder);
    if (auto told = arnold::teller(*source.bytes, source, to).tell(); !told) return told;
    return source.bytes->unchanged();
}

}  // namespace renderbus

#endif
