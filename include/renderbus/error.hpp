// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_ERROR_HPP
#define RENDERBUS_ERROR_HPP

#include <renderbus/detail/config.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace renderbus {

/// What can go wrong between this program and a farm.
enum class transport_errc {
    resolve_failed = 1,   ///< the host name has no address
    connect_failed,       ///< nobody listens there, or no way leads there
    connection_lost,      ///< the connection ended before the answer did
    timed_out,            ///< a connection, a request or an answer took longer than allowed
    tls_failed,           ///< no TLS connection could be made
    certificate_refused,  ///< the farm's certificate is not trusted, or is another host's
    malformed_answer,     ///< what came is not HTTP
    answer_too_large,     ///< head or body is larger than the caller allows
    redirect_refused,     ///< the farm sent us elsewhere
    http_status,          ///< an HTTP status that is no success
    canceled,             ///< the caller called it off
    proxy_refused,        ///< the proxy does not let us through: a login, a rule
};

/// What can be wrong with a text, a value or a name.
enum class data_errc {
    malformed_json = 1,  ///< not JSON
    wrong_type,          ///< JSON, but another type than the field's
    out_of_range,        ///< a number that the field cannot hold
    too_deep,            ///< nested deeper than allowed
    too_large,           ///< longer than allowed
    malformed_utf8,      ///< not UTF-8
    unknown_field,       ///< a field nobody knows, where that is asked for
    missing_field,       ///< a field that must be there is not
    invalid_value,       ///< a value that breaks a rule of its field
    unsafe_path,         ///< a path that leaves its folder, or names a device
    wrong_digest,        ///< what arrived is not what was sent
};

/// What can be wrong with a scene or with the files around it.
enum class scene_errc {
    missing_file = 1,    ///< there is no such file
    unreadable_file,     ///< the file is there but cannot be read
    unwritable_file,     ///< the file cannot be written: permission, a full disk, a limit
    unknown_format,      ///< no reader knows this format
    malformed_scene,     ///< the scene file breaks its format's rules
    too_complex,         ///< deeper or larger than a reader accepts
    refused_by_check,    ///< the check found an error that stops the submission
    changed_file,        ///< a file changed while it was read
};

/// What can be wrong with a task on the farm.
enum class task_errc {
    failed = 1,       ///< the farm gave the task up
    stopped,          ///< somebody stopped it
    no_frames,        ///< the task ended and there is nothing to download
};

/// An answer `code` other than 200 of the service; the value is the code itself (section 2 of the service's reference).
enum class service_errc : int {
    label_exists = 503,
    expired_timestamp = 610,
    wrong_signature = 611,
};

RENDERBUS_DECL const std::error_category& transport_category() noexcept;
RENDERBUS_DECL const std::error_category& data_category() noexcept;
RENDERBUS_DECL const std::error_category& scene_category() noexcept;
RENDERBUS_DECL const std::error_category& task_category() noexcept;
RENDERBUS_DECL const std::error_category& service_category() noexcept;

inline std::error_code make_error_code(transport_errc e) noexcept { return {static_cast<int>(e), transport_category()}; }
inline std::error_code make_error_code(data_errc e) noexcept { return {static_cast<int>(e), data_category()}; }
inline std::error_code make_error_code(scene_errc e) noexcept { return {static_cast<int>(e), scene_category()}; }
inline std::error_code make_error_code(task_errc e) noexcept { return {static_cast<int>(e), task_category()}; }
inline std::error_code make_error_code(service_errc e) noexcept { return {static_cast<int>(e), service_category()}; }

/// Why something did not work: a code for programs, and for people a place, a cause and what to do next.
struct failure {
    std::error_code code;   ///< of one of the categories above, or of the system
    std::string place;      ///< where: `scene.ma:12:5`, `data.items[3].taskStatus`, `https://host:port/path`
    std::string cause;      ///< what is wrong, in words
    std::string next_step;  ///< what to do about it; may be empty

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

/// A value, or why there is none. Small, no variant: results stand in every signature.
template <class T>
class [[nodiscard]] result {
public:
    using value_type = T;

    result(T value) : has_value_(true) { std::construct_at(std::addressof(value_), std::move(value)); }
    result(renderbus::failure why) : has_value_(false) { std::construct_at(std::addressof(failure_), std::move(why)); }
    result(result&& other) noexcept(std::is_nothrow_move_constructible_v<T>) : has_value_(other.has_value_) {
        if (has_value_) std::construct_at(std::addressof(value_), std::move(other.value_));
        else std::construct_at(std::addressof(failure_), std::move(other.failure_));
    }
    result(const result& other) : has_value_(other.has_value_) {
        if (has_value_) std::construct_at(std::addressof(value_), other.value_);
        else std::construct_at(std::addressof(failure_), other.failure_);
    }
    result& operator=(result other) noexcept
        requires std::is_nothrow_move_constructible_v<T>
    {
        std::destroy_at(this);
        return *std::construct_at(this, std::move(other));
    }
    ~result() {
        if (has_value_) std::destroy_at(std::addressof(value_));
        else std::destroy_at(std::addressof(failure_));
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
        if (!has_value_) throw exception(failure_);
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
        if (failure_) throw exception(*failure_);
    }
    renderbus::failure& error() & noexcept { return *failure_; }
    const renderbus::failure& error() const& noexcept { return *failure_; }
    renderbus::failure&& error() && noexcept { return std::move(*failure_); }

private:
    std::unique_ptr<renderbus::failure> failure_;
};

}  // namespace renderbus

template <> struct std::is_error_code_enum<renderbus::transport_errc> : std::true_type {};
template <> struct std::is_error_code_enum<renderbus::data_errc> : std::true_type {};
template <> struct std::is_error_code_enum<renderbus::scene_errc> : std::true_type {};
template <> struct std::is_error_code_enum<renderbus::task_errc> : std::true_type {};
template <> struct std::is_error_code_enum<renderbus::service_errc> : std::true_type {};

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/error.ipp>
#endif

#endif
