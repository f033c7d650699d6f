// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSFER_OLD_SYSTEM_HPP
#define RENDERBUS_TESTS_TRANSFER_OLD_SYSTEM_HPP

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <stdexcept>

namespace transfer_tests {

/// From here on a system call fails in this process where its argument of that index has one of those bits. For good, so in a
/// child.
inline void refuse(unsigned call, unsigned argument, unsigned bits, int error_number) {
    constexpr auto at = [](std::size_t offset) { return static_cast<unsigned>(offset); };
    ::sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at(offsetof(::seccomp_data, nr))),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at(offsetof(::seccomp_data, args) + argument * sizeof(__u64))),  // its lower half
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(error_number)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const ::sock_fprog program{sizeof steps / sizeof *steps, steps};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        throw std::runtime_error("no system call can be refused here");
}

/// As a file system that makes no files without a name.
inline void have_no_nameless_files() { refuse(__NR_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP); }
/// As a system where a descriptor alone is not enough to give a file its name; and as one that gives such a file none at all.
inline void name_no_descriptors() { refuse(__NR_linkat, 4, AT_EMPTY_PATH, ENOENT); }
inline void name_no_nameless_files() { refuse(__NR_linkat, 4, AT_EMPTY_PATH | AT_SYMLINK_FOLLOW, EPERM); }

}  // namespace transfer_tests

#endif
