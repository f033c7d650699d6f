// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_LAYOUT_HPP
#define RENDERBUS_JSON_LAYOUT_HPP

#include <renderbus/json/writer.hpp>

#include <string>
#include <string_view>

namespace renderbus::json {

/// A JSON text laid out anew: the same values in the same order, numbers as they stand. Throws `exception` where it is no JSON.
RENDERBUS_DECL std::string layout(std::string_view text, write_options options);

}  // namespace renderbus::json

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/json/impl/layout.ipp>
#endif

#endif
