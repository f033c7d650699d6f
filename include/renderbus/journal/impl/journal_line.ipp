// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_IMPL_JOURNAL_LINE_IPP
#define RENDERBUS_JOURNAL_IMPL_JOURNAL_LINE_IPP

#include <renderbus/digest.hpp>
#include <renderbus/journal/journal_line.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/utf8.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace renderbus::detail {

inline constexpr std::string_view line_front = R"({"sum":")";
inline constexpr std::size_t sum_digits = 16;
inline constexpr std::string_view behind_sum = R"(",)";

inline constexpr read_options value_reading{.depth_limit = journal_depth_limit};
inline constexpr read_options line_reading{.depth_limit = journal_depth_limit + 1, .refuse_unknown = true};

/// A line as JSON sees it.
struct line_fields {
    std::string sum;
    std::optional<std::string> begin = {};
    std::optional<std::string> forget = {};
    std::optional<std::string> keep = {};
    std::optional<std::string> shape = {};
    raw_json value = {""};  // null is a value too
};

inline std::string line_sum(std::string_view text) {
    sha256_hasher hash;
    hash.update(text);
    return to_hex(hash.finish()).substr(0, sum_digits);
}

RENDERBUS_DECL std::string to_line(const journal_line& line) {
    std::string rest;
    json::writer out(rest);
    switch (line.what) {
        case journal_line::kind::begin: rest += "\"begin\":"; break;
        case journal_line::kind::forget: rest += "\"forget\":"; break;
        case journal_line::kind::keep: rest += "\"keep\":"; break;
    }
    out.string(line.key);
    if (line.what == journal_line::kind::keep) {
        rest += ",\"shape\":";
        out.string(line.entry.shape);
        rest += ",\"value\":";
        rest += line.entry.value;
    }
    rest += '}';
    std::string whole;
    whole.reserve(line_front.size() + sum_digits + behind_sum.size() + rest.size() + 1);  // and the line's end, of who writes it
    return whole.append(line_front).append(line_sum(rest)).append(behind_sum).append(rest);
}

RENDERBUS_DECL std::optional<journal_line> read_line(std::string_view text) {
    const std::size_t front = line_front.size() + sum_digits + behind_sum.size();
    if (text.size() < front || !text.starts_with(line_front)) return std::nullopt;
    if (!text.substr(line_front.size() + sum_digits).starts_with(behind_sum)) return std::nullopt;
    if (text.substr(line_front.size(), sum_digits) != line_sum(text.substr(front))) return std::nullopt;
    auto read = from_json<line_fields>(text, line_reading);
    if (!read || read->begin.has_value() + read->forget.has_value() + read->keep.has_value() != 1) return std::nullopt;
    journal_line line;
    if (read->begin) line.key = *std::move(read->begin);
    if (read->forget) line.what = journal_line::kind::forget, line.key = *std::move(read->forget);
    if (read->keep) {
        if (!read->shape || read->value.text.empty()) return std::nullopt;
        line.what = journal_line::kind::keep;
        line.key = *std::move(read->keep);
        line.entry = {*std::move(read->shape), std::move(read->value.text)};
    }
    if (!check_key(line.key)) return std::nullopt;
    return line;
}

RENDERBUS_DECL bool begins_with_a_whole_line(std::string_view text) {
    // One byte that should be the line's end follows, then the next line or as much as there is of it.
    const auto line_of = [&](std::size_t size) { return size != 0 && text[size - 1] == '}' && read_line(text.substr(0, size)); };
    for (std::size_t at = 1; at < text.size(); ++at) {
        const auto next = text.substr(at + 1);
        const bool next_line = next.size() < line_front.size() ? line_front.starts_with(next) : next.starts_with(line_front);
        if (next_line && line_of(at)) return true;
    }
    return false;
}

RENDERBUS_DECL result<void> check_key(std::string_view key) {
    const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (key.size() == 64 && std::all_of(key.begin(), key.end(), digit)) return {};
    return failure{data_errc::invalid_value, "journal key \"" + printable(key, 80) + "\"",
                   "a key is 64 lower-case hexadecimal digits", "make it with renderbus::content_key"};
}

RENDERBUS_DECL result<void> check_entry(const journal_entry& entry) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    if (entry.shape.empty() || entry.shape.size() > 4096 || !is_utf8(entry.shape))
        return failure{data_errc::invalid_value, "journal entry", "its shape is no text of 1 to 4096 bytes",
                       "use renderbus::shape_of"};
    if (std::any_of(entry.value.begin(), entry.value.end(), control))
        return failure{data_errc::invalid_value, "journal entry", "its value is more than one line, or holds control characters",
                       "write it with renderbus::journaled"};
    if (!is_utf8(entry.value)) return failure{data_errc::malformed_utf8, "journal entry", "its value is not UTF-8", ""};
    json::reader in(entry.value, value_reading);
    if (in.skip() && in.finish()) return {};
    auto why = in.why();
    why.place = "journal entry, " + why.place;
    return why;
}

}  // namespace renderbus::detail

#endif
