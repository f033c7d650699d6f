// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_COMPOUND_FILE_IPP
#define RENDERBUS_SCENE_IMPL_COMPOUND_FILE_IPP

#include <renderbus/scene/impl/compound_file.hpp>
#include <renderbus/scene/impl/utf_16.hpp>
#include <renderbus/utf8.hpp>

#include <algorithm>
#include <string>
#include <unordered_set>

namespace renderbus::compound {

inline constexpr std::string_view mark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
inline constexpr std::uint32_t end_of_chain = 0xFFFFFFFE, largest_sector = 0xFFFFFFFA, no_entry = 0xFFFFFFFF;
inline constexpr std::size_t header_size = 512, entry_size = 128, header_numbers = 109;
inline constexpr std::uint64_t small_below = 4096;  ///< bytes: shorter streams lie in small sectors
inline constexpr unsigned small_shift = 6;
inline constexpr std::size_t entry_limit = 1 << 16;
inline constexpr std::uint64_t small_stream_limit = 256 << 20;
enum kind : std::uint8_t { unused = 0, storage = 1, plain = 2, root = 5 };

inline std::uint64_t parts(std::uint64_t size, unsigned shift) { return (size >> shift) + ((size & ((1u << shift) - 1)) != 0); }

template <class Number>
Number at(std::string_view bytes, std::size_t place) {
    return byte_cursor::number_of<Number>(bytes.data() + place, std::endian::little);
}

RENDERBUS_DECL bool file::recognises(std::string_view head) { return head.starts_with(mark); }

RENDERBUS_DECL result<file> file::open(byte_source& bytes, const std::string& name) {
    const auto size = bytes.size();
    if (!size) return failure{scene_errc::too_complex, name, "a compound file that is packed cannot be read", "unpack it first"};
    file made(bytes, name);
    made.size_ = *size;
    if (made.read_header() && made.read_table() && made.read_directory() && made.walk_tree() && made.read_small_table() &&
        made.check_streams())
        return made;
    return made.in_.why();
}

RENDERBUS_DECL bool file::read_header() {
    const auto head = in_.text(header_size, header_size);
    if (in_.failed()) return false;
    if (!recognises(head)) return in_.fail(0, "the file does not begin as a compound file does");
    if (at<std::uint16_t>(head, 28) != 0xFFFE) return in_.fail(28, "the mark of the byte order is not FE FF");
    shift_ = at<std::uint16_t>(head, 30);
    if (shift_ != 9 && shift_ != 12)
        return in_.fail(30, "sectors have 512 or 4096 bytes, not two to the " + std::to_string(shift_));
    if (at<std::uint16_t>(head, 32) != small_shift) return in_.fail(32, "small sectors have 64 bytes");
    if (at<std::uint32_t>(head, 56) != small_below) return in_.fail(56, "streams below 4096 bytes are the small ones");
    large_sizes_ = shift_ == 12;
    table_sectors_ = at<std::uint32_t>(head, 44);
    first_directory_ = at<std::uint32_t>(head, 48);
    first_small_table_ = at<std::uint32_t>(head, 60);
    first_more_ = at<std::uint32_t>(head, 68);
    for (std::size_t i = 0; i < std::min<std::size_t>(header_numbers, table_sectors_); ++i)
        table_places_.push_back(at<std::uint32_t>(head, 76 + 4 * i));
    const auto whole = parts(size_, shift_);
    sector_count_ = whole == 0 ? 0 : std::min<std::uint64_t>(whole - 1, largest_sector);
    taken_.resize(sector_count_);
    return true;
}

/// Sees to it that a sector is in the file and nobody's yet.
RENDERBUS_DECL bool file::claim(std::uint32_t sector, std::uint64_t named_at, const char* what) {
    if (sector >= sector_count_)
        return in_.fail(named_at, std::string(what) + " goes on in sector " + std::to_string(sector) + ", and the file has " +
                                      std::to_string(sector_count_) + ": it is cut short or damaged");
    if (taken_[sector])
        return in_.fail(named_at, std::string(what) + " goes on in sector " + std::to_string(sector) +
                                      ", which is taken already: a cycle, or two that share it");
    return taken_[sector] = true;
}

RENDERBUS_DECL std::vector<std::uint32_t> file::numbers(std::uint32_t sector) {
    std::vector<std::uint32_t> made;
    if (!in_.seek(place_of(sector))) return made;
    const auto bytes = in_.text(sector_size(), sector_size());
    made.reserve(bytes.size() / 4);
    for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) made.push_back(at<std::uint32_t>(bytes, i));
    return made;
}

