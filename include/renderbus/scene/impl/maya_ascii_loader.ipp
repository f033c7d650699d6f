// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_ASCII_LOADER_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_ASCII_LOADER_IPP

#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/impl/maya_ascii_loader.hpp>
#include <renderbus/scene/maya_ascii.hpp>
#include <renderbus/scene/maya_attributes.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace renderbus::maya {
namespace load_detail {

inline constexpr std::string_view first_words = "//Maya ASCII ";
inline constexpr std::size_t heading_size = 16 * 1024;

inline heading heading_of(std::string_view text) {
    heading found;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (text.starts_with("//")) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (found.first_line.empty()) found.first_line = line.substr(0, 200);
        constexpr std::string_view codeset = "//Codeset: ";
        if (line.starts_with(codeset)) found.codeset = line.substr(codeset.size(), 40);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    std::string_view first = found.first_line;
    constexpr std::string_view last_word = " scene";
    if (first.starts_with(first_words) && first.ends_with(last_word) && first.size() > first_words.size() + last_word.size())
        found.version = first.substr(first_words.size(), first.size() - first_words.size() - last_word.size());
    return found;
}

/// `rig` puts `rig:` before the names of its nodes, the root namespace nothing.
inline std::string namespace_prefix(std::string_view name) {
    if (name.starts_with(':')) name.remove_prefix(1);
    return name.empty() ? std::string() : std::string(name) + ':';
}

}  // namespace load_detail

RENDERBUS_DECL result<document> load_ascii(const scene_source& source) {
    const auto head = read_head(source, load_detail::heading_size);
    if (!head) return head.error();
    auto heading = load_detail::heading_of(*head);
    const auto broken = [&](std::string cause) {
        return failure{scene_errc::malformed_scene, source.path + ":1", std::move(cause), ""};
    };
    if (head->empty()) return broken("the file is empty");
    if (heading.version.empty()) return broken("the first line is not that of a Maya ASCII scene (//Maya ASCII 2023 scene)");
    text_window text(*source.bytes, utf8_decoder(heading.codeset), source.path);
    auto made = ascii_loader(std::move(text), source.path).load(std::move(heading));
    // A file that was written to meanwhile may look like anything.
    if (auto same = source.bytes->unchanged(); !same) return std::move(same).error();
    return made;
}

inline result<document> ascii_loader::load(load_detail::heading heading) {
    made_.version = heading.version;
    made_.header = std::move(heading.first_line);
    made_.codeset = std::move(heading.codeset);
    std::uint32_t last_line = 1;
    while (in_.next_statement()) {
        last_line = in_.line();
        statement();
    }
    made_.ends_properly = in_.saw_end();
    if (made_.node_count == 0 && made_.references.empty())
        in_.fail(last_line, "the file ends before it creates a node: it is cut short");
    if (saved_by_maya_ && !in_.saw_end())
        in_.fail(last_line, "the closing comment that Maya writes (// End of ...) is missing: the file is cut short");
    if (in_.failed()) return in_.why();
    return std::move(made_);
}

inline void ascii_loader::statement() {
    const auto command = in_.command();
    if (command == "setAttr") set_attribute();
    else if (command == "createNode") create_node();
    else if (command == "connectAttr") connect();
    else if (command == "select") select();
    else if (command == "addAttr") add_attribute();
    else if (command == "file") file();
    else if (command == "requires") requirement();
    else if (command == "fileInfo") file_info();
    else if (command == "currentUnit") current_unit();
}

inline node& ascii_loader::keep() {
    if (pending_) {
        current_ = made_.nodes.size();
        made_.add(*std::exchange(pending_, std::nullopt));
    }
    return made_.nodes[current_];
}

/// `file -r -ns "rig" -rfn "rigRN" -typ "mayaAscii" "path"`, or `file -rdi DEPTH ...` for the list of all that are needed.
inline void ascii_loader::file() {
    reference made;
    made.line = in_.line();
    std::string flag;
    argument one;
    while (in_.next(one)) {
        if (one.is_flag()) {
            flag = one.text;
            continue;
        }
        if (flag == "-rfn" || flag == "-referenceNode") made.node = one.text;
        else if (flag == "-ns" || flag == "-namespace") made.prefix = load_detail::namespace_prefix(one.text);
        else if (flag == "-rpr" || flag == "-renamingPrefix") made.prefix = std::string(one.text) + '_';
        else if (flag == "-typ" || flag == "-type") made.format = one.text;
        else if (flag == "-op" || flag == "-options") continue;
        else if (flag == "-rdi" || flag == "-referenceDepthInfo")
            std::from_chars(one.text.data(), one.text.data() + one.text.size(), made.depth);
        else if (one.quoted) made.path = one.text;  // comes last, behind what unknown flags may have said
        flag.clear();
    }
    if (made.path.empty()) return void(in_.fail(made.line, "this file statement names no file"));
    made_.references.push_back(std::move(made));
}

