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
#include <span>
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

/// The entries of a body, and where they are made: each is `name=value` in one text. A nested object joins names by `.`, an
/// item of a list adds its index to the name.
class canonical_body {
public:
    /// From here on names begin with this member's; gives what `leave` takes.
    RENDERBUS_DECL std::size_t enter(std::string_view member);
    RENDERBUS_DECL std::size_t enter(std::size_t index);
    void leave(std::size_t before) { path_.resize(before); }
    std::size_t depth() const noexcept { return path_.size(); }
    /// An entry of the name that was entered.
    RENDERBUS_DECL void add(std::string_view value);
    /// By name, by byte value; those of one name stay in their order.
    RENDERBUS_DECL void sort();

    std::size_t size() const noexcept { return pieces_.size(); }
    std::string_view name(std::size_t i) const noexcept { return {text_.data() + pieces_[i].at, pieces_[i].name_size}; }
    /// `name=value`
    std::string_view text(std::size_t i) const noexcept { return {text_.data() + pieces_[i].at, pieces_[i].size}; }
    RENDERBUS_DECL std::vector<entry> entries() const;
    /// Forgets the entries from one on.
    RENDERBUS_DECL void cut(std::size_t from);

private:
    struct piece {
        std::size_t at, name_size, size;
    };
    std::string text_;
    std::string path_;
    std::vector<piece> pieces_;
};

/// The entries of a JSON text, for who verifies a signature: it is the parsed body that is signed, whatever fields it has.
/// null counts as `None` and booleans as `True` and `False`, as the service's Python client prints them.
RENDERBUS_DECL result<canonical_body> flatten_text(std::string_view json);

/// Header fields and body joined; a name in the body takes the place of the header of that name. Headers may be unsorted.
RENDERBUS_DECL std::string canonical_string(const std::vector<entry>& headers, const canonical_body& body);
/// The same of headers that were flattened.
RENDERBUS_DECL std::string joined(const canonical_body& headers, const canonical_body& body);

/// `[POST]` + domain + `:` + path + `&` + the canonical string.
RENDERBUS_DECL std::string string_to_sign(std::string_view authority, std::string_view path, std::string_view canonical);

/// A header field that is signed, where it stands.
struct header {
    std::string_view name;
    std::string_view value;
};
/// The same of headers in the order of their names, in one go.
RENDERBUS_DECL std::string string_to_sign(std::string_view authority, std::string_view path, std::span<const header> headers,
                                          const canonical_body& body);

