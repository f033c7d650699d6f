// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_UNIQUE_FUNCTION_HPP
#define RENDERBUS_DETAIL_UNIQUE_FUNCTION_HPP

#include <type_traits>
#include <utility>

namespace renderbus::detail {

/// A callable that is moved, never copied (std::move_only_function is C++23). Calling it twice is the caller's affair.
template <class Signature>
class unique_function;

template <class R, class... A>
class unique_function<R(A...)> {  // with a plain pointer: a std::unique_ptr for every signature would cost the compiler most of
                                  // it
public:
    unique_function() = default;
    template <class F>
        requires(!std::is_same_v<std::remove_cvref_t<F>, unique_function> && std::is_invocable_r_v<R, F&, A...>)
    unique_function(F&& f) : body_(new holder<std::remove_cvref_t<F>>(std::forward<F>(f))) {}
    unique_function(unique_function&& other) noexcept : body_(std::exchange(other.body_, nullptr)) {}
    unique_function& operator=(unique_function&& other) noexcept {
        delete std::exchange(body_, std::exchange(other.body_, nullptr));
        return *this;
    }
    ~unique_function() { delete body_; }

    explicit operator bool() const noexcept { return body_ != nullptr; }
    R operator()(A... a) { return body_->call(std::forward<A>(a)...); }

private:
    struct base {
        virtual ~base() = default;
        virtual R call(A&&...) = 0;
    };
    template <class F>
    struct holder final : base {
        explicit holder(F&& f) : f_(std::move(f)) {}
        explicit holder(const F& f) : f_(f) {}
        R call(A&&... a) override { return f_(std::forward<A>(a)...); }
        F f_;
    };
    base* body_ = nullptr;
};

}  // namespace renderbus::detail

namespace renderbus {

template <class T>
class result;

/// What an asynchronous operation calls once, when it is done.
template <class T>
using completion = detail::unique_function<void(result<T>)>;

}  // namespace renderbus

#endif
