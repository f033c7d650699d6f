// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_EITHER_HPP
#define RENDERBUS_PIPELINE_EITHER_HPP

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace renderbus {

/// A value of one of some types: the input of a stage that takes each of them. Made of these alone, and of nothing that turns
/// into them.
template <class... Types>
class either {
public:
    template <class T>
        requires(std::is_same_v<T, Types> || ...)
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
    std::tuple<std::optional<Types>...> held_;
};

}  // namespace renderbus

#endif
