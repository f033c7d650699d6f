// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_CLARISSE_IPP
#define RENDERBUS_SCENE_IMPL_CLARISSE_IPP

#include <renderbus/scene/clarisse.hpp>
#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/impl/file_kinds.hpp>
#include <renderbus/scene/text_scanner.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace renderbus {
namespace clarisse {

inline constexpr std::size_t text_limit = 64 * 1024, depth_limit = 1000, word_limit = 64;

/// Reads one project, a statement a line: `attribute values`, `Class {`, `Context "name" {`, `}`, `#key values`.
class teller {
public:
    teller(byte_source& bytes, const scene_source& source, scene_builder& to)
        : in_(bytes, source.path), folder_(source.folder), to_(to) {}

    result<void> tell() {
        while (!in_.failed()) {
            in_.skip_space();
            if (in_.at_end()) break;
            if (in_.skip('}')) close();
            else statement();
        }
        if (!in_.failed() && !blocks_.empty())
            in_.fail(blocks_.back().line, "the block that begins here does not end: its } is missing");
        if (!in_.failed() && to_.facts().version.empty()) in_.fail(1, "the file does not say which version of Clarisse wrote it");
        if (!in_.failed() && to_.facts().node_count == 0) in_.fail("the project has no objects");
        if (in_.failed()) return in_.why();
        settings();
        return {};
    }

private:
    struct block {
        std::string type;   ///< `Image`, `Context`, `embedded_objects`
        std::string label;  ///< in quotes behind it
        std::uint32_t line = 0;
        std::map<std::string, std::string, std::less<>> values;  ///< the first of each attribute
        std::vector<render_layer> layers;                        ///< embedded in it
    };

    void statement() {
        const auto line = in_.line();
        std::vector<std::string> words;
        bool opens = false;
        for (;;) {
            in_.skip_blanks();
            const char c = in_.peek();
            if (in_.failed()) return;
            if (in_.at_end() || c == '\n') break;
            // A brace opens a block at the end of its line alone.
            opens = c == '{';
            auto word = c == '"' ? to_utf8(in_.quoted(text_limit), "")
                        : opens  ? std::string(1, in_.take())
                                 : in_.word("\"{", text_limit);
            if (words.size() < word_limit) words.push_back(std::move(word));
        }
        if (words.empty()) return;
        if (opens) return open(words, line);
        if (words.size() < 2) return;
        if (words[0] == "#Isotropix_Clarisse_Version") to_.facts().version = words[1];
        else if (words[0].starts_with("#Isotropix_")) to_.facts().about[words[0].substr(11)] = words[1];
        else if (!blocks_.empty() && matters(words[0])) blocks_.back().values[words[0]] = words[1];
    }

    static bool matters(std::string_view attribute) {
        static constexpr std::string_view attributes[] = {
            "name",       "filename",           "first_frame",        "last_frame", "save_as",
            "format",     "render_to_disk",     "active_camera",      "renderer",   "frames_per_second",
            "resolution", "enable_deep_output", "save_deep_output_as"};
        return scene_detail::among(attributes, attribute) || attribute.ends_with("_filename");
    }

    void open(const std::vector<std::string>& words, std::uint32_t line) {
        if (blocks_.size() == depth_limit) return void(in_.fail("blocks are nested too deep"));
        blocks_.push_back({words[0], words.size() > 2 ? words[1] : "", line, {}, {}});
    }

    void close() {
        if (blocks_.empty()) return void(in_.fail("} closes nothing"));
        auto made = std::move(blocks_.back());
        blocks_.pop_back();
        const bool preferences = (blocks_.empty() ? made.type : blocks_.front().type) == "#preferences";
        if (preferences) {
            if (made.type == "animation") fps_ = number(made, "frames_per_second", fps_);
            return;
        }
        if (made.type == "Context" || made.values.contains("name")) ++to_.facts().node_count;
        if (made.type.starts_with("Camera")) to_.facts().cameras.push_back(path_of(made));
        if (made.type == "Image") to_.facts().layers.push_back(image(std::move(made)));
        else if (made.type.starts_with("Layer")) layer(made);
        else files(made);
    }

