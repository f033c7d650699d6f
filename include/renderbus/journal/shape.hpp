// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_SHAPE_HPP
#define RENDERBUS_JOURNAL_SHAPE_HPP

#include <renderbus/detail/config.hpp>
#include <renderbus/json/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace renderbus {

/// A value that says its stage ran, such as `proven<Fact>`: `*value` is the fact.
template <class T>
concept proof = requires(const T& value) {
    typename T::fact_type;
    { *value } -> std::same_as<const typename T::fact_type&>;
};

namespace detail {

template <class T>
inline constexpr bool is_tuple = false;
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;
template <class First, class Second>
inline constexpr bool is_tuple<std::pair<First, Second>> = true;

/// The compiler's spelling of a type.
template <class T>
constexpr std::string_view type_name() {
    constexpr std::string_view whole = __PRETTY_FUNCTION__;
    constexpr std::string_view front = "T = ";
    constexpr std::size_t start = whole.find(front) + front.size();
    constexpr std::size_t semicolon = whole.find(';', start);  // g++ goes on with what string_view stands for
    return whole.substr(start, (semicolon == std::string_view::npos ? whole.size() - 1 : semicolon) - start);
}

template <class... T>
struct shape_fields {};
struct listed_types {
    template <class... Field>
    constexpr shape_fields<Field...> operator()(Field&...) const {
        return {};
    }
};
template <class T>
using field_types = decltype(with_fields(std::declval<T&>(), listed_types{}));

/// Writes down what a type is made of.
class shape_text {
public:
    template <class T>
    void add() {
        if constexpr (proof<T>) within<typename T::fact_type>("proof");
        else if constexpr (is_tuple<T>) add_tuple(static_cast<T*>(nullptr));
        else if constexpr (json::is_optional<T>) within<typename T::value_type>("optional");
        else if constexpr (json::is_nullable<T>) within<typename T::value_type>("nullable");
        else if constexpr (json::is_vector<T>) within<typename T::value_type>("vector");
        else if constexpr (json::is_list<T>) within<typename T::value_type>("list");
        else if constexpr (json::is_map<T>) within<typename T::entry::second_type>("map");
        else if constexpr (std::is_same_v<T, bool>) text_ += "bool";
        else if constexpr (std::is_same_v<T, std::string>) text_ += "text";
        else if constexpr (std::is_integral_v<T>) sized(std::is_signed_v<T> ? "int" : "uint", sizeof(T));
        else if constexpr (std::is_floating_point_v<T>) sized("float", sizeof(T));
        else if (!known<T>()) add_named<T>();
    }
    const std::string& text() const noexcept { return text_; }

private:
    template <class T>
    void within(std::string_view what) {
        text_.append(what).append("<");
        add<T>();
        text_ += '>';
    }
    template <template <class...> class Tuple, class... T>
    void add_tuple(Tuple<T...>*) {
        text_ += "tuple<";
        ((add<T>(), text_ += ','), ...);
        text_ += '>';
    }
    void sized(std::string_view what, std::size_t bytes) { text_.append(what).append(std::to_string(bytes * 8)); }

    template <class T>
    void add_named() {
        text_ += type_name<T>();
        if constexpr (has_wire_form<T>) {
            within<std::remove_cvref_t<decltype(wire_form<T>::to_wire(std::declval<const T&>()))>>(" as ");
        } else if constexpr (std::is_enum_v<T>) {
            within<std::underlying_type_t<T>>(" enum ");
        } else if constexpr (std::is_same_v<T, raw_json> || std::is_same_v<T, other_fields>) {
            // their names say all
        } else if constexpr (std::is_aggregate_v<T> || !std::is_class_v<T>) {  // no look into what stands for something else
            text_ += '{';
            add_fields<T>(field_types<T>{});
            text_ += '}';
        }
    }
    template <class T, class... Field>
    void add_fields(shape_fields<Field...>) {
        std::size_t i = 0;
        ((text_.append(wire_names<T>[i++]).append(":"), add<Field>(), text_ += ','), ...);
    }

    template <class T>
    static void identity() {}
    /// What was written down once has a number from then on; so a type that contains itself comes to an end.
    template <class T>
    bool known() {
        for (std::size_t i = 0; i < seen_.size(); ++i)
            if (seen_[i] == &identity<T>) return text_ += '#' + std::to_string(i), true;
        seen_.push_back(&identity<T>);
        return false;
    }

    std::string text_;
    std::vector<void (*)()> seen_;
};

/// The first 16 hexadecimal digits of a text's SHA-256.
RENDERBUS_DECL std::string shape_digits(std::string_view text);

}  // namespace detail

/// What a value of this type looks like in a journal: 16 hexadecimal digits that change with the type's name, with the names,
/// order and types of its fields, and with those of everything in it. Compilers spell some names differently
/// (unnamed namespaces, templates), so that a journal written by another compiler's program may not be taken.
template <class T>
const std::string& shape_of() {
    static const std::string digits = [] {
        detail::shape_text shape;
        shape.add<T>();
        return detail::shape_digits(shape.text());
    }();
    return digits;
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/journal/impl/shape.ipp>
#endif

#endif
