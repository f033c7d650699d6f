// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_BLOCKED_SIGNAL_HPP
#define RENDERBUS_DETAIL_BLOCKED_SIGNAL_HPP

#include <renderbus/detail/config.hpp>

#include <signal.h>

namespace renderbus::detail {

/// While it lives, a signal that the kernel sends to the writing thread itself is an error of that write and does not end the
/// program: SIGXFSZ beyond RLIMIT_FSIZE (EFBIG), SIGPIPE where the peer is gone (EPIPE). It is blocked in this thread, and what
/// became pending is fetched; the program's own handler and other threads are left alone. Where files may be of any size there is
/// no SIGXFSZ, and nothing is done.
class blocked_signal {
public:
    RENDERBUS_DECL explicit blocked_signal(int number) noexcept;
    RENDERBUS_DECL ~blocked_signal();
    blocked_signal(const blocked_signal&) = delete;
    blocked_signal& operator=(const blocked_signal&) = delete;

private:
    int number_;
    bool may_come_;
    sigset_t mask_before_;
    bool pending_before_ = false;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/detail/impl/blocked_signal.ipp>
#endif

#endif
