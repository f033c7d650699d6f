// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_KATANA_IPP
#define RENDERBUS_SCENE_IMPL_KATANA_IPP

#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/impl/file_kinds.hpp>
#include <renderbus/scene/impl/katana_archive.hpp>
#include <renderbus/scene/katana.hpp>
#include <renderbus/scene/text_scanner.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace renderbus {
namespace katana {

inline constexpr std::size_t element_limit = 1 << 20, depth_limit = 1000, parameter_limit = 100'000;

/// A parameter: its text, which may be code.
struct parameter {
    std::string value;
    bool expression = false;
};

struct node {
    std::string name;
    std::string type;
    std::map<std::string, parameter, std::less<>> parameters;  ///< `farmSettings.activeFrameRange.start`
    std::size_t depth = 0;

    std::string text(std::string_view path) const {
        const auto found = parameters.find(path);
        return found == parameters.end() ? std::string() : found->second.value;
    }
};

/// Reads the XML of a project: nodes in nodes, and parameters in groups of parameters.
class teller {
public:
    teller(const scene_source& xml, scene_builder& to) : in_(*xml.bytes, xml.path), folder_(xml.folder), to_(to) {}

    result<void> tell() {
        while (!in_.at_end()) {
            if (in_.take() == '<') element();
        }
        if (!in_.failed() && !open_.empty()) in_.fail("the project ends inside of its <" + open_.back() + ">: it is cut short");
        if (!in_.failed() && to_.facts().node_count == 0) in_.fail("the project has no nodes");
        if (in_.failed()) return in_.why();
        return {};
    }

private:
    void element() {
        const auto line = in_.line();
        if (in_.skip("!--")) return void(in_.skip_past("-->", "the comment"));
        std::string text;
        char quote = '\0';
        for (;;) {
            if (in_.at_end()) return void(in_.fail(line, "the element that begins here does not end"));
            const char c = in_.take();
            if (quote == '\0' && c == '>') break;
            if (c == '"' || c == '\'') quote = quote == '\0' ? c : quote == c ? '\0' : quote;
            if (text.size() == element_limit) return void(in_.fail(line, "an element is too long"));
            text += c;
        }
        if (text.starts_with('?') || text.starts_with('!')) return;
        if (text.starts_with('/')) return close(text.substr(1), line);
        const bool empty = text.ends_with('/');
        if (empty) text.pop_back();
        const auto end = std::min(text.find_first_of(" \t\r\n"), text.size());
        open(text.substr(0, end), attributes_of(std::string_view(text).substr(end)), line);
        if (empty && !in_.failed()) close(open_.back(), line);
    }

    static std::string text_of(const attributes& of, std::string_view name) {
        const auto found = of.find(name);
        return found == of.end() ? std::string() : to_utf8(found->second, "");
    }

    void open(const std::string& tag, const attributes& of, std::uint32_t line) {
        if (open_.size() == depth_limit) return void(in_.fail(line, "elements are nested too deep"));
        open_.push_back(tag);
        if (tag == "node") {
            ++to_.facts().node_count;
            nodes_.push_back({text_of(of, "name"), text_of(of, "type"), {}, path_.size()});
        } else if (tag.ends_with("_parameter")) {
            path_.push_back(text_of(of, "name"));
            const auto value = of.find("value");
            if (value == of.end() || nodes_.empty() || ++parameter_count_ > to_.options().input_limit) return;
            auto& kept = nodes_.back().parameters;
            if (kept.size() < parameter_limit)
                kept[parameter_path()] = {text_of(of, "value"), text_of(of, "isExpression") == "true"};
        }
    }

    void close(std::string tag, std::uint32_t line) {
        if (open_.empty() || open_.back() != tag) return void(in_.fail(line, "</" + tag.substr(0, 40) + "> closes nothing"));
        open_.pop_back();
        if (tag.ends_with("_parameter")) path_.pop_back();
        if (tag != "node") return;
        const auto done = std::move(nodes_.back());
        nodes_.pop_back();
        tell_node(done);
    }

    /// The names of the groups around a parameter, but for the outermost, which is named like the node.
    std::string parameter_path() const {
        std::string text;
        for (std::size_t i = nodes_.back().depth + 1; i < path_.size(); ++i) text += (text.empty() ? "" : ".") + path_[i];
        return text;
    }

    void tell_node(const node& one) {
        if (one.type == "RootNode") root(one);
        else if (one.type == "Render") render(one);
        else if (one.type == "CameraCreate") to_.facts().cameras.push_back(one.name);
        for (const auto& [path, what] : one.parameters)
            if (one.type != "Render" && names_file(one, path)) input(one, path, what);
    }

