// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_BUILDER_IPP
#define RENDERBUS_SCENE_IMPL_BUILDER_IPP

#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/impl/text.hpp>

#include <unordered_set>
#include <utility>

namespace renderbus {

RENDERBUS_DECL scene_builder::scene_builder(const scene_options& options, const scene_source& scene)
    : options_(options), paths_(options) {
    facts_.scene = scene.path;
    facts_.scene_known_as = paths_.known_as(scene.path);
    facts_.project = options.project;
    facts_.project_known_as = paths_.known_as(options.project);
    invited_.insert(scene.path);
}

RENDERBUS_DECL void scene_builder::guess_project(std::string folder) {
    if (!options_.project.empty()) return;
    facts_.project = folder;
    facts_.project_known_as = paths_.known_as(folder);
    paths_.set_project(std::move(folder));
}

RENDERBUS_DECL std::vector<resolved_file> scene_builder::needs(const file_request& request) {
    if (broken_limit_ || request.stored.empty()) return {};
    const bool readable = request.stored.find(unreadable_character) == std::string::npos;
    resolved_path found;
    if (readable)
        found = paths_.resolve(request.look_up.empty() ? request.stored : request.look_up, request.spread, request.where);
    else found.unknown = "the text has bytes that mean nothing in the file's codeset";
    if (!first_time(request) || !within_limits(found.files.size())) return std::move(found.files);

    const bool empty_folder = request.spread.folder && found.files.empty();
    if (!empty_folder)
        facts_.inputs.push_back(
            {request.stored, request.node, request.attribute, request.kind, found.tiles, found.sequence, found.files});
    if (!found.unknown.empty()) unresolved(request.node, request.attribute, request.stored, std::move(found.unknown));
    else if (found.files.empty() && !request.if_missing.empty())
        unresolved(request.node, request.attribute, request.stored, request.if_missing);
    else if (found.files.empty())
        facts_.missing.push_back({request.stored, request.node, request.attribute, request.kind, std::move(found.looked_for)});
    invite(request, found.files);
    return std::move(found.files);
}

/// Some files name files of their own. References of a reader's own format it follows itself.
RENDERBUS_DECL void scene_builder::invite(const file_request& request, const std::vector<resolved_file>& files) {
    static constexpr std::string_view endings[] = {".ass",  ".ass.gz",  ".usd",  ".usda", ".usdc",
                                                   ".usdz", ".vrscene", ".xgen", ".rib", ".max"};
    for (const auto& file : files) {
        const std::string name = scene_detail::lower_ascii(file.local);
        for (const auto ending : endings)
            if (name.ends_with(ending) && invited_.insert(file.local).second)
                guests_.push_back({file.local, request.node, request.attribute, request.stored, 1});
    }
}

RENDERBUS_DECL std::optional<scene_builder::guest> scene_builder::next_guest() {
    if (next_guest_ == guests_.size()) return std::nullopt;
    return guests_[next_guest_++];
}

RENDERBUS_DECL void scene_builder::adopt(const guest& from, scene_builder& told) {
    const auto name = utf8_path(native_path(from.local).filename()) + ':';
    for (auto& one : told.facts_.inputs) {
        if (!within_limits(one.files.size())) return;
        one.node = name + one.node;
        facts_.inputs.push_back(std::move(one));
    }
    for (auto& one : told.facts_.missing) one.node = name + one.node, facts_.missing.push_back(std::move(one));
    for (auto& one : told.facts_.unresolved) unresolved(name + one.node, one.attribute, one.raw, one.why);
    for (auto& one : told.guests_)
        if (invited_.insert(one.local).second) {
            one.depth = from.depth + 1;
            guests_.push_back(std::move(one));
        } else if (one.local == facts_.scene) {
            unresolved(name + one.node, one.attribute, one.stored, "it leads back to the scene itself");
        }
}

RENDERBUS_DECL bool scene_builder::first_time(const file_request& request) {
    return seen_.insert(request.node + '\n' + request.attribute + '\n' + request.stored).second;
}

RENDERBUS_DECL bool scene_builder::within_limits(std::size_t more_files) {
    file_count_ += more_files;
    if (facts_.inputs.size() < options_.input_limit && file_count_ <= options_.input_limit) return true;
    broken_limit_ = failure{scene_errc::too_complex, facts_.scene,
                            "the scene needs more than " + std::to_string(options_.input_limit) + " files", "raise the limit"};
    return false;
}

RENDERBUS_DECL void scene_builder::unresolved(std::string node, std::string attribute, std::string raw, std::string why) {
    if (facts_.unresolved.size() >= options_.input_limit) return;
    facts_.unresolved.push_back({std::move(node), std::move(attribute), std::move(raw), std::move(why)});
}

RENDERBUS_DECL result<scene_source> scene_builder::open(const std::string& local) const {
    return open_source(native_path(local), options_.file_limit);
}

RENDERBUS_DECL result<scene_facts> scene_builder::finish() {
    if (broken_limit_) return *std::move(broken_limit_);
    return std::move(facts_);
}

RENDERBUS_DECL std::vector<resolved_file> needed_files(const scene_facts& facts) {
    std::vector<resolved_file> files;
    std::unordered_set<std::string_view> seen;
    for (const auto& input : facts.inputs)
        for (const auto& file : input.files)
            if (file.local != facts.scene && seen.insert(file.local).second) files.push_back(file);
    return files;
}

}  // namespace renderbus

#endif
