// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_TAP_HPP
#define RENDERBUS_PIPELINE_TAP_HPP

#include <renderbus/pipeline/stage.hpp>

#include <string_view>
#include <type_traits>
#include <utility>

namespace renderbus {

/// Looks at what passes, and hands it on as it is.
template <class F>
struct tap_stage : composed_stage {
    static constexpr std::string_view name = "tap";
    template <class In>
    static constexpr bool takes = std::is_invocable_v<const F&, const std::remove_cvref_t<In>&>;
    template <class In>
    using gives = std::remove_cvref_t<In>;
    template <class>
    static constexpr bool plain = true;

    template <class In>
    constexpr std::remove_cvref_t<In> operator()(In&& value) const {
        static_cast<void>(f(std::as_const(value)));
        return std::forward<In>(value);
    }

    F f;
};

/// A stage that calls `f` with what passes, for what `f` does; what `f` gives is dropped, what it throws fails the run.
template <class F>
constexpr tap_stage<F> tap(F f) {
    return {{}, std::move(f)};
}

}  // namespace renderbus

#endif
