// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_BLENDER_INPUTS_IPP
#define RENDERBUS_SCENE_IMPL_BLENDER_INPUTS_IPP

#include <renderbus/scene/blender.hpp>
#include <renderbus/scene/impl/blender_scene.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace renderbus::blender {

/// A structure that names files in one field.
struct input_teller::text_rule {
    std::string_view structure;
    std::string_view field;
    std::string_view older_field;  ///< where a file of an older version has the text
    input_kind kind;
};

namespace input_detail {

inline constexpr std::string_view fluid_folders[] = {"config", "data", "noise", "mesh", "particles", "guiding"};

/// `//` at the begin stands for the folder of the file; a host of Windows begins with backslashes.
inline std::string looked_up(std::string text) {
    if (text.starts_with("//")) text.erase(0, 2);
    std::replace(text.begin(), text.end(), '\\', '/');
    return text;
}

inline bool is_packed(const record& one) { return one.pointer("packedfile") != 0 || one.pointer("packedfiles.first") != 0; }

inline std::string text_of(const record& one, std::string_view field, std::string_view older_field) {
    return one.has(field) || older_field.empty() ? one.text(field) : one.text(older_field);
}

}  // namespace input_detail

inline void input_teller::need(const place& at, std::string stored, std::string_view attribute, input_kind kind,
                               file_spread spread) {
    if (stored.empty()) return;
    auto look_up = input_detail::looked_up(stored);
    to_.needs({std::move(stored), prefix_ + at.owner, std::string(attribute), kind, std::move(look_up), spread, {at.folder, {}}});
}

inline result<void> input_teller::tell(file& from, const std::string& folder, const std::vector<std::string>& way) {
    std::vector<std::string> libraries;
    place at{from, folder, ""};
    for (std::size_t i = 0; i < from.blocks().size() && !from.failed() && !too_complex_; ++i) {
        const auto& one = from.blocks()[i];
        const auto kind = one.kind();
        if (kind == "GLOB" || kind == "ID") continue;
        if (kind == "DATA") {
            tell_block(at, one);
            continue;
        }
        const auto datablock = from.read(one);
        at.owner = name_of(datablock);
        if (datablock.pointer("id.lib") != 0) continue;
        if (kind == "LI") tell_library(at, datablock, way.size(), libraries);
        else if (kind == "IM") tell_image(at, datablock);
        else if (kind == "TX") tell_text(at, datablock);
        else tell_block(at, one);
    }
    if (from.failed()) return from.why();
    if (too_complex_) {
        too_complex_->place = way.back();
        return *std::move(too_complex_);
    }
    for (const auto& library : libraries)
        if (auto followed = follow(library, way); !followed) return followed;
    return {};
}

/// What is named by structures of their own, whatever datablock they belong to.
inline void input_teller::tell_block(const place& at, const block& one) {
    using enum input_kind;
    static constexpr text_rule rules[] = {
        {"bSound", "filepath", "name", audio},
        {"VFont", "filepath", "name", font},
        {"CacheFile", "filepath", "", cache},
        {"MovieClip", "filepath", "name", movie},
        {"Volume", "filepath", "", volume},
        {"MeshCacheModifierData", "filepath", "", cache},
        {"OceanModifierData", "cachepath", "", cache},
        {"CustomDataExternal", "filename", "", cache},
        {"PointCache", "path", "", cache},
        {"NodeShaderTexIES", "filepath", "", light_profile},
        {"NodeShaderScript", "filepath", "", script},
    };
    const auto structure = at.from.structure_of(one);
    if (structure == "Sequence") return tell_strip(at, at.from.read(one));
    if (structure == "FluidDomainSettings" || structure == "SmokeDomainSettings") return tell_fluid(at, at.from.read(one));
    const auto rule = std::find_if(std::begin(rules), std::end(rules), [&](const auto& of) { return of.structure == structure; });
    if (rule == std::end(rules)) return;
    const auto data = at.from.read(one);
    if (!data || input_detail::is_packed(data)) return;
    auto text = input_detail::text_of(data, rule->field, rule->older_field);
    if (text == "<builtin>") return;
    file_spread spread;
    spread.folder = structure == "PointCache" || structure == "OceanModifierData";
    constexpr int external_cache = 1 << 9;  // PTCACHE_EXTERNAL
    if (structure == "PointCache" && !(data.whole("flag") & external_cache)) return;
    if (structure == "OceanModifierData" && data.number("cached") == 0) return;
    // A node of a shader has a mode: 0 takes a text of the file itself.
    if (structure.starts_with("NodeShader") && data.number("mode", 1) == 0) return;
    spread.sequence = data.number("is_sequence") != 0 || (structure == "MovieClip" && data.number("source") == 1);
    need(at, std::move(text), rule->field, rule->kind, spread);
}

