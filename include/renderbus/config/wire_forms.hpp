// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CONFIG_WIRE_FORMS_HPP
#define RENDERBUS_CONFIG_WIRE_FORMS_HPP

#include <renderbus/config/scene_files.hpp>
#include <renderbus/config/task_json.hpp>
#include <renderbus/json/json.hpp>

/// How the parts of the four files that are no plain structs stand in JSON.
namespace renderbus {

template <>
struct wire_form<config::maya_scene_info> {
    RENDERBUS_DECL static result<config::maya_scene_info> from_wire(const object_map<raw_json>& wire);
    RENDERBUS_DECL static object_map<raw_json> to_wire(const config::maya_scene_info& info);
};

template <>
struct wire_form<config::asset_entries> {
    RENDERBUS_DECL static result<config::asset_entries> from_wire(const list<raw_json>& wire);
    RENDERBUS_DECL static list<raw_json> to_wire(const config::asset_entries& files);
};

template <>
struct wire_form<config::tip_texts> {
    RENDERBUS_DECL static result<config::tip_texts> from_wire(const raw_json& wire);
    RENDERBUS_DECL static raw_json to_wire(const config::tip_texts& texts);
};

template <>
struct wire_form<config::scene_entries> {
    RENDERBUS_DECL static result<config::scene_entries> from_wire(const raw_json& wire);
    RENDERBUS_DECL static raw_json to_wire(const config::scene_entries& scenes);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/config/impl/wire_forms.ipp>
#endif

#endif
