// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_BOX_HPP
#define RENDERBUS_PIPELINE_BOX_HPP

#include <renderbus/detail/unique_function.hpp>
#include <renderbus/error.hpp>

#include <utility>

/// Values between the stages of a run that waits: what walks through a pipeline is compiled once, whatever the types.
namespace renderbus::detail {

/// A value of a type that only its maker and its taker know. Owns it, or borrows it from somebody who outlives the taker.
class box {
public:
    box() = default;
    template <class T>
    explicit box(T* made) noexcept : value_(made), destroy_([](void* value) noexcept { delete static_cast<T*>(value); }) {}
    box(box&& other) noexcept : value_(std::exchange(other.value_, nullptr)), destroy_(other.destroy_) {}
    box& operator=(box&& other) noexcept {
        std::swap(value_, other.value_);
        std::swap(destroy_, other.destroy_);
        return *this;
    }
    ~box() {
        if (value_ && destroy_) destroy_(value_);
    }

    static box borrowed(void* value) noexcept {
        box made;
        made.value_ = value;
        return made;
    }

    explicit operator bool() const noexcept { return value_ != nullptr; }
    void* address() const noexcept { return value_; }
    template <class T>
    T& as() const noexcept {
        return *static_cast<T*>(value_);
    }

private:
    void* value_ = nullptr;
    void (*destroy_)(void*) noexcept = nullptr;
};

/// Puts what a typed operation gives into a box.
template <class T>
struct boxing {
    completion<box> done;
    void operator()(result<T> outcome) {
        if (outcome) done(box(new T(*std::move(outcome))));
        else done(std::move(outcome).error());
    }
};

/// Takes what comes in a box out for a typed operation.
template <class T>
struct unboxing {
    completion<T> done;
    void operator()(result<box> outcome) {
        if (outcome) done(std::move(outcome->as<T>()));
        else done(std::move(outcome).error());
    }
};

}  // namespace renderbus::detail

#endif
