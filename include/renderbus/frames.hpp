// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FRAMES_HPP
#define RENDERBUS_FRAMES_HPP

#include <renderbus/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus {

/// No frame number lies further from 0 than this, and no step is longer.
inline constexpr std::int32_t frame_number_limit = 99'999'999;
/// No list has more ranges than this.
inline constexpr std::size_t frame_range_limit = 10'000;
/// `normalised` puts no more frames than this in order.
inline constexpr std::uint64_t frame_count_limit = 10'000'000;

/// The frames first, first + step, ... up to last, both ends included where the step meets them.
struct frame_range {
    std::int32_t first = 1;
    std::int32_t last = 1;
    std::int32_t step = 1;

    friend constexpr bool operator==(const frame_range&, const frame_range&) = default;

    /// Whether the range runs upwards, by at least 1, within `frame_number_limit`.
    constexpr bool valid() const noexcept {
        return step >= 1 && step <= frame_number_limit && first >= -frame_number_limit && first <= last &&
               last <= frame_number_limit;
    }
    /// How many frames there are, in a valid range.
    constexpr std::uint64_t count() const noexcept { return static_cast<std::uint64_t>((std::int64_t{last} - first) / step) + 1; }
    constexpr bool contains(std::int32_t frame) const noexcept {
        return frame >= first && frame <= last && (std::int64_t{frame} - first) % step == 0;
    }
};

namespace detail {

struct frames_fault {
    std::size_t at = 0;
    const char* cause = nullptr;  ///< none where the text is right

    failure in(std::string_view what, std::string_view text, const char* next_step) const {
        return {data_errc::invalid_value,
                std::string(what) + " \"" + std::string(text.substr(0, 80)) + "\", column " + std::to_string(at + 1), cause,
                next_step};
    }
};

/// Reads the farm's frame grammar, and that of frames that are rendered first; the one parser of run time and compile time.
class frames_parser {
public:
    constexpr explicit frames_parser(std::string_view text) : text_(text) {}

    /// Calls `flag(number, whether)` for the flags of the first, middle and last frame, and `take(frame_range)` for each range.
    template <class Flag, class Take>
    constexpr frames_fault read_pre_frames(Flag flag, Take take) {
        for (int number = 0; number < 3; ++number) {
            if (at_ == text_.size() || (text_[at_] != '0' && text_[at_] != '1')) return fail("expected a flag, 0 or 1");
            flag(number, text_[at_++] == '1');
        }
        if (at_ == text_.size()) return {};
        if (!skip(':')) return fail("expected ':' and frames, or the end");
        return read(take);
    }

    /// Calls `take(frame_range)` for each range in turn.
    template <class Take>
    constexpr frames_fault read(Take take) {
        for (std::size_t ranges = 1;; ++ranges) {
            frame_range one;
            if (ranges > frame_range_limit) return fail("more ranges than a frame list may have (10000)");
            if (!range(one)) return fault_;
            take(one);
            if (at_ == text_.size()) return {};
            if (!skip(',')) return fail("expected ',' and another range, or the end");
        }
    }

private:
    constexpr bool range(frame_range& one) {
        if (!number(one.first)) return false;
        one.last = one.first;
        if (!skip('-')) return true;
        const std::size_t last_at = at_;
        if (!number(one.last)) return false;
        if (one.last < one.first) return at_ = last_at, fail("the range ends before it begins"), false;
        return !skip('[') || step(one.step);
    }
    constexpr bool step(std::int32_t& value) {
        const std::size_t step_at = at_;
        if (!number(value)) return false;
        if (value < 1) return at_ = step_at, fail("the step must be 1 or more"), false;
        return skip(']') || (fail("expected ']' after the step"), false);
    }
    constexpr bool number(std::int32_t& value) {
        const std::size_t number_at = at_;
        const bool negative = skip('-');
        std::int32_t size = 0;
        const std::size_t digits_at = at_;
        for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
            if (size > (frame_number_limit - (text_[at_] - '0')) / 10)
                return at_ = number_at, fail("the number is beyond 99999999"), false;
            size = size * 10 + (text_[at_] - '0');
        }
        if (at_ == digits_at) return fail("expected a frame number"), false;
        value = negative ? -size : size;
        return true;
    }
    constexpr bool skip(char c) {
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    constexpr frames_fault fail(const char* cause) { return fault_ = {at_, cause}; }

    std::string_view text_;
    std::size_t at_ = 0;
    frames_fault fault_;
};

}  // namespace detail

inline std::string to_string(const frame_range& range) {
    if (range.first == range.last) return std::to_string(range.first);
    return std::to_string(range.first) + '-' + std::to_string(range.last) + '[' + std::to_string(range.step) + ']';
}

/// Frames as the farm writes them: ranges `first-last[step]` (`1-10` has step 1) and single frames, separated by commas;
/// negative numbers are allowed. Frames keep the order of the text, and a frame named twice stays twice.
class frame_list {
public:
    class iterator;

    frame_list() = default;

    /// Reads the farm's text; `data_errc::invalid_value` with the column where it is wrong.
    static result<frame_list> parse(std::string_view text) {
        frame_list made;
        const auto fault = detail::frames_parser(text).read([&](const frame_range& one) { made.ranges_.push_back(one); });
        if (!fault.cause) return made;
        return fault.in("frames", text, "write ranges like 1-10[1],20");
    }

