// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_IMPL_WRITER_IPP
#define RENDERBUS_JSON_IMPL_WRITER_IPP

#include <renderbus/json/table.hpp>
#include <renderbus/utf8.hpp>
#include <renderbus/json/values.hpp>
#include <renderbus/json/writer.hpp>

#include <charconv>
#include <cmath>

namespace renderbus::json {

RENDERBUS_DECL void writer::null() { out_ += "null"; }
RENDERBUS_DECL void writer::boolean(bool value) { out_ += value ? "true" : "false"; }

RENDERBUS_DECL void writer::integer(std::int64_t value) {
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

RENDERBUS_DECL void writer::natural(std::uint64_t value) {
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

RENDERBUS_DECL void writer::number(double value) {
    if (!std::isfinite(value)) return null();
    char digits[40];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

RENDERBUS_DECL void writer::raw(std::string_view json) { out_ += json; }

RENDERBUS_DECL void writer::escaped(char32_t code) {
    static constexpr char hex[] = "0123456789abcdef";
    const auto unit = [&](char32_t u) {
        const char text[] = {'\\', 'u', hex[u >> 12 & 15], hex[u >> 8 & 15], hex[u >> 4 & 15], hex[u & 15]};
        out_.append(text, sizeof text);
    };
    if (code < 0x10000) return unit(code);
    unit(0xD800 + ((code - 0x10000) >> 10));
    unit(0xDC00 + ((code - 0x10000) & 0x3FF));
}

RENDERBUS_DECL void writer::string(std::string_view value) {
    out_.push_back('"');
    std::size_t kept = 0;  // everything before it is written
    const auto flush = [&](std::size_t to) { out_.append(value.data() + kept, to - kept); };
    for (std::size_t i = 0; i < value.size();) {
        const auto c = static_cast<unsigned char>(value[i]);
        if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
            ++i;
            continue;
        }
        char32_t code = 0;
        const std::size_t length = decode_utf8(value.substr(i), code);
        if (length > 1 && !options_.ascii_only) {
            i += length;
            continue;
        }
        flush(i);
        if (length == 0 && !options_.ascii_only) out_ += "\xEF\xBF\xBD";
        else if (length == 0) escaped(0xFFFD);
        else if (code == '"') out_ += "\\\"";
        else if (code == '\\') out_ += "\\\\";
        else if (code == '\n') out_ += "\\n";
        else if (code == '\r') out_ += "\\r";
        else if (code == '\t') out_ += "\\t";
        else if (code == '\b') out_ += "\\b";
        else if (code == '\f') out_ += "\\f";
        else if (code == 0x7F && !options_.ascii_only) out_.push_back('\x7F');
        else escaped(code);
        i += length ? length : 1;
        kept = i;
    }
    flush(value.size());
    out_.push_back('"');
}

RENDERBUS_DECL void writer::line() {
    if (options_.indent == 0) return;
    out_.push_back('\n');
    out_.append(std::size_t{depth_} * options_.indent, ' ');
}

RENDERBUS_DECL void writer::open(char bracket) {
    out_.push_back(bracket);
    ++depth_;
    first_ = true;
}

RENDERBUS_DECL void writer::close(char bracket) {
    --depth_;
    if (!first_) line();
    out_.push_back(bracket);
    first_ = false;
}

RENDERBUS_DECL void writer::next() {
    if (!first_) out_.push_back(',');
    first_ = false;
    line();
}

RENDERBUS_DECL void writer::name(std::string_view value) {
    next();
    string(value);
    out_ += options_.indent ? ": " : ":";
}

RENDERBUS_DECL bool writer::is_default(const value_codec& codec, const void* field, const void* new_field) const {
    std::string texts[2];
    writer own(texts[0], options_), made(texts[1], options_);
    codec.write(own, field);
    codec.write(made, new_field);
    return texts[0] == texts[1];
}

RENDERBUS_DECL void writer::object(const object_table& table, const void* const* fields) {
    const bool by_generation = table.generations && options_.generation != 0;
    const std::string_view* const names = by_generation ? table.generations->names[options_.generation - 1] : table.names;
    begin_object();
    for (std::size_t i = 0; i < table.size; ++i) {
        if (i == table.rest) continue;
        const value_codec& codec = *table.codecs[i];
        if (codec.is_unset && codec.is_unset(fields[i])) continue;
        if (names[i].empty()) {
            if (left_out_.empty() && !is_default(codec, fields[i], table.generations->fields_of_new()[i]))
                left_out_ = table.names[i];
            continue;
        }
        name(names[i]);
        codec.write(*this, fields[i]);
    }
    if (table.rest != no_rest) {
        for (const auto& [other, value] : static_cast<const other_fields*>(fields[table.rest])->fields) {
            name(other);
            raw(value.text);
        }
    }
    end_object();
}

}  // namespace renderbus::json

#endif
