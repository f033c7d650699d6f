// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_ERROR_HPP
#define RENDERBUS_ERROR_HPP

#include <renderbus/detail/config.hpp>
#include <renderbus/errc.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

namespace renderbus {

/// The call to a farm that a failure belongs to, as far as it is known.
struct failed_call {
    std::string endpoint;  ///< `task.create`
    std::string url;
    std::string service_message;                   ///< the service's own words, made printable; empty where it did not answer
    std::string request_id;                        ///< by which the service finds the call again; empty where it gave none
    std::optional<std::int64_t> server_time = {};  ///< the service's, milliseconds since the epoch
};

/// Why something did not work: a code for programs, and for people a place, a cause and what to do next.
struct failure {
    std::error_code code;   ///< of one of the categories above, or of the system
    std::string place;      ///< where: `scene.ma:12:5`, `data.items[3].taskStatus`, `https://host:port/path`
    std::string cause;      ///< what is wrong, in words
    std::string next_step;  ///< what to do about it; may be empty
    std::shared_ptr<const failed_call> call = {};  ///< of a call to a farm that failed; else none
    /// Of a request: it ended before its first byte was written, so that surely nobody acted on it.
    bool never_sent = false;

    /// One sentence, fit to print: `place: cause; next step`.
    RENDERBUS_DECL std::string message() const;
};

/// What the calls that throw, throw. `code()` is for programs, `what()` the sentence of `failure::message`.
class exception : public std::system_error {
public:
    RENDERBUS_DECL explicit exception(failure why);
    exception(const exception&) = default;  // and no move: an exception keeps its text
    exception& operator=(const exception&) = default;
    const failure& why() const noexcept { return body_->why; }
    const char* what() const noexcept override { return body_->text.c_str(); }

private:
    struct body {
        failure why;
        std::string text;
    };
    std::shared_ptr<const body> body_;  // exceptions are copied, and a copy must not throw
};

/// What the calls that throw, throw where the service itself refused: `code()` is a `service_errc`.
class api_error : public exception {
public:
    RENDERBUS_DECL explicit api_error(failure why);
    /// The service's own words, made printable.
    const std::string& service_message() const noexcept { return call().service_message; }
    const std::string& endpoint() const noexcept { return call().endpoint; }
    const std::string& url() const noexcept { return call().url; }
    const std::string& request_id() const noexcept { return call().request_id; }

private:
    const failed_call& call() const noexcept { return *why().call; }
};

/// The exception that a failure becomes: `api_error` for what the service refused, else `exception`.
RENDERBUS_DECL std::exception_ptr exception_of(failure why);
[[noreturn]] RENDERBUS_DECL void raise(failure why);

/// A value, or why there is none. Small, no variant: results stand in every signature.
template <class T>
class [[nodiscard]] result {
public:
    using value_type = T;

    result(T&& value) : value_(std::move(value)), has_value_(true) {}
    result(const T& value)
        requires std::is_copy_constructible_v<T>
        : value_(value), has_value_(true) {}
    result(renderbus::failure why) : failure_(std::move(why)), has_value_(false) {}
    result(result&& other) noexcept(std::is_nothrow_move_constructible_v<T>) : has_value_(other.has_value_) {
        if (has_value_) ::new (static_cast<void*>(std::addressof(value_))) T(std::move(other.value_));
        else ::new (static_cast<void*>(std::addressof(failure_))) renderbus::failure(std::move(other.failure_));
    }
    result(const result& other) : has_value_(other.has_value_) {
        if (has_value_) ::new (static_cast<void*>(std::addressof(value_))) T(other.value_);
        else ::new (static_cast<void*>(std::addressof(failure_))) renderbus::failure(other.failure_);
    }
    result& operator=(result other) noexcept
        requires std::is_nothrow_move_constructible_v<T>
    {
        this->~result();
        return *::new (static_cast<void*>(this)) result(std::move(other));
    }
    ~result() {
        if (has_value_) value_.~T();
        else failure_.~failure();
    }

    explicit operator bool() const noexcept { return has_value_; }
    bool has_value() const noexcept { return has_value_; }
    T& operator*() & noexcept { return value_; }
    const T& operator*() const& noexcept { return value_; }
    T&& operator*() && noexcept { return std::move(value_); }
    T* operator->() noexcept { return std::addressof(value_); }
    const T* operator->() const noexcept { return std::addressof(value_); }

    /// The value; throws `exception` where there is none.
    T& value() & { return demand(), value_; }
    const T& value() const& { return demand(), value_; }
    T value() && { return demand(), std::move(value_); }

    /// Why there is no value; only where there is none.
    renderbus::failure& error() & noexcept { return failure_; }
    const renderbus::failure& error() const& noexcept { return failure_; }
    renderbus::failure&& error() && noexcept { return std::move(failure_); }

private:
    void demand() const {
        if (!has_value_) raise(failure_);
    }
    union {
        T value_;
        renderbus::failure failure_;
    };
    bool has_value_;
};

/// Success, or why not.
template <>
class [[nodiscard]] result<void> {
public:
    using value_type = void;

    result() = default;
    result(renderbus::failure why) : failure_(std::make_unique<renderbus::failure>(std::move(why))) {}
    result(result&&) = default;
    result(const result& other) : failure_(other.failure_ ? std::make_unique<renderbus::failure>(*other.failure_) : nullptr) {}
    result& operator=(result other) noexcept { return failure_ = std::move(other.failure_), *this; }

    explicit operator bool() const noexcept { return !failure_; }
    bool has_value() const noexcept { return !failure_; }
    void value() const {
        if (failure_) raise(*failure_);
    }
    renderbus::failure& error() & noexcept { return *failure_; }
    const renderbus::failure& error() const& noexcept { return *failure_; }
    renderbus::failure&& error() && noexcept { return std::move(*failure_); }

private:
    std::unique_ptr<renderbus::failure> failure_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/error.ipp>
#endif

#endif
