// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_EARLIER_RUN_HPP
#define RENDERBUS_PIPELINE_EARLIER_RUN_HPP

#include <renderbus/pipeline/states.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renderbus::detail {

/// The label by which a journaled run finds its task again: `renderbus-` and the first 16 digits of its key. Empty without a
/// journal.
RENDERBUS_DECL std::string task_label(const run_context& run);

/// Looks among the account's 500 newest tasks for the newest that bears the label and was not given up (abandoned); gives its
/// number, or nothing. A label counts wherever it stands in the farm's `labels`, which are JSON of no published form.
RENDERBUS_DECL void async_find_task(farm_run& run, std::string_view stage, std::string label,
                                    completion<std::optional<std::int64_t>> done);

/// Asks the farm whether a task was submitted.
RENDERBUS_DECL void async_was_submitted(farm_run& run, std::string_view stage, std::int64_t task_id, completion<bool> done);

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/earlier_run.ipp>
#endif

#endif
