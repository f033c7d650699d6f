// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SIGNING_CANONICAL_HPP
#define RENDERBUS_SIGNING_CANONICAL_HPP

#include <renderbus/error.hpp>
#include <renderbus/json/values.hpp>
#include <renderbus/reflect/names.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// The text that is signed: header fields and body as `name=value`, sorted by name, joined by `&`.
namespace renderbus::signing {

/// One name and its value as printed: strings without quotes, nothing encoded.
struct entry {
    std::string name;
    std::string value;
};

/// The entries of a body. A nested object joins names by `.`, an item of a list adds its index to the name.
class canonical_body {
public:
    void add(std::string name, std::string value) { entries_.push_back({std::move(name), std::move(value)}); }
    /// By name, by byte value.
    RENDERBUS_DECL void sort();
    const std::vector<entry>& entries() const noexcept { return entries_; }

private:
    std::vector<entry> entries_;
};

/// The entries of a JSON text, for who verifies a signature: it is the parsed body that is signed, whatever fields it has.
/// null counts as `None` and booleans as `True` and `False`, as the service's Python client prints them.
RENDERBUS_DECL result<canonical_body> flatten_text(std::string_view json);

/// Header fields and body joined; a name in the body takes the place of the header of that name. Both may be unsorted.
RENDERBUS_DECL std::string canonical_string(std::vector<entry> headers, const canonical_body& body);

/// `[POST]` + domain + `:` + path + `&` + the canonical string.
RENDERBUS_DECL std::string string_to_sign(std::string_view authority, std::string_view path, std::string_view canonical);

namespace detail {

/// The entries of a part kept as JSON text; what is no JSON gives none.
RENDERBUS_DECL void flatten_part(canonical_body& out, const std::string& name, const raw_json& part);
/// The name of a member of what has a name, or of the body itself.
RENDERBUS_DECL std::string member_name(const std::string& of, std::string_view name);

template <class T>
inline constexpr bool is_text_or_number =
    !has_wire_form<T> && (std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::string>);
template <class T>
inline constexpr bool is_text_or_number<std::optional<T>> = is_text_or_number<T>;

/// As JSON has it: no number is infinite, and a float is written as a double.
template <class T>
std::string printed(const T& value) {
    char digits[40];
    if constexpr (std::is_same_v<T, std::string>) {
        return value;
    } else if constexpr (std::is_same_v<T, bool>) {
        return value ? "True" : "False";
    } else if constexpr (std::is_enum_v<T>) {
        return printed(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_floating_point_v<T>) {
        if (!std::isfinite(value)) return "None";
        return {digits, std::to_chars(digits, digits + sizeof digits, static_cast<double>(value)).ptr};
    } else {
        return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
    }
}

template <class T>
struct is_optional_value : std::false_type {};
template <class T>
struct is_optional_value<std::optional<T>> : std::true_type {};

template <class T>
void flatten_value(canonical_body& out, const std::string& name, const T& value) {
    if constexpr (has_wire_form<T>) {
        flatten_value(out, name, wire_form<T>::to_wire(value));
    } else if constexpr (is_optional_value<T>::value) {
        if (value) flatten_value(out, name, *value);
    } else if constexpr (is_text_or_number<T>) {
        out.add(name, printed(value));
    } else if constexpr (std::is_same_v<T, raw_json>) {
        flatten_part(out, name, value);
    } else if constexpr (std::is_same_v<T, other_fields>) {
        flatten_value(out, name, value.fields);
    } else if constexpr (requires { value.begin()->first; }) {
        for (const auto& [key, entry] : value) flatten_value(out, member_name(name, key), entry);
    } else if constexpr (requires { value.begin(); }) {
        std::size_t index = 0;
        for (const auto& item : value) flatten_value(out, name + std::to_string(index++), item);
    } else {
        std::size_t i = 0;
        for_each_field(value, [&](const auto& field) {
            const auto own = wire_names<T>[i++];
            constexpr bool others = std::is_same_v<std::remove_cvref_t<decltype(field)>, other_fields>;
            flatten_value(out, others ? name : member_name(name, own), field);
        });
    }
}

template <class T>
inline constexpr bool is_flat = decltype(with_fields(std::declval<T&>(), [](auto&... field) {
    return std::bool_constant<(is_text_or_number<std::remove_cvref_t<decltype(field)>> && ...)>{};
}))::value;

/// The fields of a flat struct in the order of their wire names.
template <class T>
consteval std::array<std::size_t, field_count<T>> sorted_fields() {
    std::array<std::size_t, field_count<T>> order{};
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::size_t at = i;
        for (; at > 0 && wire_names<T>[i] < wire_names<T>[order[at - 1]]; --at) order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}

using add_field = void (*)(canonical_body&, const void*, std::string_view);

template <class Field>
void add_flat(canonical_body& out, const void* at, std::string_view name) {
    flatten_value(out, std::string(name), *static_cast<const Field*>(at));
}

}  // namespace detail

/// The entries of a request, sorted. A flat request's names are sorted at compile time.
template <class T>
canonical_body flatten(const T& request) {
    canonical_body body;
    if constexpr (field_count<T> == 0) {
        return body;
    } else if constexpr (detail::is_flat<T>) {
        static constexpr auto order = detail::sorted_fields<T>();
        with_fields(request, [&](const auto&... field) {
            static constexpr detail::add_field add[] = {&detail::add_flat<std::remove_cvref_t<decltype(field)>>...};
            const void* const fields[] = {std::addressof(field)...};
            for (const std::size_t i : order) add[i](body, fields[i], wire_names<T>[i]);
        });
    } else {
        detail::flatten_value(body, {}, request);
        body.sort();
    }
    return body;
}

}  // namespace renderbus::signing

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/signing/impl/canonical.ipp>
#endif

#endif