inline void input_teller::tell_image(const place& at, const record& image) {
    enum source { file = 1, sequence = 2, movie = 3, tiled = 6 };
    const auto from = image.whole("source");
    if (from != file && from != sequence && from != movie && from != tiled) return;
    if (input_detail::is_packed(image)) return;
    file_spread spread;
    spread.sequence = from == sequence;
    if (from == tiled) spread.tiles = tile_scheme::udim;
    need(at, input_detail::text_of(image, "filepath", "name"), "filepath",
         from == movie ? input_kind::movie : input_kind::texture, spread);
}

/// Where a structure has both, `name` is what is stored, and `filepath` what Blender made of it.
inline void input_teller::tell_library(const place& at, const record& library, std::size_t depth,
                                       std::vector<std::string>& found) {
    const auto stored = input_detail::text_of(library, "name", "filepath");
    if (stored.empty() || input_detail::is_packed(library)) return;
    const bool indirect = library.pointer("parent") != 0;
    if (depth == 1) to_.facts().references.push_back({stored, at.owner, "", indirect ? 2u : 1u});
    if (indirect) return;  // it is reached through the library that links it
    const auto files = to_.needs(
        {stored, prefix_ + at.owner, "filepath", input_kind::reference, input_detail::looked_up(stored), {}, {at.folder, {}}});
    if (!files.empty()) found.push_back(files.front().local);
}

/// A text that lies in a file of its own.
inline void input_teller::tell_text(const place& at, const record& text) {
    constexpr int in_memory = 1 << 2;  // TXT_ISMEM
    const auto field = text.has("filepath") ? "filepath" : "name";
    const auto* path = at.from.find(text.pointer(field));
    if (!path || (text.whole("flags") & in_memory)) return;
    need(at, at.from.text_at(*path, 4096), "filepath", input_kind::script);
}

/// A strip of the sequencer: pictures by their names in a folder, or one movie. Sounds are datablocks of their own.
inline void input_teller::tell_strip(const place& at, const record& strip) {
    enum type { pictures = 0, film = 3 };
    const auto type = strip.whole("type");
    if (!strip || (type != pictures && type != film)) return;
    const auto* data_block = at.from.find(strip.pointer("strip"));
    const auto data = data_block ? at.from.read(*data_block) : record();
    const auto* elements = at.from.find(data.pointer("stripdata"));
    if (!elements) return;
    auto folder = data.has("dir") ? data.text("dir") : data.text("dirpath");
    if (!folder.empty() && !folder.ends_with('/') && !folder.ends_with('\\')) folder += '/';
    const std::size_t count = type == pictures ? elements->count : 1;
    for (std::size_t i = 0; i < count; ++i) {
        const auto element = at.from.read(*elements, i);
        if (!element) return;  // how many there are may be a lie
        if (pictures_++ == to_.options().input_limit) {
            too_complex_ = failure{scene_errc::too_complex, "",
                                   "its strips have more than " + std::to_string(pictures_ - 1) + " pictures", "raise the limit"};
            return;
        }
        const auto name = element.has("name") ? element.text("name") : element.text("filename");
        if (!name.empty()) need(at, folder + name, strip.text("name"), type == film ? input_kind::movie : input_kind::texture);
    }
}

/// A simulation that was baked lies in folders of its own; one that was not has none.
inline void input_teller::tell_fluid(const place& at, const record& domain) {
    const auto folder = domain.text("cache_directory");
    if (folder.empty()) return;
    file_spread all;
    all.folder = true;
    for (const auto inside : input_detail::fluid_folders) {
        const auto attribute = "cache_directory/" + std::string(inside);
        to_.needs({folder,
                   prefix_ + at.owner,
                   attribute,
                   input_kind::cache,
                   input_detail::looked_up(folder) + (folder.ends_with('/') ? "" : "/") + std::string(inside),
                   all,
                   {at.folder, {}}});
    }
}

/// Reads the inputs of a library, once, whoever links it.
inline result<void> input_teller::follow(const std::string& library, const std::vector<std::string>& way) {
    std::error_code failed;
    const auto real = std::filesystem::canonical(native_path(library), failed);
    const auto name = failed ? library : utf8_path(real);
    if (std::find(way.begin(), way.end(), name) != way.end() || !followed_.insert(name).second) return {};
    if (way.size() > to_.options().reference_depth || followed_.size() > to_.options().reference_limit)
        return failure{scene_errc::too_complex, name, "libraries link libraries too deep, or too many of them",
                       "raise the limits"};
    auto source = to_.open(name);
    if (!source) return std::move(source).error();
    const auto head = read_head(*source, 16);
    if (!head) return head.error();
    if (!blender_reader::recognises(*head)) {
        to_.unresolved("", "library", library, "this library is no Blender file that can be read: what it needs is not known");
        return {};
    }
    auto opened = file::open(*source->bytes, name);
    if (!opened) return std::move(opened).error();
    auto longer = way;
    longer.push_back(name);
    const auto before = std::exchange(prefix_, utf8_path(native_path(name).stem()) + ':');
    auto told = tell(*opened, source->folder, longer);
    prefix_ = before;
    return told;
}

}  // namespace renderbus::blender

#endif
