// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_PROPERTY_SET_HPP
#define RENDERBUS_SCENE_IMPL_PROPERTY_SET_HPP

#include <renderbus/error.hpp>

#include <string>
#include <vector>

namespace renderbus::property_set {

/// A heading of a document, and the lines below it.
struct part {
    std::string heading;
    std::vector<std::string> lines;
};

/// What a stream \5DocumentSummaryInformation says of the parts of its document, as UTF-8; nothing where it has no such
/// properties. Fails with `scene_errc::malformed_scene` and the byte of the stream, which `stream` names.
result<std::vector<part>> read_parts(std::string bytes, const std::string& stream);

}  // namespace renderbus::property_set

#endif
