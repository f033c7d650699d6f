// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_IMPL_STRINGS_IPP
#define RENDERBUS_JSON_IMPL_STRINGS_IPP

#include <renderbus/json/impl/plain_text.ipp>
#include <renderbus/json/reader.hpp>
#include <renderbus/utf8.hpp>

#include <cstring>

namespace renderbus::json {

RENDERBUS_DECL bool reader::string_end(const char*& end, bool& plain) {
    const char* p = at_ + 1;
    plain = true;
    for (;;) {
        p = detail::unescaped_end(p, end_);
        if (p == end_) return fail_at(at_, data_errc::malformed_json, "a string does not end");
        const auto c = static_cast<unsigned char>(*p);
        if (c == '"') break;
        if (c == '\\') {
            plain = false;
            char32_t code;
            if (!escape(p, code)) return false;
        } else if (c < 0x20) {
            return fail_at(p, data_errc::malformed_json, "a control character in a string must be escaped");
        } else {
            return fail_at(p, data_errc::malformed_utf8, "the text is not UTF-8");
        }
    }
    end = p;
    return true;
}

RENDERBUS_DECL bool reader::escape(const char*& at, char32_t& code) {
    const char* const start = at;
    const auto unit = [&](char32_t& u) {
        u = 0;
        if (end_ - at < 4) return fail_at(start, data_errc::malformed_json, "\\u needs four hexadecimal digits");
        for (int i = 0; i < 4; ++i, ++at) {
            const char c = *at;
            const int digit = c >= '0' && c <= '9'   ? c - '0'
                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
            if (digit < 0) return fail_at(start, data_errc::malformed_json, "\\u needs four hexadecimal digits");
            u = u << 4 | static_cast<char32_t>(digit);
        }
        return true;
    };
    if (++at == end_) return fail_at(start, data_errc::malformed_json, "a string does not end");
    switch (*at++) {
        case '"': code = '"'; return true;
        case '\\': code = '\\'; return true;
        case '/': code = '/'; return true;
        case 'b': code = '\b'; return true;
        case 'f': code = '\f'; return true;
        case 'n': code = '\n'; return true;
        case 'r': code = '\r'; return true;
        case 't': code = '\t'; return true;
        case 'u': break;
        default: return fail_at(start, data_errc::malformed_json, "an unknown escape in a string");
    }
    if (!unit(code)) return false;
    if (code < 0xD800 || code > 0xDFFF) return true;
    char32_t low = 0;
    if (code > 0xDBFF || end_ - at < 2 || at[0] != '\\' || at[1] != 'u')
        return fail_at(start, data_errc::malformed_utf8, "half a surrogate pair stands for no character");
    at += 2;
    if (!unit(low)) return false;
    if (low < 0xDC00 || low > 0xDFFF)
        return fail_at(start, data_errc::malformed_utf8, "half a surrogate pair stands for no character");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

RENDERBUS_DECL bool reader::quoted(std::string& value) {
    const char* end = nullptr;
    bool plain = true;
    if (!string_end(end, plain)) return false;
    const char* p = at_ + 1;
    at_ = end + 1;
    if (plain) return value.assign(p, end), true;
    value.clear();
    while (p < end) {
        const char* stop = static_cast<const char*>(std::memchr(p, '\\', static_cast<std::size_t>(end - p)));
        if (!stop) stop = end;
        value.append(p, stop);
        p = stop;
        if (p == end) break;
        char32_t code = 0;
        escape(p, code);
        append_utf8(value, code);
    }
    return true;
}

/// A string without escapes; false, with nothing taken, for anything else.
RENDERBUS_DECL bool reader::plain_string(std::string_view& text) {
    space();
    if (at_ == end_ || *at_ != '"') return false;
    const char* const from = at_ + 1;
    const char* const end = detail::unescaped_end(from, end_);
    if (end == end_ || *end != '"') return false;
    value_ = at_;
    text = {from, end};
    at_ = end + 1;
    return true;
}

RENDERBUS_DECL bool reader::string(std::string& value) {
    const char next = peek();
    value_ = at_;
    if (next == '"') return quoted(value);
    std::string_view text;
    if (next == '-' || (next >= '0' && next <= '9')) return number_text(text) && (value.assign(text), true);
    return expected("a string");
}

}  // namespace renderbus::json

#endif
