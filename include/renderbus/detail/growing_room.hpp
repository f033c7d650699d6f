// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_GROWING_ROOM_HPP
#define RENDERBUS_DETAIL_GROWING_ROOM_HPP

#include <renderbus/detail/config.hpp>

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <new>
#include <vector>

namespace renderbus::detail {

/// Room for what is given back all at once, when the room ends. It begins small, and grows by large pages, where the system has
/// them: the first touch of each small page of a table of many megabytes would cost more than filling it.
class growing_room final : public std::pmr::memory_resource {
public:
    growing_room() = default;
    growing_room(const growing_room&) = delete;
    growing_room& operator=(const growing_room&) = delete;

private:
    struct release {
        std::align_val_t alignment;
        void operator()(void* block) const noexcept { ::operator delete(block, alignment); }
    };
    RENDERBUS_DECL void* do_allocate(std::size_t bytes, std::size_t alignment) override;
    void do_deallocate(void*, std::size_t, std::size_t) override {}
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }
    RENDERBUS_DECL void grow(std::size_t least);

    std::vector<std::unique_ptr<void, release>> blocks_;
    void* free_ = nullptr;  // in the last block
    std::size_t left_ = 0;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/detail/impl/growing_room.ipp>
#endif

#endif
