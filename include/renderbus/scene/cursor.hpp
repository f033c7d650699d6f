// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_CURSOR_HPP
#define RENDERBUS_SCENE_CURSOR_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/bytes.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace renderbus {

/// Walks over bytes within limits. It holds a small window of them, however many there are. What would lie beyond the end is a
/// failure, told with the file and the byte; after the first one every function gives zeros and false, and `why()` tells it.
class byte_cursor {
public:
    static constexpr std::uint64_t no_end = std::numeric_limits<std::uint64_t>::max();

    /// Over all bytes of the source, which outlives the cursor; `file` is how failures name it.
    RENDERBUS_DECL byte_cursor(byte_source& from, std::string file);

    std::uint64_t place() const noexcept { return place_; }
    /// The first byte beyond; `no_end` where the source does not know how many it has.
    std::uint64_t end() const noexcept { return end_; }
    std::uint64_t left() const noexcept { return end_ - place_; }
    /// Whether nothing is left, or nothing can be read any more. Looks at the source where the end is not known.
    RENDERBUS_DECL bool at_end();

    /// From now on, numbers are in this order.
    void order(std::endian order) noexcept { order_ = order; }
    std::endian order() const noexcept { return order_; }

    /// Goes to a byte up to the end.
    RENDERBUS_DECL bool seek(std::uint64_t place);
    RENDERBUS_DECL bool skip(std::uint64_t count);
    /// Goes to `begin`, and lets nothing beyond `end` be read; both within the source.
    RENDERBUS_DECL bool limit(std::uint64_t begin, std::uint64_t end);

    /// The next number of that type; floating-point numbers are IEEE 754.
    template <class Number>
    requires std::integral<Number> || std::floating_point<Number> Number number() {
        char bytes[sizeof(Number)] = {};
        if (!read(bytes)) return Number{};
        return number_of<Number>(bytes, order_);
    }
    /// The number that these bytes are.
    template <class Number>
    static Number number_of(const char* bytes, std::endian order) {
        using bits = std::conditional_t<sizeof(Number) == 8, std::uint64_t,
                                        std::conditional_t<sizeof(Number) == 4, std::uint32_t,
                                                           std::conditional_t<sizeof(Number) == 2, std::uint16_t, std::uint8_t>>>;
        bits made = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            const std::size_t weight = order == std::endian::little ? i : sizeof(Number) - 1 - i;
            made = static_cast<bits>(made |
                                     static_cast<bits>(static_cast<bits>(static_cast<unsigned char>(bytes[i])) << (8 * weight)));
        }
        return std::bit_cast<Number>(made);
    }

    /// Fills all of `space`.
    RENDERBUS_DECL bool read(std::span<char> space);
    /// So many bytes; fails where they are more than `most`.
    RENDERBUS_DECL std::string text(std::uint64_t size, std::uint64_t most);
    /// The bytes before the next `stop`, which is passed; fails where it does not come within `most` bytes.
    RENDERBUS_DECL std::string text_before(char stop, std::size_t most);

    bool failed() const noexcept { return why_ != nullptr; }
    const failure& why() const noexcept { return *why_; }
    /// Fails with `scene_errc::malformed_scene` at this byte, or at another.
    bool fail(std::string cause) { return fail(place_, std::move(cause)); }
    RENDERBUS_DECL bool fail(std::uint64_t place, std::string cause);

private:
    RENDERBUS_DECL bool look(std::size_t wanted);
    RENDERBUS_DECL bool too_short(std::uint64_t wanted);
    bool stop(failure why);
    std::size_t seen() const noexcept;

    byte_source& from_;
    std::string file_;
    std::uint64_t source_end_;
    std::uint64_t place_ = 0;
    std::uint64_t end_;
    std::endian order_ = std::endian::little;
    std::string window_;
    std::uint64_t window_place_ = 0;
    std::size_t next_window_ = 0;  ///< grows while the walk goes straight on
    std::unique_ptr<failure> why_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/cursor.ipp>
#endif

#endif
