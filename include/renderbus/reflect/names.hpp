// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_REFLECT_NAMES_HPP
#define RENDERBUS_REFLECT_NAMES_HPP

#include <renderbus/reflect/fields.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace renderbus {

/// How the fields of a struct are spelled on the wire. A struct says it by `static constexpr auto wire_naming = ...;`
/// where it is not camel_case.
enum class naming {
    camel_case,  ///< `task_id_list` is `taskIdList`, as the service writes most names
    as_written,  ///< the C++ name itself
    kebab_case,  ///< `task_name` is `task-name`, as the Raysync agent writes
};

/// The spelling of one field that its struct's naming does not give, in both generations of the API or in one alone.
struct spelling {
    std::string_view field;
    std::string_view wire;
    int generation = 0;  ///< 0: both
};

/// Exceptions to a struct's naming: `static constexpr auto spellings = rb::spelled({{"utc_timestamp", "UTCTimestamp"}});`
template <std::size_t N>
constexpr std::array<spelling, N> spelled(const spelling (&list)[N]) {
    std::array<spelling, N> all{};
    for (std::size_t i = 0; i < N; ++i) all[i] = list[i];
    return all;
}

/// A field that one generation of the API alone has.
struct field_generation {
    std::string_view field;
    int generation;
};

/// The fields that the other generation lacks: `static constexpr auto only_in = rb::only_in_generation({{"artist", 2}});`
template <std::size_t N>
constexpr std::array<field_generation, N> only_in_generation(const field_generation (&list)[N]) {
    std::array<field_generation, N> all{};
    for (std::size_t i = 0; i < N; ++i) all[i] = list[i];
    return all;
}

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif
namespace detail {

template <class T>
struct example {
    T value;
};
/// Never defined: only the addresses of its fields are asked for. A linker that misses it has found a use at run time.
template <class T>
extern const example<T> never_defined_example;

/// The field's name stands before the last brace of the compiler's signature. g++ writes
/// `[with auto Address = ...{(& ...<T>::value.T::name)}; std::string_view = ...]`, clang `[Address = ...{&....value.name}]`.
template <auto Address>
consteval std::string_view name_at() {
#if defined(__clang__) || defined(__GNUC__)
    // Pointers and no std::string_view: this is read for each field of each struct.
    const char* const whole = __PRETTY_FUNCTION__;
    const char* stop = whole + sizeof(__PRETTY_FUNCTION__) - 2;
    while (*stop != '}') --stop;
    if (stop[-1] == ')') --stop;
    const char* start = stop;
    while (start[-1] != ':' && start[-1] != '.') --start;
    return {start, static_cast<std::size_t>(stop - start)};
#else
#error "renderbus: reflection knows g++ and clang; teach name_at this compiler's signature"
#endif
}

template <class T>
consteval bool check_addressable_fields() {
    constexpr bool has_bit_fields = arity<field_count<T>>::template has_bit_fields<never_defined_example<T>>();
    static_assert(!has_bit_fields, "renderbus: a field is a bit-field, which has no address; use a bool or a whole integer");
    return !has_bit_fields;
}

template <class T>
inline constexpr bool has_addressable_fields = check_addressable_fields<T>();

template <class T>
consteval auto compiler_names() {
    if constexpr (!has_addressable_fields<T>) return std::array<std::string_view, field_count<T>>{};
    else return arity<field_count<T>>::template names<never_defined_example<T>>();
}
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

/// Looked up once: to read a compiler's signature takes the compiler some time.
template <class T>
inline constexpr auto field_names = compiler_names<T>();

template <class T>
consteval naming naming_of() {
    if constexpr (requires { T::wire_naming; }) return T::wire_naming;
    else return naming::camel_case;
}

/// Writes the wire name of a field, and gives its end: it is no longer than the field's name.
constexpr char* spell(char* to, std::string_view field, naming how) {
    const char* from = field.data();
    const char* end = from + field.size();
    // A trailing underscore keeps a field's name away from a keyword: `delete_`.
    if (from != end && end[-1] == '_') --end;
    if (from != end) *to++ = how == naming::kebab_case && *from == '_' ? '-' : *from, ++from;
    for (; from != end; ++from) {
        if (*from != '_' || how == naming::as_written) {
            *to++ = *from;
        } else if (how == naming::kebab_case) {
            *to++ = '-';
        } else if (++from == end) {
            *to++ = '_';
            break;
        } else {
            *to++ = *from >= 'a' && *from <= 'z' ? static_cast<char>(*from - 'a' + 'A') : *from;
        }
    }
    return to;
}

/// What a generation's own entry says counts more than one for both; without a generation, generation 2's counts.
template <class T>
consteval std::string_view exception_for(std::string_view field, int generation) {
    std::string_view found;
    if constexpr (requires { T::spellings; }) {
        for (const auto& one : T::spellings) {
            if (one.field != field) continue;
            if (one.generation == (generation == 0 ? 2 : generation)) return one.wire;
            if (one.generation == 0) found = one.wire;
        }
    }
    return found;
}

template <class T>
consteval bool lacks(std::string_view field, int generation) {
    if constexpr (requires { T::only_in; }) {
        for (const auto& one : T::only_in)
            if (one.field == field) return generation != 0 && one.generation != generation;
    }
    return false;
}

/// Room for all keys of a struct in any generation.
template <class T>
consteval std::size_t room_for_keys() {
    constexpr std::size_t marks = 3;  // `"":`
    std::size_t size = 1;
    for (const auto field : field_names<T>) size += field.size() + marks;
    if constexpr (requires { T::spellings; })
        for (const auto& one : T::spellings) size += one.wire.size();
    return size;
}

/// All keys of a struct, the wire names as they stand in JSON (`"taskId":`), in one text of its own, so that no compiler signature
/// lands in the program.
template <class T, int Generation>
struct wire_text {
    std::array<char, room_for_keys<T>()> letters{};
    std::array<std::size_t, field_count<T> + 1> starts{};

