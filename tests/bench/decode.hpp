// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_BENCH_DECODE_HPP
#define RENDERBUS_TESTS_BENCH_DECODE_HPP

#include "task_page.hpp"

#include <nlohmann/json.hpp>
#include <rapidjson/document.h>
#include <simdjson.h>

#include <cstdlib>
#include <string>
#include <type_traits>
#include <utility>

/// How the peers bring a text into the same structs, each in the way its documentation shows.
namespace bench {

/// `f(name, field)` for each field of a struct, unrolled at compile time.
template <class T, class F>
void each_named(T& value, F f) {
    renderbus::with_fields(value, [&](auto&... field) {
        std::size_t i = 0;
        (f(renderbus::wire_names<T>[i++], field), ...);
    });
}

struct rapidjson_dom {
    template <class T>
    static void take(const rapidjson::Value& from, T& to) {
        if constexpr (renderbus::json::is_nullable<T>) {
            if (from.IsNull()) to = nullptr;
            else take(from, to.emplace());
        } else if constexpr (renderbus::json::is_list<T>) {
            if (from.IsNull()) return to.set_null();
            to.items().reserve(from.Size());
            for (const auto& item : from.GetArray()) take(item, to.items().emplace_back());
        } else if constexpr (std::is_same_v<T, bool>) {
            to = from.GetBool();
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
            to = from.GetInt64();
        } else if constexpr (std::is_same_v<T, double>) {
            to = from.GetDouble();
        } else if constexpr (std::is_same_v<T, std::string>) {
            to.assign(from.GetString(), from.GetStringLength());
        } else {
            each_named(to, [&](std::string_view name, auto& field) {
                const auto at = from.FindMember(
                    rapidjson::Value(rapidjson::StringRef(name.data(), static_cast<rapidjson::SizeType>(name.size()))));
                if (at != from.MemberEnd()) take(at->value, field);
            });
        }
    }
    static answer decode(const std::string& text) {
        rapidjson::Document document;
        document.Parse<rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
        if (document.HasParseError()) std::abort();
        answer made;
        take(document, made);
        return made;
    }
};

struct nlohmann_json {
    template <class T>
    static void take(const nlohmann::json& from, T& to) {
        if constexpr (renderbus::json::is_nullable<T>) {
            if (from.is_null()) to = nullptr;
            else take(from, to.emplace());
        } else if constexpr (renderbus::json::is_list<T>) {
            if (from.is_null()) return to.set_null();
            to.items().reserve(from.size());
            for (const auto& item : from) take(item, to.items().emplace_back());
        } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
            from.get_to(to);
        } else {
            each_named(to, [&](std::string_view name, auto& field) {
                const auto at = from.find(name);
                if (at != from.end()) take(*at, field);
            });
        }
    }
    static answer decode(const std::string& text) {
        answer made;
        take(nlohmann::json::parse(text), made);
        return made;
    }
};

struct simdjson_on_demand {
    template <class T>
    static void take(simdjson::ondemand::value from, T& to) {
        if constexpr (renderbus::json::is_nullable<T>) {
            if (from.is_null()) to = nullptr;
            else take(from, to.emplace());
        } else if constexpr (renderbus::json::is_list<T>) {
            if (from.is_null()) return to.set_null();
            auto& items = to.items();
            for (auto item : from.get_array()) take(item.value(), items.emplace_back());
        } else if constexpr (std::is_same_v<T, bool>) {
            to = from.get_bool();
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
            to = from.get_int64();
        } else if constexpr (std::is_same_v<T, double>) {
            to = from.get_double();
        } else if constexpr (std::is_same_v<T, std::string>) {
            const std::string_view text = from.get_string();
            to.assign(text);
        } else {
            take_fields(from.get_object().value(), to);
        }
    }
    template <class Object, class T>
    static void take_fields(Object object, T& to) {
        each_named(to, [&](std::string_view name, auto& field) {
            simdjson::ondemand::value value;
            if (object.find_field_unordered(name).get(value) == simdjson::SUCCESS) take(value, field);
        });
    }
    static answer decode(const std::string& text) {
        static simdjson::ondemand::parser parser;
        auto document = parser.iterate(text.data(), text.size(), text.capacity()).value();
        answer made;
        take_fields(document.get_object().value(), made);
        return made;
    }
};

struct library {
    static answer decode(const std::string& text) {
        auto made = renderbus::from_json<answer>(text);
        if (!made) std::abort();
        return *std::move(made);
    }
};

}  // namespace bench

#endif
