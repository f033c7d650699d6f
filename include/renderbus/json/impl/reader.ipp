// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_IMPL_READER_IPP
#define RENDERBUS_JSON_IMPL_READER_IPP

#include <renderbus/json/impl/numbers.ipp>
#include <renderbus/json/impl/strings.ipp>
#include <renderbus/json/reader.hpp>
#include <renderbus/json/values.hpp>
#include <renderbus/reflect/names.hpp>
#include <renderbus/utf8.hpp>

#include <algorithm>
#include <cstring>

namespace renderbus::json {
namespace detail {

inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

struct found_field {
    std::size_t index;     // the table's size where no field has the name
    std::string_view key;  // as the table has it
};

/// The field of that name, in whichever generation; it is looked for from one field on, in a circle.
RENDERBUS_DECL found_field field_named(const read_table& table, std::size_t from, std::string_view name) {
    const std::size_t size = table.keys.size;
    const auto among = [&](const std::string_view* keys) -> found_field {
        std::size_t i = from;
        for (std::size_t n = 0; n < size; ++n, ++i) {
            if (i >= size) i = 0;
            if (renderbus::detail::name_in(keys[i]) == name) return {i, keys[i]};
        }
        return {size, {}};
    };
    const auto found = among(table.keys.in[0]);
    if (found.index < size || !table.keys.differ_by_generation() || name.empty()) return found;
    return among(table.keys.in[1]);
}

/// Whether a text of at least that size begins with a key. Most keys are of 8 to 32 bytes: their words overlap where they must.
inline bool begins_with_key(const char* text, const char* key, std::size_t size) {
    const auto difference = [&](std::size_t at, auto word) {
        auto other = word;
        std::memcpy(&word, text + at, sizeof word);
        std::memcpy(&other, key + at, sizeof other);
        return word ^ other;
    };
    constexpr std::uint64_t eight = 0;
    constexpr std::uint32_t four = 0;
    if (size > 32) return std::memcmp(text, key, size) == 0;
    if (size >= 16)
        return (difference(0, eight) | difference(8, eight) | difference(size - 16, eight) | difference(size - 8, eight)) == 0;
    if (size >= 8) return (difference(0, eight) | difference(size - 8, eight)) == 0;
    return size >= 4 && (difference(0, four) | difference(size - 4, four)) == 0;
}

}  // namespace detail

RENDERBUS_DECL reader::reader(std::string_view text, const read_options& options)
    : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), depth_limit_(options.depth_limit),
      refuse_unknown_(options.refuse_unknown) {
    if (text.size() > options.size_limit) {
        fail(data_errc::too_large, "the text has " + std::to_string(text.size()) + " bytes, at most " +
                                       std::to_string(options.size_limit) + " are read");
        return;
    }
    if (text.starts_with("\xEF\xBB\xBF")) begin_ = at_ += 3;
}

RENDERBUS_DECL bool reader::fail_at(const char* where, data_errc code, std::string cause) {
    if (failed_) return false;
    failed_ = true;
    failed_at_ = where;
    code_ = code;
    cause_ = std::move(cause);
    at_ = end_;  // where nothing is to be read any more
    return false;
}

RENDERBUS_DECL bool reader::fail(data_errc code, std::string cause) {
    return fail_at(value_ ? value_ : at_, code, std::move(cause));
}

RENDERBUS_DECL bool reader::expected(std::string_view what) {
    space();
    const char* const from = value_ ? value_ : at_;
    if (from == end_) return fail_at(from, data_errc::malformed_json, "the text ends where " + std::string(what) + " should be");
    const std::string_view rest(from, static_cast<std::size_t>(end_ - from));
    const bool json = std::string_view("{[\"-0123456789").find(rest.front()) != std::string_view::npos ||
                      rest.starts_with("true") || rest.starts_with("false") || rest.starts_with("null");
    constexpr std::size_t shown = 24;
    std::string got;
    if (rest.front() == '{') got = "an object";
    else if (rest.front() == '[') got = "a list";
    else if (rest.front() == '"') got = printable(rest.substr(0, rest.find('"', 1)), shown) + '"';
    else got = printable(rest.substr(0, rest.find_first_of(",]} \t\r\n")), shown);
    return fail_at(from, json ? data_errc::wrong_type : data_errc::malformed_json,
                   "expected " + std::string(what) + ", got " + got);
}

RENDERBUS_DECL bool reader::inside(std::string_view field) {
    path_.insert(0, "." + printable(field, 64));
    return false;
}

