// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_ALIGNED_BUFFER_HPP
#define RENDERBUS_DETAIL_ALIGNED_BUFFER_HPP

#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace renderbus::detail {

/// Space for what is read from a file, on a boundary of 64 bytes: into other places the kernel copies several times slower.
class aligned_buffer {
public:
    explicit aligned_buffer(std::size_t size)
        : space_(static_cast<char*>(::operator new (size, std::align_val_t{64}))), size_(size) {}
    std::span<char> span() const noexcept { return {space_.get(), size_}; }

private:
    struct release {
        void operator()(char* space) const noexcept { ::operator delete (space, std::align_val_t{64}); }
    };
    std::unique_ptr<char, release> space_;
    std::size_t size_;
};

/// Small enough to stay in a core's own cache between the reading and the hashing.
inline constexpr std::size_t hashed_piece_size = std::size_t{128} << 10;

}  // namespace renderbus::detail

#endif
