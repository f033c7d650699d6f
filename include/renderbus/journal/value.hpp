// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_VALUE_HPP
#define RENDERBUS_JOURNAL_VALUE_HPP

#include <renderbus/journal/difference.hpp>
#include <renderbus/journal/journal_store.hpp>
#include <renderbus/journal/shape.hpp>
#include <renderbus/json/json.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace renderbus {
namespace detail {

template <class T>
struct journal_codec;

/// Whether the journal alone can read the type: it holds a proof or is made of parts.
template <class T>
inline constexpr bool is_journals_own = proof<T> || is_tuple<T>;
template <class T>
inline constexpr bool is_journals_own<std::vector<T>> = is_journals_own<T>;
template <class T>
inline constexpr bool is_journals_own<std::optional<T>> = is_journals_own<T>;
/// What is absent has no place of its own in JSON, but as the field of a struct.
template <class T>
inline constexpr bool is_journals_own<nullable<T>> = true;

}  // namespace detail

/// The journal's way into types that nobody else can make: they name it a friend (`friend struct renderbus::journal_access;`)
/// and have a constructor that takes their `fact_type`.
struct journal_access {
private:
    template <class T>
    friend struct detail::journal_codec;
    template <class Proof>
    static Proof restore(typename Proof::fact_type fact) {
        return Proof(std::move(fact));
    }
};

namespace detail {

/// How a type stands in a journal: a proof as its fact, a tuple or pair as a list, everything else as the JSON codec has it.
template <class T>
struct journal_codec {
    static void write(json::writer& out, const T& value) {
        if constexpr (proof<T>) {
            journal_codec<typename T::fact_type>::write(out, *value);
        } else if constexpr (!is_journals_own<T>) {
            json::write_value(out, value);
        } else if constexpr (json::is_optional<T> || json::is_nullable<T>) {
            if constexpr (json::is_nullable<T>) {
                if (value.is_null()) return out.null();
            }
            out.begin_array();  // in a list of its own: null is a value too
            if (value) write_item(out, *value);
            out.end_array();
        } else if constexpr (json::is_vector<T>) {
            out.begin_array();
            for (const auto& item : value) write_item(out, item);
            out.end_array();
        } else {
            out.begin_array();
            std::apply([&](const auto&... part) { (write_item(out, part), ...); }, value);
            out.end_array();
        }
    }

    static std::optional<T> read(json::reader& in) {
        if constexpr (proof<T>) {
            auto fact = journal_codec<typename T::fact_type>::read(in);
            if (!fact) return std::nullopt;
            return journal_access::restore<T>(*std::move(fact));
        } else if constexpr (!is_journals_own<T>) {
            return json::read_new<T>(in);
        } else if constexpr (json::is_optional<T> || json::is_nullable<T> || json::is_vector<T>) {
            return read_items(in);
        } else {
            return read_parts(in, std::make_index_sequence<std::tuple_size_v<T>>());
        }
    }

private:
    template <class Item>
    static void write_item(json::writer& out, const Item& item) {
        out.next();
        journal_codec<Item>::write(out, item);
    }

    static std::optional<T> read_items(json::reader& in) {
        std::optional<T> made(std::in_place);
        if constexpr (json::is_nullable<T>) {
            if (in.take_null()) return *made = nullptr, made;
        }
        if (!in.begin_array()) return std::nullopt;
        for (std::size_t i = 0; in.next_item(); ++i) {
            auto item = journal_codec<typename T::value_type>::read(in);
            if (!item) return in.inside(i), std::nullopt;
            if constexpr (json::is_vector<T>) made->push_back(*std::move(item));
            else if (i == 0) *made = *std::move(item);
            else return in.expected("one value"), std::nullopt;
        }
        if (in.failed()) return std::nullopt;
        return made;
    }

    template <std::size_t... I>
    static std::optional<T> read_parts(json::reader& in, std::index_sequence<I...>) {
        std::tuple<std::optional<std::tuple_element_t<I, T>>...> parts;
        if (!in.begin_array()) return std::nullopt;
        [[maybe_unused]] const auto read_part = [&](auto& part) {
            if (!in.next_item()) return in.failed() || in.fail(data_errc::wrong_type, "the list is too short"), false;
            part = journal_codec<typename std::remove_reference_t<decltype(part)>::value_type>::read(in);
            return part.has_value();
        };
        if (!(read_part(std::get<I>(parts)) && ...)) return std::nullopt;
        if (in.next_item()) return in.fail(data_errc::wrong_type, "the list is too long"), std::nullopt;
        if (in.failed()) return std::nullopt;
        return T(*std::move(std::get<I>(parts))...);
    }
};

inline failure not_kept(const std::string& what, const std::string& cause) {
    return {data_errc::invalid_value, "journal", what + " cannot be kept: " + cause, "change the value, or keep another one"};
}

}  // namespace detail

/// A type as a journal keeps it: what `to_json` and `from_json` know (structs, texts, numbers, lists, maps, types with a
/// `wire_form`), proofs of a pipeline's stages, and `std::tuple`, `std::pair`, `std::vector` and `std::optional` of all these.
template <class T>
struct journaled {
    /// `data_errc::invalid_value` for a value that would not come back as it is: text that is not UTF-8, infinity, an unset
    /// field whose default is another value.
    static result<journal_entry> entry_of(const T& value) {
        auto text = to_text(value);
        if (!text) return std::move(text).error();
        return journal_entry{shape_of<T>(), *std::move(text)};
    }
    /// `data_errc::invalid_value` where the entry is of another shape; else as `from_json`.
    static result<T> value_of(const journal_entry& entry) {
        if (entry.shape == shape_of<T>()) return from_text(entry.value);
        return failure{data_errc::invalid_value, "journal",
                       "what was kept is no " + std::string(detail::type_name<T>()) + " as this program knows it",
                       "do the work again"};
    }

    /// JSON on one line; fails as `entry_of` does.
    static result<std::string> to_text(const T& value) {
        auto text = written(value);
        const auto back = from_text(text);
        if (!back)
            return detail::not_kept(std::string(detail::type_name<T>()), "it would not be read back: " + back.error().message());
        if (const auto where = detail::difference_of(value, *back))
            return detail::not_kept(std::string(detail::type_name<T>()) + *where,
                                    "another value would be read back (text that is not UTF-8? an unset field with a default?)");
        return text;
    }
    static result<T> from_text(std::string_view text) {
        json::reader in(text, reading);
        auto value = detail::journal_codec<T>::read(in);
        if (value && in.finish()) return *std::move(value);
        return in.why();
    }

private:
    static constexpr read_options reading{.depth_limit = journal_depth_limit};

    static std::string written(const T& value) {
        std::string text;
        json::writer out(text);
        detail::journal_codec<T>::write(out, value);
        // Line ends can only be blanks between the values of a raw_json: in a string of JSON they are escaped.
        std::replace_if(
            text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
        return text;
    }
};

}  // namespace renderbus

#endif
