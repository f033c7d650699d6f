// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SCENE_MAX_WRITER_HPP
#define RENDERBUS_TESTS_SCENE_MAX_WRITER_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scene_tests {

/// A number in so many bytes, the lowest first.
inline std::string little(std::uint64_t value, std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
    return bytes;
}
inline std::string u16(std::uint64_t value) { return little(value, 2); }
inline std::string u32(std::uint64_t value) { return little(value, 4); }

inline std::string padded(std::string bytes, std::size_t step, char with = '\0') {
    bytes.resize((bytes.size() + step - 1) / step * step, with);
    return bytes;
}

/// UTF-16 of a text in Latin-1.
inline std::string wide(std::string_view text) {
    std::string bytes;
    for (const char c : text) bytes += c, bytes += '\0';
    return bytes;
}

/// Writes compound files of either sector size, and tells where the parts are that a test may spoil.
class compound_writer {
public:
    explicit compound_writer(unsigned shift = 9) : shift_(shift) {}

    void stream(std::string name, std::string content) { streams_.emplace_back(std::move(name), std::move(content)); }

    std::string bytes() {
        std::string small, large;
        std::vector<std::uint32_t> small_table, first(streams_.size());
        for (std::size_t i = 0; i < streams_.size(); ++i)
            if (const auto& content = streams_[i].second; content.size() < 4096) {
                first[i] = content.empty() ? end_of_chain : static_cast<std::uint32_t>(small.size() / 64);
                append_chain(small_table, content.size() / 64 + (content.size() % 64 != 0));
                small += padded(content, 64);
            }
        std::string small_numbers;
        for (const auto number : small_table) small_numbers += u32(number);

        // The table comes first, then the directory, the small sectors' table, these themselves, and the large streams.
        const std::uint64_t sector = std::uint64_t{1} << shift_;
        std::string body;
        std::vector<std::uint32_t> table;
        const auto put = [&](const std::string& content, char with) {
            if (content.empty()) return end_of_chain;
            const auto at = static_cast<std::uint32_t>(body.size() / sector);
            body += padded(content, sector, with);
            append_chain(table, body.size() / sector - at);
            return at;
        };
        const auto directory_size = padded(std::string(128 * (streams_.size() + 1), '\0'), sector).size();
        std::uint64_t sectors =
            directory_size / sector + padded(small_numbers, sector).size() / sector + padded(small, sector).size() / sector;
        for (const auto& [name, content] : streams_)
            if (content.size() >= 4096) sectors += padded(content, sector).size() / sector;
        // Where the table lies, the header says of 109 sectors; sectors of their own say it of the others.
        std::uint32_t table_sectors = 1;
        const auto more_sectors = [&] {
            return table_sectors <= 109 ? 0 : (table_sectors - 109 + sector / 4 - 2) / (sector / 4 - 1);
        };
        while (table_sectors * (sector / 4) < sectors + table_sectors + more_sectors()) ++table_sectors;
        const auto more = static_cast<std::uint32_t>(more_sectors());
        body.resize((table_sectors + more) * sector);
        table.assign(table_sectors, 0xFFFFFFFD);
        table.insert(table.end(), more, 0xFFFFFFFC);
        directory_at = sector + body.size();
        const auto directory = put(std::string(directory_size, '\0'), '\0');
        const auto small_table_at = put(small_numbers, '\xFF');
        small_table_place = sector + small_table_at * sector;
        const auto small_at = put(small, '\0');
        for (std::size_t i = 0; i < streams_.size(); ++i)
            if (streams_[i].second.size() >= 4096) first[i] = put(streams_[i].second, '\0');

        std::string entries = entry("Root Entry", 5, streams_.empty() ? none : 1, none, small_at, small.size());
        for (std::size_t i = 0; i < streams_.size(); ++i)
            entries += entry(streams_[i].first, 2, none, i + 1 < streams_.size() ? static_cast<std::uint32_t>(i + 2) : none,
                             first[i], streams_[i].second.size());
        body.replace(directory_at - sector, entries.size(), entries);
        std::string numbers;
        for (const auto number : table) numbers += u32(number);
        body.replace(0, numbers.size(), numbers);
        body.replace(numbers.size(), table_sectors * sector - numbers.size(), table_sectors * sector - numbers.size(), '\xFF');

        std::string list;
        for (std::uint32_t i = 109, nth = 1; i < table_sectors; ++i) {
            list += u32(i);
            if (list.size() % sector == sector - 4 && nth < more) list += u32(table_sectors + nth++);
        }
        list = padded(list, sector, '\xFF');
        if (more != 0) list.replace(list.size() - 4, 4, u32(end_of_chain));
        body.replace(table_sectors * sector, list.size(), list);

        std::string head = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(16, '\0') + u16(62) + u16(shift_ == 9 ? 3 : 4) +
                           u16(0xFFFE) + u16(shift_) + u16(6) + std::string(6, '\0') +
                           u32(shift_ == 9 ? 0 : directory_size / sector) + u32(table_sectors) + u32(directory) + u32(0) +
                           u32(4096) + u32(small_table_at) +
                           u32(small_numbers.empty() ? 0 : padded(small_numbers, sector).size() / sector) +
                           u32(more == 0 ? end_of_chain : table_sectors) + u32(more);
        for (std::uint32_t i = 0; i < 109; ++i) head += u32(i < table_sectors ? i : none);
        return padded(head, sector) + body;
    }

