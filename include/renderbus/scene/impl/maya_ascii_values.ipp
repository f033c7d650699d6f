// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_ASCII_VALUES_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_ASCII_VALUES_IPP

// The part of the Maya ASCII loader that reads values: setAttr, and the edits of references.
#include <renderbus/scene/impl/maya_ascii_loader.hpp>
#include <renderbus/scene/maya_attributes.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace renderbus::maya {
namespace load_detail {

inline bool takes_value(std::string_view flag) {
    static constexpr std::array<std::string_view, 14> flags = {"-k",          "-keyable",      "-l",       "-lock", "-cb",
                                                               "-channelBox", "-ca",           "-caching", "-s",    "-size",
                                                               "-ch",         "-capacityHint", "-type",    "-typ"};
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

inline bool is_integer(const argument& one) {
    return !one.quoted && !one.text.empty() && one.text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The first value of a setAttr's arguments, behind its flags; whether there is one.
inline bool next_value(scanner& in, argument& one) {
    while (in.next(one)) {
        if (!one.is_flag()) return true;
        if (takes_value(one.text) && !in.next(one)) return false;
    }
    return false;
}

}  // namespace load_detail

inline void ascii_loader::set_attribute() {
    argument one;
    if (!load_detail::next_value(in_, one)) {
        if (!in_.failed()) in_.fail(in_.line(), "this setAttr statement names no attribute");
        return;
    }
    const std::string target(one.text);
    const auto dot = target.find('.');
    if (dot == std::string::npos) return void(in_.fail(in_.line(), "this setAttr statement names no attribute"));
    if (dot == 0) {
        if (!has_current()) return void(in_.fail(in_.line(), "an attribute is set before any node is created or selected"));
        return set_value(current(), std::string_view(target).substr(1));
    }
    const plug named = load_detail::plug_of(target);
    if (has_current() && current().name == short_name(named.node)) return set_value(current(), named.attribute);
    if (node* known = made_.find(named.node)) return set_value(*known, named.attribute);
    // Nodes that every scene has need no statement that creates them.
    const auto type = default_node_type(named.node);
    if (type != named.node) set_value(made_.add({std::string(type), named.node, "", true, in_.line(), {}}), named.attribute);
}

inline void ascii_loader::set_value(node& to, std::string_view attribute) {
    if (to.type == "reference" && (attribute == "ed" || attribute == "edits")) return edits();
    const std::string kept = kept_attribute(to.type, attribute);
    if (kept.empty() || (to.type == "script" && !to.name.ends_with("sceneConfigurationScriptNode"))) return;
    argument one;
    if (!load_detail::next_value(in_, one)) return;  // flags alone: the value stays
    const value what = here(one.text);
    node& target = pending_ && &to == &*pending_ ? keep() : to;
    target.attributes[kept] = what;
}

/// The blocks of `"rigRN" COUNT` and then COUNT edits, each a number for its kind and its texts.
inline void ascii_loader::edits() {
    std::uint64_t left = 0;
    argument one;
    while (in_.next(one)) {
        if (!load_detail::is_integer(one)) continue;
        if (left == 0) {
            std::from_chars(one.text.data(), one.text.data() + one.text.size(), left);
            continue;
        }
        --left;
        const std::string kind(one.text);
        if (kind == "2") one_edit(in_.line());
        else if (kind == "5") in_.next(one);  // a connection: another number, then its ends
        else if (kind == "7") {               // a relationship: two texts, how many follow, and those
            std::uint64_t texts = 0;
            while (in_.next(one) && !load_detail::is_integer(one)) {}
            std::from_chars(one.text.data(), one.text.data() + one.text.size(), texts);
            while (texts-- != 0 && in_.next(one)) {}
        }
    }
}

/// `2 "|rig:camera1|rig:cameraShape1" "renderable" " 1"`: what setAttr would get, as a text.
inline void ascii_loader::one_edit(std::uint32_t line) {
    std::string texts[3];
    argument one;
    for (auto& text : texts) {
        if (!in_.next(one)) return;
        text = one.text;
    }
    if (may_be_edited(without_indices(texts[1]))) edited_value(std::string(short_name(texts[0])), texts[1], texts[2], line);
}

inline void ascii_loader::edited_value(std::string node, std::string attribute, std::string_view arguments, std::uint32_t line) {
    const std::string statement = "setAttr " + std::string(arguments) + ';';
    scanner in(statement, "");
    argument one;
    if (in.next_statement() && load_detail::next_value(in, one))
        made_.edits.push_back({std::move(node), std::move(attribute), {std::string(one.text), line}});
}

}  // namespace renderbus::maya

#endif
