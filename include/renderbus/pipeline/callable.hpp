// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_CALLABLE_HPP
#define RENDERBUS_PIPELINE_CALLABLE_HPP

#include <type_traits>

/// What can be known of a callable from its type.
namespace renderbus::detail {

template <class F>
struct call_shape;
template <class F, class R, class A>
struct call_shape<R (F::*)(A) const> {
    using parameter = A;
    using returned = R;
};
template <class F, class R, class A>
struct call_shape<R (F::*)(A)> : call_shape<R (F::*)(A) const> {};
template <class F, class R, class A>
struct call_shape<R (F::*)(A) const noexcept> : call_shape<R (F::*)(A) const> {};
template <class F, class R, class A>
struct call_shape<R (F::*)(A) noexcept> : call_shape<R (F::*)(A) const> {};

/// A callable with one signature, of one parameter.
template <class S>
struct shape_of;
template <class S>
    requires requires { typename call_shape<decltype(&S::operator())>::parameter; }
struct shape_of<S> : call_shape<decltype(&S::operator())> {};
template <class R, class A>
struct shape_of<R (*)(A)> {
    using parameter = A;
    using returned = R;
};
template <class R, class A>
struct shape_of<R (*)(A) noexcept> : shape_of<R (*)(A)> {};
template <class S>
concept shaped = requires { typename shape_of<S>::parameter; };

struct other_call_operator {
    void operator()();
};
template <class S>
struct with_other_call_operator : S, other_call_operator {};
/// Whether a class has any call operator, be it a template: a second one makes the name ambiguous.
template <class S>
concept has_call_operator = std::is_class_v<S> && (std::is_final_v<S> || !requires { &with_other_call_operator<S>::operator(); });

}  // namespace renderbus::detail

#endif
