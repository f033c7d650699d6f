// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_IMPL_LARGE_PAGES_IPP
#define RENDERBUS_DETAIL_IMPL_LARGE_PAGES_IPP

#include <renderbus/detail/large_pages.hpp>

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace renderbus::detail {

inline constexpr std::size_t large_page = std::size_t{2} << 20;

inline std::size_t large_alignment(std::size_t bytes, std::size_t alignment) noexcept {
    return bytes >= large_page ? std::max(large_page, alignment) : alignment;
}

RENDERBUS_DECL large_pages* large_pages::instance() noexcept {
    static large_pages it;
    return &it;
}

RENDERBUS_DECL void* large_pages::do_allocate(std::size_t bytes, std::size_t alignment) {
    void* block = ::operator new (bytes, std::align_val_t{large_alignment(bytes, alignment)});
#if defined(MADV_HUGEPAGE)
    if (bytes >= large_page) ::madvise(block, bytes / large_page * large_page, MADV_HUGEPAGE);  // or small ones, if refused
#endif
    return block;
}

RENDERBUS_DECL void large_pages::do_deallocate(void* block, std::size_t bytes, std::size_t alignment) {
    ::operator delete (block, std::align_val_t{large_alignment(bytes, alignment)});
}

}  // namespace renderbus::detail

#endif
