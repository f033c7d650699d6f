// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_FIND_BYTES_HPP
#define RENDERBUS_SCENE_IMPL_FIND_BYTES_HPP

#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace renderbus::scene_detail {

/// The first byte that is `Wanted::is(byte)`, or the end. `Wanted::among(bytes)` asks the same of 16 bytes at once.
template <class Wanted>
const char* find_byte(const char* at, const char* end) {
#if defined(__SSE2__)
    for (; end - at >= 16; at += 16) {
        const auto found = Wanted::among(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
        if (const auto which = static_cast<unsigned>(_mm_movemask_epi8(found))) return at + std::countr_zero(which);
    }
#endif
    while (at != end && !Wanted::is(*at)) ++at;
    return at;
}

struct beyond_ascii {
    static bool is(char c) { return static_cast<unsigned char>(c) >= 0x80; }
#if defined(__SSE2__)
    static __m128i among(__m128i bytes) { return bytes; }  // the highest bits alone are looked at
#endif
};

}  // namespace renderbus::scene_detail

#endif
