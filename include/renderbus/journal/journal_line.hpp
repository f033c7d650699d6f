// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_JOURNAL_LINE_HPP
#define RENDERBUS_JOURNAL_JOURNAL_LINE_HPP

#include <renderbus/journal/journal_store.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace renderbus::detail {

/// One line of a journal's file, and how it is written:
/// `{"sum":"<16 digits>","begin":"<key>"}`, `{"sum":...,"forget":"<key>"}` or
/// `{"sum":...,"keep":"<key>","shape":"<text>","value":<JSON>}`; the sum is the beginning of the SHA-256 of what follows it.
struct journal_line {
    enum class kind { begin, keep, forget };
    kind what = kind::begin;
    std::string key;
    journal_entry entry = {};  ///< of a `keep`
};

/// Without the line's end.
RENDERBUS_DECL std::string to_line(const journal_line& line);
/// Nothing where the text is not exactly what `to_line` writes, or its sum is wrong.
RENDERBUS_DECL std::optional<journal_line> read_line(std::string_view text);
/// Whether there is a whole line at the front of a text that has no line's end where one is due.
RENDERBUS_DECL bool begins_with_a_whole_line(std::string_view text);

/// `data_errc::invalid_value` where it is not 64 lower-case hexadecimal digits.
RENDERBUS_DECL result<void> check_key(std::string_view key);
/// `data_errc::invalid_value` where a shape or a value cannot stand in a line, or would not be read back.
RENDERBUS_DECL result<void> check_entry(const journal_entry& entry);

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/journal/impl/journal_line.ipp>
#endif

#endif
