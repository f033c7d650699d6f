// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_REFLECT_FIELDS_HPP
#define RENDERBUS_REFLECT_FIELDS_HPP

#include <renderbus/detail/config.hpp>
#include <renderbus/reflect/arity.hpp>

#include <cstddef>
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace renderbus {
namespace detail {

/// Converts to the type of any field, but not to the aggregate itself (a copy would count as a field). Never called; a body is
/// there because clang asks for one where a field is an optional of a type without linkage.
template <class Whole>
struct any_field {
    template <class Field>
        requires(!std::is_same_v<Field, Whole>)
    operator Field() const {
        std::abort();
    }
};

/// Converts to the base classes of an aggregate alone.
template <class Derived>
struct any_base {
    template <class Base>
        requires(std::is_base_of_v<Base, Derived> && !std::is_same_v<Base, Derived>)
    operator Base() const {
        std::abort();
    }
};

/// Two initialisers are no copy: one type for all structs then, about which the compiler asks the fields' types once.
template <class Whole, std::size_t, std::size_t Count>
using any_field_of = any_field<std::conditional_t<Count == 1, Whole, void>>;

/// In braces the items of a C array count as fields; in parentheses an array takes no initialiser at all.
template <class T, class Index>
inline constexpr bool takes_each = false;
template <class T, std::size_t... I>
inline constexpr bool takes_each<T, std::index_sequence<I...>> = requires { T{any_field_of<T, I, sizeof...(I)>{}...}; };

template <class T, class Index>
inline constexpr bool takes_each_whole = false;
template <class T, std::size_t... I>
inline constexpr bool takes_each_whole<T, std::index_sequence<I...>> = requires { T(any_field_of<T, I, sizeof...(I)>{}...); };

template <class T, std::size_t N>
inline constexpr bool takes = takes_each<T, std::make_index_sequence<N>>;
template <class T, std::size_t N>
inline constexpr bool takes_whole = takes_each_whole<T, std::make_index_sequence<N>>;

template <class T>
inline constexpr bool has_base = requires { T{any_base<T>{}}; };

inline constexpr std::size_t most_fields = 128;

/// T takes Low initialisers and does not take High.
template <class T, std::size_t Low, std::size_t High>
consteval std::size_t bisect_fields() {
    if constexpr (Low + 1 == High) return Low;
    else if constexpr (takes<T, (Low + High) / 2>) return bisect_fields<T, (Low + High) / 2, High>();
    else return bisect_fields<T, Low, (Low + High) / 2>();
}

template <class T, std::size_t Low>
consteval std::size_t double_fields() {
    if constexpr (Low > most_fields) return Low;
    else if constexpr (takes<T, Low * 2>) return double_fields<T, Low * 2>();
    else return bisect_fields<T, Low, Low * 2>();
}

template <class T>
consteval std::size_t count_plain_fields() {
    if constexpr (!takes<T, 1>) {
        static_assert(takes<T, 1>,
                      "renderbus: each field needs a default value, and none may be a reference; use std::optional for a "
                      "field without a default");
    } else {
        constexpr std::size_t count = double_fields<T, 1>();
        if constexpr (count > most_fields) {
            static_assert(count <= most_fields, "renderbus: a struct has at most 128 fields; split it");
        } else if constexpr (!takes_whole<T, count>) {
            static_assert(takes_whole<T, count>, "renderbus: a field is a C array; use std::array or std::vector");
        } else if constexpr (!std::is_move_assignable_v<T>) {
            static_assert(std::is_move_assignable_v<T>,
                          "renderbus: a field is const or a reference, or cannot be assigned for another reason");
        } else {
            return count;
        }
    }
    return 0;
}

/// One sentence for each kind of struct that is refused; it counts as empty, so that no other error follows.
template <class T>
consteval std::size_t count_fields() {
    static_assert(!std::is_reference_v<T> && !std::is_const_v<T>);
    if constexpr (!std::is_class_v<T>) {
        static_assert(std::is_class_v<T>, "renderbus: only structs have fields; give a struct here");
    } else if constexpr (!std::is_aggregate_v<T>) {
        static_assert(
            std::is_aggregate_v<T>,
            "renderbus: this struct has constructors, private members or virtual functions; make it a plain aggregate, or "
            "specialise renderbus::wire_form for it");
    } else if constexpr (has_base<T>) {
        static_assert(!has_base<T>, "renderbus: a struct with a base class cannot be looked into; make the base a field");
    } else if constexpr (!std::is_empty_v<T>) {
        return count_plain_fields<T>();
    }
    return 0;
}

}  // namespace detail

/// The number of fields of an aggregate.
template <class T>
inline constexpr std::size_t field_count = detail::count_fields<T>();

/// Calls `f(field...)` with all fields of an aggregate, in their order.
template <class T, class F>
constexpr decltype(auto) with_fields(T& value, F&& f) {
    return detail::arity<field_count<std::remove_const_t<T>>>::open(value, std::forward<F>(f));
}

/// Calls `f(field)` for each field of an aggregate, in their order.
template <class T, class F>
constexpr void for_each_field(T& value, F&& f) {
    with_fields(value, [&f](auto&... field) { (f(field), ...); });
}

}  // namespace renderbus

#endif
