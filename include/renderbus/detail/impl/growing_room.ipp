// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_IMPL_GROWING_ROOM_IPP
#define RENDERBUS_DETAIL_IMPL_GROWING_ROOM_IPP

#include <renderbus/detail/growing_room.hpp>

#include <sys/mman.h>

namespace renderbus::detail {

RENDERBUS_DECL void* growing_room::do_allocate(std::size_t bytes, std::size_t alignment) {
    if (std::align(alignment, bytes, free_, left_) == nullptr) {
        grow(bytes + alignment);
        std::align(alignment, bytes, free_, left_);
    }
    void* const place = free_;
    free_ = static_cast<char*>(free_) + bytes;
    left_ -= bytes;
    return place;
}

RENDERBUS_DECL void growing_room::grow(std::size_t least) {
    constexpr std::size_t small_block = std::size_t{64} << 10, large_page = std::size_t{2} << 20;
    const bool is_small = blocks_.empty() && least <= small_block;
    const auto size = is_small ? small_block : (least + large_page - 1) / large_page * large_page;
    const std::align_val_t alignment{is_small ? alignof(std::max_align_t) : large_page};
    blocks_.emplace_back(nullptr, release{alignment});
    blocks_.back().reset(::operator new(size, alignment));
#if defined(MADV_HUGEPAGE)
    if (!is_small) ::madvise(blocks_.back().get(), size, MADV_HUGEPAGE);  // or small ones, if refused
#endif
    free_ = blocks_.back().get();
    left_ = size;
}

}  // namespace renderbus::detail

#endif
