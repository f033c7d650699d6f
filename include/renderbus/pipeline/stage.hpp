// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_STAGE_HPP
#define RENDERBUS_PIPELINE_STAGE_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/error.hpp>
#include <renderbus/observer.hpp>

#include <concepts>
#include <cstddef>
#include <stop_token>
#include <string_view>
#include <type_traits>
#include <utility>

namespace renderbus {

/// What every run of a pipeline has: where it runs, whether it is to stop, who is told. Contexts of stages derive from it.
struct run_context {
    asio::any_io_executor executor;
    std::stop_token stop;
    any_observer observe = unobserved{};
};

/// A stage that names what it takes and gives, and starts an operation: `start(context, input, completion<output>)` calls its
/// last argument once. A callable from one value to another (or to a `result` of it) is a stage too, with these worked out.
template <class S>
concept started_stage = requires {
    typename S::input;
    typename S::output;
    { S::name } -> std::convertible_to<std::string_view>;
};

namespace detail {

template <class T>
struct gives {
    using type = T;
};
template <class T>
struct gives<result<T>> {
    using type = T;
};

template <class F>
struct call_shape;
template <class F, class R, class A>
struct call_shape<R (F::*)(A) const> {
    using input = std::remove_cvref_t<A>;
    using output = typename gives<std::remove_cvref_t<R>>::type;
};
template <class F, class R, class A>
struct call_shape<R (F::*)(A)> : call_shape<R (F::*)(A) const> {};
template <class F, class R, class A>
struct call_shape<R (F::*)(A) const noexcept> : call_shape<R (F::*)(A) const> {};
template <class F, class R, class A>
struct call_shape<R (F::*)(A) noexcept> : call_shape<R (F::*)(A) const> {};

template <class F>
concept shaped_callable = requires { typename call_shape<decltype(&F::operator())>::input; };

/// What a stage takes and gives.
template <class S>
struct stage_types;
template <started_stage S>
struct stage_types<S> {
    using input = typename S::input;
    using output = typename S::output;
};
template <class S>
    requires(!started_stage<S> && shaped_callable<S>)
struct stage_types<S> : call_shape<decltype(&S::operator())> {};

template <class S>
inline constexpr bool is_stage = started_stage<S> || shaped_callable<S>;

template <class S>
constexpr std::string_view stage_name() {
    if constexpr (requires { S::name; }) return S::name;
    else return "function";
}

/// Runs a callable as a stage: its exceptions become failures.
template <class S, class In, class Out>
void call_stage(S& stage, const In& value, completion<Out>& done) {
    try {
        done(result<Out>(stage(value)));
    } catch (const exception& e) {
        done(result<Out>(e.why()));
    } catch (const std::system_error& e) {
        done(result<Out>(failure{e.code(), std::string(stage_name<S>()), e.what(), {}}));
    } catch (const std::exception& e) {
        done(result<Out>(failure{data_errc::invalid_value, std::string(stage_name<S>()), e.what(), {}}));
    }
}

}  // namespace detail

// The compiler's message of a wrong connection is the name of this type, which is never defined:
// `at_place<3>::stage<submit>::takes<uploaded>::but_stage<check>::before_it_gives<checked>`.
template <std::size_t Place>
struct at_place {
    template <class Stage>
    struct stage {
        template <class Input>
        struct takes {
            template <class Before>
            struct but_stage {
                template <class Output>
                struct before_it_gives;
            };
        };
    };
};

}  // namespace renderbus

#endif
