// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_FILE_SIZE_SIGNAL_HPP
#define RENDERBUS_DETAIL_FILE_SIZE_SIGNAL_HPP

#include <renderbus/detail/config.hpp>

#include <signal.h>

namespace renderbus::detail {

/// While it lives, a write beyond RLIMIT_FSIZE is an error of that write (EFBIG) and no signal that ends the program.
/// The kernel sends SIGXFSZ to the writing thread itself, so blocking it in this thread and fetching what became pending
/// is enough; the program's own handler and other threads are left alone.
class file_size_signal_blocked {
public:
    RENDERBUS_DECL file_size_signal_blocked() noexcept;
    RENDERBUS_DECL ~file_size_signal_blocked();
    file_size_signal_blocked(const file_size_signal_blocked&) = delete;
    file_size_signal_blocked& operator=(const file_size_signal_blocked&) = delete;

private:
    sigset_t mask_before_;
    bool pending_before_ = false;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/detail/impl/file_size_signal.ipp>
#endif

#endif