RENDERBUS_DECL bool reader::inside(std::size_t index) {
    path_.insert(0, "[" + std::to_string(index) + "]");
    return false;
}

RENDERBUS_DECL failure reader::why() const {
    std::size_t line = 1, column = 1;
    for (const char* p = begin_; p < failed_at_; ++p) {
        if (*p == '\n') ++line, column = 1;
        else if ((static_cast<unsigned char>(*p) & 0xC0) != 0x80) ++column;
    }
    std::string path = path_.starts_with('.') ? path_.substr(1) : path_;
    if (!path.empty()) path += ": ";
    return {code_, "line " + std::to_string(line) + ", column " + std::to_string(column), path + cause_, {}};
}

RENDERBUS_DECL void reader::skip_space() {
    while (at_ < end_ && detail::is_space(*at_)) ++at_;
}

RENDERBUS_DECL const char* reader::here() {
    space();
    return at_;
}

RENDERBUS_DECL char reader::peek() {
    space();
    return at_ < end_ ? *at_ : '\0';
}

RENDERBUS_DECL bool reader::literal(std::string_view word) {
    if (static_cast<std::size_t>(end_ - at_) < word.size() || std::memcmp(at_, word.data(), word.size()) != 0) return false;
    at_ += word.size();
    return true;
}

RENDERBUS_DECL bool reader::take_any_null() {
    if (peek() != 'n') return false;
    value_ = at_;
    return literal("null");
}

RENDERBUS_DECL bool reader::boolean(bool& value) {
    const char next = peek();
    value_ = at_;
    if (next == '0' || next == '1') {
        std::string_view text;
        if (!number_text(text)) return false;
        return text.size() == 1 ? (value = text == "1", true) : expected("true or false");
    }
    struct form {
        std::string_view text;
        bool value;
    };
    static constexpr form forms[] = {{"true", true},       {"false", false},       {"\"true\"", true}, {"\"false\"", false},
                                     {"\"True\"", true},   {"\"False\"", false},   {"\"1\"", true},    {"\"0\"", false}};
    for (const auto& one : forms)
        if (literal(one.text)) return value = one.value, true;
    return expected("true or false");
}

RENDERBUS_DECL bool reader::enter(char bracket, std::string_view what) {
    const char next = peek();
    value_ = at_;
    if (next != bracket) return expected(what);
    if (++depth_ > depth_limit_)
        return fail_at(at_, data_errc::too_deep, "nested deeper than " + std::to_string(depth_limit_) + " levels");
    ++at_;
    first_ = true;
    lists_ += bracket == '[';
    return true;
}

RENDERBUS_DECL bool reader::next_in(char closing, bool& more) {
    more = false;
    if (failed_) return false;
    char next = peek();
    value_ = nullptr;
    if (next == closing) {
        ++at_;
        --depth_;
        lists_ -= closing == ']';
        first_ = false;
        return true;
    }
    if (!first_) {
        if (next != ',')
            return fail_at(at_, data_errc::malformed_json,
                           at_ == end_ ? std::string("the text ends inside ") + (closing == ']' ? "a list" : "an object")
                                       : std::string("expected ',' or '") + closing + "'");
        ++at_;
        next = peek();
        if (next == closing) return fail_at(at_, data_errc::malformed_json, "nothing follows the ','");
    }
    first_ = false;
    more = true;
    return true;
}

RENDERBUS_DECL bool reader::begin_array() { return enter('[', "a list"); }
RENDERBUS_DECL bool reader::begin_object() { return enter('{', "an object"); }

RENDERBUS_DECL bool reader::next_item() {
    bool more = false;
    return next_in(']', more) && more;
}

RENDERBUS_DECL std::size_t reader::items_to_expect(const char* first, std::size_t bytes_of_one) const noexcept {
    if (lists_ != 1 || at_ <= first) return 1;
    constexpr std::size_t most_bytes_for_one_of_text = 4;  // a text that begins with `{},` must not take what it likes
    const auto left = static_cast<std::size_t>(end_ - first);
    return std::min(left / static_cast<std::size_t>(at_ - first) + 1, left * most_bytes_for_one_of_text / bytes_of_one + 1);
}

