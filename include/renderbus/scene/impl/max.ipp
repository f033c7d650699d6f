// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAX_IPP
#define RENDERBUS_SCENE_IMPL_MAX_IPP

#include <renderbus/scene/impl/compound_file.hpp>
#include <renderbus/scene/impl/file_kinds.hpp>
#include <renderbus/scene/impl/max_assets.hpp>
#include <renderbus/scene/impl/property_set.hpp>
#include <renderbus/scene/max.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace renderbus {
namespace max_3ds {

inline constexpr byte_count stream_limit = mebibytes(16), picture_list_limit = mebibytes(1);

/// What stands in a line behind its first colon or equals sign; whole where it has none.
inline std::string_view value_in(std::string_view line, char mark) {
    const auto at = line.find(mark);
    auto value = at == line.npos ? line : line.substr(at + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    return value;
}

inline std::optional<double> number_in(std::string_view text) {
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || !(std::abs(value) <= frame_number_limit))
        return std::nullopt;
    return value;
}

/// The version at the end of a line, such as `16.00`, which programs of some countries write `16,00`; empty where none is. Builds
/// have more points.
inline std::string version_in(std::string_view line) {
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    std::string version(line.substr(line.find_last_not_of("0123456789.,") + 1));
    std::replace(version.begin(), version.end(), ',', '.');
    return std::count(version.begin(), version.end(), '.') == 1 && number_in(version) ? version : "";
}

/// The name under which a version is sold: 10 and later ones by the year.
inline std::string sold_as(const std::string& version) {
    const auto major = static_cast<int>(*number_in(version));
    return std::to_string(major < 10 ? major : major + 1998);
}

class teller {
public:
    teller(compound::file in, const scene_source& source, scene_builder& to)
        : in_(std::move(in)), path_(source.path), folder_(source.folder), to_(to), facts_(to.facts()) {}

    result<void> tell() {
        if (!in_.find("Scene"))
            return failure{scene_errc::malformed_scene, path_, "it is a compound file without a scene: another program's", ""};
        if (auto read = read_parts(); !read) return read;
        if (!tell_version())
            return failure{scene_errc::needs_analyzer, path_,
                           "the scene was saved without its properties: not even its version is told",
                           "save it again with the preference \"Save File Properties\" on, or let 3ds Max look into it"};
        for (const auto& one : parts_) tell_part(one);
        tell_rendering();
        if (auto read = tell_files(); !read) return read;
        to_.unresolved("render settings", "gamma, render elements, global illumination", "",
                       "the file's properties do not tell them: 3ds Max alone can");
        return {};
    }

private:
    result<std::optional<std::string>> stream(const char* name) {
        const auto* found = in_.find(name);
        if (!found) return std::optional<std::string>();
        auto bytes = in_.read(*found, stream_limit);
        if (!bytes) return std::move(bytes).error();
        return std::optional(*std::move(bytes));
    }
    std::string place_in(std::string_view name) const { return path_ + ", " + std::string(name); }

    result<void> read_parts() {
        auto bytes = stream("\5DocumentSummaryInformation");
        if (!bytes) return std::move(bytes).error();
        if (!*bytes) return {};
        auto parts = property_set::read_parts(**std::move(bytes), place_in("DocumentSummaryInformation"));
        if (!parts) return std::move(parts).error();
        parts_ = *std::move(parts);
        return {};
    }

    /// The lines below a heading. In another language it is known by its place: all eight always come, in this order.
    const property_set::part* part_of(std::string_view heading) const {
        static constexpr std::string_view order[] = {"General", "Mesh Totals", "Scene Totals",  "External Dependencies",
                                                     "Objects", "Materials",   "Used Plug-Ins", "Render Data"};
        for (const auto& one : parts_)
            if (one.heading == heading) return &one;
        const auto nth = static_cast<std::size_t>(std::find(std::begin(order), std::end(order), heading) - std::begin(order));
        const bool is_whole =
            parts_.size() == std::size(order) &&
            std::none_of(parts_.begin(), parts_.end(), [](const auto& one) { return scene_detail::among(order, one.heading); });
        return is_whole ? &parts_[nth] : nullptr;
    }

