// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_IMPL_PLAIN_TEXT_IPP
#define RENDERBUS_JSON_IMPL_PLAIN_TEXT_IPP

#include <renderbus/detail/config.hpp>
#include <renderbus/utf8.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace renderbus::json::detail {

/// Whether a byte stands for itself in a string of JSON, whatever is asked of it: printable ASCII but quote and backslash.
inline bool is_plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

/// For each byte that is not plain its highest bit; above the lowest of them there may be bits too many.
inline std::uint64_t not_plain_among(std::uint64_t eight) {
    constexpr std::uint64_t each = 0x0101010101010101, high = each * 0x80;
    const auto is_zero = [](std::uint64_t bytes) { return (bytes - each) & ~bytes; };
    return (eight | (eight - each * 0x20) | is_zero(eight ^ (each * 0x7F)) | is_zero(eight ^ (each * '"')) |
            is_zero(eight ^ (each * '\\'))) &
           high;
}

#if defined(__SSE2__)
/// A bit for each byte that is not plain, but for 0x7F, which only pure ASCII needs escaped.
inline unsigned not_plain_of(__m128i bytes) {
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), blank = _mm_set1_epi8(' ');
    // Compared as signed, what is not ASCII is less than a blank too.
    const __m128i found = _mm_or_si128(_mm_cmplt_epi8(bytes, blank),
                                       _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
    return static_cast<unsigned>(_mm_movemask_epi8(found));
}
#endif

/// The first byte that is not plain, or the end; 0x7F may be passed over where that does not matter.
inline const char* plain_end(const char* at, const char* end, bool past_rubout) {
#if defined(__SSE2__)
    for (; end - at >= 16; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        auto which = not_plain_of(bytes);
        if (!past_rubout) which |= static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F))));
        if (which != 0) return at + std::countr_zero(which);
    }
#else
    if constexpr (std::endian::native == std::endian::little) {
        for (; end - at >= 8; at += 8) {
            std::uint64_t eight;
            std::memcpy(&eight, at, sizeof eight);
            if (const auto which = not_plain_among(eight)) return at + std::countr_zero(which) / 8;
        }
    }
#endif
    while (at < end && is_plain(*at)) ++at;
    return at;
}

/// The first byte that must not stand for itself in a string, be it that it must be escaped or is not UTF-8, or the end.
inline const char* unescaped_end(const char* at, const char* end) {
    const auto byte = [&](std::ptrdiff_t i) { return static_cast<unsigned char>(at[i]); };
    for (;;) {
        at = plain_end(at, end, true);
        if (at == end || byte(0) < 0x7F) return at;
        do {
            // Chinese takes three bytes, of which those that begin with 0xE0 and 0xED are the ones to look at closely.
            const bool is_three = end - at >= 3 && byte(0) > 0xE0 && byte(0) < 0xF0 && byte(0) != 0xED &&
                                  (byte(1) & 0xC0) == 0x80 && (byte(2) & 0xC0) == 0x80;
            char32_t code;
            const std::size_t length = is_three ? 3 : decode_utf8({at, static_cast<std::size_t>(end - at)}, code);
            if (length == 0) return at;
            at += length;
        } while (at != end && byte(0) >= 0x7F);
    }
}

/// Copies a text that is short mostly, without a call.
inline void copy_short(char* to, const char* from, std::size_t size) {
    struct half {
        char bytes[16];
    };
    const auto both_ends = [&](auto word) {  // two words, which overlap
        auto last = word;
        std::memcpy(&word, from, sizeof word);
        std::memcpy(&last, from + size - sizeof last, sizeof last);
        std::memcpy(to, &word, sizeof word);
        std::memcpy(to + size - sizeof last, &last, sizeof last);
    };
    if (size > 32) std::memcpy(to, from, size);
    else if (size >= 16) both_ends(half{});
    else if (size >= 8) both_ends(std::uint64_t{});
    else if (size >= 4) both_ends(std::uint32_t{});
    else if (size >= 2) both_ends(std::uint16_t{});
    else if (size == 1) *to = *from;
}

/// Copies a text and tells how many of its first bytes are plain, 0x7F passed over or not; behind them anything may have been written, within `size`.
inline std::size_t copy_plain(char* to, const char* from, std::size_t size) {
    std::size_t at = 0;
#if defined(__SSE2__)
    const auto others = [&](std::size_t where) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + where));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + where), bytes);
        return not_plain_of(bytes);
    };
    if (size >= 16) {
        for (; at + 16 < size; at += 16)
            if (const auto which = others(at)) return at + static_cast<std::size_t>(std::countr_zero(which));
        const auto which = others(size - 16);  // overlaps what is known to be plain
        return which ? size - 16 + static_cast<std::size_t>(std::countr_zero(which)) : size;
    }
#endif
    for (; at < size && is_plain(from[at]); ++at) to[at] = from[at];
    return at;
}

}  // namespace renderbus::json::detail

#endif
