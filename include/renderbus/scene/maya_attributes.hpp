// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAYA_ATTRIBUTES_HPP
#define RENDERBUS_SCENE_MAYA_ATTRIBUTES_HPP

#include <renderbus/scene/facts.hpp>
#include <renderbus/scene/file_pattern.hpp>

#include <string>
#include <string_view>

/// Which attributes of which nodes of Maya matter, and what they mean.
namespace renderbus::maya {

/// An attribute that names files.
struct input_attribute {
    std::string_view type;  ///< of the node; `Pxr*` stands for all that begin with Pxr
    std::string_view name;
    input_kind kind;
    bool folder = false;       ///< it names a folder whose files all count
    bool search_path = false;  ///< it lists folders to search
};

/// The rule for an attribute, its short name given without indices; none where it names no files.
RENDERBUS_DECL const input_attribute* find_input_attribute(std::string_view type, std::string_view attribute);

/// The short name under which an attribute is kept, indices included (`adjs[0].val`); empty where it does not matter.
RENDERBUS_DECL std::string kept_attribute(std::string_view type, std::string_view attribute);

/// Whether some node type has an attribute of that short or long name that a reference edit may change.
RENDERBUS_DECL bool may_be_edited(std::string_view attribute);

/// The long name of a kept attribute, indices included; the same again where it has none.
RENDERBUS_DECL std::string long_attribute(std::string_view type, std::string_view kept);

constexpr bool is_camera(std::string_view type) { return type == "camera" || type == "stereoRigCamera"; }

/// Nodes that are kept even if no attribute of theirs is written.
RENDERBUS_DECL bool always_kept(std::string_view type);

/// Whether a connection into this attribute (short name, no indices) of a kept node matters.
RENDERBUS_DECL bool connection_matters(std::string_view type, std::string_view attribute);

/// The type of a node that every scene has and that is only selected, never created.
RENDERBUS_DECL std::string_view default_node_type(std::string_view name);

/// An attribute without its indices: `adjs[0].val` is `adjs.val`.
RENDERBUS_DECL std::string without_indices(std::string_view attribute);

}  // namespace renderbus::maya

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/maya_attributes.ipp>
#endif

#endif
