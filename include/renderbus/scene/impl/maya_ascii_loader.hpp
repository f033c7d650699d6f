// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_ASCII_LOADER_HPP
#define RENDERBUS_SCENE_IMPL_MAYA_ASCII_LOADER_HPP

#include <renderbus/scene/maya_document.hpp>
#include <renderbus/scene/maya_scanner.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus::maya {
namespace load_detail {

/// The file's own lines of comment at its begin: what it is, and how its bytes are meant.
struct heading {
    std::string first_line;
    std::string version;
    std::string codeset;
};

/// `rig.ma.v` is the node `rig` and the attribute `ma.v`; the node may be a path that holds no dots.
inline plug plug_of(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) return {std::string(text), ""};
    auto node = text.substr(0, dot);
    if (node.starts_with(':')) node.remove_prefix(1);
    return {std::string(node), std::string(text.substr(dot + 1))};
}

}  // namespace load_detail

/// Turns the statements of one file into a document.
class ascii_loader {
public:
    ascii_loader(text_window text, const std::string& file) : in_(std::move(text), file) {}

    result<document> load(load_detail::heading heading);

private:
    void statement();
    void file();
    void requirement();
    void file_info();
    void current_unit();
    void create_node();
    void select();
    void add_attribute();
    void set_attribute();
    void set_value(node& to, std::string_view attribute);
    void connect();
    void edits();
    void one_edit(std::uint32_t line);
    void edited_value(std::string node, std::string attribute, std::string_view arguments, std::uint32_t line);

    bool has_current() const { return pending_.has_value() || current_ != none; }
    node& current() { return pending_ ? *pending_ : made_.nodes[current_]; }
    node& keep();
    void leave_current() { pending_.reset(), current_ = none; }
    value here(std::string_view text) const { return {std::string(text), in_.line()}; }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    scanner in_;
    document made_;
    std::optional<node> pending_;  ///< the node created last, while nothing of it is known to matter
    std::size_t current_ = none;   ///< the node created or selected last, in `made_`
    bool saved_by_maya_ = false;
};

}  // namespace renderbus::maya

#endif
