// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_EITHER_HPP
#define RENDERBUS_PIPELINE_EITHER_HPP

#include <optional>
#include <type_traits>
#include <utility>

namespace renderbus {

/// A value of one of two types: the input of a stage that takes both. Made of these two alone, and of nothing that turns into
/// them.
template <class A, class B>
class either {
public:
    template <class T>
        requires(std::is_same_v<T, A> || std::is_same_v<T, B>)
    either(T value) {
        std::get<std::optional<T>>(held_) = std::move(value);
    }

    /// The value where it is of this type, else nothing.
    template <class T>
    const T* as() const noexcept {
        const auto& one = std::get<std::optional<T>>(held_);
        return one ? &*one : nullptr;
    }

private:
    std::pair<std::optional<A>, std::optional<B>> held_;
};

}  // namespace renderbus

#endif
