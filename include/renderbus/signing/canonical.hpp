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
inline constexpr bool is_maybe = false;
template <class T>
inline constexpr bool is_maybe<std::optional<T>> = true;
template <class T>
inline constexpr bool is_maybe<nullable<T>> = true;
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<list<T>> = true;

template <class T>
inline constexpr bool is_text_or_number =
    !has_wire_form<T> && (std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::string>);
template <class T>
inline constexpr bool is_text_or_number<std::optional<T>> = is_text_or_number<T>;
template <class T>
inline constexpr bool is_text_or_number<nullable<T>> = is_text_or_number<T>;

/// Whether a field is left out of the body.
template <class T>
bool is_left_out(const T& field) {
    if constexpr (requires { field.is_absent(); }) return field.is_absent();
    else if constexpr (is_maybe<T>) return !field.has_value();
    else if constexpr (is_list<T>) return !field.is_set() && !field.is_null();
    else return false;
}

template <class T>
bool is_null(const T& value) {
    if constexpr (is_maybe<T>) return !value.has_value();
    else if constexpr (is_list<T>) return !value.is_set();
    else return false;
}

/// The wire names of a struct's fields in a generation; empty for a field that it lacks.
template <class T>
const std::string_view* names_in(int generation) {
    if constexpr (has_generations<T>) {
        if (generation == 1) return wire_names<T, 1>.data();
        if (generation == 2) return wire_names<T, 2>.data();
    }
    return wire_names<T>.data();
}

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
void flatten_value(canonical_body& out, const std::string& name, const T& value, int generation) {
    if (is_null(value)) return out.add(name, "None");
    if constexpr (has_wire_form<T>) {
        flatten_value(out, name, wire_form<T>::to_wire(value), generation);
    } else if constexpr (is_maybe<T>) {
        flatten_value(out, name, *value, generation);
    } else if constexpr (is_text_or_number<T>) {
        out.add(name, printed(value));
    } else if constexpr (std::is_same_v<T, raw_json>) {
        flatten_part(out, name, value);
    } else if constexpr (std::is_same_v<T, other_fields>) {
        flatten_value(out, name, value.fields, generation);
    } else if constexpr (requires { value.begin()->first; }) {
        for (const auto& [key, entry] : value) flatten_value(out, member_name(name, key), entry, generation);
    } else if constexpr (requires { value.begin(); }) {
        std::size_t index = 0;
        for (const auto& item : value) flatten_value(out, name + std::to_string(index++), item, generation);
    } else {
        const std::string_view* own = names_in<T>(generation);
        for_each_field(value, [&](const auto& field) {
            const std::string_view field_name = *own++;
            constexpr bool others = std::is_same_v<std::remove_cvref_t<decltype(field)>, other_fields>;
            if (field_name.empty() || is_left_out(field)) return;
            flatten_value(out, others ? name : member_name(name, field_name), field, generation);
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
    const auto& field = *static_cast<const Field*>(at);
    if (!is_left_out(field)) flatten_value(out, std::string(name), field, 0);
}

}  // namespace detail

/// The entries of a request as a generation of the API has it, sorted; 0: all fields, as generation 2 names them. A flat
/// request's names are sorted at compile time.
template <class T>
canonical_body flatten(const T& request, int generation = 0) {
    canonical_body body;
    if constexpr (field_count<T> == 0) {
        return body;
    } else if constexpr (detail::is_flat<T> && !has_generations<T>) {
        static constexpr auto order = detail::sorted_fields<T>();
        with_fields(request, [&](const auto&... field) {
            static constexpr detail::add_field add[] = {&detail::add_flat<std::remove_cvref_t<decltype(field)>>...};
            const void* const fields[] = {std::addressof(field)...};
            for (const std::size_t i : order) add[i](body, fields[i], wire_names<T>[i]);
        });
    } else {
        detail::flatten_value(body, {}, request, generation);
        body.sort();
    }
    return body;
}

}  // namespace renderbus::signing

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/signing/impl/canonical.ipp>
#endif

#endif
