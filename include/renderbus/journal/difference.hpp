// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_DIFFERENCE_HPP
#define RENDERBUS_JOURNAL_DIFFERENCE_HPP

#include <renderbus/journal/shape.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/reflect/names.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace renderbus::detail {

/// Where two values differ first: `.scene.assets[3].path`, empty for the values themselves; nothing where they are the same.
using difference = std::optional<std::string>;

template <class T>
difference difference_of(const T& a, const T& b);

/// Blanks around a JSON value are no part of it, and which ones there are within does not count.
RENDERBUS_DECL bool is_same_json(std::string_view a, std::string_view b);

template <class T>
difference difference_in(std::string_view where, const T& a, const T& b) {
    auto found = difference_of(a, b);
    if (found) found->insert(0, where);
    return found;
}

template <class List>
difference difference_of_items(const List& a, const List& b) {
    if (a.size() != b.size()) return std::string();
    std::size_t i = 0;
    for (auto x = a.begin(), y = b.begin(); x != a.end(); ++x, ++y, ++i) {
        const typename List::value_type &one = *x, &other = *y;
        if (auto found = difference_in("[" + std::to_string(i) + "]", one, other)) return found;
    }
    return std::nullopt;
}

template <class T>
difference difference_of_entries(const object_map<T>& a, const object_map<T>& b) {
    if (a.size() != b.size()) return std::string();
    for (auto x = a.begin(), y = b.begin(); x != a.end(); ++x, ++y) {
        if (x->first != y->first) return std::string();
        if (auto found = difference_in("." + x->first, x->second, y->second)) return found;
    }
    return std::nullopt;
}

template <class T, std::size_t... I>
difference difference_of_fields(const T& a, const T& b, std::index_sequence<I...>) {
    const auto refer = [](const auto&... field) { return std::tie(field...); };
    [[maybe_unused]] const auto ours = with_fields(a, refer), theirs = with_fields(b, refer);
    difference found;
    (void)((found = difference_in("." + std::string(wire_names<T>[I]), std::get<I>(ours), std::get<I>(theirs))) || ...);
    return found;
}

template <class T, std::size_t... I>
difference difference_of_parts(const T& a, const T& b, std::index_sequence<I...>) {
    difference found;
    (void)((found = difference_in("[" + std::to_string(I) + "]", std::get<I>(a), std::get<I>(b))) || ...);
    return found;
}

template <class T>
difference difference_of(const T& a, const T& b) {
    [[maybe_unused]] const auto unless = [](bool same) { return same ? difference() : difference(std::string()); };
    if constexpr (proof<T>) return difference_of(*a, *b);
    else if constexpr (is_tuple<T>) return difference_of_parts(a, b, std::make_index_sequence<std::tuple_size_v<T>>());
    else if constexpr (json::is_optional<T>) return a && b ? difference_of(*a, *b) : unless(a.has_value() == b.has_value());
    else if constexpr (json::is_nullable<T>)
        return a && b ? difference_of(*a, *b) : unless(a.has_value() == b.has_value() && a.is_null() == b.is_null());
    else if constexpr (json::is_list<T>)
        return a.is_set() == b.is_set() && a.is_null() == b.is_null() ? difference_of_items(a, b) : std::string();
    else if constexpr (json::is_vector<T>) return difference_of_items(a, b);
    else if constexpr (json::is_map<T>) return difference_of_entries(a, b);
    else if constexpr (std::is_same_v<T, other_fields>) return difference_of_entries(a.fields, b.fields);
    else if constexpr (std::is_same_v<T, raw_json>) return unless(is_same_json(a.text, b.text));
    else if constexpr (std::is_aggregate_v<T>) return difference_of_fields(a, b, std::make_index_sequence<field_count<T>>());
    else if constexpr (has_wire_form<T>) return difference_of(wire_form<T>::to_wire(a), wire_form<T>::to_wire(b));
    else return unless(a == b);
}

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/journal/impl/difference.ipp>
#endif

#endif
