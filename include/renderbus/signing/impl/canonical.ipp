// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SIGNING_IMPL_CANONICAL_IPP
#define RENDERBUS_SIGNING_IMPL_CANONICAL_IPP

#include <renderbus/json/reader.hpp>
#include <renderbus/signing/canonical.hpp>

#include <algorithm>
#include <charconv>

namespace renderbus::signing {

RENDERBUS_DECL std::size_t canonical_body::enter(std::string_view member) {
    const std::size_t before = path_.size();
    if (before != 0) path_ += '.';
    path_ += member;
    return before;
}

RENDERBUS_DECL std::size_t canonical_body::enter(std::size_t index) {
    const std::size_t before = path_.size();
    char digits[24];
    path_.append(digits, std::to_chars(digits, digits + sizeof digits, index).ptr);
    return before;
}

RENDERBUS_DECL void canonical_body::add(std::string_view value) {
    const std::size_t at = text_.size();
    text_ += path_;
    text_ += '=';
    text_ += value;
    pieces_.push_back({at, path_.size(), text_.size() - at});
}

RENDERBUS_DECL void canonical_body::sort() {
    const auto by_name = [this](const piece& a, const piece& b) {
        return std::string_view(text_.data() + a.at, a.name_size) < std::string_view(text_.data() + b.at, b.name_size);
    };
    if (!std::is_sorted(pieces_.begin(), pieces_.end(), by_name)) std::stable_sort(pieces_.begin(), pieces_.end(), by_name);
}

RENDERBUS_DECL std::vector<entry> canonical_body::entries() const {
    std::vector<entry> all;
    all.reserve(size());
    for (std::size_t i = 0; i < size(); ++i)
        all.push_back({std::string(name(i)), std::string(text(i).substr(name(i).size() + 1))});
    return all;
}

RENDERBUS_DECL void canonical_body::cut(std::size_t from) {
    if (from >= pieces_.size()) return;
    text_.resize(pieces_[from].at);
    pieces_.resize(from);
}

namespace detail {

RENDERBUS_DECL void add_fields(canonical_body& out, const signed_table& table, const void* const* fields, int generation) {
    const std::size_t* const order = table.order[generation == 1 || generation == 2 ? generation : 0];
    for (std::size_t n = 0; n < table.keys.size; ++n)
        if (const auto name = table.keys.name(order[n], generation); !name.empty())
            table.fields[order[n]](out, name, fields[order[n]], generation);
}

RENDERBUS_DECL bool flatten_json(json::reader& in, canonical_body& out) {
    switch (in.peek()) {
        case '{': {
            std::string key;
            if (!in.begin_object()) return false;
            while (in.next_name(key)) {
                const auto before = out.enter(key);
                if (!flatten_json(in, out)) return in.inside(key);
                out.leave(before);
            }
            return !in.failed();
        }
        case '[': {
            if (!in.begin_array()) return false;
            for (std::size_t index = 0; in.next_item(); ++index) {
                const auto before = out.enter(index);
                if (!flatten_json(in, out)) return in.inside(index);
                out.leave(before);
            }
            return !in.failed();
        }
        case '"': {
            std::string value;
            if (!in.string(value)) return false;
            out.add(value);
            return true;
        }
        default: {
            std::string_view text;
            if (!in.raw(text)) return false;
            out.add(text == "null" ? "None" : text == "true" ? "True" : text == "false" ? "False" : text);
            return true;
        }
    }
}

RENDERBUS_DECL void add_part(canonical_body& out, const raw_json& part) {
    json::reader in(part.text, {});
    const auto entries = out.size(), depth = out.depth();
    if (flatten_json(in, out) && in.finish()) return;
    out.cut(entries);
    out.leave(depth);
}

}  // namespace detail

RENDERBUS_DECL result<canonical_body> flatten_text(std::string_view json) {
    json::reader in(json, {});
    canonical_body body;
    if (in.peek() != '{') in.expected("an object");
    if (!detail::flatten_json(in, body) || !in.finish()) return in.why();
    body.sort();
    return body;
}

namespace detail {

/// Headers and body, both in the order of their names; a name in the body takes the place of the header of that name.
template <class Headers>
void append_joined(std::string& text, const Headers& headers, const canonical_body& body) {
    const auto begin = text.size();
    const auto separate = [&] {
        if (text.size() != begin) text += '&';
    };
    std::size_t h = 0;
    const auto put_header = [&] {
        separate();
        headers.append_to(text, h++);
    };
    for (std::size_t b = 0; b < body.size(); ++b) {
        while (h < headers.size() && headers.name(h) < body.name(b)) put_header();
        while (h < headers.size() && headers.name(h) == body.name(b)) ++h;
        separate();
        text += body.text(b);
    }
    while (h < headers.size()) put_header();
}

inline std::size_t text_size(const canonical_body& of) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < of.size(); ++i) size += of.text(i).size() + 1;
    return size;
}

struct flattened_headers {
    const canonical_body& all;
    std::size_t size() const { return all.size(); }
    std::string_view name(std::size_t i) const { return all.name(i); }
    void append_to(std::string& text, std::size_t i) const { text += all.text(i); }
};

struct listed_headers {
    std::span<const header> all;
    std::size_t size() const { return all.size(); }
    std::string_view name(std::size_t i) const { return all[i].name; }
    void append_to(std::string& text, std::size_t i) const { text.append(all[i].name).append(1, '=').append(all[i].value); }
};

inline void begin_text_to_sign(std::string& text, std::string_view authority, std::string_view path, std::size_t canonical_size) {
    text.reserve(8 + authority.size() + path.size() + canonical_size);
    text.append("[POST]").append(authority).append(1, ':').append(path).append(1, '&');
}

}  // namespace detail

RENDERBUS_DECL std::string canonical_string(const std::vector<entry>& headers, const canonical_body& body) {
    canonical_body sorted;
    for (const auto& one : headers) {
        const auto before = sorted.enter(one.name);
        sorted.add(one.value);
        sorted.leave(before);
    }
    sorted.sort();
    return joined(sorted, body);
}

RENDERBUS_DECL std::string joined(const canonical_body& headers, const canonical_body& body) {
    std::string text;
    text.reserve(detail::text_size(headers) + detail::text_size(body));
    detail::append_joined(text, detail::flattened_headers{headers}, body);
    return text;
}

RENDERBUS_DECL std::string string_to_sign(std::string_view authority, std::string_view path, std::string_view canonical) {
    std::string text;
    detail::begin_text_to_sign(text, authority, path, canonical.size());
    return text.append(canonical);
}

RENDERBUS_DECL std::string string_to_sign(std::string_view authority, std::string_view path, std::span<const header> headers,
                                          const canonical_body& body) {
    std::size_t size = detail::text_size(body);
    for (const auto& one : headers) size += one.name.size() + one.value.size() + 2;
    std::string text;
    detail::begin_text_to_sign(text, authority, path, size);
    detail::append_joined(text, detail::listed_headers{headers}, body);
    return text;
}

}  // namespace renderbus::signing

#endif
