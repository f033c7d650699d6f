// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_READER_HPP
#define RENDERBUS_JSON_READER_HPP

#include <renderbus/error.hpp>
#include <renderbus/json/table.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace renderbus {

/// What a JSON text may be.
struct read_options {
    std::size_t size_limit = std::size_t{256} << 20;  ///< bytes of text
    unsigned depth_limit = 64;                        ///< objects and lists inside one another
    bool refuse_unknown = false;                      ///< fail on a field that the struct does not have, instead of skipping it
};

namespace json {

/// Walks once through a JSON text (RFC 8259), straight into what it is asked to read. Every function gives false when it
/// fails, and all after the first failure fail too; `why()` then says where and what. A byte order mark in front is skipped.
class reader {
public:
    RENDERBUS_DECL reader(std::string_view text, const read_options& options);

    RENDERBUS_DECL bool boolean(bool& value);                  ///< true, false, 1, 0, or one of them in quotes
    RENDERBUS_DECL bool integer(std::int64_t& value);          ///< a whole number, in quotes or not
    RENDERBUS_DECL bool natural(std::uint64_t& value);         ///< a whole number from 0, in quotes or not
    RENDERBUS_DECL bool number(double& value);                 ///< any number, in quotes or not
    RENDERBUS_DECL bool string(std::string& value);            ///< a string, or a number's digits as they stand
    RENDERBUS_DECL bool plain_string(std::string_view& text);  ///< one without escapes; false, with nothing taken, for else
    RENDERBUS_DECL bool raw(std::string_view& value);          ///< any value, checked, as it stands in the text
    RENDERBUS_DECL bool skip();                                ///< any value, checked
    /// Takes a null if there is one.
    bool take_null() {
        if (at_ < end_ && *at_ != 'n' && !may_be_space(*at_)) return false;
        return take_any_null();
    }
    /// Takes an empty string if there is one, which some servers put where a number is not known. Called behind `take_null`.
    bool take_empty_string() noexcept {
        if (end_ - at_ < 2 || at_[0] != '"' || at_[1] != '"') return false;
        at_ += 2;
        return true;
    }
    /// Whether the next value is an object (`{`), a list (`[`), a string (`"`) or another (its first character; NUL at the end).
    RENDERBUS_DECL char peek();

    /// `begin_array`, then a value after each true of `next_item`, until it gives false: at the end, or failed().
    RENDERBUS_DECL bool begin_array();
    RENDERBUS_DECL bool next_item();
    /// How many items a list may have, by its first, which began at `first` and was read: room for them all is taken at once.
    /// It is bounded by the text's size, and 1 in a list within a list, of which the rest of the text tells nothing.
    RENDERBUS_DECL std::size_t items_to_expect(const char* first, std::size_t bytes_of_one) const noexcept;
    /// The same for an object of free names.
    RENDERBUS_DECL bool begin_object();
    RENDERBUS_DECL bool next_name(std::string& name);

    /// A struct by its table. Fields that the text does not name keep their value; of a repeated name the last counts.
    RENDERBUS_DECL bool object(const read_table& table, void* const* fields);

    /// Nothing but white space may follow.
    RENDERBUS_DECL bool finish();

    /// Fails at the value that was read last, or would be read next: `expected WHAT, got ...`.
    RENDERBUS_DECL bool expected(std::string_view what);
    RENDERBUS_DECL bool fail(data_errc code, std::string cause);
    /// Fails at a place that `here()` gave: where the next value begins.
    RENDERBUS_DECL bool fail_at(const char* where, data_errc code, std::string cause);
    RENDERBUS_DECL const char* here();
    bool failed() const noexcept { return failed_; }

    /// On the way out of a failure each level adds its own part of the path.
    RENDERBUS_DECL bool inside(std::string_view field);
    RENDERBUS_DECL bool inside(std::size_t index);

    /// The failure with `place` = `line 3, column 7` and the path in front of the cause.
    RENDERBUS_DECL failure why() const;

private:
    static bool may_be_space(char c) noexcept { return static_cast<unsigned char>(c) <= ' '; }
    void space() {
        if (at_ < end_ && may_be_space(*at_)) skip_space();
    }
    RENDERBUS_DECL void skip_space();
    RENDERBUS_DECL bool take_any_null();
    RENDERBUS_DECL bool ends_a_value(const char* at) const noexcept;
    RENDERBUS_DECL bool short_integer(bool negative_too, std::int64_t& value);
    RENDERBUS_DECL bool short_decimal(double& value);
    RENDERBUS_DECL bool enter(char bracket, std::string_view what);
    RENDERBUS_DECL bool next_in(char closing, bool& more);
    RENDERBUS_DECL bool literal(std::string_view word);
    RENDERBUS_DECL bool number_text(std::string_view& text);
    RENDERBUS_DECL bool quoted_number(std::string_view& text, std::string_view what);
    RENDERBUS_DECL bool string_end(const char*& end, bool& plain);
    RENDERBUS_DECL bool escape(const char*& at, char32_t& code);
    RENDERBUS_DECL bool quoted(std::string& value);
    RENDERBUS_DECL bool fields_in_order(const read_table& table, void* const* fields, std::size_t& next);
    RENDERBUS_DECL bool other_field(std::string name, const read_table& table, void* const* fields);
    RENDERBUS_DECL bool name_and_colon(std::string_view& name);
    RENDERBUS_DECL bool whole(std::string_view text, bool negative_too, std::int64_t& low, std::uint64_t& high);

    const char* begin_;
    const char* at_;
    const char* end_;
    const char* value_ = nullptr;  // where the value read last began
    const char* failed_at_ = nullptr;
    unsigned depth_ = 0;
    unsigned lists_ = 0;  // how many of them are lists
    unsigned depth_limit_;
    bool refuse_unknown_;
    bool first_ = true;  // no item of the innermost object or list was read yet
    bool failed_ = false;
    data_errc code_{};
    std::string cause_;
    std::string path_;
    std::string name_;  // a name with escapes in it, undone
};

}  // namespace json
}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/json/impl/reader.ipp>
#endif

#endif