    /// The version of the program, and the one whose format the file has.
    bool tell_version() {
        const auto* general = part_of("General");
        if (!general) return false;
        for (const auto& line : general->lines) {
            const auto version = version_in(line);
            if (version.empty()) continue;
            auto& kept = facts_.about[facts_.version.empty() ? "version" : "saved as version"];
            if (!kept.empty()) continue;
            kept = version;
            if (!facts_.version.empty()) continue;
            facts_.program = dcc::max_3ds;
            facts_.version = version;
            facts_.cg_version = sold_as(version);
            facts_.product = "3ds Max " + facts_.cg_version;
        }
        return !facts_.version.empty();
    }

    void tell_part(const property_set::part& one) {
        const bool names_alone = &one == part_of("Objects") || &one == part_of("Materials");
        auto& text = facts_.about[one.heading];
        for (const auto& line : one.lines)
            if (!names_alone) text += (text.empty() ? "" : "\n") + line;
        if (names_alone) text = std::to_string(one.lines.size());
        const auto count_in = [](const std::string& line) { return std::string(value_in(line, ':')); };
        if (&one == part_of("Mesh Totals") && one.lines.size() >= 2)
            facts_.about["vertices"] = count_in(one.lines[0]), facts_.about["faces"] = count_in(one.lines[1]);
        // The last of the totals is their sum.
        if (&one == part_of("Scene Totals") && !one.lines.empty())
            facts_.node_count = static_cast<std::uint64_t>(std::max(0.0, number_in(value_in(one.lines.back(), ':')).value_or(0)));
    }

    void tell_rendering() {
        std::map<std::string, std::string, std::less<>> said;
        if (const auto* data = part_of("Render Data"))
            for (const auto& line : data->lines) {
                const auto mark = std::min(line.find('='), line.size());
                const auto key = line.substr(0, mark);
                auto value = std::string(value_in(line, '='));
                if (key.starts_with("Render Camera")) facts_.renderable_cameras.push_back(value);
                said.emplace(key, std::move(value));
            }
        const auto number = [&](std::string_view key, double otherwise) {
            const auto found = said.find(key);
            return found == said.end() ? otherwise : number_in(found->second).value_or(otherwise);
        };
        facts_.cameras = facts_.renderable_cameras;
        facts_.size_stored = said.contains("Render Width") || said.contains("Render Height");
        facts_.width = static_cast<std::uint32_t>(std::max(0.0, number("Render Width", 0)));
        facts_.height = static_cast<std::uint32_t>(std::max(0.0, number("Render Height", 0)));
        facts_.frame_start = number("Animation Start", 0);
        facts_.frame_end = std::max(facts_.frame_start, number("Animation End", facts_.frame_start));
        facts_.frame_step = std::max(1.0, number("Nth Frame", 1));
        facts_.animation = facts_.frame_end != facts_.frame_start;
        const auto whole = [](double frame) { return static_cast<std::int32_t>(frame); };
        if (auto frames = frame_list::of({{whole(facts_.frame_start), whole(facts_.frame_end), whole(facts_.frame_step)}}))
            facts_.frames = *std::move(frames);
        facts_.renderer = said["Renderer Name"];
        facts_.image_file_prefix = said["Render Output"];
        facts_.image_format = scene_detail::ending_of(facts_.image_file_prefix);
        facts_.about["render elements"] = said["RenderElements"];
        facts_.about["output gamma"] = said["Render Output Gamma"];
        tell_vray();
    }

    /// The farm wants V-Ray among the plug-ins: `V-Ray Adv 3.00.03` is its 3.00.03.
    void tell_vray() {
        std::string name = scene_detail::lower_ascii(facts_.renderer);
        if (!name.starts_with("v-ray") && !name.starts_with("v_ray")) return;
        for (const std::string_view left_out : {"v-ray", "v_ray", "adv", "demo", " "})
            for (auto at = name.find(left_out); at != name.npos; at = name.find(left_out)) name.erase(at, left_out.size());
        if (!name.empty() && name.find_first_not_of("0123456789.") == name.npos) facts_.plugins.push_back({"vray", name});
        else
            to_.unresolved("render settings", "Renderer Name", facts_.renderer,
                           "the farm's number of this version of V-Ray has to be given");
    }

