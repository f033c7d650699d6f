// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_CURSOR_IPP
#define RENDERBUS_SCENE_IMPL_CURSOR_IPP

#include <renderbus/scene/cursor.hpp>

#include <algorithm>
#include <utility>

namespace renderbus {
namespace scene_detail {

inline constexpr std::size_t first_window = 512;
inline constexpr std::size_t largest_window = 256 * 1024;

}  // namespace scene_detail

RENDERBUS_DECL byte_cursor::byte_cursor(byte_source& from, std::string file)
    : from_(from), file_(std::move(file)), source_end_(from.size().value_or(no_end)), end_(source_end_) {}

inline bool byte_cursor::stop(failure why) {
    if (!failed()) why_ = std::make_unique<failure>(std::move(why));
    return false;
}

RENDERBUS_DECL bool byte_cursor::fail(std::uint64_t place, std::string cause) {
    return stop({scene_errc::malformed_scene, file_ + ", byte " + std::to_string(place), std::move(cause), ""});
}

RENDERBUS_DECL bool byte_cursor::too_short(std::uint64_t wanted) {
    const bool inner = end_ != source_end_;
    return fail(std::to_string(wanted) + " bytes are due, and only " + std::to_string(left()) + " are left of " +
                (inner ? "this part" : "the file"));
}

/// How many bytes of the window lie ahead.
inline std::size_t byte_cursor::seen() const noexcept {
    if (place_ < window_place_ || place_ - window_place_ >= window_.size()) return 0;
    return window_.size() - static_cast<std::size_t>(place_ - window_place_);
}

/// Sees to it that so many bytes are in the window; false where the source ends before.
RENDERBUS_DECL bool byte_cursor::look(std::size_t wanted) {
    if (seen() >= wanted) return true;
    if (failed()) return false;
    const bool straight_on = place_ >= window_place_ && place_ <= window_place_ + window_.size() && !window_.empty();
    next_window_ = straight_on ? std::min(next_window_ * 2, scene_detail::largest_window) : scene_detail::first_window;
    window_.resize(std::max(wanted, next_window_));
    window_place_ = place_;
    const auto count = from_.read(place_, window_);
    window_.resize(count ? *count : 0);
    if (!count) return stop(count.error());
    return seen() >= wanted;
}

RENDERBUS_DECL bool byte_cursor::at_end() {
    if (failed() || place_ >= end_) return true;
    return end_ == no_end && !look(1);
}

RENDERBUS_DECL bool byte_cursor::seek(std::uint64_t place) {
    if (failed()) return false;
    if (place > end_) return fail("byte " + std::to_string(place) + " is asked for, and the last is " + std::to_string(end_));
    place_ = place;
    return true;
}

RENDERBUS_DECL bool byte_cursor::skip(std::uint64_t count) {
    if (failed()) return false;
    if (count > left()) return too_short(count);
    place_ += count;
    return true;
}

RENDERBUS_DECL bool byte_cursor::limit(std::uint64_t begin, std::uint64_t end) {
    if (failed()) return false;
    if (begin > end || end > source_end_)
        return fail(begin, "a part would end at byte " + std::to_string(end) + ", beyond the file");
    place_ = begin;
    end_ = end;
    return true;
}

RENDERBUS_DECL bool byte_cursor::read(std::span<char> space) {
    if (failed()) return false;
    if (space.size() > left()) return too_short(space.size());
    std::size_t done = 0;
    while (done < space.size()) {
        if (!look(1)) return failed() ? false : fail("the file ends inside of something");
        const auto part = std::min(seen(), space.size() - done);
        window_.copy(space.data() + done, part, static_cast<std::size_t>(place_ - window_place_));
        place_ += part;
        done += part;
    }
    return true;
}

RENDERBUS_DECL std::string byte_cursor::text(std::uint64_t size, std::uint64_t most) {
    if (failed()) return {};
    if (size > left()) return too_short(size), std::string();
    if (size > most)
        return fail(std::to_string(size) + " bytes stand here, at most " + std::to_string(most) + " can"), std::string();
    // A size that is a lie must not cost memory: the text grows as bytes come.
    std::string made;
    while (made.size() < size) {
        if (!look(1)) {
            if (!failed()) fail("the file ends inside of something");
            return {};
        }
        const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(seen(), size - made.size()));
        made.append(window_, static_cast<std::size_t>(place_ - window_place_), part);
        place_ += part;
    }
    return made;
}

RENDERBUS_DECL std::string byte_cursor::text_before(char stop, std::size_t most) {
    const std::uint64_t begin = place_;
    std::string made;
    while (!failed()) {
        if (place_ >= end_ || !look(1)) break;
        const auto from = static_cast<std::size_t>(place_ - window_place_);
        const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(seen(), left()));
        const auto rest = std::string_view(window_).substr(from, part);
        const auto found = rest.find(stop);
        made.append(rest.substr(0, found));
        if (made.size() > most) break;
        place_ += std::min(found, part);
        if (found != std::string_view::npos) return ++place_, made;
    }
    fail(begin, made.size() > most ? "a text is longer than " + std::to_string(most) + " bytes" : "a text does not end");
    return {};
}

}  // namespace renderbus

#endif
