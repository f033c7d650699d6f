// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_REFERENCES_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_REFERENCES_IPP

#include <renderbus/scene/maya_ascii.hpp>
#include <renderbus/scene/maya_attributes.hpp>
#include <renderbus/scene/maya_binary.hpp>
#include <renderbus/scene/maya_scene.hpp>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace renderbus::maya {
namespace reference_detail {

/// `rig.ma{2}` is the second use of rig.ma.
inline std::string without_copy_number(const std::string& path) {
    const auto brace = path.rfind('{');
    const bool numbered =
        brace != std::string::npos && path.ends_with('}') && path.find_first_not_of("0123456789", brace + 1) == path.size() - 1;
    return numbered ? path.substr(0, brace) : path;
}

/// One name for one file, whatever links lead to it.
inline std::string true_name(const std::string& path) {
    std::error_code failed;
    auto real = std::filesystem::canonical(native_path(path), failed);
    return failed ? path : utf8_path(real);
}

/// The references that a file lists, each once though it stands there twice.
inline std::vector<scene_reference> references_of(const document& from) {
    std::vector<scene_reference> found;
    std::set<std::pair<std::string, std::string>> known;
    for (const auto& one : from.references) {
        if (!known.emplace(one.node, one.path).second) continue;
        std::string name_space = one.prefix.ends_with(':') ? one.prefix.substr(0, one.prefix.size() - 1) : one.prefix;
        found.push_back({one.path, one.node, std::move(name_space), std::max<std::uint32_t>(one.depth, 1)});
    }
    return found;
}

}  // namespace reference_detail

RENDERBUS_DECL result<void> whole_scene::tell(document scene, const std::string& file, const std::string& folder) {
    to_.guess_project(project_above(folder));
    auto rules = project_rules::read(to_.facts().project);
    if (rules) rules_ = *std::move(rules);
    else to_.unresolved("", "workspace.mel", to_.facts().project, "the rules cannot be read: " + rules.error().message());

    const auto main = std::make_shared<const document>(std::move(scene));
    const auto name = reference_detail::true_name(file);
    loaded_[name] = main;
    to_.facts().references = reference_detail::references_of(*main);
    if (auto followed = follow({main, "", file, folder}, {name}); !followed) return followed;
    if (auto told = tell_settings(*main, cameras(), file, to_); !told) return told;
    std::set<const document*> looked_through;
    for (const auto& one : instances_) {
        tell_inputs(one);
        if (looked_through.insert(one.from.get()).second) tell_computed(one);
    }
    if (!main->ends_properly)
        to_.unresolved("", "", file,
                       "the closing comment that Maya writes (// End of ...) is missing; the file may be cut short");
    return {};
}

RENDERBUS_DECL result<void> whole_scene::within_limits(const std::string& file, std::size_t depth) const {
    const auto& limits = to_.options();
    const auto too_complex = [&](std::string cause) {
        return failure{scene_errc::too_complex, file, std::move(cause), "raise the limit"};
    };
    if (depth > limits.reference_depth)
        return too_complex("references lead deeper than " + std::to_string(limits.reference_depth) + " files");
    if (instances_.size() >= limits.reference_limit)
        return too_complex("there are more than " + std::to_string(limits.reference_limit) + " references");
    return {};
}

/// Takes in one use of a document and, in turn, what it refers to. `way` holds the files that are open on the way here.
RENDERBUS_DECL result<void> whole_scene::follow(instance one, const std::vector<std::string>& way) {
    if (auto within = within_limits(one.file, way.size()); !within) return within;
    for (const auto& change : one.from->edits) edits_.emplace(one.prefix + change.node + '.' + change.attribute, change.what);
    const auto& here = instances_.emplace_back(std::move(one));  // a deque: it stays where it is

    std::set<std::pair<std::string, std::string>> done;
    for (const auto& to : here.from->references)
        if (to.depth > 1 || done.emplace(to.node, to.path).second)
            if (auto followed = follow_reference(here, to, way); !followed) return followed;
    return {};
}

RENDERBUS_DECL result<void> whole_scene::follow_reference(const instance& from, const reference& to,
                                                          const std::vector<std::string>& way) {
    const std::string node = from.prefix + to.node;
    const auto files = to_.needs({to.path,
                                  node,
                                  "reference",
                                  input_kind::reference,
                                  reference_detail::without_copy_number(to.path),
                                  {},
                                  {from.folder, rules_.folders(input_kind::reference)}});
    // What stands deeper is reached on the way through the file that refers to it.
    if (files.empty() || to.depth > 1) return {};
    const std::string name = reference_detail::true_name(files.front().local);
    if (std::find(way.begin(), way.end(), name) != way.end()) {
        std::string circle;
        for (const auto& step : way) circle += step + " -> ";
        to_.unresolved(node, "reference", to.path, "the references go in a circle: " + circle + name);
        return {};
    }
    auto loaded = load(name);
    if (!loaded) return std::move(loaded).error();
    if (!*loaded) return {};
    auto longer = way;
    longer.push_back(name);
    auto folder = utf8_path(native_path(files.front().local).parent_path());
    return follow({*std::move(loaded), from.prefix + to.prefix, name, std::move(folder)}, longer);
}

/// The document of a file; none where it is no scene of Maya.
RENDERBUS_DECL result<std::shared_ptr<const document>> whole_scene::load(const std::string& file) {
    if (const auto known = loaded_.find(file); known != loaded_.end()) return known->second;
    auto& kept = loaded_[file];
    auto source = to_.open(file);
    if (!source) return std::move(source).error();
    const auto head = read_head(*source, 64);
    if (!head) return head.error();
    const bool binary = maya_binary_reader::recognises(*head) || file.ends_with(".mb");
    const bool ascii = maya_ascii_reader::recognises(*head) || file.ends_with(".ma");
    if (!ascii && !binary) return kept;
    auto made = ascii ? load_ascii(*source) : load_binary(*source);
    if (!made) return std::move(made).error();
    return kept = std::make_shared<const document>(*std::move(made));
}

/// What an attribute is after the edits of the files that refer to this one; the outermost counts.
RENDERBUS_DECL const value& whole_scene::edited(const instance& where, const node& one, const std::string& attribute,
                                                const value& stored) const {
    if (where.prefix.empty()) return stored;
    const std::string name = where.prefix + one.name + '.';
    if (const auto by_long = edits_.find(name + long_attribute(one.type, attribute)); by_long != edits_.end())
        return by_long->second;
    const auto by_short = edits_.find(name + attribute);
    return by_short == edits_.end() ? stored : by_short->second;
}

RENDERBUS_DECL std::vector<scene_camera> whole_scene::cameras() const {
    std::vector<scene_camera> found;
    std::map<std::string, int> uses;
    const value on{"yes", 0};
    for (const auto& where : instances_)
        for (const auto& one : where.from->nodes) {
            if (!is_camera(one.type) || (one.shared && !where.prefix.empty())) continue;
            const auto* stored = one.find("rnd");
            found.push_back({where.prefix + one.name, where.prefix + std::string(short_name(one.parent)), where.prefix + one.name,
                             edited(where, one, "rnd", stored ? *stored : on).truth()});
            ++uses[found.back().name];
        }
    for (auto& camera : found)
        if (uses[camera.name] > 1) camera.shown = camera.transform + '|' + camera.name;
    return found;
}

}  // namespace renderbus::maya

#endif
