// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_MAYA_DOCUMENT_HPP
#define RENDERBUS_SCENE_MAYA_DOCUMENT_HPP

#include <renderbus/scene/facts.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What of a Maya file matters to rendering and to the files it needs, whatever the file's format. Attributes stand under
/// their short names.
namespace renderbus::maya {

struct value {
    std::string text;
    std::uint32_t line = 0;  ///< of the file; 0 in a binary one

    RENDERBUS_DECL std::optional<double> number() const;
    /// on, yes, true and numbers other than 0.
    RENDERBUS_DECL bool truth() const;
};

struct node {
    std::string type;
    std::string name;     ///< as in the file, without the path of its parents
    std::string parent;   ///< as in the file: a name or a path, or empty
    bool shared = false;  ///< one of those that every scene has: persp, defaultArnoldDriver
    std::uint32_t line = 0;
    std::map<std::string, value, std::less<>> attributes;

    RENDERBUS_DECL const value* find(std::string_view attribute) const;
};

/// `node.attribute`; the node may be a path, a leading `:` is gone.
struct plug {
    std::string node;
    std::string attribute;
};

struct connection {
    plug from;
    plug to;
};

/// A `file` statement.
struct reference {
    std::string path;
    std::string node;
    std::string prefix;       ///< what it puts before the names of its nodes: `rig:`
    std::string format;       ///< mayaAscii, mayaBinary, Alembic ...
    std::uint32_t depth = 0;  ///< of a `-rdi` statement: 1 where this file itself refers to it; 0 for the others
    std::uint32_t line = 0;
};

/// A change that a file makes to an attribute of a referenced node.
struct edit {
    std::string node;       ///< last part of its path, with namespaces
    std::string attribute;  ///< mostly the long name
    value what;
};

struct document {
    std::string header;
    std::string codeset;
    std::string version;
    std::string product;
    std::string time_unit = "film";
    std::vector<scene_plugin> plugins;
    std::vector<node> nodes;              ///< only those that matter
    std::vector<connection> connections;  ///< only those that end in a node that matters
    std::vector<reference> references;
    std::vector<edit> edits;
    std::vector<std::string> expressions;
    std::uint64_t node_count = 0;
    std::uint64_t connection_count = 0;
    bool ends_properly = true;

    /// The node of that name or path, of which only the last two parts are looked at; the first of several. None where there
    /// is no such node or it does not matter.
    RENDERBUS_DECL const node* find(std::string_view path) const;
    RENDERBUS_DECL node& add(node made);
    node* find(std::string_view path) { return const_cast<node*>(std::as_const(*this).find(path)); }

private:
    std::map<std::string, std::size_t, std::less<>> by_name_;
    std::map<std::string, std::size_t, std::less<>> by_path_;  ///< `parent|name`
};

/// The part of a path behind the last `|`, without a leading `:`.
constexpr std::string_view short_name(std::string_view path) {
    path.remove_prefix(path.rfind('|') + 1);
    if (path.starts_with(':')) path.remove_prefix(1);
    return path;
}

}  // namespace renderbus::maya

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/maya_document.ipp>
#endif

#endif
