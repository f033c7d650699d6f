// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_UNPACKED_HPP
#define RENDERBUS_SCENE_IMPL_UNPACKED_HPP

#include <renderbus/scene/bytes.hpp>
#include <renderbus/scene/source.hpp>
#include <renderbus/units.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace renderbus::scene_detail {

/// What a decoder unpacks from: the packed bytes, in their order.
struct packed_input {
    std::shared_ptr<byte_source> bytes;
    std::string path;
    std::uint64_t place = 0;  ///< of the bytes that follow those in `part`
    std::array<char, 16 * 1024> part{};

    failure broken(std::string cause) const {
        return {scene_errc::malformed_scene, path + ", packed byte " + std::to_string(place), std::move(cause), ""};
    }
    /// The next bytes; none at the end.
    result<std::size_t> next() {
        auto count = bytes->read(place, part);
        if (count) place += *count;
        return count;
    }
};

/// Unpacks forward, and remembers places to go on from, so that reading back costs little; what it remembers is bounded.
///
/// A decoder has a type `mark`, gives bytes by `decode(space)` (none at the end), its state by `here()` where it has one to give,
/// and goes on from such a state by `go_to(mark)`. `known_marks()` are places that the packed bytes list themselves.
template <class Decoder>
class unpacked_bytes final : public byte_source {
public:
    unpacked_bytes(packed_input in, byte_count limit)
        : source_(in.bytes), path_(in.path), decoder_(std::move(in)), limit_(limit) {
        for (auto& [place, mark] : decoder_.known_marks()) marks_.emplace_back(place, std::move(mark));
        knows_marks_ = !marks_.empty();
    }

    result<std::size_t> read(std::uint64_t place, std::span<char> space) override {
        if (auto there = go_to(place); !there) return std::move(there).error();
        std::size_t done = 0;
        while (at_ == place + done && done < space.size()) {
            const auto count = decode(space.subspan(done));
            if (!count) return count;
            if (*count == 0) break;
            done += *count;
        }
        return done;
    }
    std::optional<std::uint64_t> size() const noexcept override { return std::nullopt; }
    result<void> unchanged() const override { return source_->unchanged(); }

private:
    static constexpr std::size_t most_marks = 64;

    result<std::size_t> decode(std::span<char> space) {
        auto count = decoder_.decode(space);
        if (!count) return count;
        at_ += *count;
        if (at_ > furthest_) furthest_ = at_;
        else again_ += *count;
        if (again_ > 4 * furthest_ + (std::uint64_t{1} << 30))
            return failure{scene_errc::too_complex, path_, "reading it goes back and forth without end", ""};
        if (at_ > limit_.bytes)
            return failure{scene_errc::too_complex, path_, "unpacked it has more than " + std::to_string(limit_.bytes) + " bytes",
                           "raise the limit"};
        remember();
        return count;
    }

    /// Decodes what lies between the nearest known place and this one; stays before it where the bytes end before.
    result<void> go_to(std::uint64_t place) {
        const auto behind = std::upper_bound(marks_.begin(), marks_.end(), place,
                                             [](std::uint64_t wanted, const auto& mark) { return wanted < mark.first; });
        const bool jump = behind != marks_.begin() && (place < at_ || std::prev(behind)->first > at_);
        if (jump || place < at_) {
            if (behind == marks_.begin()) return failure{scene_errc::malformed_scene, path_, "the begin of the file is lost", ""};
            if (auto went = decoder_.go_to(std::prev(behind)->second); !went) return went;
            at_ = std::prev(behind)->first;
        }
        std::array<char, 16 * 1024> passed;
        while (at_ < place) {
            const auto count = decode(
                std::span<char>(passed).first(static_cast<std::size_t>(std::min<std::uint64_t>(passed.size(), place - at_))));
            if (!count) return count.error();
            if (*count == 0) break;
        }
        return {};
    }

    void remember() {
        if (knows_marks_ || at_ < next_mark_) return;
        auto here = decoder_.here();
        if (!here) return;
        marks_.emplace_back(at_, *std::move(here));
        if (marks_.size() == most_marks) {  // every second one goes, but for the begin
            std::size_t kept = 0;
            for (std::size_t i = 0; i < marks_.size(); i += 2) {
                if (kept != i) marks_[kept] = std::move(marks_[i]);
                ++kept;
            }
            marks_.erase(marks_.begin() + static_cast<std::ptrdiff_t>(kept), marks_.end());
            apart_ *= 2;
        }
        next_mark_ = at_ + apart_;
    }

    std::shared_ptr<byte_source> source_;
    std::string path_;
    Decoder decoder_;
    byte_count limit_;
    std::uint64_t at_ = 0;
    std::uint64_t furthest_ = 0;
    std::uint64_t again_ = 0;                                              ///< bytes that were unpacked more than once
    std::vector<std::pair<std::uint64_t, typename Decoder::mark>> marks_;  ///< by their places
    bool knows_marks_ = false;
    std::uint64_t next_mark_ = 0;
    std::uint64_t apart_ = 1 << 20;
};

template <class Decoder>
scene_source unpacked(scene_source source, byte_count limit) {
    packed_input in{std::shared_ptr<byte_source>(std::move(source.bytes)), source.path};
    source.bytes = std::make_unique<unpacked_bytes<Decoder>>(std::move(in), limit);
    return source;
}

}  // namespace renderbus::scene_detail

#endif
