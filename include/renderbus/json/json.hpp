// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_JSON_HPP
#define RENDERBUS_JSON_JSON_HPP

#include <renderbus/json/nullable.hpp>
#include <renderbus/json/reader.hpp>
#include <renderbus/json/values.hpp>
#include <renderbus/json/writer.hpp>
#include <renderbus/reflect/names.hpp>
#include <renderbus/utf8.hpp>

#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace renderbus {
namespace json {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
using renderbus::detail::is_nullable;
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<list<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<object_map<T>> = true;

template <class T>
bool read_value(reader& in, T& value);
template <class T>
std::optional<T> read_new(reader& in);
template <class T>
void write_value(writer& out, const T& value);

/// A field of one type, wherever it stands: one function per type, not one per field.
template <class T>
bool read_at(reader& in, void* at) {
    return read_value(in, *static_cast<T*>(at));
}
template <class T>
void write_at(writer& out, const void* at) {
    write_value(out, *static_cast<const T*>(at));
}
template <class T>
bool is_unset_at(const void* at) {
    const T& value = *static_cast<const T*>(at);
    if constexpr (is_optional<T>) return !value.has_value();
    else if constexpr (is_nullable<T>) return value.is_absent();
    else return !value.is_set() && !value.is_null();
}

template <class T>
consteval field_writer writer_of() {
    if constexpr (is_optional<T> || is_nullable<T> || is_list<T>) return {&write_at<T>, &is_unset_at<T>};
    else return {&write_at<T>, nullptr};
}

/// Whether each name stands in JSON as it is; those that are made of a field's name do.
template <class T>
consteval bool need_no_escapes() {
    if constexpr (requires { T::spellings; }) {
        for (const auto& one : T::spellings) {
            for (auto name = one.wire; !name.empty();) {
                char32_t code = 0;
                const auto length = decode_utf8(name, code);
                if (length == 0 || code < 0x20 || code == '"' || code == '\\') return false;
                name.remove_prefix(length);
            }
        }
    }
    return true;
}

template <class T>
constexpr const field_keys& sound_keys() {
    static_assert(need_no_escapes<T>(),
                  "renderbus: a name in JSON has no quotes, backslashes and control characters; spell it otherwise");
    return keys_of<T>;
}

template <class T>
const void* const* fields_of_new() {
    static T made{};
    static const auto fields = open_fields(made);
    return fields.at;
}

template <class Opened>
struct field_list;
template <class... Field>
struct field_list<opened<Field...>> {
    static constexpr read_field readers[] = {&read_at<Field>..., nullptr};
    static constexpr field_writer writers[] = {writer_of<Field>()..., field_writer{}};

