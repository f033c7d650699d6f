// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_BLENDER_DNA_IPP
#define RENDERBUS_SCENE_IMPL_BLENDER_DNA_IPP

#include <renderbus/scene/impl/blender_dna.hpp>

#include <algorithm>
#include <charconv>

namespace renderbus::blender {
namespace dna_detail {

inline constexpr std::uint32_t name_limit = 0x10000;  // their numbers have 16 bits
inline constexpr std::size_t text_limit = 1024;

/// `*next`, `name[66]` and `(*call)()` without what stands around the name.
inline std::string_view bare(std::string_view name) {
    name.remove_prefix(std::min(name.find_first_not_of("(*"), name.size()));
    return name.substr(0, name.find_first_of("[)"));
}

/// How many elements `name[4][4]` has; a wrong number is 1, as no array is.
inline std::size_t elements(std::string_view name) {
    std::size_t all = 1;
    for (std::size_t at = 0; (at = name.find('[', at)) != std::string_view::npos; ++at) {
        std::size_t count = 1;
        std::from_chars(name.data() + at + 1, name.data() + name.size(), count);
        all *= std::min<std::size_t>(std::max<std::size_t>(count, 1), 0x10000);
        if (all > 0xFFFFFF) return 1;
    }
    return all;
}

inline void align(byte_cursor& in, std::uint64_t begin) {
    if (const auto past = (in.place() - begin) % 4; past != 0) in.skip(4 - past);
}

inline bool expect(byte_cursor& in, std::string_view tag) {
    const auto place = in.place();
    return in.text(4, 4) == tag || in.fail(place, "the list of structures has no " + std::string(tag) + " here");
}

}  // namespace dna_detail

inline bool catalogue::read_names(byte_cursor& in, std::string_view tag, std::vector<std::string>& into) {
    if (!dna_detail::expect(in, tag)) return false;
    const auto count = in.number<std::uint32_t>();
    if (count > dna_detail::name_limit) return in.fail("there are more names than can be: " + std::to_string(count));
    for (std::uint32_t i = 0; i < count && !in.failed(); ++i) into.push_back(in.text_before('\0', dna_detail::text_limit));
    return !in.failed();
}

inline bool catalogue::read_sizes(byte_cursor& in) {
    if (!dna_detail::expect(in, "TLEN")) return false;
    for (std::size_t i = 0; i < types_.size(); ++i) sizes_.push_back(in.number<std::uint16_t>());
    return !in.failed();
}

inline bool catalogue::read_structs(byte_cursor& in) {
    if (!dna_detail::expect(in, "STRC")) return false;
    const auto count = in.number<std::uint32_t>();
    if (count > dna_detail::name_limit) return in.fail("there are more structures than can be: " + std::to_string(count));
    for (std::uint32_t i = 0; i < count; ++i) {
        structure one{in.number<std::uint16_t>(), {}};
        const auto members = in.number<std::uint16_t>();
        if (one.type >= types_.size()) return in.fail("a structure has a type that is not in the list");
        for (std::uint32_t k = 0; k < members && !in.failed(); ++k) {
            one.members.push_back({in.number<std::uint16_t>(), in.number<std::uint16_t>()});
            if (one.members.back().type >= types_.size() || one.members.back().name >= names_.size())
                return in.fail("a field has a type or a name that is not in the list");
        }
        if (in.failed()) return false;
        structs_.push_back(std::move(one));
    }
    return !in.failed();
}

inline std::optional<catalogue> catalogue::read(byte_cursor& in, std::size_t pointer_size) {
    catalogue made;
    made.pointer_size_ = pointer_size;
    const auto begin = in.place();
    if (!dna_detail::expect(in, "SDNA") || !made.read_names(in, "NAME", made.names_)) return std::nullopt;
    dna_detail::align(in, begin);
    if (!made.read_names(in, "TYPE", made.types_)) return std::nullopt;
    dna_detail::align(in, begin);
    if (!made.read_sizes(in)) return std::nullopt;
    dna_detail::align(in, begin);
    if (!made.read_structs(in)) return std::nullopt;
    for (std::size_t i = 0; i < made.structs_.size(); ++i) made.by_name_.emplace(made.types_[made.structs_[i].type], i);
    return made;
}

inline std::size_t catalogue::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? none : found->second;
}

inline field catalogue::field_of(const member& one, std::size_t offset) const {
    const std::string_view name = names_[one.name];
    const bool pointer = name.starts_with('*') || name.starts_with('(');
    return {types_[one.type], offset, pointer ? pointer_size_ : sizes_[one.type], dna_detail::elements(name), pointer};
}

/// The same few fields are asked for of every structure.
inline const std::optional<field>& catalogue::find(std::size_t in, std::string_view path) const {
    const auto [known, first_time] = asked_.try_emplace({in, path});
    if (first_time) known->second = look_up(in, path);
    return known->second;
}

inline std::optional<field> catalogue::look_up(std::size_t in, std::string_view path) const {
    std::size_t offset = 0;
    while (in < structs_.size()) {
        const auto dot = path.find('.');
        const auto wanted = path.substr(0, dot);
        std::optional<field> found;
        for (const auto& one : structs_[in].members) {
            const auto here = field_of(one, offset);
            if (dna_detail::bare(names_[one.name]) == wanted) {
                found = here;
                break;
            }
            offset += here.size * here.count;
        }
        if (!found || dot == std::string_view::npos) return found;
        if (found->pointer) return std::nullopt;
        in = find(found->type);
        path.remove_prefix(dot + 1);
    }
    return std::nullopt;
}

}  // namespace renderbus::blender

#endif
