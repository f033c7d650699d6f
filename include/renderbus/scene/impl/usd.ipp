// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_USD_IPP
#define RENDERBUS_SCENE_IMPL_USD_IPP

#include <renderbus/scene/impl/file_kinds.hpp>
#include <renderbus/scene/text_scanner.hpp>
#include <renderbus/scene/usd.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace renderbus {
namespace usd {

inline constexpr std::size_t text_limit = 4096, depth_limit = 4096, kept_limit = 100'000;
inline constexpr std::string_view ends_word = "\"'@<>{}()[]=,;#";
inline constexpr std::string_view ends_name = "\"'@<>{}()=,;#";  // of a type such as float2[], or of an attribute

/// Reads one layer, statement by statement: what opens a prim, an attribute and its value, what closes a prim.
class teller {
public:
    teller(byte_source& bytes, const scene_source& source, scene_builder& to)
        : in_(bytes, source.path), folder_(source.folder), to_(to) {}

    result<void> tell() {
        if (!in_.sees("#usda")) return in_.fail("the first line is not that of a USD layer (#usda 1.0)"), in_.why();
        to_.facts().header = in_.rest_of_line(200);
        while (statement()) {}
        if (!in_.failed() && !scopes_.empty()) in_.fail(scopes_.back().line, "what begins here does not end: its } is missing");
        if (in_.failed()) return in_.why();
        settings();
        return {};
    }

private:
    struct scope {
        std::string name;  ///< of a prim, empty of a set of variants
        std::string type;
        std::uint32_t line = 0;
    };

    void skip_space() {
        for (in_.skip_space(); in_.peek() == '#'; in_.skip_space()) in_.rest_of_line(0);
    }

    /// `def Type "name" (metadata) {`, `type name = value (metadata)`, `}` and the like; false at the end.
    bool statement() {
        skip_space();
        if (in_.at_end()) return false;
        std::vector<std::string> words;
        std::string text;
        const auto line = in_.line();
        for (;;) {
            in_.skip_blanks();
            const char c = in_.peek();
            if (in_.failed()) return false;
            if (in_.at_end() || c == ';') return in_.take(), true;
            if (c == '\n' || c == '#') {
                skip_space();
                if (words.empty() && text.empty()) return true;
                if (in_.peek() != '(' && in_.peek() != '{') return true;
            } else if (c == '{') {
                in_.take();
                return open(words, text, line);
            } else if (c == '}') {
                in_.take();
                if (scopes_.empty()) return in_.fail("} closes nothing");
                return close(), true;
            } else if (c == '(') {
                nested(words.empty() ? "" : words.back(), words.empty() && scopes_.empty());
            } else if (c == '=') {
                in_.take();
                if (words.empty()) return in_.fail("a name is due before =");
                if (words.front() == "variantSet") text.clear();
                else assigned(words);
            } else if (c == '"' || c == '\'') {
                text = string();
            } else {
                auto word = in_.word(ends_name, text_limit);
                if (word.empty()) return in_.fail(std::string("this has no meaning here: ") + c);
                if (words.size() < 16) words.push_back(std::move(word));
            }
        }
    }

    bool open(const std::vector<std::string>& words, const std::string& text, std::uint32_t line) {
        if (scopes_.size() == depth_limit) return in_.fail("prims are nested too deep");
        scope made{"", "", line};
        const bool prim = !words.empty() && (words[0] == "def" || words[0] == "over" || words[0] == "class");
        if (prim) {
            made.name = text;
            if (words.size() > 1) made.type = words[1];
            ++to_.facts().node_count;
            if (words[0] == "def" && made.type == "Camera") to_.facts().cameras.push_back(path() + '/' + text);
            if (words[0] == "def" && made.type == "RenderSettings" && rendered_.size() < kept_limit)
                rendered_[path() + '/' + text];
            if (words[0] == "def" && made.type == "RenderProduct" && products_.size() < kept_limit)
                products_[path() + '/' + text];
        }
        scopes_.push_back(std::move(made));
        return true;
    }
    void close() { scopes_.pop_back(); }

