// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_HOUDINI_ARCHIVE_IPP
#define RENDERBUS_SCENE_IMPL_HOUDINI_ARCHIVE_IPP

#include <renderbus/scene/impl/houdini_archive.hpp>

#include <algorithm>

namespace renderbus::houdini {
inline bool archive::next() {
    if (failed()) return false;
    if (licence_.empty()) {
        const auto mark = in_.text(6, 6);
        if (mark == archive_detail::archive_mark) licence_ = "commercial";
        else if (mark == archive_detail::indie_mark) licence_ = "indie";
        else if (mark == archive_detail::non_commercial_mark) licence_ = "non-commercial";
        else return in_.fail(0, "this is no Houdini scene: it does not begin like one");
        in_.seek(0);
    }
    if (!(licence_ == "commercial" ? next_of_archive() : next_marked())) return false;
    if (!archive_detail::is_end(name_)) return true;
    // A library of node types inside of a scene has the mark of an end too; behind the scene's own comes nothing.
    return licence_ != "commercial" && !in_.at_end() && !failed();
}

inline std::uint64_t archive::octal(std::size_t digits) {
    const auto place = in_.place();
    std::uint64_t number = 0;
    for (const char c : in_.text(digits, digits)) {
        if (c < '0' || c > '7') return in_.fail(place, "an octal number is due here"), 0;
        number = number * 8 + static_cast<std::uint64_t>(c - '0');
    }
    return number;
}

inline bool archive::next_of_archive() {
    if (data_end_ != 0) in_.seek(data_end_);
    const auto begin = in_.place();
    if (in_.text(6, 6) != archive_detail::archive_mark) return in_.fail(begin, "an entry of the archive is due here");
    in_.skip(6 * 7);  // device, inode, mode, owner, group, links, device again
    in_.skip(11);     // time
    const auto name_size = octal(6);
    const auto size = octal(11);
    if (name_size == 0) return in_.fail(begin, "an entry has no name");
    name_ = in_.text(name_size, archive_detail::name_limit);
    if (failed()) return false;
    name_.resize(std::min(name_.find('\0'), name_.size()));
    if (size > in_.left())
        return in_.fail(begin, "the entry " + name_ + " has " + std::to_string(size) + " bytes, more than are left");
    data_end_ = in_.place() + size;
    return true;
}

inline bool archive::next_marked() {
    if (data_due_) data_to_mark(byte_cursor::no_end, false);
    const auto begin = in_.place();
    if (!archive_detail::is_marked(in_.text(archive_detail::indie_mark.size() + archive_detail::scrambled_digits, 64)))
        return in_.fail(begin, "an entry of the scene is due here");
    name_ = in_.text_before('\0', archive_detail::name_limit);
    data_due_ = true;
    return !failed();
}

inline std::string archive::data(std::uint64_t most) {
    if (licence_ == "commercial") return in_.text(data_end_ - in_.place(), most);
    return data_to_mark(most, true);
}

/// Everything before the next mark, where the cursor stands then.
inline std::string archive::data_to_mark(std::uint64_t most, bool keep) {
    constexpr std::size_t part = 64 * 1024, mark = archive_detail::indie_mark.size() + archive_detail::scrambled_digits;
    data_due_ = false;
    const auto begin = in_.place();
    std::string kept, seen;  // `seen` begins with what may be the front of a mark
    for (;;) {
        const auto seen_place = in_.place() - seen.size();
        seen += in_.text(std::min<std::uint64_t>(part, in_.left()), part);
        if (failed()) return {};
        for (auto at = seen.find("Hou"); at != std::string::npos; at = seen.find("Hou", at + 1))
            if (archive_detail::is_marked(std::string_view(seen).substr(at))) {
                in_.seek(seen_place + at);
                if (keep) kept += seen.substr(0, at);
                if (kept.size() > most) in_.fail(begin, "the entry " + name_ + " is too large");
                return kept;
            }
        if (in_.left() == 0) return in_.fail(begin, "the entry " + name_ + " does not end: the file is cut short"), std::string();
        const auto settled = seen.size() - std::min(mark, seen.size());
        if (keep) kept += seen.substr(0, settled);
        if (kept.size() > most) return in_.fail(begin, "the entry " + name_ + " is too large"), std::string();
        seen.erase(0, settled);
    }
}

}  // namespace renderbus::houdini

#endif
