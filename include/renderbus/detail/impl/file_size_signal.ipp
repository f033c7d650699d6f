// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_IMPL_FILE_SIZE_SIGNAL_IPP
#define RENDERBUS_DETAIL_IMPL_FILE_SIZE_SIGNAL_IPP

#include <renderbus/detail/file_size_signal.hpp>

#include <cerrno>
#include <ctime>

namespace renderbus::detail {

RENDERBUS_DECL file_size_signal_blocked::file_size_signal_blocked() noexcept {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    pending_before_ = sigismember(&pending, SIGXFSZ) == 1;

    sigset_t only_this;
    sigemptyset(&only_this);
    sigaddset(&only_this, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &only_this, &mask_before_);
}

RENDERBUS_DECL file_size_signal_blocked::~file_size_signal_blocked() {
    const int error_before = errno;
    if (!pending_before_) {
        sigset_t only_this;
        sigemptyset(&only_this);
        sigaddset(&only_this, SIGXFSZ);
        const timespec at_once{};
        while (sigtimedwait(&only_this, nullptr, &at_once) == -1 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    errno = error_before;
}

}  // namespace renderbus::detail

#endif