/// Which sectors hold the table the header says of the first 109; of the others sectors that are chained by their last number.
RENDERBUS_DECL bool file::read_table() {
    if (table_sectors_ > sector_count_)
        return in_.fail(44, "the table would lie in " + std::to_string(table_sectors_) + " sectors, and the file has " +
                                std::to_string(sector_count_));
    std::uint64_t named_at = 68;
    for (auto more = first_more_; table_places_.size() < table_sectors_;) {
        if (!claim(more, named_at, "the list of the table's sectors")) return false;
        const auto list = numbers(more);
        if (in_.failed()) return false;
        for (std::size_t i = 0; i + 1 < list.size() && table_places_.size() < table_sectors_; ++i)
            table_places_.push_back(list[i]);
        named_at = place_of(more) + sector_size() - 4;
        more = list.back();
    }
    // More of it than the file has sectors says nothing, and must not cost memory.
    const auto useful = parts(sector_count_, shift_ - 2);
    for (std::size_t i = 0; i < table_places_.size(); ++i) {
        if (!claim(table_places_[i], i < header_numbers ? 76 + 4 * i : named_at, "the table of sectors")) return false;
        if (i >= useful) continue;
        const auto part = numbers(table_places_[i]);
        table_.insert(table_.end(), part.begin(), part.end());
        if (in_.failed()) return false;
    }
    return true;
}

/// The sector behind another one. Fails where the table does not say it.
RENDERBUS_DECL std::uint32_t file::next(std::uint32_t sector) {
    if (sector < table_.size()) return table_[sector];
    in_.fail(place_of(sector), "the table does not reach to sector " + std::to_string(sector));
    return end_of_chain;
}

/// Goes through the sectors of a chain, so many of them; `count` 0 means up to the end of the chain.
template <class Use>
bool file::walk(std::uint32_t first, std::uint64_t count, std::uint64_t named_at, Use use) {
    std::uint64_t done = 0;
    for (auto sector = first; count == 0 ? sector != end_of_chain : done < count; ++done) {
        if (sector == end_of_chain)
            return in_.fail(named_at,
                            "a chain ends after " + std::to_string(done) + " sectors, and " + std::to_string(count) + " are due");
        if (!claim(sector, named_at, "a chain") || !use(sector)) return false;
        named_at = sector / numbers_in_sector() < table_places_.size()
                       ? place_of(table_places_[sector / numbers_in_sector()]) + 4 * (sector % numbers_in_sector())
                       : 0;
        sector = next(sector);
        if (in_.failed()) return false;
    }
    return true;
}

RENDERBUS_DECL file::entry file::entry_in(std::string_view bytes) const {
    entry made;
    made.kind = at<std::uint8_t>(bytes, 66);
    made.left = at<std::uint32_t>(bytes, 68);
    made.right = at<std::uint32_t>(bytes, 72);
    made.child = at<std::uint32_t>(bytes, 76);
    made.first = at<std::uint32_t>(bytes, 116);
    // In files with small sectors the upper half is left as it came.
    made.size = large_sizes_ ? at<std::uint64_t>(bytes, 120) : at<std::uint32_t>(bytes, 120);
    return made;
}

RENDERBUS_DECL bool file::name_of(std::string_view bytes, std::uint64_t place, std::string& name) {
    const auto length = at<std::uint16_t>(bytes, 64);
    if (length > 64 || length % 2 != 0)
        return in_.fail(place + 64, "a name has " + std::to_string(length) + " bytes, at most 64 can be");
    name = scene_detail::from_utf_16(bytes.substr(0, length));
    return true;
}

RENDERBUS_DECL bool file::read_directory() {
    return walk(first_directory_, 0, 48, [&](std::uint32_t sector) {
        if (!in_.seek(place_of(sector))) return false;
        const auto bytes = in_.text(sector_size(), sector_size());
        for (std::size_t i = 0; i + entry_size <= bytes.size(); i += entry_size) {
            if (entries_.size() == entry_limit) return in_.fail(place_of(sector) + i, "the directory has too many entries");
            const auto one = std::string_view(bytes).substr(i, entry_size);
            entries_.push_back(entry_in(one));
            entry_places_.push_back(place_of(sector) + i);
            if (entries_.back().kind != unused && !name_of(one, entry_places_.back(), entries_.back().name)) return false;
        }
        return !in_.failed();
    });
}

