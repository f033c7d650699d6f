// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_TABLE_HPP
#define RENDERBUS_JSON_TABLE_HPP

#include <cstddef>
#include <string_view>

namespace renderbus::json {

class reader;
class writer;

/// What is done with a field of one type, wherever it stands: one per type, not one per field.
struct value_codec {
    bool (*read)(reader&, void*);               ///< false where the reader has failed
    void (*write)(writer&, const void*);
    bool (*is_unset)(const void*) = nullptr;    ///< none: always written
};

inline constexpr std::size_t no_rest = static_cast<std::size_t>(-1);

/// A struct as the codec sees it: tables of one length. `rest` is the field that keeps what no other field is for.
struct object_table {
    const std::string_view* names;
    const value_codec* const* codecs;
    std::size_t size;
    std::size_t rest = no_rest;
};

}  // namespace renderbus::json

#endif
