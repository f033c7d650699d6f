// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_ENDPOINT_HPP
#define RENDERBUS_API_ENDPOINT_HPP

#include <renderbus/api/rules.hpp>
#include <renderbus/detail/config.hpp>
#include <renderbus/json/values.hpp>
#include <renderbus/reflect/names.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace renderbus {

/// What may be done with a call whose answer was lost.
enum class retry_class {
    safe,        ///< it only reads: try again
    idempotent,  ///< done twice is done once: try again
    once,        ///< done twice is two: find out what happened first
};

/// Where an endpoint is, in each generation of the API; an empty path where a generation lacks it.
struct routes {
    std::string_view name;  ///< `task.create`
    std::string_view generation_1;
    std::string_view generation_2;
    retry_class retry = retry_class::safe;
    /// An older path of generation 2 that servers still answer.
    std::string_view generation_2_alias = {};
};

/// The reply of an endpoint that answers with nothing but its success.
struct nothing {
    friend bool operator==(nothing, nothing) = default;
};

/// A request struct: its fields are the body, `at` its routes, `reply` what comes back. A user's own can be sent too.
template <class T>
concept endpoint = std::is_aggregate_v<T> && requires {
    typename T::reply;
    { T::at } -> std::convertible_to<const routes&>;
};

/// Generation 1 of the API: the documented one.
struct generation_1 {
    static constexpr int number = 1;
    static constexpr std::string_view version = "1.0.0";
};
/// Generation 2: the live service.
struct generation_2 {
    static constexpr int number = 2;
    static constexpr std::string_view version = "2.0.0";
};

/// The path of an endpoint in a generation; empty where that generation lacks it.
constexpr std::string_view path_in(const routes& at, int generation) noexcept {
    return generation == 1 ? at.generation_1 : at.generation_2;
}

template <class T, class Generation>
concept endpoint_of = endpoint<T> && !path_in(T::at, Generation::number).empty();

/// A list of types, for the endpoint table.
template <class... T>
struct type_list {
    static constexpr std::size_t size = sizeof...(T);
};

template <>
struct wire_form<nothing>;

}  // namespace renderbus

#endif
