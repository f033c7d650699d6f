// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_DOCUMENT_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_DOCUMENT_IPP

#include <renderbus/scene/maya_document.hpp>

#include <charconv>
#include <cmath>
#include <utility>

namespace renderbus::maya {
RENDERBUS_DECL std::optional<double> value::number() const {
    if (text == "yes" || text == "on" || text == "true") return 1;
    if (text == "no" || text == "off" || text == "false") return 0;
    double parsed = 0;
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const char* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(begin, end, parsed);
    if (code != std::errc() || stop != end || !std::isfinite(parsed)) return std::nullopt;
    return parsed;
}

RENDERBUS_DECL bool value::truth() const { return number().value_or(0) != 0; }

RENDERBUS_DECL const value* node::find(std::string_view attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? nullptr : &found->second;
}

RENDERBUS_DECL const node* document::find(std::string_view path) const {
    const auto name = short_name(path);
    const auto bar = path.rfind('|');
    if (bar == std::string_view::npos || bar == 0) {
        const auto found = by_name_.find(name);
        return found == by_name_.end() ? nullptr : &nodes[found->second];
    }
    const auto found = by_path_.find(std::string(short_name(path.substr(0, bar))) + '|' + std::string(name));
    return found == by_path_.end() ? nullptr : &nodes[found->second];
}

RENDERBUS_DECL node& document::add(node made) {
    by_name_.emplace(made.name, nodes.size());
    by_path_.emplace(std::string(short_name(made.parent)) + '|' + made.name, nodes.size());
    return nodes.emplace_back(std::move(made));
}

}  // namespace renderbus::maya

#endif
