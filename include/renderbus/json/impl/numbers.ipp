// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_IMPL_NUMBERS_IPP
#define RENDERBUS_JSON_IMPL_NUMBERS_IPP

#include <renderbus/json/reader.hpp>

#include <bit>
#include <cfloat>
#include <charconv>
#include <cmath>
#include <cstring>

namespace renderbus::json {
namespace detail {

/// The end of the JSON number at the front of a text, or its begin where there is none (RFC 8259, section 6).
RENDERBUS_DECL const char* number_end(const char* at, const char* end) {
    const char* const begin = at;
    const auto digits = [&] {
        const char* const from = at;
        while (at < end && *at >= '0' && *at <= '9') ++at;
        return at != from;
    };
    if (at < end && *at == '-') ++at;
    if (at < end && *at == '0') ++at;
    else if (!digits()) return begin;
    if (at < end && *at == '.') {
        ++at;
        if (!digits()) return begin;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        ++at;
        if (at < end && (*at == '+' || *at == '-')) ++at;
        if (!digits()) return begin;
    }
    return at;
}

/// Whether a number that no double holds is too large (and not too small): the power of ten of its first digit that counts.
RENDERBUS_DECL bool too_large(std::string_view text) {
    const auto e = text.find_first_of("eE");
    long long power = 0;
    if (e != text.npos) {
        const char* from = text.data() + e + 1;
        if (*from == '+') ++from;
        if (std::from_chars(from, text.data() + text.size(), power).ec != std::errc{}) return text[e + 1] != '-';
    }
    const auto mantissa = text.substr(text.front() == '-', (e == text.npos ? text.size() : e) - (text.front() == '-'));
    const auto first = mantissa.find_first_not_of("0.");
    const auto dot = mantissa.find('.') == mantissa.npos ? mantissa.size() : mantissa.find('.');
    return power + (static_cast<long long>(dot) - static_cast<long long>(first)) > 0;
}

/// Appends at most eight digits to a number, of eight bytes that are looked at in one word; gives where the digits end.
inline const char* take_digits(const char* at, std::uint64_t& number) {
    static constexpr std::uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    if (std::endian::native != std::endian::little) {
        for (int n = 0; n < 8 && *at >= '0' && *at <= '9'; ++n, ++at)
            number = number * 10 + static_cast<unsigned char>(*at - '0');
        return at;
    }
    constexpr std::uint64_t each = 0x0101010101010101;
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    word ^= each * '0';
    const std::uint64_t others = (word | (word + each * (0x80 - 10))) & each * 0x80;
    const int count = others == 0 ? 8 : std::countr_zero(others) / 8;
    if (count == 0) return at;
    word <<= 64 - 8 * count;  // noughts before them
    word = (word * 10 + (word >> 8)) & 0x00FF00FF00FF00FF;
    word = (word * 100 + (word >> 16)) & 0x0000FFFF0000FFFF;
    word = (word * 10000 + (word >> 32)) & 0xFFFFFFFF;
    number = number * powers[count] + word;
    return at + count;
}

}  // namespace detail

RENDERBUS_DECL bool reader::number_text(std::string_view& text) {
    const char* const end = detail::number_end(at_, end_);
    if (end == at_) return fail_at(at_, data_errc::malformed_json, "this is no JSON number");
    const char after = end < end_ ? *end : ',';
    if ((after >= '0' && after <= '9') || after == '.' || after == 'x' || after == 'e' || after == 'E' || after == '+' ||
        after == '-')
        return fail_at(at_, data_errc::malformed_json, "this is no JSON number");
    text = {at_, end};
    at_ = end;
    return true;
}

/// Whether what stands there can follow a number; where it cannot, the long way says why.
RENDERBUS_DECL bool reader::ends_a_value(const char* at) const noexcept {
    if (at >= end_) return false;
    if (*at == ',') [[likely]] return true;
    return *at == '}' || *at == ']' || may_be_space(*at);
}

/// A whole number of at most 16 digits with as much text behind it, as most are; false, with nothing taken, for any other.
RENDERBUS_DECL bool reader::short_integer(bool negative_too, std::int64_t& value) {
    // States and flags are most of them: one digit.
    if (end_ - at_ > 1 && at_[1] == ',' && *at_ >= '0' && *at_ <= '9') {
        value_ = at_;
        value = *at_++ - '0';
        return true;
    }
    space();
    if (end_ - at_ < 18) return false;
    const bool negative = negative_too && *at_ == '-';
    const char* const digits = at_ + negative;
    std::uint64_t read = 0;
    const char* at = detail::take_digits(digits, read);
    if (at == digits + 8) at = detail::take_digits(at, read);
    if (at == digits || (*digits == '0' && at - digits > 1) || !ends_a_value(at)) return false;
    value_ = at_;
    at_ = at;
    value = negative ? -static_cast<std::int64_t>(read) : static_cast<std::int64_t>(read);
    return true;
}

/// A number without exponent and of at most 15 digits: a whole number and a power of ten that a double holds exactly, of which
/// the quotient is rounded right. False, with nothing taken, for any other.
RENDERBUS_DECL bool reader::short_decimal(double& value) {
    if (FLT_EVAL_METHOD != 0) return false;
    space();
    const bool negative = at_ < end_ && *at_ == '-';
    const char* const digits = at_ + negative;
    const char* const most = end_ - digits > 16 ? digits + 16 : end_;
    const char* at = digits;
    const char* dot = nullptr;
    std::int64_t read = 0;
    for (; at < most; ++at) {
        const unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
        if (digit < 10) read = read * 10 + static_cast<std::int64_t>(digit);
        else if (*at == '.' && dot == nullptr && at != digits) dot = at;
        else break;
    }
    const auto whole_digits = (dot != nullptr ? dot : at) - digits;
    if (at == digits || (*digits == '0' && whole_digits > 1) || at - digits > 15 + (dot != nullptr) || dot == at - 1 ||
        !ends_a_value(at))
        return false;
    static constexpr double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    value_ = at_;
    at_ = at;
    value = static_cast<double>(read);
    if (dot != nullptr) value /= powers[at - dot - 1];
    if (negative) value = -value;
    return true;
}

/// The digits of a number, in quotes or not; `text` lies in the input.
RENDERBUS_DECL bool reader::quoted_number(std::string_view& text, std::string_view what) {
    const char next = peek();
    value_ = at_;
    if (next == '-' || (next >= '0' && next <= '9')) return number_text(text);
    if (next == '"') {
        const char* const end = detail::number_end(at_ + 1, end_);
        if (end != at_ + 1 && end < end_ && *end == '"') {
            text = {at_ + 1, end};
            at_ = end + 1;
            return true;
        }
    }
    return expected(what);
}

RENDERBUS_DECL bool reader::whole(std::string_view text, bool negative_too, std::int64_t& low, std::uint64_t& high) {
    const char* const end = text.data() + text.size();
    const auto parsed = negative_too ? std::from_chars(text.data(), end, low) : std::from_chars(text.data(), end, high);
    if (parsed.ec == std::errc{} && parsed.ptr == end) return true;
    const auto refuse = [&](const char* why) {
        return fail(data_errc::out_of_range, "the number " + std::string(text.substr(0, 32)) + why);
    };
    if (parsed.ec == std::errc::result_out_of_range) return refuse(" does not fit into 64 bits");
    // 10.0 and 1e3 are whole too, as long as a double holds them exactly.
    double value = 0;
    const bool beyond_double = std::from_chars(text.data(), end, value).ec != std::errc{};
    if ((!negative_too && text.front() == '-' && value != 0) || value != std::floor(value) ||
        (beyond_double && !detail::too_large(text)))
        return expected(negative_too ? "an integer" : "a whole number from 0");
    constexpr double exact = 0x1p53;
    if (beyond_double || std::fabs(value) >= 0x1p63) return refuse(" does not fit into 64 bits");
    if (std::fabs(value) > exact) return refuse(" needs all its digits to be exact");
    low = static_cast<std::int64_t>(value);
    high = negative_too ? 0 : static_cast<std::uint64_t>(value);
    return true;
}

RENDERBUS_DECL bool reader::integer(std::int64_t& value) {
    if (short_integer(true, value)) [[likely]] return true;
    std::string_view text;
    std::uint64_t unused = 0;
    return quoted_number(text, "an integer") && whole(text, true, value, unused);
}

RENDERBUS_DECL bool reader::natural(std::uint64_t& value) {
    std::int64_t unused = 0;
    if (short_integer(false, unused)) [[likely]] return value = static_cast<std::uint64_t>(unused), true;
    std::string_view text;
    return quoted_number(text, "a whole number from 0") && whole(text, false, unused, value);
}

RENDERBUS_DECL bool reader::number(double& value) {
    if (short_decimal(value)) [[likely]] return true;
    std::string_view text;
    if (!quoted_number(text, "a number")) return false;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc::result_out_of_range) return true;
    if (detail::too_large(text))
        return fail(data_errc::out_of_range, "the number " + std::string(text.substr(0, 32)) + " is too large");
    value = text.front() == '-' ? -0.0 : 0.0;
    return true;
}

}  // namespace renderbus::json

#endif
