// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SIGNING_IMPL_CANONICAL_IPP
#define RENDERBUS_SIGNING_IMPL_CANONICAL_IPP

#include <renderbus/json/reader.hpp>
#include <renderbus/signing/canonical.hpp>

#include <algorithm>

namespace renderbus::signing {

RENDERBUS_DECL void canonical_body::sort() {
    std::stable_sort(entries_.begin(), entries_.end(), [](const entry& a, const entry& b) { return a.name < b.name; });
}

namespace detail {

RENDERBUS_DECL std::string member_name(const std::string& of, std::string_view name) {
    std::string joined = of;
    if (!joined.empty()) joined += '.';
    return joined += name;
}

RENDERBUS_DECL bool flatten_json(json::reader& in, const std::string& name, canonical_body& out) {
    switch (in.peek()) {
        case '{': {
            std::string key;
            if (!in.begin_object()) return false;
            while (in.next_name(key))
                if (!flatten_json(in, member_name(name, key), out)) return in.inside(key);
            return !in.failed();
        }
        case '[': {
            std::size_t index = 0;
            if (!in.begin_array()) return false;
            while (in.next_item()) {
                if (!flatten_json(in, name + std::to_string(index), out)) return in.inside(index);
                ++index;
            }
            return !in.failed();
        }
        case '"': {
            std::string value;
            if (!in.string(value)) return false;
            out.add(name, std::move(value));
            return true;
        }
        default: {
            std::string_view text;
            if (!in.raw(text)) return false;
            out.add(name, text == "null" ? "None" : text == "true" ? "True" : text == "false" ? "False" : std::string(text));
            return true;
        }
    }
}

RENDERBUS_DECL void flatten_part(canonical_body& out, const std::string& name, const raw_json& part) {
    json::reader in(part.text, {});
    canonical_body entries;
    if (!flatten_json(in, name, entries) || !in.finish()) return;
    for (const auto& one : entries.entries()) out.add(one.name, one.value);
}

}  // namespace detail

RENDERBUS_DECL result<canonical_body> flatten_text(std::string_view json) {
    json::reader in(json, {});
    canonical_body body;
    if (in.peek() != '{') in.expected("an object");
    if (!detail::flatten_json(in, {}, body) || !in.finish()) return in.why();
    body.sort();
    return body;
}

RENDERBUS_DECL std::string canonical_string(std::vector<entry> headers, const canonical_body& body) {
    std::vector<const entry*> all;
    all.reserve(headers.size() + body.entries().size());
    for (const auto& one : body.entries()) all.push_back(&one);
    for (const auto& one : headers) {
        const bool replaced =
            std::any_of(body.entries().begin(), body.entries().end(), [&](const entry& b) { return b.name == one.name; });
        if (!replaced) all.push_back(&one);
    }
    std::stable_sort(all.begin(), all.end(), [](const entry* a, const entry* b) { return a->name < b->name; });
    std::string text;
    for (const entry* one : all) {
        if (!text.empty()) text += '&';
        text += one->name;
        text += '=';
        text += one->value;
    }
    return text;
}

RENDERBUS_DECL std::string string_to_sign(std::string_view authority, std::string_view path, std::string_view canonical) {
    std::string text = "[POST]";
    text += authority;
    text += ':';
    text += path;
    text += '&';
    text += canonical;
    return text;
}

}  // namespace renderbus::signing

#endif
