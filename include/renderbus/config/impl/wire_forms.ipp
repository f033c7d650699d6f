// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CONFIG_IMPL_WIRE_FORMS_IPP
#define RENDERBUS_CONFIG_IMPL_WIRE_FORMS_IPP

#include <renderbus/config/wire_forms.hpp>

namespace renderbus {
namespace config::detail {

/// A part was read on its own: its line and column say nothing, its path does.
inline failure inside(const std::string& part, const failure& why) { return {why.code, {}, part + why.cause, {}}; }

}  // namespace config::detail

RENDERBUS_DECL result<config::maya_scene_info> wire_form<config::maya_scene_info>::from_wire(const object_map<raw_json>& wire) {
    config::maya_scene_info info;
    for (const auto& [name, text] : wire) {
        if (name == "layers" && text.text.starts_with('[')) continue;
        auto layer = from_json<config::maya_layer>(text.text);
        if (!layer) return config::detail::inside("layer " + name + ": ", layer.error());
        info.layers.append(name) = *std::move(layer);
    }
    return info;
}

RENDERBUS_DECL object_map<raw_json> wire_form<config::maya_scene_info>::to_wire(const config::maya_scene_info& info) {
    object_map<raw_json> wire;
    std::vector<std::string> names;
    for (const auto& [name, layer] : info.layers) {
        wire.append(name).text = to_json(layer);
        names.push_back(name);
    }
    if (!wire.find("layers")) wire.append("layers").text = to_json(names);
    return wire;
}

RENDERBUS_DECL result<config::asset_entries> wire_form<config::asset_entries>::from_wire(const list<raw_json>& wire) {
    struct older_entry {
        std::vector<std::string> path;
    };
    config::asset_entries files;
    std::size_t number = 0;
    for (const auto& item : wire) {
        const auto place = "item " + std::to_string(++number) + ": ";
        if (item.text.starts_with('{')) {
            auto older = from_json<older_entry>(item.text);
            if (!older) return config::detail::inside(place, older.error());
            for (auto& path : older->path) files.all.push_back({std::move(path)});
            continue;
        }
        auto text = from_json<std::string>(item.text);
        if (!text) return config::detail::inside(place, text.error());
        const auto cut = text->rfind("  (");
        if (cut == text->npos || !text->ends_with(')')) files.all.push_back({*std::move(text)});
        else files.all.push_back({text->substr(0, cut), text->substr(cut + 3, text->size() - cut - 4)});
    }
    return files;
}

RENDERBUS_DECL list<raw_json> wire_form<config::asset_entries>::to_wire(const config::asset_entries& files) {
    list<raw_json> wire;
    for (const auto& file : files.all)
        wire.push_back({to_json(file.note.empty() ? file.path : file.path + "  (" + file.note + ")")});
    wire.items();
    return wire;
}

RENDERBUS_DECL result<config::tip_texts> wire_form<config::tip_texts>::from_wire(const raw_json& wire) {
    config::tip_texts texts;
    if (wire.text.starts_with('[')) {
        auto several = from_json<std::vector<raw_json>>(wire.text);
        if (!several) return config::detail::inside({}, several.error());
        for (const auto& one : *several) {
            auto text = from_json<std::string>(one.text);
            texts.all.push_back(text ? *std::move(text) : one.text);
        }
    } else {
        auto text = from_json<std::string>(wire.text);
        texts.all.push_back(text ? *std::move(text) : wire.text);
    }
    return texts;
}

RENDERBUS_DECL raw_json wire_form<config::tip_texts>::to_wire(const config::tip_texts& texts) { return {to_json(texts.all)}; }

RENDERBUS_DECL result<config::scene_entries> wire_form<config::scene_entries>::from_wire(const raw_json& wire) {
    if (wire.text.starts_with('{')) {
        auto one = from_json<config::scene_entry>(wire.text);
        if (!one) return config::detail::inside({}, one.error());
        return config::scene_entries{{*std::move(one)}};
    }
    auto several = from_json<std::vector<config::scene_entry>>(wire.text);
    if (!several) return config::detail::inside({}, several.error());
    return config::scene_entries{*std::move(several)};
}

RENDERBUS_DECL raw_json wire_form<config::scene_entries>::to_wire(const config::scene_entries& scenes) {
    return {to_json(scenes.all)};
}

}  // namespace renderbus

#endif
