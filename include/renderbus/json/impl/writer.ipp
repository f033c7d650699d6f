// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_IMPL_WRITER_IPP
#define RENDERBUS_JSON_IMPL_WRITER_IPP

#include <renderbus/json/impl/plain_text.ipp>
#include <renderbus/json/table.hpp>
#include <renderbus/json/values.hpp>
#include <renderbus/json/writer.hpp>
#include <renderbus/reflect/names.hpp>
#include <renderbus/utf8.hpp>

#include <charconv>
#include <cmath>

namespace renderbus::json {

namespace detail {

/// Asks for memory that is likely to be needed soon, so that nobody waits for it then; it need not be there at all.
inline void fetch_ahead([[maybe_unused]] const char* here, [[maybe_unused]] std::size_t ahead,
                        [[maybe_unused]] std::size_t size) {
#if defined(__GNUC__)
    constexpr std::size_t cache_line = 64;
    const auto from = reinterpret_cast<std::uintptr_t>(here) + ahead;
    for (std::size_t at = 0; at < size; at += cache_line) __builtin_prefetch(reinterpret_cast<const char*>(from + at));
#endif
}

}  // namespace detail

RENDERBUS_DECL void writer::flush() {
    out_.append(chunk_, used_);
    used_ = 0;
    // A text that is larger than the caches goes there in steps that the processor's store buffer holds.
    constexpr std::size_t step = 500;
    full_ = step;
    detail::fetch_ahead(out_.data() + out_.size(), 2 * step, step);
}

/// Where so many characters may go, which are no more than the chunk has.
RENDERBUS_DECL char* writer::room(std::size_t size) {
    if (used_ + size > full_) flush();
    return chunk_ + used_;
}

RENDERBUS_DECL void writer::put(std::string_view text) {
    if (text.size() > sizeof chunk_) {
        flush();
        out_ += text;
        return;
    }
    detail::copy_short(room(text.size()), text.data(), text.size());
    used_ += text.size();
}

RENDERBUS_DECL void writer::null() {
    put("null");
    end_value();
}

RENDERBUS_DECL void writer::boolean(bool value) {
    put(value ? "true" : "false");
    end_value();
}

RENDERBUS_DECL void writer::integer(std::int64_t value) {
    constexpr std::size_t most = 24;
    char* const at = room(most);
    used_ += static_cast<std::size_t>(std::to_chars(at, at + most, value).ptr - at);
    end_value();
}

RENDERBUS_DECL void writer::natural(std::uint64_t value) {
    constexpr std::size_t most = 24;
    char* const at = room(most);
    used_ += static_cast<std::size_t>(std::to_chars(at, at + most, value).ptr - at);
    end_value();
}

RENDERBUS_DECL void writer::number(double value) {
    if (!std::isfinite(value)) return null();
    constexpr std::size_t most = 40;
    char* const at = room(most);
    used_ += static_cast<std::size_t>(std::to_chars(at, at + most, value).ptr - at);
    end_value();
}

RENDERBUS_DECL void writer::raw(std::string_view json) {
    put(json);
    end_value();
}

RENDERBUS_DECL void writer::escaped(char32_t code) {
    static constexpr char hex[] = "0123456789abcdef";
    const auto unit = [&](char32_t u) {
        const char text[] = {'\\', 'u', hex[u >> 12 & 15], hex[u >> 8 & 15], hex[u >> 4 & 15], hex[u & 15]};
        put({text, sizeof text});
    };
    if (code < 0x10000) return unit(code);
    unit(0xD800 + ((code - 0x10000) >> 10));
    unit(0xDC00 + ((code - 0x10000) & 0x3FF));
}

RENDERBUS_DECL void writer::string(std::string_view value) {
    const std::size_t size = value.size();
    std::size_t plain = 0;
    if (size + 2 <= sizeof chunk_ && !options_.ascii_only) {
        detail::fetch_ahead(value.data(), 1000, size);  // texts that were made one after another mostly lie so in memory
        char* const at = room(size + 2);
        *at = '"';
        plain = detail::copy_plain(at + 1, value.data(), size);
        used_ += 1 + plain;
    } else {
        put('"');
    }
    if (plain != size) string_with_escapes(value.substr(plain));
    put('"');
    end_value();
}

/// What is between the quotes, character by character where it is not plain.
RENDERBUS_DECL void writer::string_with_escapes(std::string_view value) {
    std::size_t kept = 0;  // everything before it is written
    const char* const end = value.data() + value.size();
    const auto plain_from = [&](std::size_t from) {
        const char* const at = value.data() + from;
        const char* const stop = options_.ascii_only ? detail::plain_end(at, end, false) : detail::unescaped_end(at, end);
        return static_cast<std::size_t>(stop - value.data());
    };
    for (std::size_t i = plain_from(0); i < value.size(); i = plain_from(i)) {
        char32_t code = 0;
        const std::size_t length = decode_utf8(value.substr(i), code);
        put(value.substr(kept, i - kept));
        if (length == 0 && !options_.ascii_only) put("\xEF\xBF\xBD");
        else if (length == 0) escaped(0xFFFD);
        else if (code == '"') put("\\\"");
        else if (code == '\\') put("\\\\");
        else if (code == '\n') put("\\n");
        else if (code == '\r') put("\\r");
        else if (code == '\t') put("\\t");
        else if (code == '\b') put("\\b");
        else if (code == '\f') put("\\f");
        else escaped(code);
        i += length ? length : 1;
        kept = i;
    }
    put(value.substr(kept));
}

RENDERBUS_DECL void writer::line() {
    if (options_.indent == 0) return;
    put('\n');
    for (std::size_t blanks = std::size_t{depth_} * options_.indent; blanks > 0; --blanks) put(' ');
}

RENDERBUS_DECL void writer::open(char bracket) {
    put(bracket);
    ++depth_;
    first_ = true;
}

RENDERBUS_DECL void writer::close(char bracket) {
    --depth_;
    if (!first_) line();
    put(bracket);
    first_ = false;
    end_value();
}

RENDERBUS_DECL void writer::next() {
    if (!first_) put(',');
    first_ = false;
    line();
}

RENDERBUS_DECL void writer::name(std::string_view value) {
    next();
    string(value);
    put(options_.indent ? ": " : ":");
}

/// A name of a table stands there as it is written, but for what is outside ASCII.
RENDERBUS_DECL void writer::key(std::string_view quoted) {
    if (options_.ascii_only) return name(renderbus::detail::name_in(quoted));
    if (options_.indent != 0 || quoted.size() >= sizeof chunk_) {
        next();
        put(quoted);
        if (options_.indent != 0) put(' ');
        return;
    }
    char* const from = room(1 + quoted.size());
    *from = ',';
    char* const at = from + !first_;
    first_ = false;
    detail::copy_short(at, quoted.data(), quoted.size());
    used_ += static_cast<std::size_t>(at - from) + quoted.size();
}

RENDERBUS_DECL bool writer::is_default(const field_writer& of, const void* field, const void* new_field) const {
    std::string texts[2];
    writer own(texts[0], options_), made(texts[1], options_);
    of.write(own, field);
    of.write(made, new_field);
    return texts[0] == texts[1];
}

RENDERBUS_DECL void writer::object(const write_table& table, const void* const* fields) {
    const std::string_view* const keys = table.keys.of(options_.generation);
    begin_object();
    for (std::size_t i = 0; i < table.keys.size; ++i) {
        if (i == table.rest) continue;
        const field_writer& of = table.fields[i];
        if (of.is_unset && of.is_unset(fields[i])) continue;
        if (keys[i].empty()) {
            if (left_out_.empty() && !is_default(of, fields[i], table.fields_of_new()[i]))
                left_out_ = table.keys.name(i, 0);
            continue;
        }
        key(keys[i]);
        of.write(*this, fields[i]);
    }
    if (table.rest != no_rest) {
        for (const auto& [other, value] : static_cast<const other_fields*>(fields[table.rest])->fields) {
            name(other);
            raw(value.text);
        }
    }
    end_object();
}

RENDERBUS_DECL std::string text_of(write_value_at write, const void* value, write_options options) {
    std::string text;
    writer out(text, options);
    write(out, value);
    return text;
}

RENDERBUS_DECL std::string_view left_out_of(write_value_at write, const void* value, int generation) {
    std::string text;
    writer out(text, {.generation = generation});
    write(out, value);
    return out.left_out();
}

}  // namespace renderbus::json

#endif
