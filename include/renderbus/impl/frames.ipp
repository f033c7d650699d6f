// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_FRAMES_IPP
#define RENDERBUS_IMPL_FRAMES_IPP

#include <renderbus/frames.hpp>

#include <numeric>

namespace renderbus {
namespace frames_detail {

inline failure too_many(const char* what) {
    return {data_errc::too_large, "frames", std::string("more ") + what, "render them as several tasks"};
}

/// Ranges of frames that stand in ascending order, each once.
inline result<frame_list> ranges_of(const std::vector<std::int32_t>& frames) {
    std::vector<frame_range> ranges;
    for (std::size_t at = 0; at < frames.size();) {
        std::size_t end = at + 1;
        const std::int32_t step = end < frames.size() ? frames[end] - frames[at] : 1;
        while (end < frames.size() && frames[end] - frames[end - 1] == step) ++end;
        if (end - at == 2 && step != 1) end = at + 1;  // two frames far apart are no run
        ranges.push_back({frames[at], frames[end - 1], end - at == 1 ? 1 : step});
        at = end;
    }
    if (ranges.size() > frame_range_limit) return too_many("ranges than a frame list may have (10000)");
    return frame_list::of(std::move(ranges));
}

/// The frames of two ranges, as the one range that they are, whose step may be longer than a list allows; step 0 where there
/// is none.
inline frame_range common(const frame_range& a, const frame_range& b) {
    // By the Chinese remainder theorem: a frame is a.first + a.step * k, and must be b.first modulo b.step.
    const std::int64_t divisor = std::gcd(a.step, b.step);
    const std::int64_t apart = std::int64_t{b.first} - a.first;
    constexpr frame_range none{0, 0, 0};
    if (apart % divisor != 0) return none;
    const std::int64_t modulus = b.step / divisor;
    std::int64_t inverse = 1, next = 0;  // of a.step / divisor modulo modulus, by Euclid
    for (std::int64_t left = (a.step / divisor) % modulus, right = modulus; right != 0;) {
        const std::int64_t quotient = left / right;
        left = std::exchange(right, left - quotient * right);
        inverse = std::exchange(next, inverse - quotient * next);
    }
    const std::int64_t turns = ((apart / divisor) % modulus * inverse % modulus + modulus) % modulus;
    const std::int64_t step = a.step * modulus;
    std::int64_t first = a.first + a.step * turns;
    const std::int64_t from = std::max(a.first, b.first), to = std::min(a.last, b.last);
    if (first < from) first += (from - first + step - 1) / step * step;
    if (first > to) return none;
    const std::int64_t last = first + (to - first) / step * step;
    return {static_cast<std::int32_t>(first), static_cast<std::int32_t>(last),
            first == last ? 1 : static_cast<std::int32_t>(step)};
}

}  // namespace frames_detail

RENDERBUS_DECL result<frame_list> normalised(const frame_list& frames) {
    if (frames.count() > frame_count_limit) return frames_detail::too_many("frames than can be put in order (10000000)");
    std::vector<std::int32_t> all(frames.begin(), frames.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return frames_detail::ranges_of(all);
}

RENDERBUS_DECL result<frame_list> intersection(const frame_list& some, const frame_list& others) {
    std::vector<frame_range> both;
    for (const auto& one : some.ranges())
        for (const auto& other : others.ranges()) {
            if (one.last < other.first || other.last < one.first) continue;
            const auto shared = frames_detail::common(one, other);
            if (shared.step == 0) continue;
            if (both.size() >= frame_range_limit) return frames_detail::too_many("ranges than a frame list may have (10000)");
            if (shared.valid()) both.push_back(shared);
            else both.push_back({shared.first, shared.first, 1}), both.push_back({shared.last, shared.last, 1});
        }
    auto list = frame_list::of(std::move(both));
    return list ? normalised(*list) : list;
}

RENDERBUS_DECL result<pre_frames> pre_frames::parse(std::string_view text) {
    pre_frames made;
    bool* const flags[] = {&made.first, &made.middle, &made.last};
    std::vector<frame_range> ranges;
    const auto fault = detail::frames_parser(text).read_pre_frames([&](int number, bool on) { *flags[number] = on; },
                                                                   [&](const frame_range& one) { ranges.push_back(one); });
    if (fault.cause) return fault.in("pre_frames", text, "write three flags and frames, like 100:1,3-4[1]");
    auto frames = frame_list::of(std::move(ranges));
    if (!frames) return std::move(frames).error();
    made.frames = *std::move(frames);
    return made;
}

RENDERBUS_DECL std::string to_string(const pre_frames& what) {
    std::string text;
    for (const bool flag : {what.first, what.middle, what.last}) text += flag ? '1' : '0';
    return what.frames.empty() ? text : text + ':' + to_string(what.frames);
}

}  // namespace renderbus

#endif