RENDERBUS_DECL bool reader::name_and_colon(std::string_view& name) {
    if (peek() != '"')
        return fail_at(at_, data_errc::malformed_json,
                       at_ == end_ ? "the text ends inside an object" : "expected a name in quotes");
    const char* end = nullptr;
    const char* const start = at_;
    bool plain = true;
    if (!string_end(end, plain)) return false;
    if (plain) {
        name = {start + 1, end};
        at_ = end + 1;
    } else {
        if (!quoted(name_)) return false;
        name = name_;
    }
    if (peek() != ':') return fail_at(at_, data_errc::malformed_json, "expected ':' after a name");
    ++at_;
    return true;
}

RENDERBUS_DECL bool reader::next_name(std::string& name) {
    bool more = false;
    std::string_view view;
    if (!next_in('}', more) || !more || !name_and_colon(view)) return false;
    name.assign(view);
    return true;
}

/// Reads from one field on those that follow one another as in the struct.
RENDERBUS_DECL bool reader::fields_in_order(const read_table& table, void* const* fields, std::size_t& next) {
    const std::string_view* const keys = table.keys.in[0];
    const std::size_t end = std::min(table.keys.size, table.rest);
    std::size_t i = next;
    for (; i < end; ++i) {
        const std::string_view key = keys[i];
        if (static_cast<std::size_t>(end_ - at_) < key.size() + 2 || *at_ != ',') break;
        const char* name = at_ + 1;
        if (may_be_space(*name)) {
            while (detail::is_space(*name) && name + key.size() + 1 < end_) ++name;
        }
        if (!detail::begins_with_key(name, key.data(), key.size())) break;
        at_ = name + key.size();
        value_ = nullptr;
        if (!table.fields[i](*this, fields[i])) return inside(renderbus::detail::name_in(key));
    }
    next = i;
    return true;
}

RENDERBUS_DECL bool reader::object(const read_table& table, void* const* fields) {
    if (!begin_object()) return false;
    const std::size_t size = table.keys.size;
    std::size_t next = 0;  // fields mostly come in the order of the struct
    for (bool more = false;;) {
        if (!first_ && !fields_in_order(table, fields, next)) return false;
        if (!next_in('}', more)) return false;
        if (!more) break;
        std::string_view name;
        if (!name_and_colon(name)) return false;
        const auto field = detail::field_named(table, next, name);
        if (field.index < size && field.index != table.rest) {
            next = field.index + 1;
            if (!table.fields[field.index](*this, fields[field.index])) return inside(renderbus::detail::name_in(field.key));
        } else if (!other_field(std::string(name), table, fields)) {
            return false;
        }
    }
    if (table.rest != no_rest) static_cast<other_fields*>(fields[table.rest])->fields.drop_repeated();
    return true;
}

RENDERBUS_DECL bool reader::other_field(std::string name, const read_table& table, void* const* fields) {
    if (table.rest != no_rest) {
        std::string_view text;
        if (!raw(text)) return inside(name);
        static_cast<other_fields*>(fields[table.rest])->fields.append(std::move(name)).text.assign(text);
        return true;
    }
    if (refuse_unknown_) fail_at(at_, data_errc::unknown_field, "nobody knows this field");
    return skip() || inside(name);
}

RENDERBUS_DECL bool reader::skip() {
    const char next = peek();
    value_ = at_;
    std::string_view text;
    if (next == '{') {
        if (!begin_object()) return false;
        for (bool more = false;;) {
            if (!next_in('}', more)) return false;
            if (!more) return true;
            if (!name_and_colon(text) || !skip()) return false;
        }
    }
    if (next == '[') {
        if (!begin_array()) return false;
        while (next_item())
            if (!skip()) return false;
        return !failed_;
    }
    if (next == '"') {
        const char* end = nullptr;
        bool plain = true;
        if (!string_end(end, plain)) return false;
        at_ = end + 1;
        return true;
    }
    if (literal("true") || literal("false") || literal("null")) return true;
    if (next == '-' || (next >= '0' && next <= '9')) return number_text(text);
    return at_ == end_ ? fail_at(at_, data_errc::malformed_json, "the text ends where a value should be")
                       : fail_at(at_, data_errc::malformed_json, "no JSON value begins here");
}

RENDERBUS_DECL bool reader::raw(std::string_view& value) {
    space();
    const char* const start = at_;
    if (!skip()) return false;
    value = {start, at_};
    return true;
}

RENDERBUS_DECL bool reader::finish() {
    if (failed_) return false;
    if (peek() != '\0' || at_ != end_) return fail_at(at_, data_errc::malformed_json, "something follows the value");
    return true;
}

}  // namespace renderbus::json

#endif
