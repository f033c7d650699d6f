// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_BLENDER_FILE_IPP
#define RENDERBUS_SCENE_IMPL_BLENDER_FILE_IPP

#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/impl/blender_file.hpp>
#include <renderbus/scene/impl/text.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

namespace renderbus::blender {
namespace file_detail {

inline constexpr std::uint64_t catalogue_limit = 64 << 20;
inline constexpr std::uint64_t structure_limit = 1 << 20;
/// Blocks that are kept in mind; each takes about a hundred bytes.
inline constexpr std::size_t kept_limit = 4'000'000;

/// The datablocks whose data can name a file or say what is rendered.
inline bool matters(std::string_view code) {
    static constexpr std::string_view codes[] = {"SC", "OB", "IM", "LI", "SO", "VF", "MC", "CF", "VO",
                                                 "TX", "MA", "LA", "WO", "NT", "ME", "PA", "ID", "GR"};
    return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

inline std::optional<std::uint32_t> digits(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// `BLENDER-v279` and, from 5.0 on, `BLENDER17-01v0500`.
inline std::optional<heading> heading_of(std::string_view text) {
    if (!text.starts_with("BLENDER") || text.size() < 12) return std::nullopt;
    heading made;
    const bool later = scene_detail::is_digit(text[7]);
    if (later) {
        const auto size = digits(text.substr(7, 2));
        const auto format = text.size() >= 17 ? digits(text.substr(10, 2)) : std::nullopt;
        if (!size || *size < 17 || *size > 64 || text[9] != '-' || !format) return std::nullopt;
        made.size = *size;
        made.format = *format;
        text.remove_prefix(12);
    } else {
        if (text[7] != '_' && text[7] != '-') return std::nullopt;
        made.pointer_size = text[7] == '_' ? 4 : 8;
        text.remove_prefix(8);
    }
    if (text[0] != 'v' && text[0] != 'V') return std::nullopt;
    made.order = text[0] == 'v' ? std::endian::little : std::endian::big;
    const auto version = digits(text.substr(1, later ? 4 : 3));
    if (!version) return std::nullopt;
    made.version = *version;
    return made;
}

}  // namespace file_detail

inline std::string_view record::bytes_of(const field& where) const {
    const std::size_t size = where.size * where.count;
    if (where.offset > bytes_.size() || size > bytes_.size() - where.offset) return {};
    return std::string_view(bytes_).substr(where.offset, size);
}

inline double record::number(std::string_view path, double otherwise) const {
    const auto where = of_ ? of_->find(structure_, path) : std::nullopt;
    if (!where || where->pointer || bytes_of(*where).empty()) return otherwise;
    const char* bytes = bytes_of(*where).data();
    const auto as = [&]<class Number>(Number) { return static_cast<double>(byte_cursor::number_of<Number>(bytes, order_)); };
    if (where->type == "float" && where->size == 4) return as(float());
    if (where->type == "double" && where->size == 8) return as(double());
    const bool has_sign = !where->type.starts_with('u');
    switch (where->size) {
        case 1: return has_sign ? as(std::int8_t()) : as(std::uint8_t());
        case 2: return has_sign ? as(std::int16_t()) : as(std::uint16_t());
        case 4: return has_sign ? as(std::int32_t()) : as(std::uint32_t());
        case 8: return has_sign ? as(std::int64_t()) : as(std::uint64_t());
        default: return otherwise;
    }
}

inline std::int32_t record::whole(std::string_view path, std::int32_t otherwise) const {
    using limits = std::numeric_limits<std::int32_t>;
    const double is = number(path, otherwise);
    return is != is ? otherwise : static_cast<std::int32_t>(std::clamp<double>(is, limits::min(), limits::max()));
}

inline std::uint64_t record::pointer(std::string_view path) const {
    const auto where = of_ ? of_->find(structure_, path) : std::nullopt;
    if (!where || !where->pointer || bytes_of(*where).empty()) return 0;
    const char* bytes = bytes_of(*where).data();
    return where->size == 4 ? byte_cursor::number_of<std::uint32_t>(bytes, order_)
                            : byte_cursor::number_of<std::uint64_t>(bytes, order_);
}

inline std::string record::text(std::string_view path) const {
    const auto where = of_ ? of_->find(structure_, path) : std::nullopt;
    if (!where || where->pointer || where->size != 1) return {};
    const auto bytes = bytes_of(*where);
    return to_utf8(std::string(bytes.substr(0, bytes.find('\0'))), "");
}

inline result<file> file::open(byte_source& bytes, const std::string& name) {
    file made(bytes, name);
    if (!made.read_heading() || !made.walk()) return made.too_complex_ ? *std::move(made.too_complex_) : made.why();
    return made;
}

inline bool file::read_heading() {
    constexpr std::uint64_t longest = 17;
    const auto text = in_.text(std::min(in_.left(), longest), longest);
    if (in_.failed()) return false;
    const auto head = file_detail::heading_of(text);
    if (!head) return in_.fail(0, "this is no Blender file: it does not begin like one");
    if (head->version < 250) return in_.fail(0, "Blender wrote this before 2.5, and such files are not read");
    if (head->format > 1) return in_.fail(10, "this format of Blender files is newer than this reader knows");
    head_ = *head;
    in_.order(head_.order);
    return in_.seek(head_.size);
}

/// Reads the heading of a block; its data comes next.
inline bool file::next_heading(block& one) {
    in_.read(one.code);
    if (head_.format == 1) {
        one.structure = in_.number<std::uint32_t>();
        one.address = in_.number<std::uint64_t>();
        one.size = in_.number<std::uint64_t>();
        const auto count = in_.number<std::uint64_t>();
        one.count = static_cast<std::uint32_t>(std::min<std::uint64_t>(count, 0xFFFFFFFF));
    } else {
        one.size = in_.number<std::uint32_t>();
        one.address = head_.pointer_size == 4 ? in_.number<std::uint32_t>() : in_.number<std::uint64_t>();
        one.structure = in_.number<std::uint32_t>();
        one.count = in_.number<std::uint32_t>();
    }
    one.place = in_.place();
    return !in_.failed();
}

inline bool file::walk() {
    bool has_catalogue = false;
    for (;;) {
        block one;
        if (!next_heading(one)) return false;
        if (one.kind() == "ENDB") break;
        ++block_count_;
        if (!in_.skip(one.size)) return false;
        const auto next = in_.place();
        if (one.kind() == "DNA1" && !has_catalogue) {
            if (one.size > file_detail::catalogue_limit) return in_.fail(one.place, "the list of structures is too large");
            const auto end = in_.end();
            in_.limit(one.place, next);
            auto read = catalogue::read(in_, head_.pointer_size);
            if (!read) return false;
            catalogue_ = *std::move(read);
            has_catalogue = true;
            in_.limit(next, end);
        } else if (!keep(one)) {
            return false;
        }
    }
    if (!has_catalogue) return in_.fail("the file has no list of its structures (DNA1)");
    return true;
}

/// Data follows the datablock that it belongs to.
inline bool file::keep(const block& one) {
    const auto kind = one.kind();
    const bool data = kind == "DATA";
    if (!data) owner_matters_ = file_detail::matters(kind), owner_ = static_cast<std::uint32_t>(blocks_.size());
    if (kind != "GLOB" && !owner_matters_) return true;
    if (blocks_.size() >= file_detail::kept_limit) {
        too_complex_ = failure{scene_errc::too_complex, name_ + ", byte " + std::to_string(one.place),
                               "the file has more than " + std::to_string(file_detail::kept_limit) + " blocks that matter", ""};
        return false;
    }
    by_address_.emplace(one.address, static_cast<std::uint32_t>(blocks_.size()));
    blocks_.push_back(one);
    blocks_.back().owner = owner_;
    return true;
}

inline const block* file::find(std::uint64_t address) const {
    const auto found = address == 0 ? by_address_.end() : by_address_.find(address);
    return found == by_address_.end() ? nullptr : &blocks_[found->second];
}

inline std::string_view file::structure_of(const block& one) const {
    return one.structure < catalogue_.struct_count() ? catalogue_.name(one.structure) : std::string_view();
}

inline record file::read(const block& one, std::size_t index) {
    if (one.structure >= catalogue_.struct_count()) return {};
    const auto size = catalogue_.size(one.structure);
    if (size == 0 || size > one.size || index > (one.size - size) / size) {
        in_.fail(one.place, "a " + std::string(structure_of(one)) + " has " + std::to_string(size) +
                                " bytes, and this block only " + std::to_string(one.size));
        return {};
    }
    in_.seek(one.place + index * size);
    auto bytes = in_.text(size, file_detail::structure_limit);
    if (in_.failed()) return {};
    return {catalogue_, one.structure, head_.order, std::move(bytes)};
}

inline std::string file::text_at(const block& one, std::size_t most) {
    in_.seek(one.place);
    auto text = in_.text(std::min<std::uint64_t>(one.size, most), most);
    return to_utf8(text.substr(0, text.find('\0')), "");
}

}  // namespace renderbus::blender

#endif
