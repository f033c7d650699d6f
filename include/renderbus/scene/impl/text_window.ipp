// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_TEXT_WINDOW_IPP
#define RENDERBUS_SCENE_IMPL_TEXT_WINDOW_IPP

#include <renderbus/scene/text_window.hpp>

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

namespace renderbus {

RENDERBUS_DECL text_window::text_window(byte_source& from, utf8_decoder decoder, std::string file)
    : from_(&from), decoder_(std::move(decoder)), file_(std::move(file)) {}

RENDERBUS_DECL bool text_window::read_on(std::size_t count) {
    while (from_ != nullptr && ahead_.size() < count) {
        const bool holds = held_ != nullptr;
        const auto held = holds ? this->held().size() : 0;
        const auto kept = held + ahead_.size();
        if (kept > held_limit) {
            broken_ = failure{scene_errc::too_complex, file_,
                              "more than " + std::to_string(held_limit) + " bytes of it belong together", ""};
            from_ = nullptr;
            break;
        }
        const char* const begin = ahead_.data() - held;
        if (kept != 0 && begin != space_.data()) std::memmove(space_.data(), begin, kept);
        if (space_.size() < kept + part_size) space_.resize(std::max(2 * space_.size(), kept + part_size));
        const auto more = read_part(kept);
        ahead_ = std::string_view(space_.data(), kept + more).substr(held);
        held_ = holds ? space_.data() : nullptr;
    }
    return ahead_.size() >= count;
}

/// Reads the next part to that place of the space, which may have to grow for what is converted; gives its size.
inline std::size_t text_window::read_part(std::size_t place) {
    const auto part = std::span<char>(space_).subspan(place, part_size);
    const auto count = from_->read(place_, part);
    if (!count) broken_ = count.error();
    const bool last = !count || *count < part.size();
    if (last) from_ = nullptr;
    if (!count) return 0;
    place_ += *count;
    const std::string_view read(part.data(), *count);
    if (decoder_.is_plain(read)) return read.size();
    decoded_.clear();
    decoder_.decode(read, decoded_);
    if (last) decoder_.finish(decoded_);
    if (space_.size() < place + decoded_.size()) space_.resize(place + decoded_.size());
    decoded_.copy(space_.data() + place, decoded_.size());
    return decoded_.size();
}

}  // namespace renderbus

#endif
