// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_BINARY_LOADER_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_BINARY_LOADER_IPP

#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/impl/maya_ascii_loader.hpp>
#include <renderbus/scene/impl/maya_binary_loader.hpp>
#include <renderbus/scene/impl/maya_defaults.hpp>
#include <renderbus/scene/maya_attributes.hpp>

#include <charconv>
#include <cstdlib>
#include <utility>

namespace renderbus::maya {
namespace binary_detail {

/// Before 2018 a second had this many ticks, and no chunk says so.
inline constexpr double old_ticks_per_second = 6000;

/// The ids of Maya's own types whose nodes matter; those of plugins stand in the file.
inline std::string_view own_type(std::string_view id) {
    static constexpr std::pair<std::string_view, std::string_view> types[] = {
        {"DCAM", "camera"},      {"SRCA", "stereoRigCamera"},
        {"RNDL", "renderLayer"}, {"RTFT", "file"},
        {"PSDT", "psdFileTex"},  {"RTMV", "movie"},
        {"DIPL", "imagePlane"},  {"AUDI", "audio"},
        {"CCHF", "cacheFile"},   {"DSKC", "diskCache"},
        {"REFN", "reference"},   {"SCRP", "script"},
        {"DEXP", "expression"},  {"DMSH", "mesh"},
    };
    for (const auto& [known, name] : types)
        if (known == id) return name;
    return id;
}

inline std::string text_of(double number) {
    char digits[40];
    return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

/// A count of ticks stands where other attributes have a floating-point number, which it is not: read as one it would be
/// smaller than any that Maya writes, or none.
inline bool looks_like_ticks(std::uint64_t bits) {
    const auto exponent = (bits >> 52) & 0x7FF;
    return bits != 0 && ((exponent == 0 && bits >> 63 == 0) || bits >> 52 == 0xFFF);
}

}  // namespace binary_detail

inline binary_loader::chunk binary_loader::next_chunk() {
    chunk one;
    one.tag = in_.text(4, 4);
    if (wide_) in_.skip(4);  // no size
    one.size = wide_ ? in_.number<std::uint64_t>() : in_.number<std::uint32_t>();
    one.begin = in_.place();
    return one;
}

template <class Use>
void binary_loader::each_chunk(std::uint64_t begin, std::uint64_t end, Use use) {
    const std::uint64_t alignment = wide_ ? 8 : 4;
    const std::uint64_t heading = wide_ ? 16 : 8;
    // What is left over behind the last chunk is padding.
    while (in_.limit(begin, end) && in_.left() >= heading) {
        const chunk one = next_chunk();
        if (in_.failed() || one.tag == std::string_view("\0\0\0\0", 4)) return;
        if (one.size > end - one.begin)
            return void(in_.fail(begin, "this part has " + std::to_string(one.size) + " bytes, and what it lies in only " +
                                            std::to_string(end - one.begin) + " more"));
        if (one.group() && one.size < 4) return void(in_.fail(begin, "a group is too small for its type"));
        in_.limit(one.begin, one.end());
        use(one);
        if (in_.failed()) return;
        // What lies in a group is padded already.
        const std::uint64_t past = one.size % alignment;
        begin = std::min(end, one.end() + (one.group() || past == 0 ? 0 : alignment - past));
    }
}

/// The group that the file is; it must have all its bytes.
inline bool binary_loader::whole_file(chunk& top) {
    const auto format = in_.text(4, 4);
    if (format != "FOR4" && format != "FOR8")
        return in_.fail(0, "this is no Maya binary scene: it does not begin with FOR4 or FOR8");
    wide_ = format == "FOR8";
    in_.seek(0);
    top = next_chunk();
    if (in_.failed()) return false;
    if (top.size < 4 || in_.text(4, 4) != "Maya")
        return in_.fail(top.begin, "this is no Maya binary scene: its first group is not Maya");
    if (top.size > in_.end() - top.begin)
        return in_.fail(0, "the scene has " + std::to_string(top.size) + " bytes, and the file only " +
                               std::to_string(in_.end() - top.begin) + ": it is cut short");
    return true;
}

inline result<document> binary_loader::load() {
    made_.time_unit.clear();
    chunk top;
    if (whole_file(top))
        each_chunk(top.begin + 4, top.end(), [this](const chunk& one) {
            if (one.group()) part(one);
        });
    if (!in_.failed() && made_.version.empty()) in_.fail(top.begin, "the scene does not say which version of Maya wrote it");
    if (!in_.failed() && made_.node_count == 0 && made_.references.empty()) in_.fail(top.begin, "the scene has no nodes");
    if (in_.failed()) return in_.why();
    return std::move(made_);
}

inline void binary_loader::part(const chunk& group) {
    const std::string type = in_.text(4, 4);
    if (type == "HEAD") header(group);
    else if (type == "FREF" || type == "FRDI") references(group);
    else if (type == "CONS" || type == "CONN") connections(group);
    else node_of_type(group, type);
}

inline void binary_loader::header(const chunk& group) {
    each_chunk(group.begin + 4, group.end(), [this](const chunk& one) {
        if (one.tag == "VERS") made_.version = in_.text(one.size, 200);
        else if (one.tag == "TUNI") made_.time_unit = in_.text(one.size, 200);
        else if (one.tag == "TDUR") ticks_per_second_ = in_.text(one.size, 40);
        else if (one.tag == "FINF") file_info();
        else if (one.tag == "PLUG") plugin(one);
    });
    if (made_.time_unit.empty()) made_.time_unit = "film";
}

inline void binary_loader::file_info() {
    if (text() == "product") made_.product = text();
}

/// A plugin's name and version; newer files go on with its flags, and the names and ids of its types.
inline void binary_loader::plugin(const chunk& one) {
    scene_plugin plugin;
    plugin.name = text();
    plugin.version = text();
    made_.plugins.push_back(std::move(plugin));
    if (in_.place() < one.end()) text();
    while (!in_.failed() && in_.left() > 4) {
        const std::string type = text();
        const std::string id = in_.text(4, 4);
        types_[id] = type;
    }
}

inline void binary_loader::node_of_type(const chunk& group, const std::string& id) {
    const auto of_plugin = types_.find(id);
    const std::string type(of_plugin == types_.end() ? binary_detail::own_type(id) : of_plugin->second);
    node made;
    bool named = false;
    bool kept = false;
    each_chunk(group.begin + 4, group.end(), [&](const chunk& one) {
        if (one.tag == "CREA") made = created(one, type), named = true, kept = always_kept(type);
        else if (one.tag == "SLCT") made = selected(one), named = true;
        else if (named && !one.group()) attribute(one, made);
    });
    if (in_.failed() || !named) return;
    if (kept || !made.attributes.empty()) keep(std::move(made));
}

/// `CREA`: flags, the name, the parent's name unless the flags say that there is none, and since 2016 16 bytes of UUID.
inline node binary_loader::created(const chunk& one, std::string type) {
    constexpr std::uint8_t no_parent = 0x80, shared = 0x01;
    ++made_.node_count;
    const auto flags = in_.number<std::uint8_t>();
    node made;
    made.type = std::move(type);
    made.shared = (flags & shared) != 0;
    made.name = short_name(to_utf8(text(), ""));
    if (!(flags & no_parent) && in_.place() < one.end()) made.parent = to_utf8(text(), "");
    if (made.type == "expression") made_.expressions.push_back(made.name);
    return made;
}

inline node binary_loader::selected(const chunk& one) {
    std::string name = in_.text(one.size, text_limit);
    while (name.ends_with('\0')) name.pop_back();
    if (name.starts_with(':')) name.erase(0, 1);
    return {std::string(default_node_type(name)), std::string(short_name(name)), "", true, 0, {}};
}

/// The tag is the type of the value; inside are the name, a byte of flags, and the value.
inline void binary_loader::attribute(const chunk& one, node& to) {
    if (one.tag == "FLGS" || one.tag == "ATTR") return;
    const std::string stored_name = text();
    in_.skip(1);
    if (in_.failed()) return;
    if (to.type == "reference" && (stored_name == "ed" || stored_name == "edits")) {
        to.attributes["ed"] = here("");
        return;
    }
    const std::string name = kept_attribute(to.type, stored_name);
    if (name.empty() || (to.type == "script" && !to.name.ends_with("sceneConfigurationScriptNode"))) return;
    if (one.tag == "STR ") to.attributes[name] = here(to_utf8(text(), ""));
    else if (auto number = number_text(one); !number.empty()) to.attributes[name] = here(std::move(number));
}

/// A number as Maya ASCII has it; empty where the value is none. Times become frames.
inline std::string binary_loader::number_text(const chunk& one) {
    if (one.tag == "FLOT" && in_.left() >= 4) return binary_detail::text_of(in_.number<float>());
    if (one.tag == "I32 " && in_.left() >= 4) return binary_detail::text_of(in_.number<std::int32_t>());
    if (one.tag != "DBLE") return {};
    const bool narrow = in_.left() < 8;
    const auto bits = narrow ? std::uint64_t{in_.number<std::uint32_t>()} << 32 : in_.number<std::uint64_t>();
    if (!narrow && !binary_detail::looks_like_ticks(bits)) return binary_detail::text_of(std::bit_cast<double>(bits));
    const double fps = settings_detail::fps_of(made_.time_unit);
    const auto high = static_cast<std::int32_t>(bits >> 32);
    const bool in_high_half = ticks_per_second_.empty() && static_cast<std::uint32_t>(bits) == 0;
    const double ticks = in_high_half ? high : static_cast<double>(static_cast<std::int64_t>(bits));
    const double per_second =
        ticks_per_second_.empty() ? binary_detail::old_ticks_per_second : std::atof(ticks_per_second_.c_str());
    return per_second > 0 ? binary_detail::text_of(ticks * (fps == 0 ? 24 : fps) / per_second) : std::string();
}

/// A scene that this one refers to: its path comes first.
inline void binary_loader::references(const chunk& group) {
    each_chunk(group.begin + 4, group.end(), [this](const chunk& one) {
        if (one.tag != "FREF" && one.tag != "FRDI") return;
        reference made;
        made.path = to_utf8(text(), "");
        made.depth = one.tag == "FRDI" ? 1 : 0;
        if (!made.path.empty()) made_.references.push_back(std::move(made));
    });
}

inline void binary_loader::connections(const chunk& group) {
    each_chunk(group.begin + 4, group.end(), [this](const chunk& one) {
        if (one.tag == "CWFL") connection();
        else if (one.group()) {
            in_.skip(4);
            each_chunk(one.begin + 4, one.end(), [this](const chunk& inner) {
                if (inner.tag == "CWFL") connection();
            });
        }
    });
}

/// `CWFL`: a byte of flags, and the attributes at both ends.
inline void binary_loader::connection() {
    ++made_.connection_count;
    in_.skip(1);
    plug from = load_detail::plug_of(text());
    plug to = load_detail::plug_of(text());
    if (in_.failed()) return;
    const node* target = made_.find(to.node);
    if (!target) return;
    if (auto kept = kept_attribute(target->type, to.attribute); !kept.empty()) to.attribute = std::move(kept);
    if (connection_matters(target->type, without_indices(to.attribute)))
        made_.connections.push_back({std::move(from), std::move(to)});
}

/// A default node may have been selected before.
inline void binary_loader::keep(node made) {
    if (node* known = made.shared ? made_.find(made.name) : nullptr; known && known->type == made.type)
        for (auto& [name, what] : made.attributes) known->attributes[name] = std::move(what);
    else made_.add(std::move(made));
}

}  // namespace renderbus::maya

#endif