    std::string path() const {
        std::string text;
        for (const auto& one : scopes_)
            if (!one.name.empty()) text += '/' + one.name;
        return text.size() > text_limit ? text.substr(0, text_limit) : text;
    }

    void assigned(const std::vector<std::string>& words) {
        const auto& attribute = words.back();
        const auto kept = values(attribute);
        if (in_.failed() || scopes_.empty()) return;
        const auto& type = scopes_.back().type;
        if (type == "RenderSettings" && rendered_.contains(path())) rendered_[path()][attribute] = kept;
        if (type == "RenderProduct" && products_.contains(path())) products_[path()][attribute] = kept;
    }

    /// Reads a value up to its end: one word, text, path or asset, or what is in brackets. Keeps its first parts.
    std::vector<std::string> values(const std::string& attribute) {
        std::vector<std::string> kept;
        const auto keep = [&](std::string text) {
            if (kept.size() < 64) kept.push_back(std::move(text));
        };
        skip_space();
        const char c = in_.peek();
        if (c == '(' || c == '[' || c == '{') return nested(attribute, false);
        if (c == '"' || c == '\'') keep(string());
        else if (c == '@') asset(attribute);
        else if (c == '<') keep(target());
        else if (auto word = in_.word(ends_word, text_limit); !word.empty()) keep(std::move(word));
        else in_.fail("a value is due here");
        in_.skip_blanks();
        if (c == '@' && in_.peek() == '<') target();  // a prim of the other layer
        return kept;
    }

    /// Goes past brackets and what is in them. In a layer's own metadata the plain values are kept.
    std::vector<std::string> nested(std::string attribute, bool of_layer) {
        std::vector<std::string> kept;
        std::string open_brackets, word, key;
        const auto line = in_.line();
        do {
            skip_space();
            const char c = in_.peek();
            if (in_.at_end()) return in_.fail(line, "the bracket that begins here is not closed"), kept;
            if (c == '(' || c == '[' || c == '{') {
                if (open_brackets.size() == depth_limit) return in_.fail("brackets are nested too deep"), kept;
                open_brackets += c == '(' ? ')' : c == '[' ? ']' : '}';
                in_.take();
            } else if (c == ')' || c == ']' || c == '}') {
                if (open_brackets.back() != c) return in_.fail(std::string(1, c) + " closes nothing"), kept;
                open_brackets.pop_back();
                in_.take();
            } else if (c == '=') {
                in_.take();
                key = word;
                if (!key.empty()) attribute = key;
            } else if (c == '@') {
                asset(attribute);
            } else if (c == ',' || c == ';') {
                in_.take();
            } else {
                word = c == '"' || c == '\'' ? string() : c == '<' ? target() : in_.word(ends_word, text_limit);
                if (in_.failed()) return kept;
                if (word.empty() && c != '"' && c != '\'') return in_.fail(std::string("this has no meaning here: ") + c), kept;
                if (of_layer && open_brackets.size() == 1 && !key.empty() && to_.facts().about.size() < 1000)
                    to_.facts().about.emplace(std::exchange(key, ""), word);
                if (kept.size() < 64) kept.push_back(word);
            }
        } while (!open_brackets.empty() && !in_.failed());
        return kept;
    }

    /// A text in quotes, or in three of them over several lines.
    std::string string() {
        const char quote = in_.peek();
        const std::string three(3, quote);
        if (!in_.sees(three)) return in_.quoted(text_limit);
        in_.skip(three);
        in_.skip_past(three, "the text in quotes");
        return {};
    }

    std::string target() {
        in_.take();
        std::string text;
        const auto line = in_.line();
        while (!in_.at_end() && in_.peek() != '>' && in_.peek() != '\n')
            if (const char c = in_.take(); text.size() < text_limit) text += c;
        if (!in_.skip('>')) in_.fail(line, "the path that begins here has no > at its end");
        return text;
    }