    static consteval std::size_t rest() {
        constexpr bool is_rest[] = {std::is_same_v<Field, other_fields>..., true};
        std::size_t i = 0;
        while (!is_rest[i]) ++i;
        return i == sizeof...(Field) ? no_rest : i;
    }
};

template <class T>
inline constexpr read_table read_table_of = {sound_keys<T>(), field_list<opened_of<T>>::readers,
                                             field_list<opened_of<T>>::rest()};

template <class T>
consteval write_table make_write_table() {
    using list = field_list<opened_of<T>>;
    if constexpr (has_generations<T>) return {sound_keys<T>(), list::writers, list::rest(), &fields_of_new<T>};
    else return {sound_keys<T>(), list::writers, list::rest()};
}
template <class T>
inline constexpr write_table write_table_of = make_write_table<T>();

template <class T>
bool read_items(reader& in, std::vector<T>& items) {
    items.clear();
    if (!in.begin_array()) return false;
    for (const char* from = in.here(); in.next_item();) {
        if (items.size() == 1) items.reserve(in.items_to_expect(from, sizeof(T)));
        if constexpr (has_wire_form<T> || std::is_same_v<T, bool>) {
            auto item = read_new<T>(in);
            if (!item) return in.inside(items.size());
            items.push_back(*std::move(item));
        } else {
            if (!read_value(in, items.emplace_back())) return in.inside(items.size() - 1);
        }
    }
    return !in.failed();
}

template <class T>
bool read_entries(reader& in, object_map<T>& entries) {
    entries = {};
    std::string name;
    if (!in.begin_object()) return false;
    while (in.next_name(name))
        if (!read_value(in, entries.append(name))) return in.inside(name);
    entries.drop_repeated();
    return !in.failed();
}

template <class T>
bool read_whole(reader& in, T& value) {
    using wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    if constexpr (std::is_same_v<T, std::int64_t>) return in.integer(value);
    if constexpr (std::is_same_v<T, std::uint64_t>) return in.natural(value);
    wide read = 0;
    if constexpr (std::is_signed_v<T>) {
        if (!in.integer(read)) return false;
    } else {
        if (!in.natural(read)) return false;
    }
    if (read < std::numeric_limits<T>::lowest() || read > std::numeric_limits<T>::max())
        return in.fail(data_errc::out_of_range,
                       "the number " + std::to_string(read) + " does not fit into " + std::to_string(sizeof(T) * 8) + " bits");
    value = static_cast<T>(read);
    return true;
}

/// A value that need not exist before it is read: types with a `wire_form` may have no default.
template <class T>
std::optional<T> read_new(reader& in) {
    if constexpr (has_wire_form<T>) {
        std::remove_cvref_t<decltype(wire_form<T>::to_wire(std::declval<const T&>()))> wire{};
        const char* const from = in.here();
        if (!read_value(in, wire)) return std::nullopt;
        auto made = wire_form<T>::from_wire(std::move(wire));
        if (made) return *std::move(made);
        in.fail_at(from, data_errc::invalid_value, made.error().message());
        return std::nullopt;
    } else if constexpr (!std::is_default_constructible_v<T>) {
        static_assert(std::is_default_constructible_v<T>,
                      "renderbus: no value of this type is made from a JSON text, for it has no public default constructor: "
                      "what a stage has proven comes from the stage or from a journal; for a type of your own specialise "
                      "renderbus::wire_form");
        return std::nullopt;
    } else {
        std::optional<T> value(std::in_place);
        if (!read_value(in, *value)) value.reset();
        return value;
    }
}

template <class T>
bool read_value(reader& in, T& value) {
    if constexpr (has_wire_form<T>) {
        auto made = read_new<T>(in);
        return made && (value = *std::move(made), true);
    } else if constexpr (is_optional<T> || is_nullable<T>) {
        if constexpr (is_nullable<T>) {
            if (in.take_null()) return value = nullptr, true;
            if constexpr (std::is_arithmetic_v<typename T::value_type> || std::is_enum_v<typename T::value_type>)
                if (in.take_empty_string()) return value = nullptr, true;
        } else {
            if (in.take_null()) return value.reset(), true;
        }
        if constexpr (has_wire_form<typename T::value_type>) {
            auto made = read_new<typename T::value_type>(in);
            return made && (value.emplace(*std::move(made)), true);
        } else if constexpr (std::is_same_v<typename T::value_type, std::string>) {
            std::string_view text;
            if (in.plain_string(text)) return value.emplace(text), true;
            return in.string(value.emplace());
        } else {
            return read_value(in, value.emplace());
        }
    } else if constexpr (is_list<T>) {
        if (in.take_null()) return value.set_null(), true;
        return read_items(in, value.items());
    } else if constexpr (is_vector<T>) {
        return read_items(in, value);
    } else if constexpr (is_map<T>) {
        return read_entries(in, value);
    } else if constexpr (std::is_same_v<T, other_fields>) {
        return read_entries(in, value.fields);
    } else if constexpr (std::is_same_v<T, raw_json>) {
        std::string_view text;
        return in.raw(text) && (value.text.assign(text), true);
    } else if constexpr (std::is_same_v<T, bool>) {
        return in.boolean(value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return in.string(value);
    } else if constexpr (std::is_floating_point_v<T>) {
        if constexpr (std::is_same_v<T, double>) return in.number(value);
        double wide = 0;
        if (!in.number(wide)) return false;
        if (wide > std::numeric_limits<T>::max() || wide < std::numeric_limits<T>::lowest())
            return in.fail(data_errc::out_of_range, "the number does not fit into " + std::to_string(sizeof(T) * 8) + " bits");
        value = static_cast<T>(wide);
        return true;
    } else if constexpr (std::is_integral_v<T>) {
        return read_whole(in, value);
    } else if constexpr (std::is_enum_v<T>) {
        std::underlying_type_t<T> number{};
        return read_whole(in, number) && (value = static_cast<T>(number), true);
    } else {
        static_assert(field_count<T> <= renderbus::detail::most_fields);  // what has no fields is told of here
        renderbus::detail::check_names<T>();
        if constexpr (renderbus::detail::has_addressable_fields<T>) return in.object(read_table_of<T>, open_fields(value).at);
        else return false;
    }
}

template <class T>
void write_value(writer& out, const T& value) {
    if constexpr (requires { wire_form<T>::to_wire(value, out.options()); }) {
        write_value(out, wire_form<T>::to_wire(value, out.options()));
    } else if constexpr (has_wire_form<T>) {
        write_value(out, wire_form<T>::to_wire(value));
    } else if constexpr (is_optional<T> || is_nullable<T>) {
        if (value) write_value(out, *value);
        else out.null();
    } else if constexpr (is_list<T> || is_vector<T>) {
        if constexpr (is_list<T>) {
            if (!value.is_set()) return out.null();
        }
        out.begin_array();
        for (const auto& item : value) {
            out.next();
            write_value(out, item);
        }
        out.end_array();
    } else if constexpr (is_map<T>) {
        out.begin_object();
        for (const auto& [name, entry] : value) {
            out.name(name);
            write_value(out, entry);
        }
        out.end_object();
    } else if constexpr (std::is_same_v<T, other_fields>) {
        write_value(out, value.fields);
    } else if constexpr (std::is_same_v<T, raw_json>) {
        out.raw(value.text);
    } else if constexpr (std::is_same_v<T, bool>) {
        out.boolean(value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        out.string(value);
    } else if constexpr (std::is_floating_point_v<T>) {
        out.number(static_cast<double>(value));
    } else if constexpr (std::is_enum_v<T>) {
        write_value(out, static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_integral_v<T>) {
        if constexpr (std::is_signed_v<T>) out.integer(value);
        else out.natural(value);
    } else {
        static_assert(field_count<T> <= renderbus::detail::most_fields);  // what has no fields is told of here
        renderbus::detail::check_names<T>();
        if constexpr (renderbus::detail::has_addressable_fields<T>)
            out.object(write_table_of<T>, open_fields(const_cast<T&>(value)).at);  // nothing is changed in it
    }
}

}  // namespace json

/// Reads a JSON text into a value: an aggregate struct, a list, a map, a number, a string, or a type with a `wire_form`.
/// Fails with `data_errc`; the place is line and column, the cause begins with the path: `data.items[3].taskStatus: ...`.
template <class T>
result<T> from_json(std::string_view text, const read_options& options = {}) {
    json::reader in(text, options);
    auto value = json::read_new<T>(in);
    if (value && in.finish()) return *std::move(value);
    return in.why();
}

/// Writes the JSON text of a value behind what a text has already. A text that is cleared and written again needs no new room.
template <class T>
void append_json(std::string& text, const T& value, write_options options = {}) {
    json::writer out(text, options);
    json::write_value(out, value);
}

/// The JSON text of a value. Fields that are unset are left out, and those that the options' generation lacks.
template <class T>
std::string to_json(const T& value, write_options options = {}) {
    return json::text_of(&json::write_at<T>, std::addressof(value), options);
}

/// The wire name of a field that has a value though the generation lacks it, the first in `value` or anywhere in it; empty
/// where there is none. Such a field is neither written nor signed: ask before sending.
template <class T>
std::string_view only_in_other_generation(const T& value, int generation) {
    return json::left_out_of(&json::write_at<T>, std::addressof(value), generation);
}

}  // namespace renderbus

#endif
