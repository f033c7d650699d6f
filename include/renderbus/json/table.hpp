// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_TABLE_HPP
#define RENDERBUS_JSON_TABLE_HPP

#include <renderbus/reflect/names.hpp>

#include <cstddef>

namespace renderbus::json {

class reader;
class writer;

/// How a field of one type is read, wherever it stands; false where the reader has failed.
using read_field = bool (*)(reader&, void*);

/// How a field of one type is written.
struct field_writer {
    void (*write)(writer&, const void*);
    bool (*is_unset)(const void*);  ///< none: always written
};

inline constexpr std::size_t no_rest = static_cast<std::size_t>(-1);

/// A struct as it is read. `rest` is the field that keeps what no other field is for.
struct read_table {
    const field_keys& keys;
    const read_field* fields;
    std::size_t rest = no_rest;
};

/// A struct as it is written: a program that only reads it has no need of this one.
struct write_table {
    const field_keys& keys;
    const field_writer* fields;
    std::size_t rest = no_rest;
    const void* const* (*fields_of_new)() = nullptr;  ///< a struct with its defaults, where the generations differ
};

}  // namespace renderbus::json

#endif
