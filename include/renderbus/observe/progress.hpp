// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_PROGRESS_HPP
#define RENDERBUS_OBSERVE_PROGRESS_HPP

#include <renderbus/observe/screen.hpp>
#include <renderbus/observer.hpp>

#include <chrono>
#include <memory>

namespace renderbus {

struct progress_options {
    std::function<std::chrono::steady_clock::time_point()> now = [] { return std::chrono::steady_clock::now(); };
    std::chrono::milliseconds pause{100};  ///< the least time between two drawings of the same lines
    std::chrono::seconds smoothing{5};     ///< how far back the rate of bytes looks
    std::chrono::seconds plain_pause{30};  ///< without a terminal: between two lines of an amount whose end is not known
};

/// An observer that shows a person how far the runs are. On a terminal each active run has one line at the bottom that is
/// redrawn: its stage, a bar, the amount, the rate and the time left; what is to be kept (notes, warnings, failures, new tries,
/// ends) scrolls above. Elsewhere it writes plain lines: stages as they begin, amounts at each twentieth, and what is to be kept.
///
/// It draws when it is told something and has no thread of its own; a terminal that is held (Ctrl-S) holds up those who tell.
/// Copies share the screen; the last one leaves it with the cursor on a line of its own.
class progress {
public:
    /// On the standard error, where nothing else is said.
    RENDERBUS_DECL explicit progress(screen on = screen_of(2), progress_options options = {});

    RENDERBUS_DECL void operator()(const event& told) const noexcept;

private:
    class board;
    std::shared_ptr<board> body_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/progress.ipp>
#endif

#endif