    consteval wire_text() {
        char* at = letters.data();
        std::size_t i = 0;
        for (const auto field : field_names<T>) {
            starts[i++] = static_cast<std::size_t>(at - letters.data());
            if (lacks<T>(field, Generation)) continue;
            *at++ = '"';
            if (const auto other = exception_for<T>(field, Generation); other.empty()) at = spell(at, field, naming_of<T>());
            else for (const char c : other) *at++ = c;
            *at++ = '"';
            *at++ = ':';
        }
        starts[i] = static_cast<std::size_t>(at - letters.data());
    }
};

template <class T, int Generation>
inline constexpr wire_text<T, Generation> wire_text_of{};

template <class T, class List>
consteval bool all_name_fields(const List& list) {
    for (const auto& one : list) {
        bool found = false;
        for (const auto field : field_names<T>) found = found || field == one.field;
        if (!found) return false;
    }
    return true;
}

template <class T>
consteval bool every_spelling_names_a_field() {
    if constexpr (requires { T::spellings; }) return all_name_fields<T>(T::spellings);
    else return true;
}

template <class T>
consteval bool every_mask_names_a_field() {
    if constexpr (requires { T::only_in; }) return all_name_fields<T>(T::only_in);
    else return true;
}

template <class T>
consteval bool every_generation_is_known() {
    bool known = true;
    if constexpr (requires { T::spellings; })
        for (const auto& one : T::spellings) known = known && one.generation >= 0 && one.generation <= 2;
    if constexpr (requires { T::only_in; })
        for (const auto& one : T::only_in) known = known && (one.generation == 1 || one.generation == 2);
    return known;
}

template <class T>
consteval bool differs_by_generation() {
    if constexpr (requires { T::spellings; })
        for (const auto& one : T::spellings)
            if (one.generation != 0) return true;
    return requires { T::only_in; };
}

template <class T>
consteval void check_names() {
    static_assert(every_spelling_names_a_field<T>(), "renderbus: `spellings` names a field that the struct does not have");
    static_assert(every_mask_names_a_field<T>(), "renderbus: `only_in` names a field that the struct does not have");
    static_assert(every_generation_is_known<T>(), "renderbus: the API has the generations 1 and 2; write one of them");
}

/// The name in a key.
constexpr std::string_view name_in(std::string_view key) noexcept { return key.empty() ? key : key.substr(1, key.size() - 3); }

template <class T, int Generation>
consteval std::array<std::string_view, field_count<T>> wire_keys_of() {
    check_names<T>();
    std::array<std::string_view, field_count<T>> keys{};
    const auto& text = wire_text_of<T, Generation>;
    for (std::size_t i = 0; i < keys.size(); ++i)
        keys[i] = std::string_view(text.letters.data() + text.starts[i], text.starts[i + 1] - text.starts[i]);
    return keys;
}

template <class T, int Generation>
inline constexpr std::array<std::string_view, field_count<T>> wire_keys = wire_keys_of<T, Generation>();

template <class T, int Generation>
consteval std::array<std::string_view, field_count<T>> wire_names_of() {
    auto names = wire_keys<T, Generation>;
    for (auto& one : names) one = name_in(one);
    return names;
}

}  // namespace detail

/// Whether a field of the struct has two names, or is missing in one generation of the API.
template <class T>
inline constexpr bool has_generations = detail::differs_by_generation<T>();

/// The wire names of an aggregate's fields, in their order; empty where the generation lacks the field. Without a generation
/// no field is missing, and generation 2 gives the names.
template <class T, int Generation = 0>
inline constexpr std::array<std::string_view, field_count<T>> wire_names = detail::wire_names_of<T, Generation>();

/// The keys of an aggregate's fields as they stand in JSON, `"taskId":`, by the generation of the API; 0: without one.
struct field_keys {
    const std::string_view* in[3];
    std::size_t size;

    constexpr bool differ_by_generation() const noexcept { return in[0] != in[1]; }
    constexpr const std::string_view* of(int generation) const noexcept { return in[generation == 1 || generation == 2 ? generation : 0]; }
    /// The wire name of a field; empty where the generation lacks it.
    constexpr std::string_view name(std::size_t field, int generation) const noexcept { return detail::name_in(of(generation)[field]); }
};

namespace detail {

template <class T>
consteval field_keys keys_by_generation() {
    constexpr auto* any = wire_keys<T, 0>.data();
    if constexpr (has_generations<T>) return {{any, wire_keys<T, 1>.data(), wire_keys<T, 2>.data()}, field_count<T>};
    else return {{any, any, any}, field_count<T>};
}

}  // namespace detail

template <class T>
inline constexpr field_keys keys_of = detail::keys_by_generation<T>();

/// An aggregate whose fields have lost their types to a list: the addresses, for tables of functions by type.
template <class... Field>
struct opened {
    void* at[sizeof...(Field) + 1];
};

namespace detail {

struct opener {
    template <class... Field>
    opened<Field...> operator()(Field&... field) const {
        return {{std::addressof(field)..., nullptr}};
    }
};

}  // namespace detail

/// One opening serves all that is done with a struct: it is most of what a struct costs the compiler.
template <class T>
auto open_fields(T& value) {
    if constexpr (detail::has_addressable_fields<T>) return with_fields(value, detail::opener{});
    else return opened<>{};
}
template <class T>
using opened_of = decltype(open_fields(std::declval<T&>()));

}  // namespace renderbus

#endif