inline void ascii_loader::requirement() {
    scene_plugin plugin;
    std::string flag;
    argument one;
    int words = 0;
    while (in_.next(one)) {
        if (one.is_flag()) flag = one.text;
        else if (!flag.empty()) flag.clear();
        else if (++words == 1) plugin.name = one.text;
        else plugin.version = one.text;
    }
    if (words < 2) return void(in_.fail(in_.line(), "this requires statement names no version"));
    if (plugin.name == "maya") made_.version = plugin.version;
    else made_.plugins.push_back(std::move(plugin));
}

inline void ascii_loader::file_info() {
    argument one;
    if (!in_.next(one)) return void(in_.fail(in_.line(), "this fileInfo statement has no key"));
    const std::string key(one.text);
    if (key == "cutIdentifier") saved_by_maya_ = true;
    if (in_.next(one) && key == "product") made_.product = one.text;
}

inline void ascii_loader::current_unit() {
    std::string flag;
    argument one;
    while (in_.next(one)) {
        if (one.is_flag()) flag = one.text;
        else if (flag == "-t" || flag == "-time") made_.time_unit = one.text;
    }
}

inline void ascii_loader::create_node() {
    leave_current();
    ++made_.node_count;
    node made;
    made.line = in_.line();
    std::string flag;
    argument one;
    while (in_.next(one)) {
        if (one.is_flag()) {
            made.shared |= one.text == "-s" || one.text == "-shared";
            flag = one.text == "-n" || one.text == "-name" || one.text == "-p" || one.text == "-parent" ? one.text : "";
            continue;
        }
        if (flag == "-n" || flag == "-name") made.name = short_name(one.text);
        else if (flag == "-p" || flag == "-parent") made.parent = one.text;
        else if (made.type.empty()) made.type = one.text;
        flag.clear();
    }
    if (made.type.empty()) return void(in_.fail(made.line, "this createNode statement names no type"));
    if (made.name.empty()) made.name = made.type + '1';
    if (made.type == "expression") made_.expressions.push_back(made.name);
    const bool matters = always_kept(made.type);
    pending_ = std::move(made);
    if (matters) keep();
}

inline void ascii_loader::select() {
    leave_current();
    std::string name;
    argument one;
    while (in_.next(one))
        if (!one.is_flag()) name = one.text;
    if (name.starts_with(':')) name.erase(0, 1);
    if (name.empty()) return;
    if (const node* known = made_.find(name)) {
        current_ = static_cast<std::size_t>(known - made_.nodes.data());
        return;
    }
    pending_ = node{std::string(default_node_type(name)), std::string(short_name(name)), "", true, in_.line(), {}};
}

/// A dynamic attribute has a value even before one is set.
inline void ascii_loader::add_attribute() {
    if (!has_current()) return;
    std::string flag;
    std::string name;
    std::string initial = "0";
    argument one;
    while (in_.next(one)) {
        if (one.is_flag()) {
            flag = one.text;
            if (flag == "-dt" || flag == "-dataType") initial.clear();
            continue;
        }
        if (flag == "-sn" || flag == "-shortName") name = one.text;
        else if (flag == "-dv" || flag == "-defaultValue") initial = one.text;
        flag.clear();
    }
    if (const auto kept = kept_attribute(current().type, name); !kept.empty()) keep().attributes.try_emplace(kept, here(initial));
}

inline void ascii_loader::connect() {
    ++made_.connection_count;
    std::string ends[2];
    int count = 0;
    argument one;
    while (in_.next(one))
        if (!one.is_flag() && count < 2) ends[count++] = one.text;
    if (count < 2) return void(in_.fail(in_.line(), "this connectAttr statement needs two attributes"));
    plug to = load_detail::plug_of(ends[1]);
    const node* target = made_.find(to.node);
    if (!target) return;
    if (auto kept = kept_attribute(target->type, to.attribute); !kept.empty()) to.attribute = std::move(kept);
    if (connection_matters(target->type, without_indices(to.attribute)))
        made_.connections.push_back({load_detail::plug_of(ends[0]), std::move(to)});
}

}  // namespace renderbus::maya

#endif
