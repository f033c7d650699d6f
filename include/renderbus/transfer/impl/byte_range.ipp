// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_BYTE_RANGE_IPP
#define RENDERBUS_TRANSFER_IMPL_BYTE_RANGE_IPP

#include <renderbus/transfer/byte_range.hpp>
#include <renderbus/transport/http_rules.hpp>

#include <algorithm>

namespace renderbus {
namespace detail {

/// Takes a prefix off a text, ASCII case aside.
inline bool take_word(std::string_view& text, std::string_view word) {
    if (!http::detail::same_text(text.substr(0, word.size()), word)) return false;
    text.remove_prefix(word.size());
    return true;
}

inline bool read_number(std::string_view text, std::uint64_t& number) { return http::detail::read_number(text, 10, number); }

}  // namespace detail

RENDERBUS_DECL std::optional<byte_range> asked_range(std::string_view header, std::uint64_t file_size) {
    if (!detail::take_word(header, "bytes=")) return std::nullopt;
    const auto dash = header.find('-');
    if (dash == header.npos) return std::nullopt;
    const auto first = header.substr(0, dash), last = header.substr(dash + 1);
    std::uint64_t from = 0, to = 0;
    if (first.empty()) {
        if (!detail::read_number(last, to)) return std::nullopt;
        const auto size = std::min(to, file_size);
        return byte_range{file_size - size, size};
    }
    if (!detail::read_number(first, from)) return std::nullopt;
    if (!last.empty() && (!detail::read_number(last, to) || to < from)) return std::nullopt;
    if (from >= file_size) return byte_range{from, 0};
    const auto most = file_size - from;
    return byte_range{from, last.empty() ? most : std::min(most, to - from + 1)};
}

RENDERBUS_DECL std::string content_range(const byte_range& part, std::uint64_t file_size) {
    return "bytes " + std::to_string(part.from) + '-' + std::to_string(part.from + part.size - 1) + '/' + std::to_string(file_size);
}

RENDERBUS_DECL std::optional<byte_range> part_in(std::string_view header, std::uint64_t file_size) {
    if (!detail::take_word(header, "bytes ")) return std::nullopt;
    const auto dash = header.find('-'), slash = header.find('/');
    if (dash == header.npos || slash == header.npos || slash < dash) return std::nullopt;
    std::uint64_t from = 0, to = 0, whole = 0;
    if (!detail::read_number(header.substr(0, dash), from) || !detail::read_number(header.substr(dash + 1, slash - dash - 1), to) ||
        !detail::read_number(header.substr(slash + 1), whole) || whole != file_size || from > to || to >= whole)
        return std::nullopt;
    return byte_range{from, to - from + 1};
}

RENDERBUS_DECL bool matches(std::string_view header, std::string_view etag) {
    header = http::detail::trimmed(header);
    if (header == "*") return true;
    while (!header.empty()) {
        // A quote ends an ETag; what it holds has none.
        const auto open = header.find('"');
        const auto close = open == header.npos ? open : header.find('"', open + 1);
        if (close == header.npos) return false;
        const bool is_weak = open >= 2 && header.substr(open - 2, 2) == "W/";
        if (!is_weak && header.substr(open, close - open + 1) == etag) return true;
        header.remove_prefix(close + 1);
    }
    return false;
}

}  // namespace renderbus

#endif