    std::size_t directory_at = 0;       ///< the byte of the root's entry; 128 bytes each
    std::size_t small_table_place = 0;  ///< the byte of the small sectors' table
    std::size_t table_at() const { return std::size_t{1} << shift_; }

private:
    static constexpr std::uint32_t end_of_chain = 0xFFFFFFFE, none = 0xFFFFFFFF;

    static void append_chain(std::vector<std::uint32_t>& table, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            table.push_back(i + 1 < count ? static_cast<std::uint32_t>(table.size() + 1) : end_of_chain);
    }
    static std::string entry(const std::string& name, int kind, std::uint32_t child, std::uint32_t right, std::uint32_t first,
                             std::uint64_t size) {
        std::string made = padded(wide(name), 64);
        made +=
            u16(2 * name.size() + 2) + static_cast<char>(kind) + '\1' + u32(none) + u32(right) + u32(kind == 5 ? child : none);
        return padded(made, 116) + u32(first) + little(size, 8);
    }

    unsigned shift_;
    std::vector<std::pair<std::string, std::string>> streams_;
};

using headings = std::vector<std::pair<std::string, std::vector<std::string>>>;

/// How a property set writes its texts.
struct text_style {
    std::uint32_t code_page = 65001;
    bool size_has_padding = true;  ///< as 3ds Max does in UTF-8
    bool pads = true;
};

/// A text of a property set.
inline std::string property_text(std::string_view text, const text_style& style) {
    std::string bytes = style.code_page == 1200 ? wide(text) + std::string(2, '\0') : std::string(text) + '\0';
    const auto whole = padded(bytes, 4);
    return u32(style.size_has_padding ? whole.size() : bytes.size()) + (style.pads ? whole : bytes);
}

/// A stream \5DocumentSummaryInformation.
inline std::string summary(const headings& all, const text_style& style = {}) {
    std::string pairs = u32(0x100C) + u32(2 * all.size()), lines;
    std::uint32_t count = 0;
    for (const auto& [heading, below] : all) {
        pairs += u32(0x1E) + property_text(heading, style) + u32(3) + u32(below.size());
        for (const auto& line : below) lines += property_text(line, style), ++count;
    }
    const std::string page = u32(2) + u32(style.code_page);
    lines = u32(0x101E) + u32(count) + lines;
    pairs = padded(pairs, 4);
    const auto pairs_at = 32 + page.size(), lines_at = pairs_at + pairs.size();
    const auto section = u32(lines_at + lines.size()) + u32(3) + u32(1) + u32(32) + u32(12) + u32(pairs_at) + u32(13) +
                         u32(lines_at) + page + pairs + lines;
    return u16(0xFFFE) + u16(0) + u32(0x20106) + std::string(16, '\0') + u32(1) +
           std::string("\x02\xD5\xCD\xD5\x9C\x2E\x1B\x10\x93\x97\x08\x00\x2B\x2C\xF9\xAE", 16) + u32(48) + section;
}

struct max_asset {
    std::string type;
    std::string path;
    std::string resolved = {};
};

/// A stream FileAssetMetaData3, or 2 without the last texts.
inline std::string asset_list(const std::vector<max_asset>& assets, bool with_resolved = true) {
    const auto text = [](std::string_view one) { return u32(one.size()) + wide(one) + u16(0); };
    std::string bytes;
    for (const auto& one : assets)
        bytes += std::string(16, '\x55') + text(one.type) + text(one.path) + (with_resolved ? text(one.resolved) : "");
    return bytes;
}

/// What such a scene says of itself.
inline headings usual_headings() {
    return {{"General", {"3ds Max Version: 16.00", "Uncompressed", "Build: 16.0.420.0", "Saved As Version: 15.00"}},
            {"Mesh Totals", {"Vertices: 2675", "Faces: 5152"}},
            {"Scene Totals", {"Objects: 8", "Cameras: 1", "Total: 14"}},
            {"External Dependencies", {}},
            {"Objects", {"Plane001"}},
            {"Materials", {}},
            {"Used Plug-Ins", {"vrender2014.dlr"}},
            {"Render Data",
             {"Render Camera 00=Camera001", "Render Width=640", "Render Height=480", "Renderer Name=V-Ray Adv 3.00.03",
              "Render Output=E:\\out\\a.exr", "Render Output Gamma=2.20", "Animation Start=5", "Animation End=90", "Nth Frame=2",
              "RenderElements=1"}}};
}

/// A scene of 3ds Max.
inline compound_writer max_file(const headings& all = usual_headings(), const std::vector<max_asset>& assets = {},
                                unsigned shift = 12) {
    compound_writer made(shift);
    made.stream("Scene", std::string(9000, 's'));
    made.stream("\5DocumentSummaryInformation", summary(all));
    if (!assets.empty()) made.stream("FileAssetMetaData3", asset_list(assets));
    return made;
}

}  // namespace scene_tests

#endif
