// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_PROPERTY_SET_IPP
#define RENDERBUS_SCENE_IMPL_PROPERTY_SET_IPP

#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/cursor.hpp>
#include <renderbus/scene/impl/property_set.hpp>
#include <renderbus/scene/impl/utf_16.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

namespace renderbus::property_set {

inline constexpr std::string_view document_summary("\x02\xD5\xCD\xD5\x9C\x2E\x1B\x10\x93\x97\x08\x00\x2B\x2C\xF9\xAE", 16);
inline constexpr std::uint32_t code_page_id = 1, headings_id = 12, titles_id = 13;
inline constexpr std::uint32_t section_limit = 64, property_limit = 4096;
inline constexpr std::uint64_t text_limit = 1 << 20;
enum type : std::uint32_t {
    int_16 = 2,
    int_32 = 3,
    text = 0x1E,
    wide_text = 0x1F,
    values = 0x100C,
    texts = 0x101E,
    wide_texts = 0x101F
};

/// Reads the section of a property set that tells of a document's parts.
class reader {
public:
    /// Texts are followed by zeros up to the next multiple of four bytes, though not in every program's files.
    reader(byte_source& bytes, const std::string& stream, bool padded) : in_(bytes, stream), padded_(padded) {}

    result<std::vector<part>> read() {
        std::vector<part> parts;
        if (find_section() && go_to(code_page_id)) code_page();
        if (go_to(headings_id)) headings(parts);
        if (!parts.empty() && go_to(titles_id)) titles(parts);
        if (in_.failed()) return in_.why();
        return parts;
    }

private:
    bool find_section() {
        constexpr std::uint64_t sections_at = 28;
        if (in_.number<std::uint16_t>() != 0xFFFE) return in_.fail(0, "the property set does not begin with FE FF");
        in_.seek(sections_at - 4);
        const auto count = in_.number<std::uint32_t>();
        if (count > section_limit)
            return in_.fail(sections_at - 4, "the property set has " + std::to_string(count) + " sections");
        for (std::uint32_t i = 0; i < count && !in_.failed(); ++i) {
            const auto format = in_.text(document_summary.size(), document_summary.size());
            const auto place = in_.number<std::uint32_t>();
            if (format == document_summary) return read_section(place);
        }
        return false;
    }

    bool read_section(std::uint64_t place) {
        in_.seek(place);
        const std::uint64_t size = in_.number<std::uint32_t>();
        if (!in_.limit(place, place + size)) return false;
        in_.skip(4);
        const auto count = in_.number<std::uint32_t>();
        if (in_.failed()) return false;
        if (count > property_limit || count > in_.left() / 8)
            return in_.fail(place + 4, "the section has " + std::to_string(count) + " properties, more than fit into it");
        for (std::uint32_t i = 0; i < count; ++i) {
            const auto id = in_.number<std::uint32_t>();
            places_[id] = place + in_.number<std::uint32_t>();
        }
        return !in_.failed();
    }

    bool go_to(std::uint32_t id) {
        const auto found = places_.find(id);
        return found != places_.end() && in_.seek(found->second);
    }

    void code_page() {
        if (in_.number<std::uint32_t>() == type::int_16) code_page_ = in_.number<std::uint16_t>();
    }

    /// Pairs of a heading and how many of the titles stand below it.
    void headings(std::vector<part>& parts) {
        const auto place = in_.place();
        if (in_.number<std::uint32_t>() != type::values) return void(in_.fail(place, "the headings are no list of values"));
        const auto count = counted(8);
        for (std::uint32_t i = 0; i + 1 < count && !in_.failed(); i += 2) {
            const auto name_at = in_.place();
            const auto name_type = in_.number<std::uint32_t>();
            if (name_type != type::text && name_type != type::wide_text) return void(in_.fail(name_at, "a heading is no text"));
            parts.push_back({next_text(name_type == type::wide_text), {}});
            const auto number_at = in_.place();
            if (in_.number<std::uint32_t>() != type::int_32)
                return void(in_.fail(number_at, "behind a heading stands no number"));
            counts_.push_back(in_.number<std::uint32_t>());
        }
    }

    void titles(std::vector<part>& parts) {
        const auto place = in_.place();
        const auto kind = in_.number<std::uint32_t>();
        if (kind != type::texts && kind != type::wide_texts) return void(in_.fail(place, "the titles are no list of texts"));
        std::uint64_t left = counted(4), due = 0;
        for (const auto count : counts_) due += count;
        if (due > left)
            return void(in_.fail(
                place + 4, "the headings promise " + std::to_string(due) + " titles, and there are " + std::to_string(left)));
        for (std::size_t i = 0; i < parts.size(); ++i)
            for (std::uint32_t n = 0; n < counts_[i] && !in_.failed(); ++n)
                parts[i].lines.push_back(next_text(kind == type::wide_texts));
    }

    /// The number of items in a list, each of which takes so many bytes at least.
    std::uint32_t counted(std::uint64_t least) {
        const auto place = in_.place();
        const auto count = in_.number<std::uint32_t>();
        if (in_.failed() || count <= in_.left() / least) return count;
        in_.fail(place, "a list has " + std::to_string(count) + " items, more than fit into it");
        return 0;
    }

    std::string next_text(bool is_wide) {
        const std::uint64_t size = std::uint64_t{in_.number<std::uint32_t>()} * (is_wide ? 2 : 1);
        const auto bytes = in_.text(size, text_limit);
        const auto padding = (4 - size % 4) % 4;
        // The last text of a section may end with it.
        if (padded_) in_.skip(std::min<std::uint64_t>(padding, in_.left()));
        constexpr std::uint16_t utf_16 = 1200;
        if (is_wide || code_page_ == utf_16) return scene_detail::from_utf_16(bytes);
        return to_utf8(bytes.substr(0, bytes.find('\0')), code_page_ == 0 ? "" : std::to_string(code_page_));
    }

    byte_cursor in_;
    const bool padded_;
    std::uint16_t code_page_ = 0;
    std::map<std::uint32_t, std::uint64_t> places_;
    std::vector<std::uint32_t> counts_;
};

RENDERBUS_DECL result<std::vector<part>> read_parts(std::string bytes, const std::string& stream) {
    memory_bytes source(std::move(bytes));
    auto read = reader(source, stream, true).read();
    if (read) return read;
    auto unpadded = reader(source, stream, false).read();
    return unpadded ? std::move(unpadded) : std::move(read);
}

}  // namespace renderbus::property_set

#endif
