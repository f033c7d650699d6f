// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_CODESET_HPP
#define RENDERBUS_SCENE_CODESET_HPP

#include <renderbus/detail/config.hpp>
#include <renderbus/utf8.hpp>

#include <string>
#include <string_view>

namespace renderbus {

/// What stands in a converted text for bytes that mean nothing in its codeset: U+FFFD.
inline constexpr std::string_view unreadable_character = "\xEF\xBF\xBD";

/// The text as UTF-8. The codeset is a name (`UTF-8`) or the number of a Windows code page (`936`, `1252`); an empty one
/// means UTF-8, or 1252 where the bytes are not that. Bytes that mean nothing become `unreadable_character`; the number of
/// lines stays what it was.
RENDERBUS_DECL std::string to_utf8(std::string text, std::string_view codeset);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/codeset.ipp>
#endif

#endif
