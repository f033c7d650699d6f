// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_VERIFY_HPP
#define RENDERBUS_VERIFY_HPP

#include <renderbus/api/task.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/error.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus {

struct call_run;

/// How to find out what became of a call of class `once` whose answer was lost. A specialisation gives
///
///     static void async_find_out(const call_run& in, const Request& request,
///                                completion<std::optional<typename Request::reply>> done);
///
/// where `done` gets the reply that the call would have had, or nothing where the farm did not do it, or a failure where that
/// cannot be known; it asks by other calls, which `call_run::send` makes. Where it depends on the request, there is
/// `static bool can_find_out(const Request&)` too, and `static constexpr std::string_view advice`, what to do for it. Where a
/// call that comes late, behind a second try of it, can be undone, there is
///
///     static void async_undo_others(const call_run& in, const Request& request, const typename Request::reply& kept,
///                                   completion<void> done);
template <class Request>
struct how_to_verify;

template <class Request>
concept verifiable =
    requires(const call_run& in, const Request& request, completion<std::optional<typename Request::reply>> done) {
        how_to_verify<Request>::async_find_out(in, request, std::move(done));
    };

/// By the task's date of submission.
template <>
struct how_to_verify<api::task::submit> {
    RENDERBUS_DECL static void async_find_out(const call_run& in, const api::task::submit& request,
                                              completion<std::optional<nothing>> done);
};

/// By a label that belongs to the call alone (`unique_label()`): the newest tasks that bear it and were never submitted, for a
/// task that was just made is not. Without one nobody can tell the task from others of the account.
template <>
struct how_to_verify<api::task::create> {
    static constexpr std::string_view advice =
        "look at the account's task list before making it again; a task with a label of its own (renderbus::unique_label()) is "
        "looked for by the client itself";
    RENDERBUS_DECL static bool can_find_out(const api::task::create& request);
    RENDERBUS_DECL static void async_find_out(const call_run& in, const api::task::create& request,
                                              completion<std::optional<api::task::create::reply>> done);
    /// Gives up what else bears the label and was never submitted.
    RENDERBUS_DECL static void async_undo_others(const call_run& in, const api::task::create& request,
                                                 const api::task::create::reply& kept, completion<void> done);
};

/// The label among those that belongs to the call alone: the first of `unique_label()`'s form. Empty where there is none.
RENDERBUS_DECL std::string_view own_label(const list<std::string>& labels) noexcept;

/// Looks among the account's 500 newest tasks for those that bear the label and were not given up (abandoned); gives the
/// numbers of the newest, `most` of them, the newest first. A label counts wherever it stands in the farm's `labels`, which
/// are JSON of no published form.
RENDERBUS_DECL void async_find_labelled(const call_run& in, std::string label, std::size_t most,
                                        completion<std::vector<std::int64_t>> done);

/// Asks the farm whether a task was submitted.
RENDERBUS_DECL void async_was_submitted(const call_run& in, std::int64_t task_id, completion<bool> done);

}  // namespace renderbus

// The bodies stand behind the channel, by which they ask: renderbus/impl/verify.ipp.

#endif
