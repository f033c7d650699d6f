// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_IMPL_BLOCKED_SIGNAL_IPP
#define RENDERBUS_DETAIL_IMPL_BLOCKED_SIGNAL_IPP

#include <renderbus/detail/blocked_signal.hpp>

#include <sys/resource.h>

#include <cerrno>
#include <ctime>

namespace renderbus::detail {

inline bool may_come(int number) noexcept {
    ::rlimit limit{};
    return number != SIGXFSZ || ::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY;
}

RENDERBUS_DECL blocked_signal::blocked_signal(int number) noexcept : number_(number), may_come_(may_come(number)) {
    if (!may_come_) return;
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    pending_before_ = sigismember(&pending, number_) == 1;

    sigset_t only_this;
    sigemptyset(&only_this);
    sigaddset(&only_this, number_);
    pthread_sigmask(SIG_BLOCK, &only_this, &mask_before_);
}

RENDERBUS_DECL blocked_signal::~blocked_signal() {
    if (!may_come_) return;
    const int error_before = errno;
    if (!pending_before_) {
        sigset_t only_this;
        sigemptyset(&only_this);
        sigaddset(&only_this, number_);
        const timespec at_once{};
        while (sigtimedwait(&only_this, nullptr, &at_once) == -1 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    errno = error_before;
}

}  // namespace renderbus::detail

#endif