    /// A list of ranges; `data_errc::invalid_value` where one is not valid or there are more than `frame_range_limit`.
    static result<frame_list> of(std::vector<frame_range> ranges) {
        for (const auto& one : ranges)
            if (!one.valid())
                return failure{data_errc::invalid_value, "frames " + to_string(one),
                               "a range runs upwards by 1 or more, within 99999999", ""};
        if (ranges.size() > frame_range_limit)
            return failure{data_errc::invalid_value, "frames", "more ranges than a frame list may have (10000)", ""};
        frame_list made;
        made.ranges_ = std::move(ranges);
        return made;
    }

    const std::vector<frame_range>& ranges() const noexcept { return ranges_; }
    bool empty() const noexcept { return ranges_.empty(); }

    /// How many frames there are; a frame named twice counts twice.
    std::uint64_t count() const noexcept {
        std::uint64_t sum = 0;  // 10,000 ranges of 200 million frames fit many times
        for (const auto& one : ranges_) sum += one.count();
        return sum;
    }
    bool contains(std::int32_t frame) const noexcept {
        return std::any_of(ranges_.begin(), ranges_.end(), [&](const frame_range& one) { return one.contains(frame); });
    }

    inline iterator begin() const noexcept;
    inline iterator end() const noexcept;

    friend bool operator==(const frame_list&, const frame_list&) = default;

private:
    std::vector<frame_range> ranges_;
};

/// Visits every frame number of a list, range by range.
class frame_list::iterator {
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = std::int32_t;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::int32_t*;
    using reference = std::int32_t;

    iterator() = default;
    explicit iterator(const frame_range* range) : range_(range) {}

    std::int32_t operator*() const noexcept {
        return static_cast<std::int32_t>(range_->first + std::int64_t{range_->step} * nth_);
    }
    iterator& operator++() noexcept {
        if (static_cast<std::uint64_t>(++nth_) == range_->count()) ++range_, nth_ = 0;
        return *this;
    }
    iterator operator++(int) noexcept {
        auto before = *this;
        return ++*this, before;
    }
    friend bool operator==(const iterator&, const iterator&) = default;

private:
    const frame_range* range_ = nullptr;
    std::int64_t nth_ = 0;
};

inline frame_list::iterator frame_list::begin() const noexcept { return iterator(ranges_.data()); }
inline frame_list::iterator frame_list::end() const noexcept { return iterator(ranges_.data() + ranges_.size()); }

/// The farm's text: `1-10[1],20`.
inline std::string to_string(const frame_list& frames) {
    std::string text;
    for (const auto& one : frames.ranges()) {
        if (!text.empty()) text += ',';
        text += to_string(one);
    }
    return text;
}

/// The same frames in ascending order, each once, in as few ranges as a run of equal steps allows. Fails with
/// `data_errc::too_large` where that is more than `frame_count_limit` frames or `frame_range_limit` ranges.
RENDERBUS_DECL result<frame_list> normalised(const frame_list& frames);

/// The frames that both lists have, normalised; fails as `normalised` does.
RENDERBUS_DECL result<frame_list> intersection(const frame_list& some, const frame_list& others);

/// Which frames the farm renders first: `000:1,3-4[1]`, a flag for the first, the middle and the last of all frames, then
/// frames by number.
struct pre_frames {
    bool first = false;
    bool middle = false;
    bool last = false;
    frame_list frames;

    friend bool operator==(const pre_frames&, const pre_frames&) = default;

    /// Reads the farm's text; `data_errc::invalid_value` with the column where it is wrong.
    RENDERBUS_DECL static result<pre_frames> parse(std::string_view text);
};

/// The farm's text: `000:1,3-4[1]`, or `100` where no frames are named.
RENDERBUS_DECL std::string to_string(const pre_frames& what);

namespace detail {

/// A string literal as a template argument.
template <std::size_t Size>
struct literal_text {
    consteval literal_text(const char (&text)[Size]) { std::copy_n(text, Size, letters); }
    constexpr std::string_view view() const { return {letters, Size - 1}; }
    char letters[Size] = {};
};

consteval bool is_frame_list(std::string_view text) {
    return !frames_parser(text).read([](const frame_range&) {}).cause;
}

consteval bool is_pre_frames(std::string_view text) {
    return !frames_parser(text).read_pre_frames([](int, bool) {}, [](const frame_range&) {}).cause;
}

template <literal_text Text>
consteval auto literal_ranges() {
    constexpr auto count = [] {
        std::size_t ranges = 0;
        frames_parser(Text.view()).read([&](const frame_range&) { ++ranges; });
        return ranges;
    }();
    std::array<frame_range, count> ranges{};
    std::size_t at = 0;
    frames_parser(Text.view()).read([&](const frame_range& one) { ranges[at++] = one; });
    return ranges;
}

}  // namespace detail

namespace literals {

/// `"1-10[1],20"_frames`: a frame list; a wrong one does not compile.
template <detail::literal_text Text>
frame_list operator""_frames() {
    static_assert(detail::is_frame_list(Text.view()),
                  "renderbus: a frame list is written like 1-10[1],20: ranges run upwards, steps are 1 or more");
    constexpr auto ranges = detail::literal_ranges<Text>();
    return *frame_list::of({ranges.begin(), ranges.end()});
}

/// `"100:1,3-4[1]"_pre_frames`: the frames that are rendered first; a wrong text does not compile.
template <detail::literal_text Text>
pre_frames operator""_pre_frames() {
    static_assert(detail::is_pre_frames(Text.view()),
                  "renderbus: frames to render first are written like 100:1,3-4[1]: three flags 0 or 1, then frames");
    return *pre_frames::parse(Text.view());
}

}  // namespace literals
}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/frames.ipp>
#endif

#endif
