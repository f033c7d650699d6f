// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_VALUES_HPP
#define RENDERBUS_JSON_VALUES_HPP

#include <renderbus/detail/config.hpp>
#include <renderbus/json/nullable.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace renderbus {

/// A list in a request or an answer. Unset (left out), null and empty (`[]`) are three things.
/// `{"night", "lighting"}` makes one; double braces, in which a vector takes two strings for iterators, do not compile.
template <class T>
class list {
    /// Takes what converts to T, and nothing in braces of its own.
    struct item {
        template <class U>
            requires std::is_convertible_v<U, T>
        item(U&& from) : value(std::forward<U>(from)) {}
        template <class First, class Second, class... Others>
        item(const First&, const Second&, const Others&...) {
            static_assert(sizeof(First) == 0, "renderbus: a list is written in single braces, {\"night\", \"lighting\"}");
        }
        T value;
    };

public:
    using value_type = T;

    list() = default;
    list(std::initializer_list<item> items) : is_(state::set) {
        items_.reserve(items.size());
        for (const auto& one : items) items_.push_back(one.value);
    }
    /// A vector by its name; braces are for the items themselves.
    template <std::same_as<std::vector<T>> Vector>
    list(Vector items) : items_(std::move(items)), is_(state::set) {}

    /// Whether there is a list at all, be it empty.
    bool is_set() const noexcept { return is_ == state::set; }
    bool is_null() const noexcept { return is_ == state::null; }
    void unset() noexcept { become(state::absent); }
    void set_null() noexcept { become(state::null); }

    bool empty() const noexcept { return items_.empty(); }
    std::size_t size() const noexcept { return items_.size(); }
    const T* begin() const noexcept { return items_.data(); }
    const T* end() const noexcept { return begin() + size(); }
    T* begin() noexcept { return items_.data(); }
    T* end() noexcept { return begin() + size(); }
    const T& operator[](std::size_t i) const { return items_[i]; }
    T& operator[](std::size_t i) { return items_[i]; }
    const T& front() const { return items_.front(); }

    /// Adds at the end; an unset list becomes a list of one.
    T& push_back(T value) {
        is_ = state::set;
        return items_.emplace_back(std::move(value));
    }
    /// The items themselves; an unset list becomes an empty one.
    std::vector<T>& items() {
        is_ = state::set;
        return items_;
    }

    friend bool operator==(const list&, const list&) = default;

private:
    enum class state : std::uint8_t { absent, null, set };
    void become(state without_items) noexcept {
        items_.clear();
        is_ = without_items;
    }

    std::vector<T> items_;
    state is_ = state::absent;
};

namespace detail {
/// For each name the place of its first appearance; nothing where no name appears twice.
RENDERBUS_DECL std::vector<std::size_t> first_appearances(const std::vector<std::string_view>& names);
}  // namespace detail

/// A JSON object whose names are free (the layers of a task.json): name and value in the order of the text.
template <class T>
class object_map {
public:
    using entry = std::pair<std::string, T>;

    object_map() = default;
    object_map(std::initializer_list<entry> entries) : entries_(entries) {}

    bool empty() const noexcept { return entries_.empty(); }
    std::size_t size() const noexcept { return entries_.size(); }
    auto begin() const noexcept { return entries_.begin(); }
    auto end() const noexcept { return entries_.end(); }
    auto begin() noexcept { return entries_.begin(); }
    auto end() noexcept { return entries_.end(); }

    /// The value of that name, or nothing.
    const T* find(std::string_view name) const noexcept {
        for (const auto& one : entries_)
            if (one.first == name) return &one.second;
        return nullptr;
    }
    T* find(std::string_view name) noexcept { return const_cast<T*>(std::as_const(*this).find(name)); }

    /// The value of that name, made where it is missing.
    T& operator[](std::string_view name) {
        if (T* there = find(name)) return *there;
        return entries_.emplace_back(std::string(name), T{}).second;
    }
    bool erase(std::string_view name) {
        return std::erase_if(entries_, [&](const entry& one) { return one.first == name; }) != 0;
    }
    /// Adds without looking for the name: quick for very many entries, with `drop_repeated` at the end.
    T& append(std::string name) { return entries_.emplace_back(std::move(name), T{}).second; }
    /// Of the entries of one name keeps the last, at the place of the first.
    void drop_repeated() {
        std::vector<std::string_view> names;
        names.reserve(entries_.size());
        for (const auto& one : entries_) names.push_back(one.first);
        const auto first = detail::first_appearances(names);
        if (first.empty()) return;
        for (std::size_t i = 0; i < first.size(); ++i)
            if (first[i] != i) entries_[first[i]].second = std::move(entries_[i].second);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < first.size(); ++i) {
            if (first[i] != i) continue;
            std::swap(entries_[kept], entries_[i]);
            ++kept;
        }
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(kept), entries_.end());
    }

    friend bool operator==(const object_map&, const object_map&) = default;

private:
    std::vector<entry> entries_;
};

/// A part of a JSON text as it came, checked to be JSON and not looked into.
struct raw_json {
    std::string text = "null";
    friend bool operator==(const raw_json&, const raw_json&) = default;
};

/// A struct with a field of this type loses nothing: what no other field is for is kept here, and written after the others.
struct other_fields {
    object_map<raw_json> fields;
    friend bool operator==(const other_fields&, const other_fields&) = default;
};

/// How a type that is no plain aggregate stands on the wire: a specialisation gives
/// `static result<T> from_wire(W)` and `static W to_wire(const T&)`, W being any type the codec knows. Where it depends on the
/// options of the writing, there is `to_wire(const T&, const write_options&)` too.
template <class T>
struct wire_form;

template <class T>
concept has_wire_form = requires(const T& value) { wire_form<T>::to_wire(value); };

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/json/impl/values.ipp>
#endif

#endif
