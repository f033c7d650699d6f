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

/// What differs between the generations of the API, for structs in which something does.
struct generation_table {
    const std::string_view* keys[2];        ///< generation 1's and 2's; empty where a generation lacks the field
    const void* const* (*fields_of_new)();  ///< the fields of a struct with its defaults
};

/// A struct as the codec sees it: tables of one length. A key is a name as it stands in JSON, `"taskId":`. `rest` is the field
/// that keeps what no other field is for.
struct object_table {
    const std::string_view* keys;
    const value_codec* const* codecs;
    std::size_t size;
    std::size_t rest = no_rest;
    const generation_table* generations = nullptr;
};

}  // namespace renderbus::json

#endif
