// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_REDACT_HPP
#define RENDERBUS_OBSERVE_REDACT_HPP

#include <renderbus/detail/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace renderbus {

/// A text with `***` in place of what looks like a secret: the value after a name such as `signature=`, `"accessKey": `,
/// `raySyncUserKey:`, `--password `, what follows `Authorization:` on its line, and `user:pass@` in a URL. Names count in any
/// case, with or without `_` and `-`. Of a longer text come the first `most` bytes and `...`. One pass over what is kept.
///
/// A second line of defence: events hold no secrets. What writes texts of others to a file or a screen sends them through here.
RENDERBUS_DECL std::string redact(std::string_view text, std::size_t most = 4096);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/redact.ipp>
#endif

#endif
