// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_RULES_HPP
#define RENDERBUS_API_RULES_HPP

#include <renderbus/error.hpp>
#include <renderbus/json/values.hpp>
#include <renderbus/reflect/names.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

/// What must hold for a request before it is sent: a table in the request's struct, looked at by reflection.
///
///     static constexpr auto rules = rules_of(required("task_id"), one_of("select_all", 0, 1),
///                                            required_where("ids", "select_all", 0));
namespace renderbus {

/// One rule of a request. Fields are meant by their C++ names.
struct rule {
    enum class kind { required, required_where, one_of, any_of };
    static constexpr std::size_t most_choices = 6;

    kind what = kind::required;
    std::string_view field;
    std::string_view other = {};  ///< the field that decides, or the alternative
    std::array<std::int64_t, most_choices> numbers = {};
    std::array<std::string_view, most_choices> texts = {};  ///< in place of the numbers where `are_texts`
    std::size_t choices = 0;
    bool are_texts = false;
    int generation = 0;  ///< it holds in this generation alone; 0: in both

    constexpr rule in_generation(int only) const {
        rule made = *this;
        made.generation = only;
        return made;
    }
    /// `one of 50, 60`, `needed where select_all is 0`.
    RENDERBUS_DECL std::string in_words() const;
    /// The values, for people: `50, 60`.
    RENDERBUS_DECL std::string choices_in_words() const;
};

namespace detail {
template <class... Choice>
constexpr rule with_choices(rule made, Choice... choices) {
    static_assert(sizeof...(Choice) <= rule::most_choices, "renderbus: a rule has at most six choices");
    const auto add = [&](auto choice) {
        if constexpr (std::integral<decltype(choice)>) made.numbers[made.choices++] = choice;
        else made.texts[made.choices++] = choice;
    };
    (add(choices), ...);
    made.are_texts = !(std::integral<Choice> || ...);
    return made;
}
}  // namespace detail

/// The field must have a value: set, not empty, not 0.
constexpr rule required(std::string_view field) { return {rule::kind::required, field}; }
/// The same where another field has this value.
template <class Value>
constexpr rule required_where(std::string_view field, std::string_view other, Value value) {
    return detail::with_choices(rule{rule::kind::required_where, field, other}, value);
}
/// The field, if it has a value at all, has one of these: numbers, or texts.
template <class... Choice>
constexpr rule one_of(std::string_view field, Choice... choices) {
    return detail::with_choices(rule{rule::kind::one_of, field}, choices...);
}
/// One of the two fields must have a value.
constexpr rule any_of(std::string_view field, std::string_view other) { return {rule::kind::any_of, field, other}; }

template <std::same_as<rule>... Rule>
constexpr std::array<rule, sizeof...(Rule)> rules_of(Rule... rules) {
    return {rules...};
}

namespace detail {

/// What rules see of a field.
struct field_value {
    bool is_there = false;  ///< it has a value at all
    bool is_given = false;  ///< and one that says something: not empty, not 0
    std::int64_t number = 0;
    std::string_view text = {};
};
using see_field = field_value (*)(const void*);

template <class Field>
field_value value_of(const void* at) {
    const auto& field = *static_cast<const Field*>(at);
    if constexpr (std::is_same_v<Field, std::string>) {
        return {true, !field.empty(), 0, field};
    } else if constexpr (std::is_enum_v<Field> || std::is_integral_v<Field>) {
        const auto number = static_cast<std::int64_t>(field);
        return {true, number != 0, number};
    } else if constexpr (requires { field.has_value(); }) {
        using inner = std::remove_cvref_t<decltype(*field)>;
        return field.has_value() ? value_of<inner>(std::addressof(*field)) : field_value{};
    } else if constexpr (requires { field.size(); }) {
        return {!field.empty(), !field.empty()};
    } else {
        return {true, true};
    }
}

/// A struct as its rules see it; for each rule the places of its field and of its other field.
struct ruled_table {
    const field_keys& keys;
    const rule* rules;
    std::size_t size;
    const std::size_t* places;
    const see_field* fields;
};

/// The failure of the first rule that is broken.
RENDERBUS_DECL result<void> keep_rules(std::string_view place, const ruled_table& table, const void* const* fields, int generation);

/// For each rule the places of its two fields in the struct; the number of fields where it names none.
template <class T>
consteval auto fields_of_rules() {
    const auto& names = field_names<T>;
    std::array<std::size_t, T::rules.size() * 2> places{};
    const auto find = [&](std::string_view name) {
        std::size_t i = 0;
        while (i < names.size() && names[i] != name) ++i;
        return i;
    };
    for (std::size_t i = 0; i < T::rules.size(); ++i) {
        places[2 * i] = find(T::rules[i].field);
        places[2 * i + 1] = T::rules[i].other.empty() ? places[2 * i] : find(T::rules[i].other);
    }
    return places;
}

template <class T>
consteval bool rules_name_fields() {
    for (const auto place : fields_of_rules<T>())
        if (place == field_count<T>) return false;
    return true;
}

template <class T>
inline constexpr auto places_of_rules = fields_of_rules<T>();

template <class Opened>
struct seen_fields;
template <class... Field>
struct seen_fields<opened<Field...>> {
    static constexpr see_field list[] = {&value_of<Field>..., nullptr};
};

template <class T>
constexpr ruled_table make_ruled_table() {
    static_assert(rules_name_fields<T>(), "renderbus: a rule names a field that the struct does not have");
    return {keys_of<T>, T::rules.data(), T::rules.size(), places_of_rules<T>.data(), seen_fields<opened_of<T>>::list};
}
template <class T>
inline constexpr ruled_table ruled_table_of = make_ruled_table<T>();

}  // namespace detail

/// Whether a request keeps the rules of its struct in a generation; fails with `data_errc::missing_field` or `invalid_value`,
/// naming the field.
template <class T>
result<void> keeps_rules(std::string_view place, const T& request, int generation) {
    if constexpr (requires { T::rules; })
        return detail::keep_rules(place, detail::ruled_table_of<T>, open_fields(const_cast<T&>(request)).at, generation);
    else return {};
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/api/impl/rules.ipp>
#endif

#endif
