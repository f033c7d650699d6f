// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_BUILDER_IPP
#define RENDERBUS_SCENE_IMPL_BUILDER_IPP

#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/impl/text.hpp>

#include <unordered_set>

namespace renderbus {

RENDERBUS_DECL scene_builder::scene_builder(const scene_options& options, const scene_source& scene)
    : options_(options), paths_(options) {
    facts_.scene = scene.path;
    facts_.project = options.project;
}

RENDERBUS_DECL void scene_builder::guess_project(std::string folder) {
    if (!options_.project.empty()) return;
    facts_.project = folder;
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
    else if (found.files.empty())
        facts_.missing.push_back({request.stored, request.node, request.attribute, request.kind, std::move(found.looked_for)});
    tell_unread(request, found.files);
    return std::move(found.files);
}

/// Some files name files of their own, and nobody here reads them.
RENDERBUS_DECL void scene_builder::tell_unread(const file_request& request, const std::vector<resolved_file>& files) {
    static constexpr std::string_view endings[] = {".ass",  ".ass.gz",  ".usd",  ".usda", ".usdc",
                                                   ".usdz", ".vrscene", ".xgen", ".rib",  ".mb"};
    if (files.empty()) return;
    const std::string name = scene_detail::lower_ascii(files.front().local);
    for (const auto ending : endings)
        if (name.ends_with(ending))
            return unresolved(request.node, request.attribute, request.stored,
                              "no reader for " + std::string(ending) + " tells what this file needs in turn");
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
    return read_source(native_path(local), options_.file_limit);
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
