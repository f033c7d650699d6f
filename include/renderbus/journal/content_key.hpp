// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_CONTENT_KEY_HPP
#define RENDERBUS_JOURNAL_CONTENT_KEY_HPP

#include <renderbus/digest.hpp>
#include <renderbus/journal/value.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace renderbus {

/// The key of some work in a journal, made of everything that decides what comes of it: SHA-256 over labels and contents, each
/// with its length, so that no two lists of parts have one key.
class content_key {
public:
    RENDERBUS_DECL content_key();
    RENDERBUS_DECL content_key& add(std::string_view label, std::string_view content);
    /// 64 lower-case hexadecimal digits; the key is then as new.
    RENDERBUS_DECL std::string finish();

private:
    void begin();
    void put(std::string_view text);
    sha256_hasher hash_;
};

/// For values that stand for something else, such as a file: a specialisation gives `static result<std::string> of(const T&)`,
/// a text (any bytes) that is another one whenever what the value stands for is another.
template <class T>
struct journal_content;

template <class T>
concept has_journal_content = requires(const T& value) {
    { journal_content<T>::of(value) } -> std::same_as<result<std::string>>;
};

/// What a key takes of an input: what `journal_content` gives, also for the parts of tuples, pairs, vectors and optionals; for
/// everything else the text that a journal would keep.
template <class T>
result<std::string> content_of(const T& value) {
    if constexpr (has_journal_content<T>) {
        return journal_content<T>::of(value);
    } else if constexpr (detail::is_tuple<T> || json::is_vector<T> || json::is_optional<T> || json::is_nullable<T>) {
        content_key parts;
        std::optional<failure> why;
        const auto add = [&](const auto& part) {
            if (why) return;
            auto content = content_of(part);
            if (content) parts.add("part", *content);
            else why = std::move(content).error();
        };
        if constexpr (detail::is_tuple<T>) {
            std::apply([&](const auto&... part) { (add(part), ...); }, value);
        } else if constexpr (json::is_vector<T>) {
            for (const typename T::value_type& part : value) add(part);
        } else if (value) {
            add(*value);
        }
        if constexpr (json::is_nullable<T>) {
            if (value.is_null()) parts.add("null", {});
        }
        if (why) return *std::move(why);
        return parts.finish();
    } else {
        return journaled<T>::to_text(value);
    }
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/journal/impl/content_key.ipp>
#endif

#endif
