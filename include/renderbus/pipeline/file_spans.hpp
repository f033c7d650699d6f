// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_FILE_SPANS_HPP
#define RENDERBUS_PIPELINE_FILE_SPANS_HPP

#include <renderbus/pipeline/context.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <cstdint>
#include <string_view>

namespace renderbus::detail {

/// Tells a run's observer of the files that a stage moves, each a span inside the stage's, and of the bytes of all of them
/// (`total_bytes` 0: not known). The context outlives the transfer. Where nobody observes the run, nothing is set.
RENDERBUS_DECL transfer_observer tell_of_files(const run_context& run, std::string_view stage, std::uint64_t total_bytes = 0);

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/file_spans.ipp>
#endif

#endif
