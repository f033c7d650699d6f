// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_RUN_IPP
#define RENDERBUS_PIPELINE_IMPL_RUN_IPP

#include <renderbus/pipeline/run.hpp>

#include <asio/io_context.hpp>

namespace renderbus::detail {

RENDERBUS_DECL void run_here(unique_function<void(asio::any_io_executor)> start, const bool& done) {
    asio::io_context context(1);
    start(context.get_executor());
    while (!done) context.run_one();
}

}  // namespace renderbus::detail

#endif
