// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_REDIS_KEYS_HPP
#define RENDERBUS_STORAGE_IMPL_REDIS_KEYS_HPP

#include <string>
#include <string_view>

namespace renderbus::detail {

/// The name of a key that belongs to one storage, whatever stands in the storage's name: a colon ends it.
inline std::string redis_key(std::string_view prefix, std::string_view kind, std::string_view storage) {
    std::string made(prefix);
    made.append(kind).append(1, ':');
    for (const char c : storage) {
        if (c == ':' || c == '%') made += c == ':' ? "%3A" : "%25";
        else made += c;
    }
    return made;
}

}  // namespace renderbus::detail

#endif