    /// Which parameters name files, as Katana's own filter of the farm lists them.
    static bool names_file(const node& one, std::string_view path) {
        if (path.ends_with(".enable") || path.ends_with(".hints") || path.ends_with(".type")) return false;
        if (path.ends_with(".value")) path.remove_suffix(6);
        const auto last = path.substr(path.rfind('.') + 1);
        const auto type_has = [&](std::string_view word) { return one.type.find(word) != std::string::npos; };
        if (last == "abcAsset") return true;
        if (last == "fileName") return type_has("Usd");
        if (last == "filename" || last == "tex0") return type_has("ShadingNode") || type_has("VDB");
        if (last == "asset") return one.type == "ScenegraphXml_In" || one.type == "LookFileAssign";
        return one.type == "LiveGroup" && last == "source";
    }

    void input(const node& one, const std::string& path, const parameter& what) {
        if (what.value.empty()) return;
        if (what.expression) return to_.unresolved(one.name, path, what.value, "an expression computes it");
        const auto kind = scene_detail::kind_by_ending(what.value).value_or(input_kind::geometry);
        to_.needs({what.value, one.name, path, kind, "", {}, {folder_, {}}});
    }

    double number(const node& one, std::string_view path, double otherwise) {
        const auto found = one.parameters.find(path);
        if (found == one.parameters.end()) return otherwise;
        if (found->second.expression)
            to_.unresolved(one.name, std::string(path), found->second.value, "an expression computes it");
        double value = otherwise;
        const auto& text = found->second.value;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return std::abs(value) <= frame_number_limit ? value : otherwise;
    }

    void root(const node& one) {
        auto& facts = to_.facts();
        facts.frame_start = number(one, "inTime", 1);
        facts.frame_end = number(one, "outTime", facts.frame_start);
        facts.current_time = number(one, "currentTime", facts.frame_start);
        for (const char* name : {"inTime", "outTime", "currentTime", "resolution", "katanaSceneName"})
            facts.about[name] = one.text(name);
        if (auto frames =
                frame_list::of({{static_cast<std::int32_t>(facts.frame_start), static_cast<std::int32_t>(facts.frame_end), 1}}))
            facts.frames = *std::move(frames);
    }

    /// A render node: `outputs.locations` and `outputs.allOutputNames` say which part goes where.
    void render(const node& one) {
        render_layer made;
        made.name = one.name;
        made.type = one.type;
        made.animation = true;
        made.frame_start = number(one, "farmSettings.activeFrameRange.start", 1);
        made.frame_end = number(one, "farmSettings.activeFrameRange.end", made.frame_start);
        if (auto frames =
                frame_list::of({{static_cast<std::int32_t>(made.frame_start), static_cast<std::int32_t>(made.frame_end), 1}}))
            made.frames = *std::move(frames);
        if (const auto range = one.text("farmSettings.TimeRange"); !range.empty())
            if (auto frames = frame_list::parse(range + (range.find('-') == std::string::npos ? "" : "[1]"))) {
                made.frames = *std::move(frames);
                made.frame_start = made.frames.ranges().front().first;
                made.frame_end = made.frames.ranges().back().last;
            }
        for (std::size_t i = 0;; ++i) {
            const auto place = ".i" + std::to_string(i);
            const auto name = one.parameters.find("outputs.allOutputNames" + place);
            const auto path = one.parameters.find("outputs.locations" + place);
            if (name == one.parameters.end() || path == one.parameters.end()) break;
            if (path->second.expression) to_.unresolved(one.name, path->first, path->second.value, "an expression computes it");
            made.outputs.push_back({name->second.value, path->second.value});
        }
        to_.facts().layers.push_back(std::move(made));
    }

    text_scanner in_;
    const std::string& folder_;
    scene_builder& to_;
    std::vector<std::string> open_;
    std::vector<std::string> path_;
    std::vector<node> nodes_;
    std::size_t parameter_count_ = 0;
};

}  // namespace katana

RENDERBUS_DECL bool katana_reader::recognises(std::string_view head) { return head.starts_with("<katana"); }

RENDERBUS_DECL result<void> katana_reader::read(scene_source source, scene_builder& to) {
    auto opened = katana::open_project(std::move(source), to.options().unpacked_limit);
    if (!opened) return std::move(opened).error();
    auto& facts = to.facts();
    facts.program = dcc::katana;
    facts.version = facts.cg_version = opened->header["release"];
    facts.product = "Katana " + facts.version;
    for (const auto& [key, text] : opened->header) facts.about[key] = text;
    to.guess_project(opened->xml.folder);
    if (auto told = katana::teller(opened->xml, to).tell(); !told) return told;
    return opened->xml.bytes->unchanged();
}

}  // namespace renderbus

#endif
