// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_KATANA_ARCHIVE_HPP
#define RENDERBUS_SCENE_IMPL_KATANA_ARCHIVE_HPP

#include <renderbus/scene/source.hpp>
#include <renderbus/units.hpp>

#include <map>
#include <string>
#include <string_view>

namespace renderbus::katana {

using attributes = std::map<std::string, std::string, std::less<>>;

/// What a Katana file holds: the attributes of its first line, and the project, which is XML.
struct project {
    attributes header;
    scene_source xml;
};

/// Opens the project in a file: behind the first line a gzip of a tar, or, in older files, the XML itself.
result<project> open_project(scene_source source, byte_count limit);

/// The attributes of an element, `name="value"` each, without entities. Stops at what is none.
attributes attributes_of(std::string_view text);

}  // namespace renderbus::katana

#endif
