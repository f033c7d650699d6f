// SPDX-License-Identifier: BSL-1.0
// Prints the endpoint table as JSON, for docs/make_reference.py.
#include <renderbus/api/table.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/secret.hpp>

#include <iostream>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

using namespace renderbus;

struct field_row {
    std::string name;
    std::string wire;
    std::string type;
    bool may_be_null = false;
    bool may_be_left_out = false;
    std::string initial = {};  ///< JSON
    int in_generation = 0;
    std::vector<std::string> rule_words = {};
};
struct struct_row {
    std::string name;
    std::vector<field_row> fields;
};
struct endpoint_row {
    std::string name;
    std::string type;
    std::string generation_1;
    std::string generation_2;
    std::string generation_2_alias;
    std::string retry;
    std::string reply;
};
struct code_row {
    std::int64_t value;
    std::string english;
    std::string chinese;
};
struct enumeration_row {
    std::string name;
    std::vector<code_row> values;
};
struct reference {
    std::vector<endpoint_row> endpoints;
    std::vector<struct_row> structs;
    std::vector<enumeration_row> enumerations;
};

/// `renderbus::api::query::task`, out of the compiler's signature.
template <class T>
std::string type_name() {
    std::string_view whole = __PRETTY_FUNCTION__;
    const auto from = whole.find("T = ") + 4;
    auto to = whole.find(';', from);
    if (to == whole.npos) to = whole.rfind(']');
    std::string name(whole.substr(from, to - from));
    return name.substr(0, name.find('<'));
}

class collector {
public:
    reference all;

    template <class T>
    std::string type_of() {
        if constexpr (std::is_same_v<T, std::string>) return "text";
        else if constexpr (std::is_same_v<T, bool>) return "boolean";
        else if constexpr (std::is_same_v<T, nothing>) return "nothing";
        else if constexpr (std::is_same_v<T, secret>) return "secret";
        else if constexpr (std::is_enum_v<T>) return add_enumeration<T>();
        else if constexpr (std::is_integral_v<T>) return "integer";
        else if constexpr (std::is_floating_point_v<T>) return "number";
        else if constexpr (requires(T t) { t.has_value(); }) return type_of<std::remove_cvref_t<decltype(*std::declval<T&>())>>();
        else if constexpr (requires(T t) { t.begin(); }) return "list of " + type_of<typename T::value_type>();
        else return add_struct<T>();
    }

    template <class T>
    std::string add_struct() {
        // A page is described with what it is a page of.
        std::string name = type_name<T>();
        if constexpr (requires { typename decltype(T::items)::value_type; })
            name += " of " + type_of<typename decltype(T::items)::value_type>();
        if (!seen_.insert(name).second) return name;
        struct_row row{name, {}};
        const T initial{};
        std::size_t i = 0;
        constexpr auto names = detail::compiler_names<T>();
        for_each_field(initial, [&](const auto& field) {
            row.fields.push_back(field_of<T>(std::string(names[i]), std::string(wire_names<T>[i]), field));
            ++i;
        });
        all.structs.push_back(std::move(row));
        return name;
    }

    template <class Request>
    void add_endpoint() {
        static constexpr std::string_view classes[] = {"safe", "idempotent", "once"};
        const auto type = add_struct<Request>();
        all.endpoints.push_back({std::string(Request::at.name), type, std::string(Request::at.generation_1),
                                 std::string(Request::at.generation_2), std::string(Request::at.generation_2_alias),
                                 std::string(classes[static_cast<int>(Request::at.retry)]), type_of<typename Request::reply>()});
    }

private:
    template <class T, class Field>
    field_row field_of(std::string name, std::string wire, const Field& initial) {
        field_row row{name, std::move(wire), type_of<Field>()};
        row.may_be_null = requires { initial.is_null(); };
        row.may_be_left_out = requires { initial.has_value(); }
        || requires { initial.is_set(); };
        if constexpr (!requires { initial.has_value(); } && !std::is_class_v<Field>) row.initial = to_json(initial);
        if constexpr (std::is_same_v<Field, std::string>)
            if (!initial.empty()) row.initial = to_json(initial);
        if constexpr (requires { T::only_in; })
            for (const auto& one : T::only_in)
                if (one.field == name) row.in_generation = one.generation;
        if constexpr (requires { T::rules; })
            for (const auto& one : T::rules)
                if (one.field == name) row.rule_words.push_back(one.in_words());
        return row;
    }

    template <class E>
    std::string add_enumeration() {
        const auto name = type_name<E>();
        if (!seen_.insert(name).second) return name;
        enumeration_row row{name, {}};
        for (const auto& one : api::code_names<E>)
            row.values.push_back({static_cast<std::int64_t>(one.value), std::string(one.english), std::string(one.chinese)});
        all.enumerations.push_back(std::move(row));
        return name;
    }

    std::set<std::string> seen_;
};

template <class... Request>
void collect(collector& into, type_list<Request...>) {
    (into.add_endpoint<Request>(), ...);
}

}  // namespace

int main() {
    collector table;
    collect(table, api::table{});
    std::cout << to_json(table.all) << '\n';
}