    /// `@path@`, or `@@@path@@@` where it has an @ itself.
    void asset(const std::string& attribute) {
        const bool three = in_.sees("@@@");
        const std::string_view mark = three ? "@@@" : "@";
        in_.skip(mark);
        const auto line = in_.line();
        std::string text;
        while (!in_.at_end() && !in_.sees(mark) && in_.peek() != '\n')
            if (const char c = in_.take(); text.size() <= text_limit) text += c;
        if (!in_.skip(mark)) return void(in_.fail(line, "the path that begins here has no @ at its end"));
        if (text.empty()) return;
        // `set.usdz[geo.usdc]` is a file in another one.
        const auto outer = text.ends_with(']') ? text.substr(0, text.find('[')) : std::string();
        const auto kind = scene_detail::kind_by_ending(outer.empty() ? text : outer).value_or(input_kind::geometry);
        to_.needs({text, path(), attribute, kind, outer, {}, {folder_, {}}});
    }

    static double number_of(const std::map<std::string, std::string>& from, const char* name, double otherwise) {
        const auto found = from.find(name);
        if (found == from.end()) return otherwise;
        double value = otherwise;
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
        return value;
    }

    void settings() {
        auto& facts = to_.facts();
        facts.frame_start = number_of(facts.about, "startTimeCode", 1);
        facts.frame_end = number_of(facts.about, "endTimeCode", facts.frame_start);
        facts.fps = number_of(facts.about, "framesPerSecond", number_of(facts.about, "timeCodesPerSecond", 24));
        if (std::abs(facts.frame_start) <= frame_number_limit && std::abs(facts.frame_end) <= frame_number_limit)
            if (auto frames = frame_list::of(
                    {{static_cast<std::int32_t>(facts.frame_start), static_cast<std::int32_t>(facts.frame_end), 1}}))
                facts.frames = *std::move(frames);
        facts.renderable_cameras = facts.cameras;
        for (const auto& [name, known] : products_)
            if (const auto written = known.find("productName"); written != known.end() && !written->second.empty())
                facts.outputs.push_back({written->second.front(), name, "productName"});
        for (auto& [name, known] : rendered_) {
            render_layer made;
            made.name = name;
            made.type = "RenderSettings";
            made.frame_start = facts.frame_start;
            made.frame_end = facts.frame_end;
            made.frames = facts.frames;
            if (const auto& size = known["resolution"]; size.size() == 2) {
                std::from_chars(size[0].data(), size[0].data() + size[0].size(), made.width);
                std::from_chars(size[1].data(), size[1].data() + size[1].size(), made.height);
            }
            for (const auto& product : known["products"])
                if (const auto found = products_.find(product); found != products_.end()) {
                    for (const auto& file : found->second["productName"]) made.outputs.push_back({product, file});
                    for (const auto& camera : found->second["camera"]) made.cameras.push_back(camera);
                }
            for (const auto& camera : known["camera"]) made.cameras.push_back(camera);
            facts.layers.push_back(std::move(made));
        }
        if (facts.layers.empty()) return;
        facts.width = facts.layers.front().width;
        facts.height = facts.layers.front().height;
        facts.size_stored = facts.width != 0;
    }

    using attributes = std::map<std::string, std::vector<std::string>, std::less<>>;
    text_scanner in_;
    const std::string& folder_;
    scene_builder& to_;
    std::vector<scope> scopes_;
    std::map<std::string, attributes> rendered_;  ///< render settings, by their paths
    std::map<std::string, attributes> products_;
};

}  // namespace usd

RENDERBUS_DECL bool usd_reader::recognises(std::string_view head) {
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    return head.starts_with("#usda");
}

RENDERBUS_DECL result<void> usd_reader::read(scene_source source, scene_builder& to) {
    to.guess_project(source.folder);
    if (auto told = usd::teller(*source.bytes, source, to).tell(); !told) return told;
    return source.bytes->unchanged();
}

}  // namespace renderbus

#endif
