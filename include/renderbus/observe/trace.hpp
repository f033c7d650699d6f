// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_TRACE_HPP
#define RENDERBUS_OBSERVE_TRACE_HPP

#include <renderbus/error.hpp>
#include <renderbus/observer.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>

namespace renderbus {

struct trace_options {
    std::function<std::chrono::steady_clock::time_point()> now = [] { return std::chrono::steady_clock::now(); };
    std::chrono::milliseconds counter_pause{10};  ///< the least time between two values of one counter
    std::size_t longest_text = 4096;              ///< bytes of a subject that are kept
};

/// An observer that writes a trace for Perfetto (ui.perfetto.dev) and Chrome (about:tracing): the array form of the trace-event
/// format, times in microseconds since it was opened. A run is a process of the trace, runs, stages, requests and files are spans
/// on its threads, so that those of one thread lie inside one another; new tries, notes and warnings are instants, amounts are
/// counters.
///
/// Each event goes to the file as it comes. A program that dies leaves the array open, which the viewers accept, and spans that
/// were under way without an end. Copies share the file, and the last one closes it. A disk that is full costs the events that
/// came meanwhile and nothing else.
class trace_file {
public:
    /// Makes the file, in place of one that is there. `scene_errc::unwritable_file`.
    static RENDERBUS_DECL result<trace_file> open(const std::filesystem::path& file, trace_options options = {});

    RENDERBUS_DECL void operator()(const event& told) const noexcept;

    /// Ends the trace, for all copies: what is told later is not written. Fails with `scene_errc::unwritable_file` where events
    /// could not be written.
    RENDERBUS_DECL result<void> close() const;

private:
    class writer;
    explicit trace_file(std::shared_ptr<writer> body) noexcept;
    std::shared_ptr<writer> body_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/trace.ipp>
#endif

#endif
