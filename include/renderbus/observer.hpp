// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVER_HPP
#define RENDERBUS_OBSERVER_HPP

#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <string_view>

namespace renderbus {

/// One thing that happened. The texts live only as long as the call that tells it; none ever holds a secret.
///
/// What takes time is a span: it is told when it starts and when it ends (finished or failed), both times with its number.
/// A span lies inside another, its parent: a request inside a stage, a stage inside a run.
struct event {
    enum class kind {
        run_started,  ///< a pipeline begins; `total` is its number of stages
        run_finished,
        run_failed,       ///< `subject` is the failure's message
        stage_started,    ///< `stage` begins; `done` is its place in the pipeline, from 1, `total` the number of stages
        stage_finished,   ///< `stage` gave its value
        stage_failed,     ///< `stage` gave a failure; `subject` is its message
        stage_restored,   ///< `stage` did not run: the journal had what it gave; `subject` is the checkpoint's key
        request_started,  ///< `subject` is the endpoint's name
        request_finished,
        request_failed,   ///< `subject` is the failure's message
        file_started,     ///< `subject` is the file on this machine, `total` its bytes
        file_finished,    ///< `subject` is under its final name at the other side
        file_failed,      ///< `subject` is the failure's message
        retried,          ///< the span `parent` is tried again; `subject` is why, `done` the number of tries so far
        clock_corrected,  ///< of the span `parent`: the farm's clock was so other that it refused the call, and its time is taken
                          ///< from now on; `subject` says it in words, `done` is the difference in seconds
        bytes_moved,      ///< `done` of `total` bytes of the stage (`total` 0: not known); `subject` is the file, where it is one
        frames_done,      ///< `done` of `total` frames
        noted,            ///< `subject` is something to know
        warned,           ///< `subject` is something to look at
    };
    kind what = kind::noted;
    std::string_view stage = {};
    std::string_view subject = {};
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    std::uint64_t span = 0;     ///< of what starts and ends: its number, unique in this process
    std::uint64_t parent = 0;   ///< the span that this lies in; 0: none
    std::string_view run = {};  ///< the name of the run; empty where it has none, or where it belongs to no run
};

/// A number for a new span.
inline std::uint64_t next_span() noexcept {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

/// Told what happens, on the executor where it happens; it must be quick and must not throw. Of several runs at once it may be
/// called from several threads.
template <class T>
concept observer = std::copy_constructible<T> && std::invocable<T&, const event&>;

/// An observer that looks away.
struct unobserved {
    void operator()(const event&) const noexcept {}
};

/// An observer of any type.
using any_observer = std::function<void(const event&)>;

namespace detail {
/// Whether nobody is told, so that nothing need be made up for it.
inline bool is_unobserved(const any_observer& told) noexcept { return !told || told.target<unobserved>() != nullptr; }
}  // namespace detail

}  // namespace renderbus

#endif