    /// `project://scene/image`; what is embedded in it is `project://scene/image.background`.
    std::string path_of(const block& one) const {
        std::string path = "project:/";
        bool embedded = false;
        for (const auto& outer : blocks_) {
            if (outer.type == "embedded_objects") embedded = true;
            const auto name = outer.values.find("name");
            if (!outer.label.empty()) path += '/' + outer.label;
            else if (name != outer.values.end()) path += (embedded ? '.' : '/') + name->second;
            if (path.size() > text_limit) break;
        }
        const auto name = one.values.find("name");
        return path + (embedded ? '.' : '/') + (name == one.values.end() ? one.type : name->second);
    }

    static double number(const block& of, std::string_view attribute, double otherwise) {
        const auto found = of.values.find(attribute);
        double value = otherwise;
        if (found != of.values.end()) std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
        return std::isfinite(value) ? value : otherwise;
    }
    static std::string text(const block& of, std::string_view attribute) {
        const auto found = of.values.find(attribute);
        return found == of.values.end() ? std::string() : found->second;
    }

    render_layer rendered(const block& of) {
        render_layer made;
        made.name = path_of(of);
        made.type = of.type;
        made.animation = true;
        made.frame_start = number(of, "first_frame", 1);
        made.frame_end = number(of, "last_frame", made.frame_start);
        if (std::abs(made.frame_start) <= frame_number_limit && std::abs(made.frame_end) <= frame_number_limit)
            if (auto frames =
                    frame_list::of({{static_cast<std::int32_t>(made.frame_start), static_cast<std::int32_t>(made.frame_end), 1}}))
                made.frames = *std::move(frames);
        if (made.frames.empty()) to_.unresolved(made.name, "frames", "", "the range ends before it begins, or is beyond reason");
        made.renderable = text(of, "render_to_disk") == "yes";
        made.image_file_prefix = text(of, "save_as");
        made.image_format = text(of, "format");
        if (!made.image_file_prefix.empty()) made.outputs.push_back({"", made.image_file_prefix});
        if (auto camera = text(of, "active_camera"); !camera.empty()) made.cameras.push_back(std::move(camera));
        made.renderer = text(of, "renderer");
        return made;
    }

    render_layer image(block of) {
        auto made = rendered(of);
        made.parts = std::move(of.layers);
        return made;
    }

    void layer(const block& of) {
        auto made = rendered(of);
        for (auto outer = blocks_.rbegin(); outer != blocks_.rend(); ++outer)
            if (outer->type == "Image") return outer->layers.push_back(std::move(made));
    }

    /// Any attribute that is a file name names a file.
    void files(const block& of) {
        for (const auto& [attribute, stored] : of.values) {
            if ((attribute != "filename" && !attribute.ends_with("_filename")) || stored.empty()) continue;
            const bool project = stored.ends_with(".project");
            const auto kind =
                project ? input_kind::reference : scene_detail::kind_by_ending(stored).value_or(input_kind::geometry);
            const auto node = path_of(of);
            if (project) to_.facts().references.push_back({stored, node, "", 1});
            to_.needs({stored, node, attribute, kind, scene_detail::with_tokens(stored, text(of, "name")), {}, {folder_, {}}});
        }
    }

    void settings() {
        auto& facts = to_.facts();
        facts.program = dcc::clarisse;
        facts.product = "Clarisse " + facts.version;
        facts.fps = fps_;
        to_.unresolved("", "version", facts.version,
                       "the file gives the major version alone: name the edition (clarisse_ifx_...) in an edit");
        for (const auto& layer : facts.layers) {
            for (const auto& part : layer.parts)
                for (const auto& camera : part.cameras) facts.renderable_cameras.push_back(camera);
            if (!layer.image_format.empty())
                to_.unresolved(layer.name, "format", layer.image_format,
                               "which picture format has this number only Clarisse knows");
        }
        if (facts.layers.empty()) return;
        facts.animation = true;
        facts.frame_start = facts.layers.front().frame_start;
        facts.frame_end = facts.layers.front().frame_end;
        facts.frames = facts.layers.front().frames;
    }

    text_scanner in_;
    const std::string& folder_;
    scene_builder& to_;
    std::vector<block> blocks_;
    double fps_ = 25;
};

}  // namespace clarisse

RENDERBUS_DECL bool clarisse_reader::recognises(std::string_view head) { return head.starts_with("#Isotropix_"); }

RENDERBUS_DECL result<void> clarisse_reader::read(scene_source source, scene_builder& to) {
    to.guess_project(source.folder);
    to.set_variable("PDIR", source.folder);
    if (auto told = clarisse::teller(*source.bytes, source, to).tell(); !told) return told;
    return source.bytes->unchanged();
}

}  // namespace renderbus

#endif
