// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAX_ASSETS_IPP
#define RENDERBUS_SCENE_IMPL_MAX_ASSETS_IPP

#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/cursor.hpp>
#include <renderbus/scene/impl/file_kinds.hpp>
#include <renderbus/scene/impl/max_assets.hpp>
#include <renderbus/scene/impl/utf_16.hpp>

#include <cstdint>
#include <set>
#include <utility>

namespace renderbus::max_3ds {

inline constexpr std::uint64_t id_size = 16, asset_text_limit = 64 * 1024;

/// A number of characters, these in UTF-16, and a NUL that the number leaves out.
inline std::string next_asset_text(byte_cursor& in) {
    const std::uint64_t size = in.number<std::uint32_t>();
    auto text = scene_detail::from_utf_16(in.text(2 * size, asset_text_limit));
    const auto place = in.place();
    if (in.number<std::uint16_t>() != 0 && !in.failed()) in.fail(place, "the text of an asset does not end with a NUL");
    return text;
}

RENDERBUS_DECL result<std::vector<asset>> read_assets(std::string bytes, bool with_resolved, const std::string& stream) {
    memory_bytes source(std::move(bytes));
    byte_cursor in(source, stream);
    std::vector<asset> assets;
    while (!in.at_end()) {
        in.skip(id_size);
        asset one;
        one.type = next_asset_text(in);
        one.path = next_asset_text(in);
        if (with_resolved) one.resolved = next_asset_text(in);
        if (!in.failed()) assets.push_back(std::move(one));
    }
    if (in.failed()) return in.why();
    return assets;
}

RENDERBUS_DECL input_kind kind_of(const asset& one) {
    static constexpr std::pair<std::string_view, input_kind> types[] = {{"XRef", input_kind::reference},
                                                                        {"Container", input_kind::reference},
                                                                        {"Photometric", input_kind::light_profile},
                                                                        {"Animation", input_kind::cache},
                                                                        {"Sound", input_kind::audio},
                                                                        {"ExternalLink", input_kind::geometry},
                                                                        {"PreRenderScript", input_kind::script},
                                                                        {"PostRenderScript", input_kind::script}};
    for (const auto& [name, kind] : types)
        if (one.type == name) return kind;
    if (scene_detail::ending_of(one.path) == "max") return input_kind::reference;
    return scene_detail::kind_by_ending(one.path).value_or(input_kind::texture);
}

RENDERBUS_DECL std::vector<std::string> pictures_listed(std::string_view text) {
    std::vector<std::string> names;
    std::set<std::string_view> seen;
    const auto trimmed = [](std::string_view line) {
        const auto begin = line.find_first_not_of(" \t\r\"");
        return begin == line.npos ? std::string_view() : line.substr(begin, line.find_last_not_of(" \t\r\"") + 1 - begin);
    };
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == ';') continue;
        // A number behind the name says for how many frames it stays.
        const auto last = line.find_last_of(" \t");
        if (last != line.npos && line.find_first_not_of("0123456789", last + 1) == line.npos)
            line = trimmed(line.substr(0, last));
        if (seen.insert(line).second) names.push_back(to_utf8(std::string(line), ""));
    }
    return names;
}

inline std::string path_key(std::string_view path) { return scene_detail::lower_ascii(scene_detail::slashed(path)); }

RENDERBUS_DECL void path_set::add(std::string_view path) {
    const auto key = path_key(path);
    const auto name_at = key.rfind('/') + 1;
    (name_at == 0 ? bare_names_ : whole_).insert(key);
    names_.insert(key.substr(name_at));
}

RENDERBUS_DECL bool path_set::has(std::string_view path) const {
    const auto key = path_key(path);
    const auto name_at = key.rfind('/') + 1;
    if (name_at == 0) return names_.contains(key);
    return whole_.contains(key) || bare_names_.contains(key.substr(name_at));
}

}  // namespace renderbus::max_3ds

#endif
