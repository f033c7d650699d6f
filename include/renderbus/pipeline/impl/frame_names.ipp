// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_FRAME_NAMES_IPP
#define RENDERBUS_PIPELINE_IMPL_FRAME_NAMES_IPP

#include <renderbus/frames.hpp>
#include <renderbus/pipeline/frame_names.hpp>

#include <algorithm>
#include <cstdlib>

namespace renderbus::detail {

RENDERBUS_DECL std::string in_few_words(const std::vector<std::string>& frames) {
    std::vector<frame_range> ranges;
    std::string others;
    for (const auto& one : frames) {
        const auto known = frame_list::parse(one);
        if (known) ranges.insert(ranges.end(), known->ranges().begin(), known->ranges().end());
        else if (!one.empty()) others += "," + one;
    }
    const auto list = frame_list::of(std::move(ranges));
    const auto short_list = list ? normalised(*list) : list;
    const auto words = short_list ? to_string(*short_list) + others : std::to_string(frames.size()) + " frames";
    return words.starts_with(',') ? words.substr(1) : words;
}

RENDERBUS_DECL std::string words_of(const frames_of_parts& frames, std::string_view front) {
    std::string words;
    for (const auto& [part, those] : frames) {
        words += words.empty() ? front : "; ";
        if (frames.size() > 1) words += "task " + std::to_string(part) + ": ";
        words += in_few_words(those);
    }
    return words;
}

RENDERBUS_DECL std::optional<std::int32_t> frame_in(const std::filesystem::path& file) {
    constexpr std::string_view digits = "0123456789";
    const auto stem = file.stem().string();
    const auto last = stem.find_last_of(digits);
    if (last == stem.npos) return std::nullopt;
    const auto before = stem.find_last_not_of(digits, last);
    const auto number = stem.substr(before + 1, last - before);
    constexpr std::size_t most_digits = 9;
    if (number.size() > most_digits) return std::nullopt;
    return static_cast<std::int32_t>(std::stol(number));
}

RENDERBUS_DECL std::set<std::int32_t> frames_in(std::span<const std::filesystem::path> files) {
    std::set<std::int32_t> found;
    for (const auto& file : files)
        if (const auto frame = frame_in(file)) found.insert(*frame);
    return found;
}

RENDERBUS_DECL std::vector<std::string> without_file(const std::vector<std::string>& frames, const std::set<std::int32_t>& here) {
    const auto is_here = [&](std::int32_t frame) { return here.contains(std::abs(frame)); };
    std::vector<std::string> missing;
    for (const auto& one : frames) {
        const auto known = frame_list::parse(one);
        if (!known || known->count() > frame_count_limit) continue;
        if (one.find('[') == one.npos) {
            if (std::none_of(known->begin(), known->end(), is_here)) missing.push_back(one);
            continue;
        }
        for (const auto frame : *known)
            if (!is_here(frame)) missing.push_back(std::to_string(frame));
    }
    return missing;
}

}  // namespace renderbus::detail

#endif
