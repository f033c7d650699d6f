// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_ERROR_IPP
#define RENDERBUS_IMPL_ERROR_IPP

#include <renderbus/error.hpp>
#include <renderbus/utf8.hpp>

namespace renderbus {

RENDERBUS_DECL std::string failure::message() const {
    std::string text = place;
    if (!text.empty()) text += ": ";
    text += cause.empty() ? code.message() : cause;
    if (!next_step.empty()) text += "; " + next_step;
    return printable(text);
}

RENDERBUS_DECL exception::exception(failure why) : std::system_error(why.code) {
    auto text = why.message();
    body_ = std::make_shared<const body>(body{std::move(why), std::move(text)});
}

namespace detail {

/// A refusal always has a call, be it one of which nothing is known.
inline failure with_call(failure why) {
    if (!why.call) why.call = std::make_shared<const failed_call>();
    return why;
}

}  // namespace detail

RENDERBUS_DECL api_error::api_error(failure why) : exception(detail::with_call(std::move(why))) {}

RENDERBUS_DECL std::exception_ptr exception_of(failure why) {
    if (why.code.category() == service_category()) return std::make_exception_ptr(api_error(std::move(why)));
    return std::make_exception_ptr(exception(std::move(why)));
}

RENDERBUS_DECL void raise(failure why) { std::rethrow_exception(exception_of(std::move(why))); }

}  // namespace renderbus

#endif
