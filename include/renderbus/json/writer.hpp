// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_WRITER_HPP
#define RENDERBUS_JSON_WRITER_HPP

#include <renderbus/detail/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace renderbus {

/// How JSON is laid out.
struct write_options {
    unsigned indent = 0;      ///< spaces a level; 0 writes one line without spaces
    bool ascii_only = false;  ///< everything outside ASCII as \uXXXX
    /// Of the API: fields that it lacks are left out, the others are named as in it. 0: all fields, as generation 2 names them.
    int generation = 0;
    /// Secrets as they are, and not as `***`: for who serves them.
    bool reveal_secrets = false;
};

namespace json {

struct write_table;
struct field_writer;

/// Appends JSON to a string. It writes what it is told, in the order it is told; the string has it when the outermost value is
/// at its end.
class writer {
public:
    explicit writer(std::string& out, write_options options = {}) : out_(out), options_(options) {}
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;
    const write_options& options() const noexcept { return options_; }

    RENDERBUS_DECL void null();
    RENDERBUS_DECL void boolean(bool value);
    RENDERBUS_DECL void integer(std::int64_t value);
    RENDERBUS_DECL void natural(std::uint64_t value);
    /// The shortest text that reads back as the same number; null for what JSON cannot say (infinity, NaN).
    RENDERBUS_DECL void number(double value);
    /// Text that is not UTF-8 is written with U+FFFD in place of what is wrong.
    RENDERBUS_DECL void string(std::string_view value);
    RENDERBUS_DECL void raw(std::string_view json);

    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }
    /// Before each item of an array.
    RENDERBUS_DECL void next();
    /// Before each value of an object.
    RENDERBUS_DECL void name(std::string_view value);

    /// A struct by its table; what is unset is left out, and what the generation lacks.
    RENDERBUS_DECL void object(const write_table& table, const void* const* fields);
    /// The name of the first field with a value that the generation lacks; empty where there was none.
    std::string_view left_out() const noexcept { return left_out_; }

private:
    void put(char c) {
        if (used_ >= full_) flush();
        chunk_[used_++] = c;
    }
    RENDERBUS_DECL void put(std::string_view text);
    RENDERBUS_DECL char* room(std::size_t size);
    RENDERBUS_DECL void flush();
    /// After each value: the outermost goes to the string.
    void end_value() {
        if (depth_ == 0) flush();
    }
    RENDERBUS_DECL void string_with_escapes(std::string_view value);
    RENDERBUS_DECL void open(char bracket);
    RENDERBUS_DECL void close(char bracket);
    RENDERBUS_DECL void line();
    RENDERBUS_DECL void escaped(char32_t code);
    RENDERBUS_DECL void key(std::string_view quoted);
    RENDERBUS_DECL bool is_default(const field_writer& of, const void* field, const void* new_field) const;

    std::string& out_;
    write_options options_;
    unsigned depth_ = 0;
    bool first_ = true;
    std::string_view left_out_;
    std::size_t used_ = 0;
    std::size_t full_ = sizeof chunk_;  // less once the text is longer than one chunk
    char chunk_[2000];                  // many small steps are quicker in here than at the end of a string
};

/// How a value of one type is written, wherever it stands.
using write_value_at = void (*)(writer&, const void*);

/// Of any type's value: its text, and the name of the first field that has a value though the generation lacks it.
RENDERBUS_DECL std::string text_of(write_value_at write, const void* value, write_options options);
RENDERBUS_DECL std::string_view left_out_of(write_value_at write, const void* value, int generation);

}  // namespace json
}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/json/impl/writer.ipp>
#endif

#endif