namespace detail {

/// The entries of a part kept as JSON text; what is no JSON gives none.
RENDERBUS_DECL void add_part(canonical_body& out, const raw_json& part);

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

/// Adds a field under its name, unless it is left out of the body.
using add_field = void (*)(canonical_body& out, std::string_view name, const void* field, int generation);

/// A struct as it is signed: `order` are its fields in the order of their names, by generation.
struct signed_table {
    const field_keys& keys;
    const add_field* fields;
    const std::size_t* order[3];
};

RENDERBUS_DECL void add_fields(canonical_body& out, const signed_table& table, const void* const* fields, int generation);

/// The fields in the order of their names.
template <class T, int Generation>
consteval std::array<std::size_t, field_count<T>> sorted_fields() {
    std::array<std::string_view, field_count<T>> names{};
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = keys_of<T>.name(i, Generation);
    std::array<std::size_t, field_count<T>> order{};
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::size_t at = i;
        for (; at > 0 && names[i] < names[order[at - 1]]; --at) order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}
template <class T, int Generation>
inline constexpr auto order_of = sorted_fields<T, Generation>();

/// Calls `f(index)` for each index in the order of their digits: 0, 1, 10, 11, 2, 3, ...
template <class F>
void in_order_of_digits(std::size_t count, F f) {
    if (count == 0) return;
    f(std::size_t{0});
    for (std::size_t n = 1, i = 1; n < count; ++n) {
        f(i);
        if (i * 10 < count) {
            i *= 10;
            continue;
        }
        if (i + 1 >= count) i /= 10;
        ++i;
        while (i % 10 == 0) i /= 10;
    }
}

/// As JSON has it: no number is infinite, and a float is written as a double.
template <class T>
void add_number(canonical_body& out, T value) {
    char digits[40];
    if constexpr (std::is_same_v<T, bool>) {
        out.add(value ? "True" : "False");
    } else if constexpr (std::is_floating_point_v<T>) {
        if (!std::isfinite(value)) return out.add("None");
        out.add({digits, std::to_chars(digits, digits + sizeof digits, static_cast<double>(value)).ptr});
    } else {
        out.add({digits, std::to_chars(digits, digits + sizeof digits, value).ptr});
    }
}

template <class T>
void add_value(canonical_body& out, const T& value, int generation);
template <class T>
consteval signed_table make_signed_table();
template <class T>
inline constexpr signed_table signed_table_of = make_signed_table<T>();

template <class T>
void add_if_there(canonical_body& out, std::string_view name, const void* at, int generation) {
    const T& field = *static_cast<const T*>(at);
    if (is_left_out(field)) return;
    if constexpr (std::is_same_v<T, other_fields>) {
        add_value(out, field, generation);
    } else {
        const auto before = out.enter(name);
        add_value(out, field, generation);
        out.leave(before);
    }
}

/// Adds a value under the name that was entered.
template <class T>
void add_value(canonical_body& out, const T& value, int generation) {
    if (is_null(value)) return out.add("None");
    if constexpr (has_wire_form<T>) {
        add_value(out, wire_form<T>::to_wire(value), generation);
    } else if constexpr (is_maybe<T>) {
        add_value(out, *value, generation);
    } else if constexpr (std::is_same_v<T, std::string>) {
        out.add(value);
    } else if constexpr (std::is_enum_v<T>) {
        add_number(out, static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_arithmetic_v<T>) {
        add_number(out, value);
    } else if constexpr (std::is_same_v<T, raw_json>) {
        add_part(out, value);
    } else if constexpr (std::is_same_v<T, other_fields>) {
        add_value(out, value.fields, generation);
    } else if constexpr (requires { value.begin()->first; }) {
        for (const auto& [name, entry] : value) {
            const auto before = out.enter(name);
            add_value(out, entry, generation);
            out.leave(before);
        }
    } else if constexpr (requires { value.begin(); }) {
        in_order_of_digits(value.size(), [&](std::size_t index) {
            const auto before = out.enter(index);
            const typename T::value_type& item = value[index];
            add_value(out, item, generation);
            out.leave(before);
        });
    } else if constexpr (field_count<T> != 0) {
        add_fields(out, signed_table_of<T>, open_fields(const_cast<T&>(value)).at, generation);  // nothing is changed in it
    }
}

template <class Opened>
struct adders;
template <class... Field>
struct adders<opened<Field...>> {
    static constexpr add_field list[] = {&add_if_there<Field>..., nullptr};
};

template <class T>
consteval signed_table make_signed_table() {
    constexpr auto* any = order_of<T, 0>.data();
    constexpr auto* list = adders<opened_of<T>>::list;
    if constexpr (has_generations<T>) return {keys_of<T>, list, {any, order_of<T, 1>.data(), order_of<T, 2>.data()}};
    else return {keys_of<T>, list, {any, any, any}};
}

}  // namespace detail

/// The entries of a request as a generation of the API has it, sorted; 0: all fields, as generation 2 names them. Names are
/// sorted at compile time, so that there is nothing left to sort but what free names and lists within lists mix up.
template <class T>
canonical_body flatten(const T& request, int generation = 0) {
    canonical_body body;
    detail::add_value(body, request, generation);
    body.sort();
    return body;
}

}  // namespace renderbus::signing

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/signing/impl/canonical.ipp>
#endif

#endif