/// The entries of a storage are a tree, whose order does not matter here; each is reached once.
RENDERBUS_DECL bool file::walk_tree() {
    if (entries_.empty() || entries_.front().kind != root)
        return in_.fail(entry_places_.empty() ? 48 : entry_places_.front(), "the directory does not begin with its root");
    std::vector<bool> reached(entries_.size());
    std::unordered_set<std::string> names;  // there may be tens of thousands
    reached.front() = true;
    struct step {
        std::uint32_t index;
        std::uint64_t named_at;
        bool in_root;
    };
    std::vector<step> due{{entries_.front().child, entry_places_.front() + 76, true}};
    while (!due.empty()) {
        const auto [index, named_at, in_root] = due.back();
        due.pop_back();
        if (index == no_entry) continue;
        if (index >= entries_.size()) return in_.fail(named_at, "the directory has no entry " + std::to_string(index));
        if (reached[index]) return in_.fail(named_at, "the directory leads to its entry " + std::to_string(index) + " twice");
        reached[index] = true;
        const auto& one = entries_[index];
        const auto place = entry_places_[index];
        if (one.kind != storage && one.kind != plain) return in_.fail(place + 66, "an entry is neither a storage nor a stream");
        due.push_back({one.left, place + 68, in_root});
        due.push_back({one.right, place + 72, in_root});
        if (one.kind == storage) due.push_back({one.child, place + 76, false});
        if (one.kind != plain) continue;
        all_.push_back({{one.name, one.size, one.first}, place + 116});
        if (in_root && !names.insert(one.name).second) return in_.fail(place, "two streams have one name");
        if (in_root) streams_.push_back(all_.back().first);
    }
    return true;
}

/// The small sectors lie in a stream of the root's own, with a table of their own.
RENDERBUS_DECL bool file::read_small_table() {
    const auto& holder = entries_.front();
    const auto place = entry_places_.front();
    if (holder.size > small_stream_limit)
        return in_.fail(place + 120, "the small streams have " + std::to_string(holder.size) + " bytes");
    if (holder.size == 0) return true;
    auto left = holder.size;
    const auto keep = [&](std::uint32_t sector) { return small_sectors_.push_back(sector), lies_in_file(sector, left); };
    if (!walk(holder.first, parts(holder.size, shift_), place + 116, keep)) return false;
    const auto count = parts(holder.size, small_shift);
    small_taken_.resize(count);
    return walk(first_small_table_, parts(count, shift_ - 2), 60, [&](std::uint32_t sector) {
        const auto part = numbers(sector);
        small_table_.insert(small_table_.end(), part.begin(), part.end());
        return !in_.failed();
    });
}

RENDERBUS_DECL bool file::claim_small(std::uint32_t sector, std::uint64_t named_at) {
    if (sector >= small_taken_.size())
        return in_.fail(named_at, "a small stream goes on in small sector " + std::to_string(sector) + ", and there are " +
                                      std::to_string(small_taken_.size()));
    if (small_taken_[sector])
        return in_.fail(named_at, "a small stream goes on in small sector " + std::to_string(sector) +
                                      ", which is taken already: a cycle, or two that share it");
    return small_taken_[sector] = true;
}

/// The last sector of a file may be shorter than the others.
RENDERBUS_DECL bool file::lies_in_file(std::uint32_t sector, std::uint64_t& left) {
    const auto part = std::min(left, sector_size());
    left -= part;
    return place_of(sector) + part <= size_ || in_.fail(size_, "the file ends inside of a stream: it is cut short");
}

RENDERBUS_DECL bool file::check_streams() {
    for (const auto& [one, place] : all_) {
        if (one.size >= small_below) {
            if (parts(one.size, shift_) > sector_count_)
                return in_.fail(place + 4,
                                "a stream has " + std::to_string(one.size) + " bytes, and the file " + std::to_string(size_));
            auto left = one.size;
            const auto look = [&](std::uint32_t sector) { return lies_in_file(sector, left); };
            if (!walk(one.first, parts(one.size, shift_), place, look)) return false;
            continue;
        }
        auto sector = one.first;
        for (auto left = parts(one.size, small_shift); left > 0; --left) {
            if (!claim_small(sector, place)) return false;
            sector = small_table_[sector];
        }
    }
    all_.clear();
    return true;
}

RENDERBUS_DECL const stream* file::find(std::string_view name) const {
    const auto found = std::find_if(streams_.begin(), streams_.end(), [&](const stream& one) { return one.name == name; });
    return found == streams_.end() ? nullptr : &*found;
}

RENDERBUS_DECL result<std::string> file::read(const stream& one, byte_count most) {
    if (one.size > most.bytes)
        return failure{scene_errc::too_complex, name_,
                       "the stream " + printable(one.name) + " has " + std::to_string(one.size) + " bytes",
                       "at most " + std::to_string(most.bytes) + " are read"};
    std::string bytes;
    const bool is_small = one.size < small_below;
    const auto step = is_small ? std::uint64_t{1} << small_shift : sector_size();
    // The chain was walked through before: it is as long as it should be.
    for (auto sector = one.first; bytes.size() < one.size; sector = is_small ? small_table_[sector] : table_[sector]) {
        const auto in_holder = std::uint64_t{sector} << small_shift;
        const auto place =
            is_small ? place_of(small_sectors_[in_holder >> shift_]) + (in_holder & (sector_size() - 1)) : place_of(sector);
        if (!in_.seek(place)) break;
        bytes += in_.text(std::min(step, one.size - bytes.size()), step);
        if (in_.failed()) break;
    }
    if (in_.failed()) return in_.why();
    return bytes;
}

}  // namespace renderbus::compound

#endif
