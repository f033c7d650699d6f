// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_LARGE_PAGES_HPP
#define RENDERBUS_DETAIL_LARGE_PAGES_HPP

#include <renderbus/detail/config.hpp>

#include <cstddef>
#include <memory_resource>

namespace renderbus::detail {

/// Gives large blocks in large pages, where the system has them: the first touch of each small page of a table of many megabytes
/// would cost more than filling it. Small blocks come from `new`.
class large_pages final : public std::pmr::memory_resource {
public:
    static RENDERBUS_DECL large_pages* instance() noexcept;

private:
    RENDERBUS_DECL void* do_allocate(std::size_t bytes, std::size_t alignment) override;
    RENDERBUS_DECL void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override;
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/detail/impl/large_pages.ipp>
#endif

#endif