    result<void> tell_files() {
        for (const char* name : {"FileAssetMetaData3", "FileAssetMetaData2"}) {
            auto bytes = stream(name);
            if (!bytes) return std::move(bytes).error();
            if (!*bytes) continue;
            if (is_packed(**bytes)) {
                to_.unresolved("scene", name, "",
                               "the list of assets is packed: what the properties do not name, only 3ds Max can tell");
                break;
            }
            auto assets = read_assets(**std::move(bytes), std::string_view(name).ends_with('3'), place_in(name));
            if (!assets) return std::move(assets).error();
            tell_assets(*assets, name);
            break;
        }
        // What the list of assets does not have.
        if (const auto* named = part_of("External Dependencies"))
            for (const auto& path : named->lines)
                if (!told_.has(path)) input({"", path, ""}, "scene", "External Dependencies", "");
        return {};
    }

    static bool is_packed(std::string_view bytes) { return bytes.starts_with("\x1F\x8B\x08"); }

    void tell_assets(const std::vector<asset>& assets, const std::string& stream_name) {
        path_set outputs, named;
        if (!facts_.image_file_prefix.empty()) outputs.add(facts_.image_file_prefix);
        for (const auto& one : assets)
            if (one.is_output() && !one.path.empty()) {
                outputs.add(one.path);
                facts_.outputs.push_back({one.path, one.type, stream_name});
            }
        const auto* dependencies = part_of("External Dependencies");
        if (dependencies)
            for (const auto& path : dependencies->lines) named.add(path);
        for (const auto& one : assets) {
            if (one.path.empty() || one.is_output() || outputs.has(one.path)) continue;
            told_.add(one.path);
            if (!one.resolved.empty()) told_.add(one.resolved);
            // A picture that nothing depends on may be one that a render element or the renderer writes.
            const bool is_named = named.has(one.path) || (!one.resolved.empty() && named.has(one.resolved));
            const bool doubtful = dependencies && !is_named && kind_of(one) == input_kind::texture;
            input(one, one.type, stream_name,
                  doubtful ? "it is not there, and the external dependencies do not name it: the scene may only write it" : "");
        }
    }

    /// Looked for as stored, then beside the scene, then there in a folder named like its own.
    void input(const asset& one, const std::string& node, const std::string& attribute, const std::string& if_missing) {
        const auto slashed = scene_detail::slashed(one.path);
        const bool is_whole = slashed.starts_with('/') || (slashed.size() > 1 && slashed[1] == ':');
        file_request request{one.path,  node, attribute, kind_of(one), is_whole ? "" : one.resolved, {}, {folder_, {folder_}},
                             if_missing};
        const auto end = slashed.rfind('/');
        if (end != slashed.npos && end > 0) {
            const auto begin = slashed.rfind('/', end - 1) + 1;
            const auto parent = slashed.substr(begin, end - begin);
            if (!parent.empty() && parent != "." && parent != ".." && parent.find(':') == parent.npos)
                request.where.project_folders.push_back(folder_ + '/' + parent);
        }
        const auto files = to_.needs(request);
        if (request.kind == input_kind::reference) facts_.references.push_back({one.path, node, "", 1});
        if (scene_detail::ending_of(one.path) != "ifl") return;
        for (const auto& file : files) tell_picture_list(file.local);
    }

    void tell_picture_list(const std::string& local) {
        const auto folder = local.substr(0, local.rfind('/'));
        auto source = to_.open(local);
        const auto text = source ? read_all(*source, picture_list_limit) : result<scene_text>(source.error());
        if (!text)
            return to_.unresolved("scene", "picture list", local, "which pictures it lists is not known: " + text.error().cause);
        for (auto& name : pictures_listed(text->bytes))
            to_.needs({std::move(name), local, "picture list", input_kind::texture, "", {}, {folder, {}}});
    }

    compound::file in_;
    const std::string& path_;
    const std::string& folder_;
    scene_builder& to_;
    scene_facts& facts_;
    std::vector<property_set::part> parts_;
    path_set told_;  ///< the assets
};

}  // namespace max_3ds

RENDERBUS_DECL bool max_reader::recognises(std::string_view head) { return compound::file::recognises(head); }

RENDERBUS_DECL result<void> max_reader::read(scene_source source, scene_builder& to) {
    auto opened = compound::file::open(*source.bytes, source.path);
    if (!opened) return std::move(opened).error();
    if (auto told = max_3ds::teller(*std::move(opened), source, to).tell(); !told) return told;
    return source.bytes->unchanged();
}

}  // namespace renderbus

#endif
