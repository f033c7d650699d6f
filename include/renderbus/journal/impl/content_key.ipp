// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_IMPL_CONTENT_KEY_IPP
#define RENDERBUS_JOURNAL_IMPL_CONTENT_KEY_IPP

#include <renderbus/journal/content_key.hpp>

#include <cstdint>

namespace renderbus {

RENDERBUS_DECL content_key::content_key() { begin(); }

/// A hash that begins like this is a key of this kind and of nothing else.
RENDERBUS_DECL void content_key::begin() { put("renderbus journal key 1"); }

RENDERBUS_DECL void content_key::put(std::string_view text) {
    char length[8];
    for (int i = 0; i < 8; ++i) length[i] = static_cast<char>(static_cast<std::uint64_t>(text.size()) >> 8 * i & 0xFF);
    hash_.update(length);
    hash_.update(text);
}

RENDERBUS_DECL content_key& content_key::add(std::string_view label, std::string_view content) {
    put(label);
    put(content);
    return *this;
}

RENDERBUS_DECL std::string content_key::finish() {
    auto digits = to_hex(hash_.finish());
    begin();
    return digits;
}

}  // namespace renderbus

#endif
