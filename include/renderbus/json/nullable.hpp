// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_NULLABLE_HPP
#define RENDERBUS_JSON_NULLABLE_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace renderbus {

template <class T>
class nullable;

namespace detail {
template <class T>
inline constexpr bool is_nullable = false;
template <class T>
inline constexpr bool is_nullable<nullable<T>> = true;

template <class T>
concept any_null = std::is_null_pointer_v<T>;
template <class U, class T>
concept value_for = std::is_convertible_v<U, T> && !is_nullable<std::remove_cvref_t<U>> && !any_null<std::remove_cvref_t<U>>;
}  // namespace detail

/// A field of an answer that may be left out, null or a value: as std::optional, which cannot tell the first two apart.
/// `nullptr` is null, a new one is absent; JSON leaves out what is absent.
template <class T>
class nullable {
public:
    using value_type = T;

    constexpr nullable() noexcept {}
    /// A template, so that `{}` is absent and not null.
    template <detail::any_null Null>
    constexpr nullable(Null) noexcept : state_(state::null) {}
    template <detail::value_for<T> U = T>
    constexpr nullable(U&& value) : value_(std::forward<U>(value)), state_(state::value) {}

    constexpr nullable(const nullable&)
        requires std::is_trivially_copy_constructible_v<T>
    = default;
    constexpr nullable(const nullable& other)
        requires(std::is_copy_constructible_v<T> && !std::is_trivially_copy_constructible_v<T>)
    {
        take(other);
    }
    constexpr nullable(nullable&&)
        requires std::is_trivially_move_constructible_v<T>
    = default;
    constexpr nullable(nullable&& other) noexcept(std::is_nothrow_move_constructible_v<T>)
        requires(std::is_move_constructible_v<T> && !std::is_trivially_move_constructible_v<T>)
    {
        take(std::move(other));
    }
    constexpr nullable& operator=(const nullable&)
        requires(std::is_trivially_copyable_v<T> && std::is_copy_assignable_v<T>)
    = default;
    constexpr nullable& operator=(const nullable& other)
        requires(std::is_copy_constructible_v<T> && std::is_copy_assignable_v<T> && !std::is_trivially_copyable_v<T>)
    {
        assign(other);
        return *this;
    }
    constexpr nullable& operator=(nullable&&)
        requires(std::is_trivially_copyable_v<T> && std::is_move_assignable_v<T>)
    = default;
    constexpr nullable& operator=(nullable&& other) noexcept(std::is_nothrow_move_constructible_v<T> &&
                                                             std::is_nothrow_move_assignable_v<T>)
        requires(std::is_move_constructible_v<T> && std::is_move_assignable_v<T> && !std::is_trivially_copyable_v<T>)
    {
        assign(std::move(other));
        return *this;
    }
    template <detail::any_null Null>
    constexpr nullable& operator=(Null) noexcept {
        reset();
        state_ = state::null;
        return *this;
    }
    constexpr ~nullable()
        requires std::is_trivially_destructible_v<T>
    = default;
    constexpr ~nullable() { reset(); }

    constexpr bool has_value() const noexcept { return state_ == state::value; }
    constexpr explicit operator bool() const noexcept { return has_value(); }
    constexpr bool is_null() const noexcept { return state_ == state::null; }
    constexpr bool is_absent() const noexcept { return state_ == state::absent; }

    constexpr const T& operator*() const& noexcept { return value_; }
    constexpr T& operator*() & noexcept { return value_; }
    constexpr T&& operator*() && noexcept { return std::move(value_); }
    constexpr const T* operator->() const noexcept { return std::addressof(value_); }
    constexpr T* operator->() noexcept { return std::addressof(value_); }

    /// Throws std::bad_optional_access where there is no value.
    constexpr const T& value() const& { return required(*this).value_; }
    constexpr T& value() & { return required(*this).value_; }
    constexpr T&& value() && { return std::move(required(*this).value_); }

    template <class U>
    constexpr T value_or(U&& other) const& {
        return has_value() ? value_ : static_cast<T>(std::forward<U>(other));
    }
    template <class U>
    constexpr T value_or(U&& other) && {
        return has_value() ? std::move(value_) : static_cast<T>(std::forward<U>(other));
    }

    template <class... Argument>
    constexpr T& emplace(Argument&&... argument) {
        reset();
        std::construct_at(std::addressof(value_), std::forward<Argument>(argument)...);
        state_ = state::value;
        return value_;
    }
    /// Absent from now on.
    constexpr void reset() noexcept {
        if (std::exchange(state_, state::absent) == state::value) std::destroy_at(std::addressof(value_));
    }

    friend constexpr bool operator==(const nullable& a, const nullable& b) {
        return a.state_ == b.state_ && (!a.has_value() || a.value_ == b.value_);
    }
    template <class U>
        requires(!detail::is_nullable<U> && !detail::any_null<U>)
    friend constexpr bool operator==(const nullable& a, const U& b) {
        return a.has_value() && a.value_ == b;
    }
    friend constexpr bool operator==(const nullable& a, std::nullptr_t) noexcept { return a.is_null(); }

private:
    enum class state : std::uint8_t { absent, null, value };

    template <class Self>
    static constexpr Self& required(Self& self) {
        return self.has_value() ? self : throw std::bad_optional_access();
    }
    template <class Other>
    constexpr void take(Other&& other) {
        if (other.has_value()) std::construct_at(std::addressof(value_), std::forward<Other>(other).value_);
        state_ = other.state_;
    }
    template <class Other>
    constexpr void assign(Other&& other) {
        if (has_value() && other.has_value()) {
            value_ = std::forward<Other>(other).value_;
        } else if (this != std::addressof(other)) {
            reset();
            take(std::forward<Other>(other));
        }
    }

    union {
        T value_;
    };
    state state_ = state::absent;
};

}  // namespace renderbus

#endif
