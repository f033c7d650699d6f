// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_CONTEXT_IPP
#define RENDERBUS_PIPELINE_IMPL_CONTEXT_IPP

#include <renderbus/pipeline/context.hpp>

namespace renderbus {

RENDERBUS_DECL run_context::run_context(asio::any_io_executor on, std::stop_token until)
    : run_context(std::move(on), std::move(until), unobserved{}) {}

RENDERBUS_DECL run_context::run_context(asio::any_io_executor on, std::stop_token until, any_observer told)
    : run_context(std::move(on), std::move(until), std::move(told), any_clock(std::make_shared<system_time>())) {}

RENDERBUS_DECL run_context::run_context(asio::any_io_executor on, std::stop_token until, any_observer told, any_clock time)
    : executor(std::move(on)),
      stop(std::move(until)),
      clock(std::move(time)),
      observe(std::make_shared<const any_observer>(std::move(told))),
      copy(detail::copy_as<run_context>) {}

RENDERBUS_DECL run_context::run_context(const run_context&) = default;
RENDERBUS_DECL run_context::~run_context() = default;

}  // namespace renderbus

#endif
