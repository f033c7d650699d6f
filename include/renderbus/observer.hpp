// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVER_HPP
#define RENDERBUS_OBSERVER_HPP

#include <concepts>
#include <cstdint>
#include <functional>
#include <string_view>

namespace renderbus {

/// One thing that happened. The texts live only as long as the call that tells it; none ever holds a secret.
struct event {
    enum class kind {
        stage_started,   ///< `stage` begins; `done` is its place in the pipeline, from 1
        stage_finished,  ///< `stage` gave its value
        stage_failed,    ///< `stage` gave a failure; `subject` is its message
        bytes_moved,     ///< `done` of `total` bytes; `subject` is the file, where it is one
        frames_done,     ///< `done` of `total` frames
        file_finished,   ///< `subject` is under its final name at the other side
        noted,           ///< `subject` is something to know
        warned,          ///< `subject` is something to look at
    };
    kind what = kind::noted;
    std::string_view stage = {};
    std::string_view subject = {};
    std::uint64_t done = 0;
    std::uint64_t total = 0;
};

/// Told what happens, on the executor where it happens; it must be quick and must not throw.
template <class T>
concept observer = std::copy_constructible<T> && std::invocable<T&, const event&>;

/// An observer that looks away.
struct unobserved {
    void operator()(const event&) const noexcept {}
};

/// An observer of any type.
using any_observer = std::function<void(const event&)>;

}  // namespace renderbus

#endif
